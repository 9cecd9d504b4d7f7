using Scaling.Native.Sampling.Draws;
using Scaling.Native.Sampling.Statistics;

namespace Scaling.Native.Sampling.Resampling;

/// <summary>Chooses how a group is drawn and what is computed of it.</summary>
internal static class GroupPlan
{
    /// <summary>A resampler for a group without defects.</summary>
    internal static Resampler ResamplerFor(BootstrapGroup group, BootstrapOptions options)
    {
        var isWeighted = !group.Weights.IsEmpty;
        var rows = RowSet.Of(group, options.SampleSize ?? group.Values.Length, mergesEqual: !DrawsPlaces(options));
        var indices = IndicesFor(rows.Count, options);
        if (!MomentStatistic.IsOne(options.Statistic))
            return new QuantileResampler(rows, ProbabilityOf(options), isWeighted, indices, options.Path);
        double[] weights = rows.Weights.AsSpan().ContainsAnyExcept(1UL) ? Array.ConvertAll(rows.Weights, weight => (double)weight) : [];
        var columns = Array.ConvertAll(rows.Columns, column => new CenteredSample(column, weights));
        var statistic = MomentStatistic.Create(options.Statistic, columns, options.Method == IntervalMethod.Studentized);
        return new MomentResampler(statistic, rows, isWeighted, indices, options.Path);
    }

    /// <summary>How rows are drawn where they are not drawn one by one with replacement, else null.</summary>
    internal static IndexSource? IndicesFor(int rows, BootstrapOptions options) =>
        options.BlockLength is { } length ? new SeriesIndexSource(rows, length, options.BlockMethod)
        : options.WithoutReplacement ? new DistinctIndexSource(rows)
        : null;

    /// <summary>The probability of a quantile.</summary>
    internal static double ProbabilityOf(BootstrapOptions options) => options.Statistic == BootstrapStatistic.Median ? 0.5 : options.Quantile;

    private static bool DrawsPlaces(BootstrapOptions options) => options.BlockLength is not null || options.WithoutReplacement;
}
