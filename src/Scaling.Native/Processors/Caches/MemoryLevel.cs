namespace Scaling.Native.Processors.Caches;

/// <summary>A level of the memory hierarchy as a ladder shows it.</summary>
public sealed record MemoryLevel
{
    /// <summary>Name of main memory.</summary>
    public const string Memory = "Memory";

    /// <summary>L1, L2, … or Memory.</summary>
    public required string Name { get; init; }

    /// <summary>Least working set of the plateau, bytes.</summary>
    public required long FirstWorkingSetBytes { get; init; }

    /// <summary>Greatest working set of the plateau, bytes: up to there all loads take about as long.</summary>
    public required long LastWorkingSetBytes { get; init; }

    /// <summary>Working set at which the latency passes the geometric mean of this level's and the next one's; null for the last.</summary>
    public required long? BoundaryBytes { get; init; }

    /// <summary>Median of the latencies of the plateau.</summary>
    public required double NanosecondsPerLoad { get; init; }

    /// <summary>Median of the least latencies of the plateau: what is left when nothing else runs.</summary>
    public required double LeastNanosecondsPerLoad { get; init; }

    /// <summary>The cache that is reported for this level; null for memory and where none is.</summary>
    public ReportedCache? Reported { get; init; }
}
