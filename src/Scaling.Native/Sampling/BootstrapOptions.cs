namespace Scaling.Native.Sampling;

/// <summary>What holds for every group of a run.</summary>
public sealed record BootstrapOptions
{
    /// <summary>Draws per resampled mean, at least 1; null takes as many as the group has rows.</summary>
    public int? SampleSize { get; init; }

    /// <summary>Resampled means per group: 2 … <see cref="Array.MaxLength"/>; 8 bytes each.</summary>
    public int ResampleCount { get; init; } = 10_000;

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
