namespace Scaling.Native.Sampling.Intervals;

/// <summary>The standard normal distribution.</summary>
internal static class NormalDistribution
{
    private const double InverseRootTwoPi = 0.398942280401432677939946059934;
    private const double RootThirtyTwo = 5.656854249492380195206754896838;

    // Rational approximations of Cody for |x| up to 0.67, up to √32 and beyond.
    private static readonly double[] CentreNumerator =
    [
        2.2352520354606839287, 161.02823106855587881, 1067.6894854603709582, 18154.981253343561249, 0.065682337918207449113,
    ];

    private static readonly double[] CentreDenominator =
    [
        47.20258190468824187, 976.09855173777669322, 10260.932208618978205, 45507.789335026729956,
    ];

    private static readonly double[] FlankNumerator =
    [
        0.39894151208813466764, 8.8831497943883759412, 93.506656132177855979, 597.27027639480026226, 2494.5375852903726711,
        6848.1904505362823326, 11602.651437647350124, 9842.7148383839780218, 1.0765576773720192317e-8,
    ];

    private static readonly double[] FlankDenominator =
    [
        22.266688044328115691, 235.38790178262499861, 1519.377599407554805, 6485.558298266760755, 18615.571640885098091,
        34900.952721145977266, 38912.003286093271411, 19685.429676859990727,
    ];

    private static readonly double[] TailNumerator =
    [
        0.21589853405795699, 0.1274011611602473639, 0.022235277870649807, 0.001421619193227893466, 2.9112874951168792e-5,
        0.02307344176494017303,
    ];

    private static readonly double[] TailDenominator =
    [
        1.28426009614491121, 0.468238212480865118, 0.0659881378689285515, 0.00378239633202758244, 7.29751555083966205e-5,
    ];

    /// <summary>
    /// Φ(x), with a small relative error in the lower tail too (Cody, "Rational Chebyshev approximations for the error function",
    /// Math. Comp. 23, 1969, in the form of ACM algorithm 715, 1993).
    /// </summary>
    public static double Cumulative(double x)
    {
        var size = Math.Abs(x);
        if (double.IsNaN(x))
        {
            return x;
        }

        if (size <= 0.67448975)
        {
            var square = x * x;
            var numerator = CentreNumerator[4] * square;
            var denominator = square;
            for (var i = 0; i < 3; i++)
            {
                numerator = (numerator + CentreNumerator[i]) * square;
                denominator = (denominator + CentreDenominator[i]) * square;
            }

            return 0.5 + x * (numerator + CentreNumerator[3]) / (denominator + CentreDenominator[3]);
        }

        var tail = size > 40 ? 0 : size <= RootThirtyTwo ? Density(size) * Flank(size) : Density(size) * Tail(size);
        return x < 0 ? tail : 1 - tail;
    }

    /// <summary>Φ⁻¹(p), to about 1e-16 of its value (Wichura, "Algorithm AS 241", Applied Statistics 37, 1988, PPND16).</summary>
    /// <returns>−∞ for 0, +∞ for 1, NaN out of 0 … 1.</returns>
    public static double Quantile(double probability)
    {
        if (!(probability > 0 && probability < 1))
        {
            return probability == 0 ? double.NegativeInfinity : probability == 1 ? double.PositiveInfinity : double.NaN;
        }

        var q = probability - 0.5;
        if (Math.Abs(q) <= 0.425)
        {
            var r = 0.180625 - q * q;
            return q *
                (((((((r * 2509.0809287301226727 + 33430.575583588128105) * r + 67265.770927008700853) * r
                + 45921.953931549871457) * r + 13731.693765509461125) * r + 1971.5909503065514427) * r + 133.14166789178437745) * r
                + 3.387132872796366608) /
                (((((((r * 5226.495278852545925 + 28729.085735721942674) * r + 39307.89580009271061) * r
                + 21213.794301586595867) * r + 5394.1960214247511077) * r + 687.1870074920579083) * r + 42.313330701600911252) * r
                + 1);
        }

        var distance = Math.Sqrt(-Math.Log(q < 0 ? probability : 1 - probability));
        double size;
        if (distance <= 5)
        {
            var r = distance - 1.6;
            size =
                (((((((r * 7.7454501427834140764e-4 + 0.0227238449892691845833) * r + 0.24178072517745061177) * r
                + 1.27045825245236838258) * r + 3.64784832476320460504) * r + 5.7694972214606914055) * r + 4.6303378461565452959) * r
                + 1.42343711074968357734) /
                (((((((r * 1.05075007164441684324e-9 + 5.475938084995344946e-4) * r + 0.0151986665636164571966) * r
                + 0.14810397642748007459) * r + 0.68976733498510000455) * r + 1.6763848301838038494) * r + 2.05319162663775882187) * r
                + 1);
        }
        else
        {
            var r = distance - 5;
            size =
                (((((((r * 2.01033439929228813265e-7 + 2.71155556874348757815e-5) * r + 0.0012426609473880784386) * r
                + 0.026532189526576123093) * r + 0.29656057182850489123) * r + 1.7848265399172913358) * r + 5.4637849111641143699) * r
                + 6.6579046435011037772) /
                (((((((r * 2.04426310338993978564e-15 + 1.4215117583164458887e-7) * r + 1.8463183175100546818e-5) * r
                + 7.868691311456132591e-4) * r + 0.0148753612908506148525) * r + 0.13692988092273580531) * r + 0.59983220655588793769) * r
                + 1);
        }

        return q < 0 ? -size : size;
    }

    // exp(−x²/2) in two factors, since the square of a number of few digits is exact.
    private static double Density(double x)
    {
        var rounded = Math.Truncate(x * 16) / 16;
        return Math.Exp(-rounded * rounded * 0.5) * Math.Exp(-(x - rounded) * (x + rounded) * 0.5);
    }

    private static double Flank(double x)
    {
        var numerator = FlankNumerator[8] * x;
        var denominator = x;
        for (var i = 0; i < 7; i++)
        {
            numerator = (numerator + FlankNumerator[i]) * x;
            denominator = (denominator + FlankDenominator[i]) * x;
        }

        return (numerator + FlankNumerator[7]) / (denominator + FlankDenominator[7]);
    }

    private static double Tail(double x)
    {
        var inverse = 1 / (x * x);
        var numerator = TailNumerator[5] * inverse;
        var denominator = inverse;
        for (var i = 0; i < 4; i++)
        {
            numerator = (numerator + TailNumerator[i]) * inverse;
            denominator = (denominator + TailDenominator[i]) * inverse;
        }

        return (InverseRootTwoPi - inverse * (numerator + TailNumerator[4]) / (denominator + TailDenominator[4])) / x;
    }
}
