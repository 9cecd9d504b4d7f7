using Scaling.Native.Sampling;

namespace Scaling.PowerShell.Results;

/// <summary>The bootstrap of the mean of one group. Figures are in the unit of the property.</summary>
public sealed class BootstrapResult
{
    internal BootstrapResult(string group, string property, BootstrapEstimate estimate, BootstrapOptions options, int workers)
    {
        Group = group;
        Property = property;
        Estimate = estimate.Estimate;
        Mean = estimate.Mean;
        StandardError = estimate.StandardError;
        Bias = estimate.Bias;
        LowerBound = estimate.LowerBound;
        UpperBound = estimate.UpperBound;
        ConfidenceLevel = options.ConfidenceLevel;
        Rows = estimate.Rows;
        TotalWeight = estimate.TotalWeight;
        SampleSize = estimate.SampleSize;
        ResampleCount = estimate.ResampleCount;
        Seed = options.Seed;
        Workers = workers;
        WallSeconds = estimate.Elapsed.TotalSeconds;
        DrawsPerSecond = estimate.Draws / estimate.Elapsed.TotalSeconds;
        InstructionPath = ParallelBootstrap.InstructionPath;
    }

    /// <summary>The values of the grouping columns as text, (null) for null; (all) without grouping columns.</summary>
    public string Group { get; }

    /// <summary>The column whose mean was estimated.</summary>
    public string Property { get; }

    /// <summary>The weighted mean of the rows.</summary>
    public double Estimate { get; }

    /// <summary>Mean of the resampled means.</summary>
    public double Mean { get; }

    /// <summary>Standard deviation of the resampled means.</summary>
    public double StandardError { get; }

    /// <summary>Mean less Estimate.</summary>
    public double Bias { get; }

    /// <summary>Lower end of the confidence interval.</summary>
    public double LowerBound { get; }

    /// <summary>Upper end of the confidence interval.</summary>
    public double UpperBound { get; }

    /// <summary>Probability content of the interval, between 0 and 1.</summary>
    public double ConfidenceLevel { get; }

    /// <summary>Rows of the group.</summary>
    public int Rows { get; }

    /// <summary>Sum of the weights; the number of rows without weights.</summary>
    public double TotalWeight { get; }

    /// <summary>Draws per resampled mean.</summary>
    public int SampleSize { get; }

    /// <summary>Number of resampled means.</summary>
    public int ResampleCount { get; }

    /// <summary>Gives the same figures again.</summary>
    public long Seed { get; }

    /// <summary>Threads of the run.</summary>
    public int Workers { get; }

    /// <summary>From the group's first draw to its last figure; with several workers, groups overlap.</summary>
    public double WallSeconds { get; }

    /// <summary>SampleSize × ResampleCount / WallSeconds.</summary>
    public double DrawsPerSecond { get; }

    /// <summary>How the interval was made.</summary>
    public string Method { get; } = "Percentile";

    /// <summary>Instruction set of the draws; it changes the speed only.</summary>
    public string InstructionPath { get; }
}
