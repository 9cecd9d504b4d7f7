using Laws = Scaling.Native.Parallel.Laws;

namespace Scaling.PowerShell.Results;

/// <summary>A law of scaling fitted to times, and what it advises.</summary>
public sealed class ScalingFit
{
    internal ScalingFit(string name, Laws.ScalingStudy study, Laws.ScalingFit fit, double confidenceLevel)
    {
        var advice = study.Advise(fit);
        Name = name;
        Mode = fit.Mode.ToString();
        Law = fit.Law.ToString();
        IsPreferred = ReferenceEquals(fit, study.Preferred);
        IsFitted = fit.IsFitted;
        SerialFraction = fit.Contention?.Value;
        SerialFractionLow = fit.Contention?.Low;
        SerialFractionHigh = fit.Contention?.High;
        Coherency = fit.Coherency?.Value;
        CoherencyLow = fit.Coherency?.Low;
        CoherencyHigh = fit.Coherency?.High;
        ConfidenceLevel = confidenceLevel;
        NoIntervalBecause = fit.NoIntervalBecause;
        OneWorkerSeconds = fit.OneWorkerSeconds;
        MaximumSpeedup = fit.IsFitted ? fit.MaximumSpeedup : null;
        PeakWorkers = fit.PeakWorkers;
        RecommendedWorkers = advice?.Workers;
        Speedup = advice?.Speedup;
        Efficiency = advice?.Efficiency;
        IsWorthIt = advice?.IsWorthIt;
        IsExtrapolated = advice?.IsExtrapolated;
        BreakEvenSeconds = advice?.BreakEvenSeconds;
        Reason = advice?.Reason ?? fit.NotFittedBecause!;
        RelativeResidual = fit.RelativeResidual;
        RelativeError = fit.RelativeError;
        DegreesOfFreedom = fit.DegreesOfFreedom;
        ObservationCount = fit.ObservationCount;
        Points = [.. study.Points.Select(point => new ScalingPoint(point, fit))];
    }

    /// <summary>The series.</summary>
    public string Name { get; }

    /// <summary>Strong for work that stays the same with more workers, Weak for work that grows with them.</summary>
    public string Mode { get; }

    /// <summary>Amdahl, Gustafson or UniversalScalability.</summary>
    public string Law { get; }

    /// <summary>Whether it is the simplest law that fits.</summary>
    public bool IsPreferred { get; }

    /// <summary>Whether the law could be fitted.</summary>
    public bool IsFitted { get; }

    /// <summary>The serial fraction; of the universal scalability law the contention.</summary>
    public double? SerialFraction { get; }

    /// <summary>Lower end of its interval.</summary>
    public double? SerialFractionLow { get; }

    /// <summary>Upper end of its interval.</summary>
    public double? SerialFractionHigh { get; }

    /// <summary>1 less the serial fraction.</summary>
    public double? ParallelFraction => 1 - SerialFraction;

    /// <summary>What agreeing costs each pair of workers, of the universal scalability law.</summary>
    public double? Coherency { get; }

    /// <summary>Lower end of its interval.</summary>
    public double? CoherencyLow { get; }

    /// <summary>Upper end of its interval; perhaps infinite.</summary>
    public double? CoherencyHigh { get; }

    /// <summary>Probability content of the intervals.</summary>
    public double ConfidenceLevel { get; }

    /// <summary>Why there are no intervals.</summary>
    public string? NoIntervalBecause { get; }

    /// <summary>The time of one worker by the law, in seconds.</summary>
    public double? OneWorkerSeconds { get; }

    /// <summary>What no number of workers exceeds; perhaps infinite.</summary>
    public double? MaximumSpeedup { get; }

    /// <summary>Workers beyond which more of them are slower.</summary>
    public double? PeakWorkers { get; }

    /// <summary>How many workers to take.</summary>
    public int? RecommendedWorkers { get; }

    /// <summary>Their speedup by the law.</summary>
    public double? Speedup { get; }

    /// <summary>Their speedup a worker.</summary>
    public double? Efficiency { get; }

    /// <summary>Whether they gain more than times spread and more than it takes to start them.</summary>
    public bool? IsWorthIt { get; }

    /// <summary>Whether they are more than were measured.</summary>
    public bool? IsExtrapolated { get; }

    /// <summary>Seconds of one worker's work from which on they gain more than it takes to start them.</summary>
    public double? BreakEvenSeconds { get; }

    /// <summary>Why so many workers, or why the law is not fitted.</summary>
    public string Reason { get; }

    /// <summary>Root mean square of the logarithms of time over law.</summary>
    public double? RelativeResidual { get; }

    /// <summary>Standard error of one time over that time, of which the intervals are made.</summary>
    public double? RelativeError { get; }

    /// <summary>Degrees of freedom of the intervals.</summary>
    public int DegreesOfFreedom { get; }

    /// <summary>Times that were fitted.</summary>
    public int ObservationCount { get; }

    /// <summary>What was measured, by worker count.</summary>
    public ScalingPoint[] Points { get; }
}
