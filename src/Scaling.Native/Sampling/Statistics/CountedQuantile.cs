using System.Runtime.CompilerServices;

namespace Scaling.Native.Sampling.Statistics;

/// <summary>Quantiles of rows that are given as counts or weights of ascending values.</summary>
internal static class CountedQuantile
{
    // Woodruff's 95 % interval.
    private const double Deviations = 1.96;

    /// <summary>
    /// The quantile of type 7 of a multiset, x(j) + (h − j) (x(j + 1) − x(j)) with h = (m − 1) p, j = floor(h), counted from 0.
    /// </summary>
    /// <param name="counts">How often each value was drawn.</param>
    /// <param name="ascending">The values.</param>
    /// <param name="total">The sum m of the counts, at least 1.</param>
    /// <param name="probability">0 … 1.</param>
    public static double Value(ReadOnlySpan<uint> counts, ReadOnlySpan<double> ascending, long total, double probability) =>
        new Cursor(counts, ascending, total).Next(probability);

    /// <summary>
    /// The quantile, and its squared error ((Q(p + z s) − Q(p − z s)) / (2 z))² with s = √(p (1 − p) / m) and z = 1.96 (Woodruff, "Confidence
    /// intervals for medians and other position measures", JASA 47, 1952). Probabilities stop at 0 and 1.
    /// </summary>
    public static (double Value, double SquaredError) WithError(
        ReadOnlySpan<uint> counts, ReadOnlySpan<double> ascending, long total, double probability)
    {
        var reach = Reach(probability, total);
        var cursor = new Cursor(counts, ascending, total);
        var lower = cursor.Next(Math.Max(probability - reach, 0));
        var value = cursor.Next(probability);
        return (value, SquaredError(lower, cursor.Next(Math.Min(probability + reach, 1))));
    }

    /// <summary>How far from the probability those of <see cref="WithError"/> lie.</summary>
    public static double Reach(double probability, long total) => Deviations * Math.Sqrt(probability * (1 - probability) / total);

    /// <summary>The squared error by the quantiles at these probabilities.</summary>
    public static double SquaredError(double lower, double upper) => Math.Pow((upper - lower) / (2 * Deviations), 2);

    /// <summary>
    /// The quantile of a weighted distribution: the inverse of its distribution function, and the mean of both sides where p is met exactly
    /// (type 2 of Hyndman and Fan 1996).
    /// </summary>
    /// <param name="weights">Of the values, with a sum of 1 … 2^63.</param>
    /// <param name="ascending">The values.</param>
    /// <param name="probability">0 … 1.</param>
    public static double Weighted(ReadOnlySpan<ulong> weights, ReadOnlySpan<double> ascending, double probability)
    {
        var total = 0UL;
        foreach (var weight in weights)
        {
            total += weight;
        }

        var target = probability * total;
        // Probabilities such as 0.1 are rounded themselves: what they are to meet is met within a few digits.
        var margin = target / (1L << 50);
        var below = 0UL;
        var met = -1;
        var last = 0;
        for (var index = 0; index < weights.Length; index++)
        {
            if (weights[index] == 0)
            {
                continue;
            }

            if (met >= 0)
            {
                return OrderStatistics.Interpolate(ascending[met], ascending[index], 0.5);
            }

            last = index;
            below += weights[index];
            if (Math.Abs(below - target) <= margin)
            {
                met = index;
            }
            else if (below > target)
            {
                return ascending[index];
            }
        }

        return ascending[last];
    }

    /// <summary>Looks up ascending probabilities in one pass.</summary>
    private ref struct Cursor(ReadOnlySpan<uint> counts, ReadOnlySpan<double> ascending, long total)
    {
        private readonly ReadOnlySpan<uint> _counts = counts;
        private readonly ReadOnlySpan<double> _ascending = ascending;
        private readonly long _total = total;
        private int _index = -1;
        private long _through;

        /// <param name="probability">No less than the one before.</param>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public double Next(double probability)
        {
            var position = (_total - 1) * probability;
            var rank = Math.Min((long)position, _total - 1);
            var fraction = position - rank;
            var index = _index;
            var through = _through;
            while (through <= rank)
            {
                through += _counts[++index];
            }

            _index = index;
            _through = through;
            if (fraction <= 0 || through > rank + 1)
            {
                return _ascending[index];
            }

            do
            {
                index++;
            }
            while (_counts[index] == 0);
            return OrderStatistics.Interpolate(_ascending[_index], _ascending[index], fraction);
        }
    }
}
