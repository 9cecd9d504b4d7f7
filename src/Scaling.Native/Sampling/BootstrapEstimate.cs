namespace Scaling.Native.Sampling;

/// <summary>The bootstrap of one group's statistic.</summary>
public sealed record BootstrapEstimate
{
    /// <summary>The statistic of the group's rows themselves.</summary>
    public required double Estimate { get; init; }

    /// <summary>Mean of the resampled statistics.</summary>
    public required double Mean { get; init; }

    /// <summary>Standard deviation of the resampled statistics, with divisor ResampleCount − 1.</summary>
    public required double StandardError { get; init; }

    /// <summary><see cref="Mean"/> less <see cref="Estimate"/>.</summary>
    public required double Bias { get; init; }

    /// <summary>
    /// Lower end of the interval. Quantiles of the resamples are of type 7 of Hyndman and Fan, "Sample quantiles in statistical packages"
    /// (The American Statistician 50, 1996): linear between the order statistics around (ResampleCount − 1) p.
    /// </summary>
    public required double LowerBound { get; init; }

    /// <summary>Upper end of the interval.</summary>
    public required double UpperBound { get; init; }

    public required int Rows { get; init; }

    /// <summary>Sum of the weights; the number of rows when they have none.</summary>
    public required double TotalWeight { get; init; }

    public required int SampleSize { get; init; }

    public required int ResampleCount { get; init; }

    /// <summary>From the group's first draw to its last figure; groups at the seams share the workers.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Instruction set of the draws.</summary>
    public required string InstructionPath { get; init; }

    /// <summary>The resampled statistics as drawn, where they were asked for.</summary>
    public double[]? Distribution { get; init; }

    /// <summary>SampleSize × ResampleCount.</summary>
    public long Draws => (long)SampleSize * ResampleCount;
}
