namespace Scaling.Native.Memory.Peaks;

/// <summary>The memory of the process over a span of time. All sizes are bytes.</summary>
public sealed record MemoryPeak
{
    /// <summary>The most that was in memory of the process (resident set, working set, or physical footprint on macOS).</summary>
    public required long PeakBytes { get; init; }

    public required PeakSource Source { get; init; }

    /// <summary>What was in memory at the start.</summary>
    public required long StartBytes { get; init; }

    /// <summary>What was in memory at the end.</summary>
    public required long EndBytes { get; init; }

    /// <summary>
    /// The largest size of the managed heap, garbage that was not collected yet included: as seen at each collection, where it is at its largest,
    /// and at the end. Of collections that follow each other at once some may be missed.
    /// </summary>
    public required long ManagedPeakBytes { get; init; }

    /// <summary>The most that a collection left in the managed heap; null where nothing was collected.</summary>
    public required long? SurvivedPeakBytes { get; init; }

    /// <summary>Bytes allocated by all threads of the process.</summary>
    public required long AllocatedBytes { get; init; }

    /// <summary>Collections by the highest generation that they collected, 0 to 2.</summary>
    public required IReadOnlyList<int> Collections { get; init; }

    /// <summary>For how long threads were suspended by the collector.</summary>
    public required TimeSpan Pause { get; init; }

    public required TimeSpan Elapsed { get; init; }

    /// <summary>
    /// The most of the sum of the high-water marks of child processes, and theirs, that ran at the same time: an upper bound of their peak
    /// where they share memory or peak at different times, short of what they took after the last look at them. Null where they were not watched.
    /// </summary>
    public required long? ChildPeakBytes { get; init; }

    /// <summary>Child processes seen; null where they were not watched.</summary>
    public required int? ChildProcesses { get; init; }

    /// <summary>Samples at the interval asked for, or a multiple of it in long runs; null where none was asked for.</summary>
    public required IReadOnlyList<MemorySample>? Timeline { get; init; }
}
