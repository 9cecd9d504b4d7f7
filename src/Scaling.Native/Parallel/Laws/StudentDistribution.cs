namespace Scaling.Native.Parallel.Laws;

/// <summary>Student's t distribution.</summary>
internal static class StudentDistribution
{
    /// <summary>t with P(|T| ≤ t) = <paramref name="content"/>.</summary>
    /// <param name="content">Between 0 and 1.</param>
    /// <param name="degreesOfFreedom">At least 1.</param>
    public static double TwoSided(double content, int degreesOfFreedom)
    {
        var high = 1.0;
        while (Outside(high, degreesOfFreedom) > 1 - content) high *= 2;
        var low = 0.0;
        while (true)
        {
            var middle = low + (high - low) / 2;
            if (middle <= low || middle >= high) return middle;
            if (Outside(middle, degreesOfFreedom) > 1 - content) low = middle;
            else high = middle;
        }
    }

    /// <summary>P(|T| > t), by the finite series for whole degrees of freedom (Abramowitz and Stegun, 26.7.3 and 26.7.4).</summary>
    internal static double Outside(double t, int degreesOfFreedom)
    {
        // Of many degrees the series is long, and what it gives is the normal distribution's probability to four digits.
        var n = Math.Min(degreesOfFreedom, 100_000);
        var angle = Math.Atan(t / Math.Sqrt(n));
        var (sine, cosine) = Math.SinCos(angle);
        var term = n % 2 == 0 ? 1.0 : cosine;
        var sum = n == 1 ? 0 : term;
        for (var k = n % 2 == 0 ? 1 : 2; k <= n - 3; k += 2)
        {
            term *= cosine * cosine * k / (k + 1);
            sum += term;
        }

        return Math.Max(0, 1 - (n % 2 == 0 ? sine * sum : 2 / Math.PI * (angle + sine * sum)));
    }
}
