namespace Scaling.Native.Measuring;

/// <summary>How long one variant took.</summary>
public sealed record Measurement
{
    /// <summary>The variant's name.</summary>
    public required string Name { get; init; }

    /// <summary>Seconds a run, in the order they were measured; every one, outliers too.</summary>
    public required IReadOnlyList<double> Samples { get; init; }

    /// <summary>Which samples lie beyond Tukey's fences: more than 1.5 interquartile ranges from the quartiles.</summary>
    public required IReadOnlyList<bool> Outliers { get; init; }

    /// <summary>Median of all samples, seconds a run.</summary>
    public required double MedianSeconds { get; init; }

    /// <summary>Lower end of the 95 % interval of the median; with fewer than six samples, the least sample.</summary>
    public required double LowSeconds { get; init; }

    /// <summary>Upper end of the 95 % interval of the median; with fewer than six samples, the greatest sample.</summary>
    public required double HighSeconds { get; init; }

    /// <summary>Least of all samples.</summary>
    public required double MinimumSeconds { get; init; }

    /// <summary>Interquartile range over the median.</summary>
    public required double RelativeSpread { get; init; }

    /// <summary>Runs within one sample.</summary>
    public required long IterationsPerSample { get; init; }

    /// <summary>Time spent in runs before the first sample, seconds; 0 where the time limit left no run to spare.</summary>
    public required double WarmUpSeconds { get; init; }

    /// <summary>Whether the interval of the median became as narrow as asked.</summary>
    public required bool IsConverged { get; init; }

    /// <summary>Greatest relative difference of the outcome from the first variant's, or what the variant itself says; null where there is none.</summary>
    public double? OutcomeDifference { get; init; }

    /// <summary>Whether that is within the tolerance; null where it cannot be told.</summary>
    public bool? OutcomeEqual { get; init; }

    /// <summary>Number of outliers.</summary>
    public int OutlierCount => Outliers.Count(o => o);
}
