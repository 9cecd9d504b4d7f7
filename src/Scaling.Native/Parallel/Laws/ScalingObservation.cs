using Scaling.Native.Measuring;

namespace Scaling.Native.Parallel.Laws;

/// <summary>How long some workers took.</summary>
/// <param name="Workers">At least 1.</param>
/// <param name="Seconds">Above 0; of repeats within one run their median.</param>
public sealed record ScalingObservation(int Workers, double Seconds)
{
    // The median of n normal values has 1.2533 / √n standard deviations, and their interquartile range is 1.349 of them.
    private const double MedianErrorOfRange = 1.2533 / 1.349;

    /// <summary>Standard error of <see cref="Seconds"/> over <see cref="Seconds"/>, as far as repeats within the run tell; null without them.</summary>
    public double? RelativeError { get; init; }

    /// <summary>Whether there were more workers than processors to work on: they say nothing about the work.</summary>
    public bool IsOversubscribed { get; init; }

    /// <summary>Seconds before the work until the workers were there, which <see cref="Seconds"/> leaves out; null where not known.</summary>
    public double? StartupSeconds { get; init; }

    /// <summary>What repeats of one run come to; one or two do not tell how far they spread.</summary>
    /// <param name="workers">At least 1.</param>
    /// <param name="samples">Seconds, each above 0; at least one.</param>
    public static ScalingObservation OfSamples(int workers, IReadOnlyList<double> samples)
    {
        var summary = new SampleSummary(samples);
        return new ScalingObservation(workers, summary.Median)
        {
            RelativeError = samples.Count < 3 ? null : MedianErrorOfRange * summary.RelativeSpread / Math.Sqrt(samples.Count),
        };
    }
}
