using Scaling.Native.Processors;

namespace Scaling.Native.LinearAlgebra;

/// <summary>The caches that one worker can count on.</summary>
/// <param name="Level2Bytes">Its share of the second level.</param>
/// <param name="Level3Bytes">Its share of the third level.</param>
internal readonly record struct BlockCaches(long Level2Bytes, long Level3Bytes)
{
    private static readonly Lazy<BlockCaches> CurrentMachine = new(() => Of(CacheSizes.OfThisMachine()));

    /// <summary>Stand in for levels that the system does not tell of.</summary>
    internal static BlockCaches Usual { get; } = new(CacheSizes.Usual.Level2OfCore, CacheSizes.Usual.Level3OfCore);

    /// <summary>Of this machine.</summary>
    internal static BlockCaches Current => CurrentMachine.Value;

    /// <summary>What falls to a core when all that share a cache are at work.</summary>
    internal static BlockCaches Of(CacheSizes caches) => new(
        caches.Level2OfCore > 0 ? caches.Level2OfCore : Usual.Level2Bytes,
        caches.Level3OfCore > 0 ? caches.Level3OfCore : Usual.Level3Bytes);
}
