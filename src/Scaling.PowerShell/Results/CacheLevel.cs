using Scaling.Native.Processors.Caches;

namespace Scaling.PowerShell.Results;

/// <summary>A level of the memory hierarchy as a latency ladder shows it, beside what the system reports.</summary>
public sealed class CacheLevel
{
    internal CacheLevel(MemoryLevel level, double clockHertz, int? lineBytes)
    {
        Level = level.Name;
        NanosecondsPerLoad = level.NanosecondsPerLoad;
        MinimumNanosecondsPerLoad = level.LeastNanosecondsPerLoad;
        CyclesPerLoad = level.LeastNanosecondsPerLoad * 1e-9 * clockHertz;
        FirstWorkingSetBytes = level.FirstWorkingSetBytes;
        LastWorkingSetBytes = level.LastWorkingSetBytes;
        BoundaryBytes = level.BoundaryBytes;
        ReportedBytes = level.Reported?.Bytes;
        LineBytes = lineBytes;
        ReportedLineBytes = level.Reported?.LineBytes;
        ClockHertz = clockHertz;
    }

    /// <summary>L1, L2, … or Memory.</summary>
    public string Level { get; }

    /// <summary>Median latency of the level's working sets, in nanoseconds.</summary>
    public double NanosecondsPerLoad { get; }

    /// <summary>Median of their least latencies, in nanoseconds: what is left when nothing else runs.</summary>
    public double MinimumNanosecondsPerLoad { get; }

    /// <summary>The least latency in cycles of the clock as it was measured, which is that of its least samples too.</summary>
    public double CyclesPerLoad { get; }

    /// <summary>Least working set that the level serves alone, bytes.</summary>
    public long FirstWorkingSetBytes { get; }

    /// <summary>Greatest working set that the level serves alone, bytes.</summary>
    public long LastWorkingSetBytes { get; }

    /// <summary>Working set at which the latency passes the geometric mean of this level's and the next one's, bytes; null for the last level.</summary>
    public long? BoundaryBytes { get; }

    /// <summary>Size of the cache that the system reports for this level, bytes; null for memory, and where it reports none.</summary>
    public long? ReportedBytes { get; }

    /// <summary>Size of a line of the first cache as measured, bytes; null where none shows.</summary>
    public int? LineBytes { get; }

    /// <summary>Size of the level's lines as the system reports it, bytes.</summary>
    public int? ReportedLineBytes { get; }

    /// <summary>Cycles a second, from a chain of additions of one cycle each.</summary>
    public double ClockHertz { get; }
}
