namespace Scaling.Native.Parallel.Laws;

/// <summary>How many workers to take, by a law.</summary>
public sealed record ScalingAdvice
{
    /// <summary>The worker count to take.</summary>
    public required int Workers { get; init; }

    /// <summary>How many times as fast as one worker they are, by the law.</summary>
    public required double Speedup { get; init; }

    /// <summary>Speedup a worker.</summary>
    public double Efficiency => Speedup / Workers;

    /// <summary>Whether they gain more than times spread, and more than it takes to start them.</summary>
    public required bool IsWorthIt { get; init; }

    /// <summary>Whether they are more than were measured.</summary>
    public required bool IsExtrapolated { get; init; }

    /// <summary>Seconds of one worker's work from which on they gain more than it takes to start them; null where that time is not known, or nothing
    /// is gained.</summary>
    public double? BreakEvenSeconds { get; init; }

    /// <summary>A sentence or two that say why.</summary>
    public required string Reason { get; init; }
}
