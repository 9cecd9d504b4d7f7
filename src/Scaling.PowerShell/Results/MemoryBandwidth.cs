using Scaling.Native.Processors.Caches;

namespace Scaling.PowerShell.Results;

/// <summary>The bandwidth of one of STREAM's operations.</summary>
public sealed class MemoryBandwidth : MeasurementRecord
{
    internal MemoryBandwidth(BandwidthResult result, BandwidthSubject subject) : base(result.Measurement)
    {
        Operation = result.Operation.ToString();
        Workers = subject.Workers;
        IsOversubscribed = subject.IsOversubscribed;
        ArrayBytes = subject.ArrayBytes;
        WorkingSetBytes = BandwidthProbe.WorkingSetBytes(subject.ArrayBytes);
        CountedBytes = result.CountedBytes;
        BytesPerSecond = result.BytesPerSecond;
        BestBytesPerSecond = result.BestBytesPerSecond;
        Stores = result.Store.ToString();
        InstructionPath = subject.InstructionPath;
        HugePageShare = subject.HugePageShare;
    }

    /// <summary>Copy, Scale, Add or Triad.</summary>
    public string Operation { get; }

    /// <summary>Number of threads.</summary>
    public int Workers { get; }

    /// <summary>Whether these are more than the process may keep busy.</summary>
    public bool IsOversubscribed { get; }

    /// <summary>Size of each of the three arrays, bytes.</summary>
    public long ArrayBytes { get; }

    /// <summary>Size of all three, bytes.</summary>
    public long WorkingSetBytes { get; }

    /// <summary>Bytes of one run as STREAM counts them: two arrays for Copy and Scale, three for Add and Triad.</summary>
    public long CountedBytes { get; }

    /// <summary>Counted bytes a second, by the median time.</summary>
    public double BytesPerSecond { get; }

    /// <summary>Counted bytes a second, by the least time, which is what STREAM reports.</summary>
    public double BestBytesPerSecond { get; }

    /// <summary>Bytes a second over those of the fastest number of workers, for the same operation and size.</summary>
    public double ShareOfFastest { get; internal set; }

    /// <summary>Where results went: Cached or NonTemporal.</summary>
    public string Stores { get; }

    /// <summary>Bytes a second with stores into the caches; null where they were not measured.</summary>
    public double? CachedBytesPerSecond { get; internal set; }

    /// <summary>Bytes a second with stores past the caches; null where they were not measured.</summary>
    public double? NonTemporalBytesPerSecond { get; internal set; }

    /// <summary>The instructions, such as Vector256.</summary>
    public string InstructionPath { get; }

    /// <summary>Share of the memory that lies on huge pages, 0 to 1; null where the system does not tell.</summary>
    public double? HugePageShare { get; }
}
