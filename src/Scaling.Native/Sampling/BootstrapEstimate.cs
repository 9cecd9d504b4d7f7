namespace Scaling.Native.Sampling;

/// <summary>The bootstrap of one group's weighted mean.</summary>
public sealed record BootstrapEstimate
{
    /// <summary>The weighted mean of the group's rows themselves.</summary>
    public required double Estimate { get; init; }

    /// <summary>Mean of the resampled means.</summary>
    public required double Mean { get; init; }

    /// <summary>Standard deviation of the resampled means, with divisor ResampleCount − 1.</summary>
    public required double StandardError { get; init; }

    /// <summary><see cref="Mean"/> less <see cref="Estimate"/>.</summary>
    public required double Bias { get; init; }

    /// <summary>
    /// The (1 − level) / 2 quantile of the resampled means by type 7 of Hyndman and Fan, "Sample quantiles in statistical packages"
    /// (The American Statistician 50, 1996): linear between the order statistics around (ResampleCount − 1) p.
    /// </summary>
    public required double LowerBound { get; init; }

    /// <summary>The (1 + level) / 2 quantile, by the same rule.</summary>
    public required double UpperBound { get; init; }

    public required int Rows { get; init; }

    /// <summary>Sum of the weights; the number of rows when they have none.</summary>
    public required double TotalWeight { get; init; }

    public required int SampleSize { get; init; }

    public required int ResampleCount { get; init; }

    /// <summary>From the group's first draw to its last figure; groups at the seams share the workers.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>SampleSize × ResampleCount.</summary>
    public long Draws => (long)SampleSize * ResampleCount;
}
