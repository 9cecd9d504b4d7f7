namespace Scaling.Native.Parallel.Laws;

/// <summary>Where a continuous function changes its sign.</summary>
internal static class RootFinding
{
    private const int MostSteps = 200;

    /// <summary>Chandrupatla, "A new hybrid quadratic/bisection algorithm for finding the zero of a nonlinear function", Advances in
    /// Engineering Software 28, 1997.</summary>
    /// <param name="function">Continuous.</param>
    /// <param name="low">An end of the search.</param>
    /// <param name="high">The other end; the function has the other sign there, or else the end where it is nearer to 0 is given.</param>
    public static double Between(Func<double, double> function, double low, double high)
    {
        var (a, b, c) = (high, low, high);
        var (fa, fb) = (function(a), function(b));
        if (fa * fb > 0) return Math.Abs(fa) < Math.Abs(fb) ? a : b;
        var (fc, t) = (fa, 0.5);
        for (var step = 0; step < MostSteps; step++)
        {
            var x = a + t * (b - a);
            var fx = function(x);
            if (Math.Sign(fx) == Math.Sign(fa)) (c, fc) = (a, fa);
            else (c, fc, b, fb) = (b, fb, a, fa);
            (a, fa) = (x, fx);

            var (best, fBest) = Math.Abs(fa) < Math.Abs(fb) ? (a, fa) : (b, fb);
            var tolerance = 2 * double.Epsilon + 4e-16 * Math.Abs(best);
            var least = tolerance / Math.Abs(b - a);
            if (least > 0.5 || fBest == 0) return best;

            var (xi, phi) = ((a - b) / (c - b), (fa - fb) / (fc - fb));
            var isQuadratic = phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi;
            t = isQuadratic ? fa / (fb - fa) * fc / (fb - fc) + (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb) : 0.5;
            t = Math.Clamp(t, Math.Min(least, 0.5), Math.Max(1 - least, 0.5));
        }

        return a;
    }
}
