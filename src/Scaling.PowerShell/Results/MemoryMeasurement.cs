using Scaling.Native.Memory.Peaks;
using Scaling.PowerShell.Common;

namespace Scaling.PowerShell.Results;

/// <summary>The memory that a script took.</summary>
public sealed class MemoryMeasurement : MemoryFigures
{
    internal MemoryMeasurement(MemoryPeak memory, bool isIsolated, long limitBytes) : base(memory)
    {
        IsIsolated = isIsolated;
        ChildPeakBytes = memory.ChildPeakBytes;
        ChildProcesses = memory.ChildProcesses;
        EffectiveLimitBytes = limitBytes;
        LimitShare = (double)(PeakBytes + (ChildPeakBytes ?? 0)) / limitBytes;
        Timeline = MemoryTimelineSample.Of(memory);
    }

    /// <summary>Whether the script ran in a process of its own.</summary>
    public bool IsIsolated { get; }

    /// <summary>The most of the sum of the high-water marks of processes that the script started and that ran at the same time, in bytes;
    /// null where they are not measured.</summary>
    public long? ChildPeakBytes { get; }

    /// <summary>How many such processes were seen; null where they are not measured.</summary>
    public int? ChildProcesses { get; }

    /// <summary>The memory that the process may use, in bytes.</summary>
    public long EffectiveLimitBytes { get; }

    /// <summary>PeakBytes and ChildPeakBytes over EffectiveLimitBytes.</summary>
    public double LimitShare { get; }

    /// <summary>Samples in the order of time; null unless asked for.</summary>
    public MemoryTimelineSample[]? Timeline { get; }

    public override string ToString() => ByteText.Of(PeakBytes);
}
