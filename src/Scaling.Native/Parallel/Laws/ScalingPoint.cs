namespace Scaling.Native.Parallel.Laws;

/// <summary>What was measured of one worker count.</summary>
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
        var one = observations.Where(o => o.Workers == 1).Select(o => o.Seconds).ToList() is { Count: > 0 } found ? Median(found) : (double?)null;
        return [.. observations.GroupBy(o => o.Workers).OrderBy(g => g.Key).Select(g =>
        {
            var seconds = Median(g.Select(o => o.Seconds));
            var speedup = one * (mode == ScalingMode.Weak ? g.Key : 1) / seconds;
            return new ScalingPoint(g.Key, seconds, g.Count(), g.Any(o => o.IsOversubscribed), speedup);
        })];
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
