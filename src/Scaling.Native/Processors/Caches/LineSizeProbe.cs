using Scaling.Native.Measuring;
using Scaling.Native.Memory;

namespace Scaling.Native.Processors.Caches;

/// <summary>The time of loads in pairs that lie so far apart.</summary>
/// <param name="DistanceBytes">From one load of a pair to the other.</param>
/// <param name="Measurement">Seconds of one load.</param>
public sealed record LineSizePoint(int DistanceBytes, Measurement Measurement);

/// <summary>Measures loads that come in pairs, with the second of a pair in the line of the first or not.</summary>
/// <remarks>Within one line the second load finds it in the first cache. The farther of a pair comes first, because prefetchers that bring
/// the next line work forwards.</remarks>
internal static unsafe class LineSizeProbe
{
    private const int Block = 512;

    /// <summary>Powers of two, in bytes.</summary>
    internal static IReadOnlyList<int> Distances { get; } = [8, 16, 32, 64, 128, 256];

    /// <summary>How many comparisons of a session a measurement takes.</summary>
    internal const int Comparisons = 3;

    /// <summary>Memory that is needed.</summary>
    internal static long BlockBytes(long firstCacheBytes) => Distances.Count * Pairs(firstCacheBytes) * (long)Block;

    /// <summary>Measures all distances in turns, and that again: a disturbance that lasts would else lift a few of them, and show a step where none is.</summary>
    /// <returns>Of each distance the measurement with the least sample.</returns>
    internal static IReadOnlyList<LineSizePoint> Measure(
        NativeBlock memory, long firstCacheBytes, MeasuringSession session, long seed, CancellationToken stop)
    {
        var pairs = Pairs(firstCacheBytes);
        var places = new nint[Distances.Count];
        for (var i = 0; i < places.Length; i++)
        {
            var random = PointerChase.OpenRandom(seed, (ulong)Distances[i]);
            places[i] = PointerChase.LinkPairs(memory.Start + i * pairs * (long)Block, pairs, Block, Distances[i], ref random);
            places[i] = PointerChase.FollowOnce(places[i], 2L * pairs, stop);
        }

        var variants = Distances.Select((distance, i) => new UnitVariant(
            FormattableString.Invariant($"pairs {distance} bytes apart"), loads => places[i] = PointerChase.Follow(places[i], loads))).ToList();
        var rounds = Enumerable.Range(0, Comparisons).Select(_ => session.CompareUnits(variants)).ToList();
        return [.. Distances.Select((distance, i) => new LineSizePoint(distance, rounds.Select(r => r[i]).MinBy(m => m.MinimumSeconds)!))];
    }

    // Four times the lines that the first cache holds, so that a pair's line is gone when its turn comes again.
    private static int Pairs(long firstCacheBytes) => (int)Math.Clamp(4 * firstCacheBytes / 64, 1024, 1 << 16);
}
