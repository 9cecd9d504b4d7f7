using Scaling.Native.Sampling;

namespace Scaling.PowerShell.Results;

/// <summary>The bootstrap of a statistic of one group. Figures are in the unit of the statistic.</summary>
public sealed class BootstrapResult
{
    /// <summary>Shorter than what the clock tells apart.</summary>
    private const double ShortestSeconds = 1e-7;

    internal BootstrapResult(string group, BootstrapSubject subject, BootstrapEstimate estimate, BootstrapOptions options, int workers)
    {
        Group = group;
        Property = subject.Property;
        Statistic = subject.Statistic;
        Quantile = subject.Quantile;
        Estimate = estimate.Estimate;
        Mean = estimate.Mean;
        StandardError = estimate.StandardError;
        Bias = estimate.Bias;
        LowerBound = estimate.LowerBound;
        UpperBound = estimate.UpperBound;
        ConfidenceLevel = options.ConfidenceLevel;
        Method = subject.Method;
        Rows = estimate.Rows;
        TotalWeight = estimate.TotalWeight;
        Strata = subject.Strata;
        SampleSize = estimate.SampleSize;
        WithoutReplacement = options.WithoutReplacement;
        BlockLength = options.BlockLength;
        BlockMethod = subject.BlockMethod;
        ResampleCount = estimate.ResampleCount;
        Seed = options.Seed;
        Workers = workers;
        WallSeconds = estimate.Elapsed.TotalSeconds;
        DrawsPerSecond = estimate.Draws / Math.Max(ShortestSeconds, estimate.Elapsed.TotalSeconds);
        InstructionPath = estimate.InstructionPath;
        Distribution = estimate.Distribution;
    }

    /// <summary>The values of the grouping columns as text, (null) for null; (all) without grouping columns.</summary>
    public string Group { get; }

    /// <summary>The column, or columns with commas between, of the statistic.</summary>
    public string Property { get; }

    /// <summary>What was estimated: a name, or Script for a script block.</summary>
    public string Statistic { get; }

    /// <summary>The probability of the quantile; null for other statistics.</summary>
    public double? Quantile { get; }

    /// <summary>The statistic of the group's rows.</summary>
    public double Estimate { get; }

    /// <summary>Mean of the resampled statistics.</summary>
    public double Mean { get; }

    /// <summary>Standard deviation of the resampled statistics.</summary>
    public double StandardError { get; }

    /// <summary>Mean less Estimate.</summary>
    public double Bias { get; }

    /// <summary>Lower end of the confidence interval.</summary>
    public double LowerBound { get; }

    /// <summary>Upper end of the confidence interval.</summary>
    public double UpperBound { get; }

    /// <summary>Probability content of the interval, between 0 and 1.</summary>
    public double ConfidenceLevel { get; }

    /// <summary>How the interval was made.</summary>
    public string Method { get; }

    /// <summary>Rows of the group.</summary>
    public int Rows { get; }

    /// <summary>Sum of the weights; the number of rows without weights.</summary>
    public double TotalWeight { get; }

    /// <summary>The columns, with commas between, whose values make the strata; null without strata.</summary>
    public string? Strata { get; }

    /// <summary>Draws per resample.</summary>
    public int SampleSize { get; }

    /// <summary>Whether no row was drawn twice for a resample.</summary>
    public bool WithoutReplacement { get; }

    /// <summary>Rows drawn together; null where rows were drawn one by one.</summary>
    public int? BlockLength { get; }

    /// <summary>How blocks were cut; null where rows were drawn one by one.</summary>
    public string? BlockMethod { get; }

    /// <summary>Number of resampled statistics.</summary>
    public int ResampleCount { get; }

    /// <summary>Gives the same figures again.</summary>
    public long Seed { get; }

    /// <summary>Threads of the run.</summary>
    public int Workers { get; }

    /// <summary>From the group's first draw to its last figure; with several workers, groups overlap.</summary>
    public double WallSeconds { get; }

    /// <summary>SampleSize × ResampleCount / WallSeconds.</summary>
    public double DrawsPerSecond { get; }

    /// <summary>Instruction set of the draws; it changes the speed only.</summary>
    public string InstructionPath { get; }

    /// <summary>The resampled statistics in the order they were drawn in; null unless asked for.</summary>
    public double[]? Distribution { get; }
}
