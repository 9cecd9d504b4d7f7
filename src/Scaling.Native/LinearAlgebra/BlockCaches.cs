using Scaling.Native.Processors;

namespace Scaling.Native.LinearAlgebra;

/// <summary>The caches that one worker can count on.</summary>
/// <param name="Level2Bytes">Its share of the second level.</param>
/// <param name="Level3Bytes">Its share of the third level.</param>
internal readonly record struct BlockCaches(long Level2Bytes, long Level3Bytes)
{
    private static readonly Lazy<BlockCaches> CurrentMachine = new(() => Of(ProcessorTopology.Current));

    /// <summary>What most processors of servers and laptops have at least; stands in where the system tells none.</summary>
    internal static BlockCaches Usual { get; } = new(1024 * 1024, 4 * 1024 * 1024);

    /// <summary>Of this machine.</summary>
    internal static BlockCaches Current => CurrentMachine.Value;

    /// <summary>What falls to a core when all that share a cache are at work.</summary>
    internal static BlockCaches Of(ProcessorTopology topology)
    {
        return new BlockCaches(Share(2) ?? Usual.Level2Bytes, Share(3) ?? Usual.Level3Bytes);

        long? Share(int level)
        {
            if (topology.DataCaches.FirstOrDefault(c => c.Level == level) is not { } cache) return null;
            return cache.Bytes / Math.Max(1, topology.Cores.Count(core => core.Threads.Any(cache.Threads.Contains)));
        }
    }
}
