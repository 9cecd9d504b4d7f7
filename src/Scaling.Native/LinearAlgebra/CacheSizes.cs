namespace Scaling.Native.LinearAlgebra;

/// <summary>The caches that one worker can count on.</summary>
/// <param name="Level2Bytes">Of its core.</param>
/// <param name="Level3Bytes">Of its share of the last level.</param>
public readonly record struct CacheSizes(long Level2Bytes, long Level3Bytes)
{
    /// <summary>What most processors of servers and laptops have at least.</summary>
    public static CacheSizes Usual { get; } = new(1024 * 1024, 4 * 1024 * 1024);
}
