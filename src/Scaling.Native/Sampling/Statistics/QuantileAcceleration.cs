namespace Scaling.Native.Sampling.Statistics;

/// <summary>The acceleration of BCa intervals (see <see cref="JackknifeAcceleration"/>) for quantiles.</summary>
internal static class QuantileAcceleration
{
    /// <summary>
    /// The jackknife of the quantile of type 7, exactly: leaving out one of n values gives one of three quantiles, as the one left out lies
    /// behind, between or before the two order statistics that are used.
    /// </summary>
    /// <param name="ascending">The rows' values in ascending order.</param>
    /// <param name="probability">0 … 1.</param>
    public static double Unweighted(ReadOnlySpan<double> ascending, double probability)
    {
        if (ascending.Length < 2)
        {
            return double.NaN;
        }

        var last = ascending.Length - 1;
        var position = (last - 1) * probability;
        var index = Math.Min((int)position, last - 1);
        var fraction = position - index;
        var next = Math.Min(index + 2, last);
        var before = OrderStatistics.Interpolate(ascending[index], ascending[index + 1], fraction);
        var between = OrderStatistics.Interpolate(ascending[index], ascending[next], fraction);
        var behind = OrderStatistics.Interpolate(ascending[index + 1], ascending[next], fraction);
        double count = ascending.Length;
        return JackknifeAcceleration.OfLeftOut(
            [before, between, behind], [(count - index - 2) / count, 1 / count, (index + 1) / count], [], [ascending.Length]);
    }

    /// <summary>
    /// (2 p − 1) / (6 √(m p (1 − p))), from the influence of a quantile, which is p / f above and (p − 1) / f below it: the unknown density f
    /// cancels (Efron 1987, section 4; Davison and Hinkley 1997, example 2.19).
    /// </summary>
    /// <param name="probability">Between 0 and 1; their ends give no finite number.</param>
    /// <param name="draws">In a resample.</param>
    public static double Weighted(double probability, long draws) =>
        (2 * probability - 1) / (6 * Math.Sqrt(draws * probability * (1 - probability)));
}
