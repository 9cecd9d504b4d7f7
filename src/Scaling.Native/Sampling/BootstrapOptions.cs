namespace Scaling.Native.Sampling;

/// <summary>What holds for every group of a run.</summary>
public sealed record BootstrapOptions
{
    /// <summary>What is estimated; of no meaning where there is a <see cref="Script"/>.</summary>
    public BootstrapStatistic Statistic { get; init; }

    /// <summary>Probability of <see cref="BootstrapStatistic.Quantile"/>, 0 … 1.</summary>
    public double Quantile { get; init; } = 0.5;

    /// <summary>A statistic of the caller's own; it is called on the thread that enumerates.</summary>
    public ScriptStatistic? Script { get; init; }

    /// <summary>How the interval is made.</summary>
    public IntervalMethod Method { get; init; }

    /// <summary>Draws per resample, at least 1; null takes as many as the group has rows.</summary>
    public int? SampleSize { get; init; }

    /// <summary>No row is drawn twice for a resample; the sample size must then be below the number of rows.</summary>
    public bool WithoutReplacement { get; init; }

    /// <summary>Rows of a series that are drawn together, at least 1; null draws rows one by one.</summary>
    public int? BlockLength { get; init; }

    /// <summary>How blocks are cut, where there is a <see cref="BlockLength"/>.</summary>
    public BlockMethod BlockMethod { get; init; }

    /// <summary>Resamples per group: 2 … <see cref="Array.MaxLength"/>.</summary>
    public int ResampleCount { get; init; } = 10_000;

    /// <summary>Keeps the resampled statistics, 8 bytes each, in the order they are drawn in.</summary>
    public bool KeepDistribution { get; init; }

    /// <summary>Probability content of the interval, between 0 and 1, both excluded.</summary>
    public double ConfidenceLevel { get; init; } = 0.95;

    /// <summary>Any number: equal seeds give equal digits, whatever the number of workers.</summary>
    public required long Seed { get; init; }

    /// <summary>Most threads at work, at least 1.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    internal void Validate()
    {
        if (SampleSize is { } size)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size, nameof(SampleSize));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(ResampleCount, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ResampleCount, Array.MaxLength);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Workers);
        if (!(ConfidenceLevel > 0 && ConfidenceLevel < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(ConfidenceLevel), ConfidenceLevel, "The level must lie between 0 and 1.");
        }
    }
}
