using System.Runtime.InteropServices;
using Scaling.Native.Memory;
using Scaling.Native.Processors.Caches;
using Xunit;

namespace Scaling.Native.Tests.Processors.Caches;

public sealed unsafe class PointerChaseTests
{
    [Theory]
    [InlineData(ChasePattern.Random)]
    [InlineData(ChasePattern.Paged)]
    [InlineData(ChasePattern.Stride)]
    [InlineData(ChasePattern.Thrash)]
    public void Each_pattern_is_one_cycle_through_every_slot(ChasePattern pattern)
    {
        foreach (var slotBytes in new[] { 8, 64, 128, 6000 })
        {
            foreach (var slots in new[] { 1, 2, 3, 63, 64, 65, 1000 })
            {
                var visits = Visits(pattern, slots, slotBytes);
                Assert.Equal(Enumerable.Range(0, slots), visits.Order());
            }
        }
    }

    [Fact]
    public void A_random_order_is_neither_that_of_addresses_nor_the_same_for_another_seed()
    {
        var visits = Visits(ChasePattern.Random, 1000, 64, seed: 1);
        Assert.InRange(Enumerable.Range(0, 999).Count(i => Math.Abs(visits[i + 1] - visits[i]) <= 1), 0, 15);
        Assert.NotEqual(visits, Visits(ChasePattern.Random, 1000, 64, seed: 2));
        Assert.Equal(visits, Visits(ChasePattern.Random, 1000, 64, seed: 1));
    }

    [Fact]
    public void Every_cycle_is_as_likely()
    {
        // There are (4 − 1)! = 6 cycles of four slots.
        var counts = Enumerable.Range(0, 6000).GroupBy(seed => string.Concat(Visits(ChasePattern.Random, 4, 8, seed))).ToDictionary(g => g.Key, g => g.Count());
        Assert.Equal(6, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 850, 1150));
    }

    [Fact]
    public void A_paged_order_ends_a_page_before_it_begins_another()
    {
        var visits = Visits(ChasePattern.Paged, 640, 64);
        var pages = visits.Select(v => v / 64).ToArray();
        Assert.Equal(10, Enumerable.Range(0, 640).Count(i => pages[i] != pages[(i + 1) % 640]));
        Assert.NotEqual(visits.Order(), visits);
    }

    [Fact]
    public void A_thrashing_order_visits_every_page_before_one_comes_again()
    {
        var pages = Visits(ChasePattern.Thrash, 640, 64).Select(v => v / 64).ToArray();
        for (var round = 0; round < 64; round++) Assert.Equal(pages[..10], pages[(10 * round)..(10 * round + 10)]);
        Assert.Equal(Enumerable.Range(0, 10), pages[..10].Order());
        Assert.NotEqual(Enumerable.Range(0, 10), pages[..10]);
    }

    [Fact]
    public void Pages_of_a_thrashing_order_are_taken_from_all_of_the_memory()
    {
        using var block = new NativeBlock(4096 * 1000, PageKind.System);
        var random = PointerChase.OpenRandom(1, 0);
        var place = PointerChase.Link(block.Start, 5 * 64 + 3, 64, ChasePattern.Thrash, ref random, memoryBytes: block.Bytes);
        var (first, lines) = (place, new HashSet<long>());
        do
        {
            Assert.True(lines.Add(place - (nint)block.Start));
            place = *(nint*)place;
        }
        while (place != first);

        var pages = lines.GroupBy(line => line / 4096).ToDictionary(page => page.Key, page => page.Count());
        Assert.Equal([3, 64, 64, 64, 64, 64], pages.Values.Order());
        Assert.InRange(pages.Keys.Max(), 100, 999);
    }

    [Fact]
    public void A_strided_order_is_that_of_addresses() => Assert.Equal(Enumerable.Range(0, 100), Visits(ChasePattern.Stride, 100, 64));

    [Fact]
    public void Any_number_of_loads_is_followed_exactly()
    {
        var memory = (byte*)NativeMemory.Alloc(1000 * 8);
        try
        {
            Link(memory, 1000, 8, ChasePattern.Stride);
            for (var loads = 0; loads <= 200; loads++) Assert.Equal((nint)(memory + loads * 8), PointerChase.Follow((nint)memory, loads));
            Assert.Equal((nint)memory, PointerChase.FollowOnce((nint)memory, 1000, default));
        }
        finally
        {
            NativeMemory.Free(memory);
        }
    }

    [Theory]
    [InlineData(8)]
    [InlineData(32)]
    [InlineData(64)]
    [InlineData(256)]
    public void Pairs_lie_apart_by_their_distance_within_a_block_and_within_one_line_if_it_is_longer(int distance)
    {
        const int Pairs = 200, Block = 512;
        var memory = (byte*)NativeMemory.AlignedAlloc(Pairs * Block, Block);
        try
        {
            var random = PointerChase.OpenRandom(1, 1);
            var first = PointerChase.LinkPairs(memory, Pairs, Block, distance, ref random);
            var (place, blocks) = (first, new HashSet<long>());
            for (var i = 0; i < Pairs; i++)
            {
                var upper = place - (nint)memory;
                var lower = *(nint*)place - (nint)memory;
                Assert.Equal(distance, upper - lower);
                Assert.Equal(upper / (2 * distance), lower / (2 * distance));
                Assert.True(blocks.Add(upper / Block));
                place = *(nint*)*(nint*)place;
            }

            Assert.Equal(first, place);
        }
        finally
        {
            NativeMemory.AlignedFree(memory);
        }
    }

    [Fact]
    public void A_stop_ends_the_linking_and_the_following_of_a_great_cycle()
    {
        using var block = new NativeBlock(32 << 20, PageKind.System);
        var stopped = new CancellationToken(canceled: true);
        foreach (var pattern in new[] { ChasePattern.Random, ChasePattern.Paged, ChasePattern.Thrash })
        {
            Assert.Throws<OperationCanceledException>(() =>
            {
                var random = PointerChase.OpenRandom(1, 1);
                PointerChase.Link(block.Start, 1 << 19, 64, pattern, ref random, stop: stopped);
            });
        }

        Link(block.Start, 1 << 19, 64, ChasePattern.Stride);
        Assert.Throws<OperationCanceledException>(() => PointerChase.FollowOnce((nint)block.Start, 1 << 19, stopped));
    }

    [Fact]
    public void No_slots_and_slots_smaller_than_a_pointer_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Visits(ChasePattern.Random, 0, 8));
        Assert.Throws<ArgumentOutOfRangeException>(() => Visits(ChasePattern.Random, 8, 4));
    }

    private static nint Link(byte* memory, long slots, int slotBytes, ChasePattern pattern, long seed = 1)
    {
        var random = PointerChase.OpenRandom(seed, 0);
        return PointerChase.Link(memory, slots, slotBytes, pattern, ref random);
    }

    private static int[] Visits(ChasePattern pattern, int slots, int slotBytes, long seed = 1)
    {
        var memory = (byte*)NativeMemory.Alloc((nuint)(Math.Max(1, slots) * slotBytes));
        try
        {
            var first = Link(memory, slots, slotBytes, pattern, seed);
            var visits = new int[slots];
            var place = first;
            for (var i = 0; i < slots; i++)
            {
                visits[i] = (int)((place - (nint)memory) / slotBytes);
                place = *(nint*)place;
            }

            Assert.Equal(first, place);
            return visits;
        }
        finally
        {
            NativeMemory.Free(memory);
        }
    }
}
