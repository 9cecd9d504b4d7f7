using System.Runtime.CompilerServices;
using Scaling.Native.Sampling;

namespace Scaling.Native.Processors.Caches;

/// <summary>A cycle of pointers through memory. Each load gives the address of the next, so that loads cannot overlap, and the time for one
/// is the latency of whatever holds the working set (McVoy and Staelin, "lmbench: Portable Tools for Performance Analysis", USENIX 1996).</summary>
public static unsafe class PointerChase
{
    private const int PageBytes = 4096;
    private const int SlotsPerLook = 1 << 18;

    /// <summary>Lays one cycle through all slots.</summary>
    /// <param name="start">The first slot.</param>
    /// <param name="slots">Number of slots, at least 1.</param>
    /// <param name="slotBytes">From one slot to the next; at least the size of a pointer.</param>
    /// <param name="pattern">The order of slots.</param>
    /// <param name="random">Source of a random order.</param>
    /// <param name="memoryBytes">Memory from <paramref name="start"/> that <see cref="ChasePattern.Thrash"/> takes its pages from; no more than the slots need by default.</param>
    /// <param name="stop">Looked at every few milliseconds.</param>
    /// <returns>A slot of the cycle: the first one but with <see cref="ChasePattern.Thrash"/>.</returns>
    /// <exception cref="OperationCanceledException">It was stopped; the memory holds no cycle.</exception>
    public static nint Link(
        byte* start, long slots, int slotBytes, ChasePattern pattern, ref Xoshiro256PlusPlus random, long memoryBytes = 0, CancellationToken stop = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(slots);
        ArgumentOutOfRangeException.ThrowIfLessThan(slotBytes, sizeof(nint));
        switch (pattern)
        {
            case ChasePattern.Random:
                LinkRandomly(start, slots, slotBytes, ref random, stop);
                break;
            case ChasePattern.Paged:
                LinkByPage(start, slots, slotBytes, ref random, stop);
                break;
            case ChasePattern.Thrash:
                return LinkAcrossPages(start, slots, slotBytes, Math.Max(slots, memoryBytes / slotBytes), ref random, stop);
            default:
                for (var i = 0L; i < slots; i++)
                {
                    if (i % SlotsPerLook == 0) stop.ThrowIfCancellationRequested();
                    At(start, i, slotBytes) = (nint)(start + (i + 1) % slots * slotBytes);
                }

                break;
        }

        return (nint)start;
    }

    /// <summary>Follows the cycle.</summary>
    /// <param name="place">A slot of it.</param>
    /// <param name="loads">Number of loads.</param>
    /// <returns>The slot arrived at.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static nint Follow(nint place, long loads)
    {
        var p = (nint*)place;
        for (; loads >= 32; loads -= 32)
        {
            p = (nint*)*p; p = (nint*)*p; p = (nint*)*p; p = (nint*)*p; p = (nint*)*p; p = (nint*)*p; p = (nint*)*p; p = (nint*)*p;
            p = (nint*)*p; p = (nint*)*p; p = (nint*)*p; p = (nint*)*p; p = (nint*)*p; p = (nint*)*p; p = (nint*)*p; p = (nint*)*p;
            p = (nint*)*p; p = (nint*)*p; p = (nint*)*p; p = (nint*)*p; p = (nint*)*p; p = (nint*)*p; p = (nint*)*p; p = (nint*)*p;
            p = (nint*)*p; p = (nint*)*p; p = (nint*)*p; p = (nint*)*p; p = (nint*)*p; p = (nint*)*p; p = (nint*)*p; p = (nint*)*p;
        }

        for (; loads > 0; loads--) p = (nint*)*p;
        return (nint)p;
    }

    /// <summary>Follows a cycle of so many slots once, and so fills the caches with what they will hold of it.</summary>
    internal static nint FollowOnce(nint place, long slots, CancellationToken stop)
    {
        const long LoadsPerLook = 1 << 17;
        for (var left = slots; left > 0; left -= LoadsPerLook)
        {
            stop.ThrowIfCancellationRequested();
            place = Follow(place, Math.Min(left, LoadsPerLook));
        }

        return place;
    }

    /// <summary>Links pairs of slots, the upper one of a pair first, and pairs in random order. The i-th pair is <paramref name="distance"/>
    /// apart within the i-th block, at a random place: loads of one line come together, others do not.</summary>
    /// <param name="start">The first block, aligned to the size of a block.</param>
    /// <param name="pairs">Number of blocks.</param>
    /// <param name="blockBytes">Size of a block, a power of two, at least twice the distance.</param>
    /// <param name="distance">From one slot of a pair to the other; a power of two, at least the size of a pointer.</param>
    /// <param name="random">Source of a random order.</param>
    /// <returns>The first slot of a pair.</returns>
    internal static nint LinkPairs(byte* start, int pairs, int blockBytes, int distance, ref Xoshiro256PlusPlus random)
    {
        var low = new nint[pairs];
        for (var i = 0; i < pairs; i++)
        {
            // Without the distance's bit: the two lie in one line exactly when lines are longer than the distance, and all sets are used alike.
            var offset = (long)random.NextBelow((ulong)(blockBytes / sizeof(nint))) * sizeof(nint) & ~(long)distance;
            low[i] = (nint)(start + (long)i * blockBytes + offset);
        }

        for (var i = pairs - 1; i > 0; i--)
        {
            var j = (int)random.NextBelow((ulong)i + 1);
            (low[i], low[j]) = (low[j], low[i]);
        }

        for (var i = 0; i < pairs; i++)
        {
            *(nint*)(low[i] + distance) = low[i];
            *(nint*)low[i] = low[(i + 1) % pairs] + distance;
        }

        return low[0] + distance;
    }

    /// <summary>A source of random orders of its own for each seed and ordinal.</summary>
    internal static Xoshiro256PlusPlus OpenRandom(long seed, ulong ordinal)
    {
        var first = Philox4x32.Generate(ordinal, 0, unchecked((ulong)seed));
        var second = Philox4x32.Generate(ordinal, 1, unchecked((ulong)seed));
        return new Xoshiro256PlusPlus(first.Lower, first.Upper, second.Lower, second.Upper);
    }

    private static ref nint At(byte* start, long slot, int slotBytes) => ref *(nint*)(start + slot * slotBytes);

    /// <summary>One cycle, each of them as likely (Sattolo, "An algorithm to generate a random cyclic permutation", 1986), in the slots themselves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void LinkRandomly(byte* start, long slots, int slotBytes, ref Xoshiro256PlusPlus random, CancellationToken stop)
    {
        for (var i = 0L; i < slots; i++)
        {
            if (i % SlotsPerLook == 0) stop.ThrowIfCancellationRequested();
            At(start, i, slotBytes) = (nint)(start + i * slotBytes);
        }

        for (var i = slots - 1; i > 0; i--)
        {
            if (i % SlotsPerLook == 0) stop.ThrowIfCancellationRequested();
            ref var chosen = ref At(start, (long)random.NextBelow((ulong)i), slotBytes);
            ref var own = ref At(start, i, slotBytes);
            (own, chosen) = (chosen, own);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void LinkByPage(byte* start, long slots, int slotBytes, ref Xoshiro256PlusPlus random, CancellationToken stop)
    {
        var perPage = Math.Max(1, PageBytes / slotBytes);
        var pages = new int[(slots + perPage - 1) / perPage];
        Shuffle(pages, ref random);
        var order = new int[perPage];
        ref var last = ref Unsafe.NullRef<nint>();
        nint first = 0;
        for (var i = 0; i < pages.Length; i++)
        {
            if (i % (SlotsPerLook / perPage) == 0) stop.ThrowIfCancellationRequested();
            var begin = (long)pages[i] * perPage;
            var within = order.AsSpan(0, (int)Math.Min(perPage, slots - begin));
            Shuffle(within, ref random);
            foreach (var slot in within)
            {
                ref var place = ref At(start, begin + slot, slotBytes);
                var address = (nint)Unsafe.AsPointer(ref place);
                if (first == 0) first = address;
                else last = address;
                last = ref place;
            }
        }

        last = first;
    }

    /// <summary>The i-th page's slot of round j is the (i + j)-th of an order that all pages share, so that over all rounds each slot is visited once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint LinkAcrossPages(
        byte* start, long slots, int slotBytes, long memorySlots, ref Xoshiro256PlusPlus random, CancellationToken stop)
    {
        var perPage = Math.Max(1, PageBytes / slotBytes);

        var (whole, rest) = ((int)(slots / perPage), (int)(slots % perPage));
        var pages = new int[memorySlots / perPage];
        var order = new int[perPage];
        Shuffle(pages, ref random);
        Shuffle(order, ref random);

        // Slots that do not fill a page are the first ones of another, or of the memory's end where there is no other.
        var partial = (whole < pages.Length ? pages[whole] : whole) * (long)perPage;
        nint first = 0;
        ref var last = ref Unsafe.NullRef<nint>();
        var linked = 0L;
        for (var round = 0; round < perPage; round++)
        {
            var visited = round < rest ? whole + 1 : whole;
            for (var i = 0; i < visited; i++)
            {
                if (linked++ % SlotsPerLook == 0) stop.ThrowIfCancellationRequested();
                var slot = i == whole ? partial + round : (long)pages[i] * perPage + order[(i + round) % perPage];
                ref var place = ref At(start, slot, slotBytes);
                var address = (nint)Unsafe.AsPointer(ref place);
                if (first == 0) first = address;
                else last = address;
                last = ref place;
            }
        }

        last = first;
        return first;
    }

    /// <summary>0 … length − 1 in random order (Fisher and Yates).</summary>
    private static void Shuffle(Span<int> order, ref Xoshiro256PlusPlus random)
    {
        for (var i = 0; i < order.Length; i++)
        {
            var j = (int)random.NextBelow((ulong)i + 1);
            order[i] = order[j];
            order[j] = i;
        }
    }
}
