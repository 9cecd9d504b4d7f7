using Scaling.Native.Measuring;

namespace Scaling.Native.Processors.Caches;

/// <summary>Finds the levels of a memory hierarchy in a latency ladder.</summary>
public static class LatencyPlateaus
{
    // A piece that rises less than that a doubling is level: beyond a cache's size at least a half of loads go to the next one, which
    // takes more than twice the time, while translation of addresses adds some 10 % a doubling.
    private const double FlatSlope = 0.18;

    // Levels differ by more than that; what differs less is one level, disturbed.
    private const double LeastStep = 1.35;
    private const double MostCreep = 1.7;

    private const double LeastOctaves = 0.5;

    /// <summary>The plateaus, from the fastest.</summary>
    /// <param name="workingSetBytes">Sizes, ascending.</param>
    /// <param name="nanoseconds">Latency of each, above 0.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static IReadOnlyList<LatencyPlateau> Find(ReadOnlySpan<long> workingSetBytes, ReadOnlySpan<double> nanoseconds)
    {
        if (workingSetBytes.Length != nanoseconds.Length)
            throw new ArgumentException("There are not as many latencies as working sets.", nameof(nanoseconds));
        var octaves = new double[workingSetBytes.Length];
        var logarithms = new double[workingSetBytes.Length];
        for (var i = 0; i < octaves.Length; i++) (octaves[i], logarithms[i]) = (Math.Log2(workingSetBytes[i]), Math.Log(nanoseconds[i]));

        var flats = new List<(int First, int Last)>();
        foreach (var segment in LadderSegmentation.Split(octaves, logarithms))
        {
            var isLong = segment.Count > 1 && octaves[segment.Last] - octaves[segment.First] >= LeastOctaves - 1e-9;
            if (segment.Slope > FlatSlope || !isLong) continue;
            if (flats.Count > 0 && IsSameLevel(logarithms, flats[^1], segment)) flats[^1] = (flats[^1].First, segment.Last);
            else flats.Add((segment.First, segment.Last));
        }

        return WithBoundaries(octaves, logarithms, flats);
    }

    /// <summary>Whether the latency does not jump from one flat piece to the next, though it may have crept up along either.</summary>
    private static bool IsSameLevel(double[] logarithms, (int First, int Last) before, LadderSegment after)
    {
        var end = MedianOf(logarithms, Math.Max(before.First, before.Last - 2), before.Last);
        var begin = MedianOf(logarithms, after.First, Math.Min(after.Last, after.First + 2));
        var creep = MedianOf(logarithms, after.First, after.Last) - MedianOf(logarithms, before.First, before.Last);
        return begin - end < Math.Log(LeastStep) && creep < Math.Log(MostCreep);
    }

    private static List<LatencyPlateau> WithBoundaries(double[] octaves, double[] logarithms, List<(int First, int Last)> flats)
    {
        var plateaus = new List<LatencyPlateau>();
        for (var k = 0; k < flats.Count; k++)
        {
            var level = MedianOf(logarithms, flats[k].First, flats[k].Last);
            long? boundary = null;
            if (k + 1 < flats.Count)
            {
                var middle = (level + MedianOf(logarithms, flats[k + 1].First, flats[k + 1].Last)) / 2;
                boundary = (long)Math.Round(Math.Pow(2, Crossing(octaves, logarithms, flats[k].Last, flats[k + 1].First, middle)));
            }

            plateaus.Add(new LatencyPlateau(flats[k].First, flats[k].Last, Math.Exp(level), boundary));
        }

        return plateaus;
    }

    /// <summary>Where the ladder passes a height between two points of it, on a line between the last point below and the first above.</summary>
    private static double Crossing(double[] octaves, double[] logarithms, int from, int to, double height)
    {
        var below = to - 1;
        while (below > from && logarithms[below] > height) below--;
        var rise = logarithms[below + 1] - logarithms[below];
        var share = rise > 0 ? Math.Clamp((height - logarithms[below]) / rise, 0, 1) : 0.5;
        return octaves[below] + share * (octaves[below + 1] - octaves[below]);
    }

    private static double MedianOf(double[] values, int first, int last) =>
        SampleSummary.MedianOf(values.AsSpan(first, last - first + 1).ToArray());
}
