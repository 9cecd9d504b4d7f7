using Scaling.Native.Memory;

namespace Scaling.Native.Processors.Caches;

/// <summary>What a <see cref="LatencyLadder"/> measures.</summary>
public sealed record LatencyLadderOptions
{
    /// <summary>Working sets in bytes, ascending.</summary>
    public required IReadOnlyList<long> WorkingSets { get; init; }

    /// <summary>The order of loads.</summary>
    public ChasePattern Pattern { get; init; }

    /// <summary>From one load's place to the next one's; by default one load in each line of 64 bytes.</summary>
    public int StrideBytes { get; init; } = 64;

    /// <summary>The pages of memory that are asked for.</summary>
    public PageKind Pages { get; init; } = PageKind.Huge;

    /// <summary>Size of the first cache, as far as known: the search for the line's size works beyond it.</summary>
    public long FirstCacheBytes { get; init; } = 32 << 10;

    /// <summary>Seed of the random order.</summary>
    public long Seed { get; init; }
}
