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

    /// <summary>Memory that is needed.</summary>
    internal static long BlockBytes(long firstCacheBytes) => Pairs(firstCacheBytes) * (long)Block;

    internal static IReadOnlyList<LineSizePoint> Measure(
        NativeBlock memory, long firstCacheBytes, MeasuringSession session, long seed, CancellationToken stop) =>
        [.. Distances.Select(distance => Measure(memory, Pairs(firstCacheBytes), distance, session, seed, stop))];

    private static LineSizePoint Measure(
        NativeBlock memory, int pairs, int distance, MeasuringSession session, long seed, CancellationToken stop)
    {
        var random = PointerChase.OpenRandom(seed, (ulong)distance);
        var place = PointerChase.LinkPairs(memory.Start, pairs, Block, distance, ref random);
        place = PointerChase.FollowOnce(place, 2L * pairs, stop);
        var name = FormattableString.Invariant($"pairs {distance} bytes apart");
        return new LineSizePoint(distance, session.MeasureUnit(name, loads => place = PointerChase.Follow(place, loads)));
    }

    // Four times the lines that the first cache holds, so that a pair's line is gone when its turn comes again.
    private static int Pairs(long firstCacheBytes) => (int)Math.Clamp(4 * firstCacheBytes / 64, 1024, 1 << 16);
}
