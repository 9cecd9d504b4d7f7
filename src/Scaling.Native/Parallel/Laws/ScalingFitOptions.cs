namespace Scaling.Native.Parallel.Laws;

/// <summary>How laws are fitted, and what is advised from them.</summary>
public sealed record ScalingFitOptions
{
    /// <summary>Probability content of the intervals, between 0 and 1.</summary>
    public double ConfidenceLevel { get; init; } = 0.95;

    /// <summary>Whether times of more workers than processors are fitted as well.</summary>
    public bool IncludeOversubscribed { get; init; }

    /// <summary>Most workers to advise; null for no more than were measured.</summary>
    public int? MaximumWorkers { get; init; }

    /// <summary>The part of the best speedup that may be given up for fewer workers, 0 to 1.</summary>
    public double Tolerance { get; init; } = 0.05;

    /// <summary>The least speedup a worker that is advised, 0 to 1.</summary>
    public double MinimumEfficiency { get; init; } = 0.5;
}
