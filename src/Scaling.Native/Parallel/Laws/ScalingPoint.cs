using Scaling.Native.Measuring;

namespace Scaling.Native.Parallel.Laws;

/// <summary>What was measured of one worker count; of one count there are two, where there were processors enough at times.</summary>
/// <param name="Workers">The worker count.</param>
/// <param name="Seconds">Median of its times.</param>
/// <param name="Observations">Number of its times.</param>
/// <param name="IsOversubscribed">Whether there were more workers than processors.</param>
/// <param name="Speedup">How many times as fast as one worker, as measured; of work that grows, by the work done in a time. Null where one worker was not measured.</param>
public sealed record ScalingPoint(int Workers, double Seconds, int Observations, bool IsOversubscribed, double? Speedup)
{
    /// <summary>Speedup a worker.</summary>
    public double? Efficiency => Speedup / Workers;

    /// <summary>The serial fraction that the speedup comes to, <see cref="SpeedupLaw.KarpFlatt"/>.</summary>
    public double? KarpFlatt => Speedup is { } speedup ? SpeedupLaw.KarpFlatt(speedup, Workers) : null;

    internal static IReadOnlyList<ScalingPoint> Of(IReadOnlyList<ScalingObservation> observations, ScalingMode mode)
    {
        // One count may come from two places, of which only one has enough processors.
        var groups = observations.GroupBy(o => (o.Workers, o.IsOversubscribed)).OrderBy(g => g.Key)
            .Select(g => (g.Key.Workers, g.Key.IsOversubscribed, Count: g.Count(), new SampleSummary([.. g.Select(o => o.Seconds)]).Median)).ToList();
        var one = groups is [{ Workers: 1 } first, ..] ? first.Median : (double?)null;
        return [.. groups.Select(g => new ScalingPoint(
            g.Workers, g.Median, g.Count, g.IsOversubscribed, one * (mode == ScalingMode.Weak ? g.Workers : 1) / g.Median))];
    }
}
