using System.Diagnostics;
using Scaling.Native.Sampling.Draws;
using Scaling.Native.Sampling.Intervals;
using Scaling.Native.Sampling.Resampling;
using Scaling.Native.Sampling.Statistics;

namespace Scaling.Native.Sampling;

/// <summary>The bootstrap of a statistic that the caller computes: on one thread, the caller's. Same streams, same intervals.</summary>
internal static class ScriptBootstrap
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>See <see cref="ParallelBootstrap.Run"/>.</summary>
    internal static IEnumerable<BootstrapOutcome> Enumerate(
        IReadOnlyList<BootstrapGroup> groups, BootstrapOptions options, ScriptStatistic script,
        IProgress<BootstrapProgress>? progress, CancellationToken cancellationToken)
    {
        var blocks = (long)groups.Count * GroupBootstrap.BlocksOf(options);
        var blocksDone = 0L;
        var reported = Stopwatch.GetTimestamp();
        for (var index = 0; index < groups.Count; index++)
        {
            var group = index;
            void Report()
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (Stopwatch.GetElapsedTime(reported) < ProgressInterval) return;
                reported = Stopwatch.GetTimestamp();
                progress?.Report(new(group, groups.Count, blocksDone, blocks));
            }

            BootstrapOutcome outcome;
            try
            {
                outcome = new(index, Estimate(groups[index], index, options, script, Report, () => blocksDone++), null);
            }
            catch (BootstrapException e)
            {
                outcome = new(index, null, e);
            }

            blocksDone = (index + 1L) * GroupBootstrap.BlocksOf(options);
            yield return outcome;
        }

        progress?.Report(new(groups.Count, groups.Count, blocks, blocks));
    }

    private static BootstrapEstimate Estimate(
        BootstrapGroup group, int index, BootstrapOptions options, ScriptStatistic script, Action report, Action endBlock)
    {
        var start = Stopwatch.GetTimestamp();
        if ((group.Defect ?? GroupDefects.Find(group, options)) is { } defect) throw defect;
        var rows = RowSet.Of(group, options.SampleSize ?? group.Values.Length, mergesEqual: false);
        var (estimate, squaredError) = Call(script, rows.Columns, options);
        var isStudentized = options.Method == IntervalMethod.Studentized;
        var values = new double[options.ResampleCount];
        var ranked = isStudentized ? new double[values.Length] : values;
        Draw(rows, index, options, (resample, columns) =>
        {
            report();
            var (value, error) = Call(script, columns, options);
            (ranked[resample], values[resample]) = (error ?? 0, value);
            if (resample % SumKernel.BlockSize == SumKernel.BlockSize - 1) endBlock();
        });
        var figures = default(BlockFigures);
        for (var first = 0; first < values.Length; first += SumKernel.BlockSize)
            figures.Add(BlockFigures.Of(values.AsSpan(first, Math.Min(SumKernel.BlockSize, values.Length - first)), estimate));
        var acceleration = options.Method == IntervalMethod.BCa && figures.Variance > 0 ? Acceleration(rows, options, script, report) : 0;
        var facts = new IntervalFacts(
            estimate, estimate + figures.MeanDifference, Math.Sqrt(figures.Variance),
            (figures.Below + 0.5 * figures.Equal) / figures.Count, acceleration, options.ConfidenceLevel);
        var distribution = options.KeepDistribution ? (double[])values.Clone() : null;
        if (isStudentized) ConfidenceInterval.Studentize(values, estimate, ranked);
        var (lower, upper) = ConfidenceInterval.Probabilities(options.Method, facts);
        var (lowerQuantile, upperQuantile) = OrderStatistics.Quantiles(ranked, lower, upper);
        // t-values are in units of the rows' own error.
        var scale = isStudentized ? facts with { StandardError = Math.Sqrt(squaredError!.Value) } : facts;
        (lower, upper) = ConfidenceInterval.Bounds(options.Method, scale, lowerQuantile, upperQuantile);
        if (!double.IsFinite(lower) || !double.IsFinite(upper)) throw GroupBootstrap.NoEnd();
        return new()
        {
            Estimate = estimate,
            Mean = facts.Mean,
            StandardError = facts.StandardError,
            Bias = figures.MeanDifference,
            LowerBound = lower,
            UpperBound = upper,
            Rows = group.Values.Length,
            TotalWeight = group.TotalWeight,
            SampleSize = rows.SampleSize,
            ResampleCount = values.Length,
            Elapsed = Stopwatch.GetElapsedTime(start),
            InstructionPath = "Scalar",
            Distribution = distribution,
        };
    }

    private static void Draw(RowSet rows, int index, BootstrapOptions options, Action<int, double[][]> take)
    {
        var sources = Array.ConvertAll(
            rows.Strata, s => GroupPlan.IndicesFor(s.Rows, options) ?? IndexSource.Of(rows.Weights.AsSpan(s.First, s.Rows)));
        var drawn = new int[rows.SampleSize];
        IndexDraws[] draws = [];
        for (var resample = 0; resample < options.ResampleCount; resample++)
        {
            if (resample % SumKernel.BlockSize == 0)
            {
                var key = new StreamKey(options.Seed, index, resample / SumKernel.BlockSize);
                draws = [.. sources.Select((source, s) => source.Begin(key.Open(StreamPurpose.Draws, (ulong)s * DrawPath.Lanes)))];
            }

            var next = 0;
            for (var s = 0; s < draws.Length; s++)
            {
                var some = drawn.AsSpan(next, rows.Strata[s].Draws);
                draws[s].Next(some);
                foreach (ref var row in some) row += rows.Strata[s].First;
                next += some.Length;
            }

            take(resample, Array.ConvertAll(rows.Columns, column => Array.ConvertAll(drawn, row => column[row])));
        }
    }

    // The jackknife itself: the statistic without each row.
    private static double Acceleration(RowSet rows, BootstrapOptions options, ScriptStatistic script, Action report)
    {
        if (rows.Strata.Any(s => s.Rows != s.Draws))
            throw new BootstrapException(BootstrapFailure.IntervalUndefined, "BCa of a script needs as many draws as the group has rows.");
        var values = new double[rows.Count];
        for (var row = 0; row < values.Length; row++)
        {
            report();
            var left = row;
            values[row] = Call(script, Array.ConvertAll(rows.Columns, column => (double[])[.. column[..left], .. column[(left + 1)..]]), options).Value;
        }

        return JackknifeAcceleration.OfLeftOut(
            values, rows.Probabilities(), rows.StrataNumbers(), Array.ConvertAll(rows.Strata, s => (long)s.Draws));
    }

    private static (double Value, double? SquaredError) Call(ScriptStatistic script, double[][] columns, BootstrapOptions options)
    {
        double value;
        double? squaredError;
        try
        {
            (value, squaredError) = script(Array.ConvertAll(columns, column => (double[])column.Clone()));
        }
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException))
        {
            throw new BootstrapException(BootstrapFailure.StatisticFailed, e.Message);
        }

        if (!double.IsFinite(value))
            throw new BootstrapException(BootstrapFailure.StatisticFailed, FormattableString.Invariant($"The statistic gave {value}."));
        if (options.Method == IntervalMethod.Studentized && !(squaredError >= 0 && double.IsFinite(squaredError.Value)))
        {
            throw new BootstrapException(
                BootstrapFailure.StatisticFailed,
                FormattableString.Invariant($"The studentized method needs the squared standard error too; the statistic gave {(object?)squaredError ?? "none"}."));
        }

        return (value, squaredError);
    }
}
