using Scaling.Native.Kernels;
using Scaling.Native.Memory;

namespace Scaling.Native.Processors.Caches;

/// <summary>What a <see cref="BandwidthProbe"/> measures.</summary>
public sealed record BandwidthOptions
{
    /// <summary>Size of each of the three arrays. STREAM asks for four times the greatest cache.</summary>
    public required long ArrayBytes { get; init; }

    /// <summary>Threads, each with a part of its own of every array.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>The kinds of stores that are measured.</summary>
    public IReadOnlyList<StoreMode> Stores { get; init; } = [StoreMode.Cached, StoreMode.NonTemporal];

    /// <summary>The pages of memory that are asked for.</summary>
    public PageKind Pages { get; init; } = PageKind.Huge;

    /// <summary>The instructions.</summary>
    public InstructionPath Path { get; init; } = InstructionPath.BestForMemory;
}
