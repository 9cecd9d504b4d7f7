using Scaling.Native.Processors;
using Scaling.Native.Sampling.Draws;

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
    public int Workers { get; init; } = ResourceLimits.Workers();

    /// <summary>How slots are drawn; all ways give the same digits.</summary>
    internal DrawPath Path { get; init; } = DrawPath.Best;

    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="ArgumentException">Options do not go together.</exception>
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

        if (!(Quantile >= 0 && Quantile <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(Quantile), Quantile, "The probability of a quantile must lie within 0 … 1.");
        }

        if (BlockLength is { } length)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length, nameof(BlockLength));
        }

        if (WithoutReplacement && (SampleSize is null || BlockLength is not null))
        {
            throw new ArgumentException("Sampling without replacement needs a sample size, and no blocks.", nameof(WithoutReplacement));
        }

        if (Method is IntervalMethod.BCa or IntervalMethod.Studentized && (WithoutReplacement || BlockLength is not null))
        {
            throw new ArgumentException("The method needs rows drawn one by one with replacement.", nameof(Method));
        }
    }
}
