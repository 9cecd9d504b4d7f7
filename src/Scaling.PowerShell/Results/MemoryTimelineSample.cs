using Scaling.Native.Memory.Peaks;
using Scaling.PowerShell.Common;

namespace Scaling.PowerShell.Results;

/// <summary>A look at memory while a script ran. What lasts shorter than the interval between two is not seen.</summary>
public sealed class MemoryTimelineSample
{
    internal MemoryTimelineSample(MemorySample sample)
    {
        Seconds = sample.Seconds;
        ResidentBytes = sample.ResidentBytes;
        ManagedBytes = sample.ManagedBytes;
        ChildBytes = sample.ChildBytes;
    }

    internal static MemoryTimelineSample[]? Of(MemoryPeak memory) =>
        memory.Timeline is { } samples ? [.. samples.Select(s => new MemoryTimelineSample(s))] : null;

    /// <summary>Since the start, in seconds.</summary>
    public double Seconds { get; }

    /// <summary>Of the process in memory, in bytes.</summary>
    public long ResidentBytes { get; }

    /// <summary>Of the managed heap, with garbage that is not collected yet, in bytes.</summary>
    public long ManagedBytes { get; }

    /// <summary>Of child processes in memory, in bytes.</summary>
    public long ChildBytes { get; }

    public override string ToString() => FormattableString.Invariant($"{Seconds:0.###} s: {ByteText.Of(ResidentBytes)}");
}
