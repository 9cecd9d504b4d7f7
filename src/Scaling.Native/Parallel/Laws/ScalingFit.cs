namespace Scaling.Native.Parallel.Laws;

/// <summary>A law fitted to times.</summary>
public sealed record ScalingFit
{
    /// <summary>The law.</summary>
    public required ScalingLaw Law { get; init; }

    /// <summary>Whether the work was the same for all or for each.</summary>
    public required ScalingMode Mode { get; init; }

    /// <summary>How many times were fitted.</summary>
    public required int ObservationCount { get; init; }

    /// <summary>Why the law has not been fitted; null where it has, and all but the properties above are null or 0 where it has not.</summary>
    public string? NotFittedBecause { get; init; }

    /// <summary>Whether it was fitted.</summary>
    public bool IsFitted => NotFittedBecause is null;

    /// <summary>The time of one worker, by the law.</summary>
    public double? OneWorkerSeconds { get; init; }

    /// <summary>The serial fraction of Amdahl's and Gustafson's law; the σ of the universal scalability law.</summary>
    public ParameterEstimate? Contention { get; init; }

    /// <summary>The κ of the universal scalability law; null for other laws.</summary>
    public ParameterEstimate? Coherency { get; init; }

    /// <summary>Root mean square of the differences between the logarithms of times and law.</summary>
    public double? RelativeResidual { get; init; }

    /// <summary>Standard error of one time over that time, of which the intervals are made; null where there are none.</summary>
    public double? RelativeError { get; init; }

    /// <summary>Degrees of freedom of <see cref="RelativeError"/>.</summary>
    public int DegreesOfFreedom { get; init; }

    /// <summary>By how many <see cref="RelativeError"/> two times have to differ, in their logarithms, to be told apart; null without intervals.</summary>
    public double? DifferenceFactor { get; init; }

    /// <summary>Why there are no intervals; null where there are.</summary>
    public string? NoIntervalBecause { get; init; }

    /// <summary>Sum of squared differences between the logarithms of times and law.</summary>
    internal double SumOfSquares { get; init; }

    /// <summary>How many times as fast as one worker so many are, by the law.</summary>
    /// <exception cref="InvalidOperationException">The law is not fitted.</exception>
    public double Speedup(double workers)
    {
        var (contention, coherency) = Parameters;
        return SpeedupLaw.Of(Law, contention, coherency, workers);
    }

    /// <summary>Seconds that so many workers take, by the law.</summary>
    /// <exception cref="InvalidOperationException">The law is not fitted.</exception>
    public double Seconds(double workers) =>
        (OneWorkerSeconds ?? throw NotFitted) * (Mode == ScalingMode.Weak ? workers : 1) / Speedup(workers);

    /// <summary>What no number of workers exceeds; perhaps infinite.</summary>
    /// <exception cref="InvalidOperationException">The law is not fitted.</exception>
    public double MaximumSpeedup => SpeedupLaw.Maximum(Law, Parameters.Contention, Parameters.Coherency);

    /// <summary>The workers beyond which more of them make the work slower; null where there is no such number, or no fit.</summary>
    public double? PeakWorkers => Coherency is { } coherency ? SpeedupLaw.PeakWorkers(Contention!.Value.Value, coherency.Value) : null;

    private (double Contention, double Coherency) Parameters => ((Contention ?? throw NotFitted).Value, Coherency?.Value ?? 0);

    private InvalidOperationException NotFitted => new($"The law is not fitted. {NotFittedBecause}");
}
