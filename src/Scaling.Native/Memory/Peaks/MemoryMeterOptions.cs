namespace Scaling.Native.Memory.Peaks;

/// <summary>How a <see cref="MemoryMeter"/> measures.</summary>
public sealed record MemoryMeterOptions
{
    /// <summary>
    /// Collects the managed heap and gives free memory back to the system before the start, so that neither garbage nor reserves of earlier
    /// work hide what is needed now.
    /// </summary>
    public bool CollectFirst { get; init; } = true;

    /// <summary>Time between the samples of the timeline; null for none.</summary>
    public TimeSpan? TimelineInterval { get; init; }

    /// <summary>Whether child processes are watched, where that is supported (Linux).</summary>
    public bool WatchChildren { get; init; } = true;
}
