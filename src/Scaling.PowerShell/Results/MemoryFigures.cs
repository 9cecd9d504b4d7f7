using Scaling.Native.Memory.Peaks;
using PeakSource = Scaling.PowerShell.Commands.Memory.PeakSource;

namespace Scaling.PowerShell.Results;

/// <summary>The memory of a process over a span of time.</summary>
public abstract class MemoryFigures
{
    private protected MemoryFigures(MemoryPeak memory)
    {
        PeakBytes = memory.PeakBytes;
        PeakSource = Enum.Parse<PeakSource>(memory.Source.ToString());
        StartBytes = memory.StartBytes;
        EndBytes = memory.EndBytes;
        IncrementBytes = memory.PeakBytes - memory.StartBytes;
        ManagedPeakBytes = memory.ManagedPeakBytes;
        SurvivedPeakBytes = memory.SurvivedPeakBytes;
        AllocatedBytes = memory.AllocatedBytes;
        Gen0Collections = memory.Collections[0];
        Gen1Collections = memory.Collections[1];
        Gen2Collections = memory.Collections[2];
        PauseSeconds = memory.Pause.TotalSeconds;
        WallSeconds = memory.Elapsed.TotalSeconds;
    }

    /// <summary>The most that was in memory of the process, in bytes.</summary>
    public long PeakBytes { get; }

    /// <summary>Where PeakBytes comes from, and so how exact it is.</summary>
    public PeakSource PeakSource { get; }

    /// <summary>What was in memory at the start, in bytes.</summary>
    public long StartBytes { get; }

    /// <summary>What was in memory at the end, in bytes.</summary>
    public long EndBytes { get; }

    /// <summary>PeakBytes less StartBytes.</summary>
    public long IncrementBytes { get; }

    /// <summary>The largest size of the managed heap, with garbage that was not collected yet, in bytes.</summary>
    public long ManagedPeakBytes { get; }

    /// <summary>The most that a collection left in the managed heap, in bytes; null where nothing was collected.</summary>
    public long? SurvivedPeakBytes { get; }

    /// <summary>Bytes that were allocated, whether they died or not.</summary>
    public long AllocatedBytes { get; }

    /// <summary>Collections of generation 0 only.</summary>
    public int Gen0Collections { get; }

    /// <summary>Collections of generations 0 and 1.</summary>
    public int Gen1Collections { get; }

    /// <summary>Collections of the whole heap.</summary>
    public int Gen2Collections { get; }

    /// <summary>For how long the collector held threads, in seconds.</summary>
    public double PauseSeconds { get; }

    /// <summary>From start to end, in seconds.</summary>
    public double WallSeconds { get; }
}
