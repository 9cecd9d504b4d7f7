using Scaling.Native.Processors;
using Xunit;

namespace Scaling.Native.Tests.Processors;

public sealed class CacheSizesTests
{
    private static readonly CacheSizes Usual = new(32 << 10, 1 << 20, 32 << 20, 4);

    [Fact]
    public void The_ladder_fills_half_of_each_cache_of_the_last_a_threads_share_and_then_four_times_the_last() =>
        Assert.Equal([16L << 10, 512L << 10, 4L << 20, 128L << 20], Usual.Ladder(1, long.MaxValue));

    [Fact]
    public void The_ladder_counts_elements() => Assert.Equal([682, 21845, 174762, 5592405], Usual.Ladder(24, long.MaxValue));

    [Fact]
    public void The_ladder_ends_at_the_memory_limit() => Assert.Equal([16L << 10, 512L << 10, 1L << 20], Usual.Ladder(1, 1 << 20));

    [Fact]
    public void A_machine_without_a_third_level_has_a_shorter_ladder() =>
        Assert.Equal([32L << 10, 256L << 10, 2L << 20], new CacheSizes(64 << 10, 512 << 10, 0, 1).Ladder(1, long.MaxValue));

    [Theory]
    [InlineData(1 << 20, 36 << 20, 64, 2 << 20)]
    [InlineData(2 << 20, 6 << 20, 16, 3 << 20)]
    [InlineData(512 << 10, 16 << 20, 4, 2 << 20)]
    public void The_third_rung_lies_beyond_the_second_level_though_many_threads_share_the_third(long second, long third, int threads, long rung) =>
        Assert.Equal(rung, new CacheSizes(32 << 10, second, third, threads).Ladder(1, long.MaxValue)[2]);

    [Fact]
    public void A_fourth_level_is_the_last()
    {
        var caches = new CacheSizes(32 << 10, 256 << 10, 6 << 20, 4) { Level4 = 128 << 20 };
        Assert.Equal((128L << 20, "L4", "Memory"), (caches.LastLevel, caches.LevelOf(7 << 20, 1), caches.LevelOf((128 << 20) + 1, 1)));
        Assert.Equal([32L << 10, 256L << 10, 6L << 20, 128L << 20], caches.Levels);
    }

    [Theory]
    [InlineData(32 << 10, 1, "L1")]
    [InlineData((32 << 10) + 1, 1, "L2")]
    [InlineData(64 << 10, 2, "L1")]
    [InlineData(2 << 20, 1, "L3")]
    [InlineData(2 << 20, 2, "L2")]
    [InlineData(32 << 20, 2, "L3")]
    [InlineData((32 << 20) + 1, 2, "Memory")]
    [InlineData((32 << 20) + 1, 64, "L2")]
    public void The_level_is_the_smallest_cache_that_holds_a_workers_part(long workingSet, int workers, string level) =>
        Assert.Equal(level, Usual.LevelOf(workingSet, workers));

    [Fact]
    public void Sizes_are_those_that_the_first_thread_sees_and_the_third_is_shared_by_what_the_process_may_use()
    {
        var topology = Machine(
            new ProcessorCache(1, CacheKind.Data, 48 << 10, 64, 12, [0]), new ProcessorCache(1, CacheKind.Instruction, 32 << 10, 64, 8, [0]),
            new ProcessorCache(2, CacheKind.Unified, 2 << 20, 64, 16, [0]), new ProcessorCache(3, CacheKind.Unified, 60 << 20, 64, 12, [0, 1, 2, 3]));
        Assert.Equal(new CacheSizes(48 << 10, 2 << 20, 60 << 20, 4) { LineBytes = 64 }, CacheSizes.Of(topology, 16));
        Assert.Equal(2, CacheSizes.Of(topology, 2).Level3Threads);
    }

    [Fact]
    public void A_machine_that_tells_of_no_caches_has_usual_ones()
    {
        Assert.Same(CacheSizes.Usual, CacheSizes.Of(Machine(), 4));
        Assert.False(CacheSizes.Usual.IsReported);
        Assert.Null(CacheSizes.Usual.LineBytes);
    }

    private static ProcessorTopology Machine(params ProcessorCache[] caches) => new()
    {
        Cores = [new ProcessorCore(0, 0, 0, CoreKind.Uniform, [0, 1, 2, 3])],
        NumaNodes = [],
        Caches = caches,
    };
}
