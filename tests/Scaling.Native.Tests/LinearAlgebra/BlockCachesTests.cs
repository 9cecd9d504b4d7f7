using Scaling.Native.LinearAlgebra;
using Scaling.Native.Processors;
using Xunit;

namespace Scaling.Native.Tests.LinearAlgebra;

public sealed class BlockCachesTests
{
    [Fact]
    public void A_core_gets_its_share_of_what_cores_have_together()
    {
        // Two cores of two threads each; the second level is each core's own.
        var caches = BlockCaches.Of(Caches(
            new ProcessorCache(1, CacheKind.Data, 32 << 10, 64, 8, [0, 2]),
            new ProcessorCache(2, CacheKind.Unified, 512 << 10, 64, 8, [0, 2]),
            new ProcessorCache(3, CacheKind.Unified, 8 << 20, 64, 16, [0, 1, 2, 3])));
        Assert.Equal(new BlockCaches(512 << 10, 4 << 20), caches);
    }

    [Fact]
    public void A_level_that_a_machine_has_not_is_taken_as_usual() =>
        Assert.Equal(BlockCaches.Usual with { Level2Bytes = 6 << 20 }, BlockCaches.Of(Caches(new ProcessorCache(2, CacheKind.Unified, 12 << 20, 128, 12, [0, 1, 2, 3]))));

    [Fact]
    public void What_the_system_does_not_tell_is_taken_as_usual() => Assert.Equal(BlockCaches.Usual, BlockCaches.Of(Caches()));

    private static CacheSizes Caches(params ProcessorCache[] caches) => CacheSizes.Of(new ProcessorTopology
    {
        Cores = [new ProcessorCore(0, 0, 0, CoreKind.Uniform, [0, 2]), new ProcessorCore(0, 0, 1, CoreKind.Uniform, [1, 3])],
        NumaNodes = [],
        Caches = caches,
    }, workers: 4);
}
