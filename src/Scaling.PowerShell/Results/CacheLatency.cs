using Scaling.Native.Processors.Caches;

namespace Scaling.PowerShell.Results;

/// <summary>How long a load takes within one working set.</summary>
public sealed class CacheLatency : MeasurementRecord
{
    internal CacheLatency(LatencyRung rung, string? level, double clockHertz, string pattern, int strideBytes, double? hugePageShare)
        : base(rung.Measurement)
    {
        WorkingSetBytes = rung.WorkingSetBytes;
        NanosecondsPerLoad = rung.NanosecondsPerLoad;
        CyclesPerLoad = rung.Measurement.MedianSeconds * clockHertz;
        ClockHertz = clockHertz;
        Level = level;
        Pattern = pattern;
        StrideBytes = strideBytes;
        HugePageShare = hugePageShare;
    }

    /// <summary>Bytes over which the loads were spread.</summary>
    public long WorkingSetBytes { get; }

    /// <summary>Median time of one load, in nanoseconds.</summary>
    public double NanosecondsPerLoad { get; }

    /// <summary>The same in cycles of the clock as it was measured.</summary>
    public double CyclesPerLoad { get; }

    /// <summary>The level that serves this working set, as the whole ladder shows: L1, L2, … or Memory. Null for strided loads, and where no levels show.</summary>
    public string? Level { get; }

    /// <summary>The order of loads: Random, Paged or Stride.</summary>
    public string Pattern { get; }

    /// <summary>From the place of one load to the next one in memory, bytes.</summary>
    public int StrideBytes { get; }

    /// <summary>Cycles a second, from a chain of additions of one cycle each.</summary>
    public double ClockHertz { get; }

    /// <summary>Share of the memory that lies on huge pages, 0 to 1; null where the system does not tell.</summary>
    public double? HugePageShare { get; }
}
