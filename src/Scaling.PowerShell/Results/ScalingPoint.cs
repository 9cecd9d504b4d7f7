using Laws = Scaling.Native.Parallel.Laws;

namespace Scaling.PowerShell.Results;

/// <summary>What was measured of one worker count, beside what a law says.</summary>
public sealed class ScalingPoint
{
    internal ScalingPoint(Laws.ScalingPoint point, Laws.ScalingFit fit)
    {
        Workers = point.Workers;
        Seconds = point.Seconds;
        PredictedSeconds = fit.IsFitted ? fit.Seconds(point.Workers) : null;
        Speedup = point.Speedup;
        Efficiency = point.Efficiency;
        KarpFlatt = point.KarpFlatt;
        Observations = point.Observations;
        IsOversubscribed = point.IsOversubscribed;
    }

    /// <summary>The worker count.</summary>
    public int Workers { get; }

    /// <summary>Median of the times measured, in seconds.</summary>
    public double Seconds { get; }

    /// <summary>The time by the law, in seconds; null where it is not fitted.</summary>
    public double? PredictedSeconds { get; }

    /// <summary>How many times as fast as one worker, as measured; null where one worker was not measured.</summary>
    public double? Speedup { get; }

    /// <summary>Speedup a worker.</summary>
    public double? Efficiency { get; }

    /// <summary>The serial fraction that the speedup comes to; null for one worker.</summary>
    public double? KarpFlatt { get; }

    /// <summary>Number of times measured.</summary>
    public int Observations { get; }

    /// <summary>Whether there were more workers than the process may use.</summary>
    public bool IsOversubscribed { get; }

    public override string ToString() => FormattableString.Invariant($"{Workers}: {Seconds:G4} s");
}
