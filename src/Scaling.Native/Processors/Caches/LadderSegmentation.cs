using Scaling.Native.Measuring;

namespace Scaling.Native.Processors.Caches;

/// <summary>Cuts a latency ladder into straight pieces.</summary>
/// <remarks>
/// The cut that is best of all is found by optimal partitioning (Jackson et al., "An algorithm for optimal partitioning of data on an
/// interval", IEEE Signal Processing Letters 12, 2005). Each piece costs its squared residuals in units of the noise, bounded so that a single
/// disturbed point does not earn a piece of its own (Fearnhead and Rigaill, "Changepoint detection in the presence of outliers", JASA 114, 2019),
/// and the Schwarz criterion's ln n for each of three parameters: level, slope and place (Yao, Statistics and Probability Letters 6, 1988).
/// </remarks>
public static class LadderSegmentation
{
    /// <summary>Differences below that, 2 %, are never worth a piece, however quiet the machine.</summary>
    internal const double LeastNoise = 0.02;

    private const double MostNoise = 0.15;
    private const int ParametersPerSegment = 3;
    private const int MostPointsOfAllPairs = 8;

    // Beyond three standard deviations a point costs no more.
    private const double MostCostOfPoint = 9;

    /// <param name="octaves">Binary logarithms of the working sets, ascending.</param>
    /// <param name="logarithms">Natural logarithms of their latencies.</param>
    /// <returns>The pieces in order; together they cover all points. Empty without points.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static IReadOnlyList<LadderSegment> Split(ReadOnlySpan<double> octaves, ReadOnlySpan<double> logarithms)
    {
        if (octaves.Length != logarithms.Length) throw new ArgumentException("There are not as many latencies as working sets.", nameof(logarithms));
        var n = octaves.Length;
        var noise = Noise(logarithms);
        var penalty = ParametersPerSegment * Math.Log(Math.Max(2, n));

        // best[i] is the least cost of the first i points; chosen[i] the last piece of that cut.
        var best = new double[n + 1];
        var chosen = new LadderSegment[n + 1];
        for (var end = 1; end <= n; end++)
        {
            best[end] = double.PositiveInfinity;
            for (var begin = 0; begin < end; begin++)
            {
                var (segment, residuals) = Fit(octaves, logarithms, begin, end - 1, noise);
                var cost = best[begin] + residuals + penalty;
                if (cost < best[end]) (best[end], chosen[end]) = (cost, segment);
            }
        }

        var segments = new List<LadderSegment>();
        for (var end = n; end > 0; end = segments[^1].First) segments.Add(chosen[end]);
        segments.Reverse();
        return segments;
    }

    /// <summary>Standard deviation of a point, from the median of second differences: these vanish on any straight piece, whose ends are few.</summary>
    internal static double Noise(ReadOnlySpan<double> logarithms)
    {
        if (logarithms.Length < 3) return LeastNoise;
        var bends = new double[logarithms.Length - 2];
        for (var i = 0; i < bends.Length; i++) bends[i] = Math.Abs(logarithms[i] - 2 * logarithms[i + 1] + logarithms[i + 2]);

        // The variance of a − 2b + c is six times a point's; 1.4826 turns a normal variable's median deviation into its standard deviation.
        return Math.Clamp(1.4826 * SampleSummary.MedianOf(bends) / Math.Sqrt(6), LeastNoise, MostNoise);
    }

    /// <summary>The line through a piece by medians of slopes and of what remains (Theil 1950), and its bounded cost.</summary>
    private static (LadderSegment Segment, double Cost) Fit(
        ReadOnlySpan<double> octaves, ReadOnlySpan<double> logarithms, int first, int last, double noise)
    {
        var count = last - first + 1;
        // A greater working set is never faster but by noise.
        var slope = Math.Max(0, Slope(octaves[first..(last + 1)], logarithms[first..(last + 1)]));
        Span<double> levels = count <= 256 ? stackalloc double[count] : new double[count];
        for (var i = 0; i < count; i++) levels[i] = logarithms[first + i] - slope * (octaves[first + i] - octaves[first]);
        var level = SampleSummary.MedianOf(levels);
        var cost = 0.0;
        foreach (var value in levels)
        {
            var deviation = (value - level) / noise;
            cost += Math.Min(deviation * deviation, MostCostOfPoint);
        }

        return (new LadderSegment(first, last, slope), cost);
    }

    /// <summary>Median of the slopes of all pairs of points; of many points, of each one in the first half with its like in the second
    /// (Theil's incomplete method), so that long ladders do not take long.</summary>
    private static double Slope(ReadOnlySpan<double> octaves, ReadOnlySpan<double> logarithms)
    {
        var count = octaves.Length;
        if (count < 2) return 0;
        var isShort = count <= MostPointsOfAllPairs;
        var half = (count + 1) / 2;
        var slopes = new List<double>();
        for (var i = 0; i < count; i++)
        {
            var last = isShort ? count - 1 : Math.Min(i + half, count - 1);
            for (var j = isShort ? i + 1 : i + half; j <= last; j++) slopes.Add((logarithms[j] - logarithms[i]) / (octaves[j] - octaves[i]));
        }

        return SampleSummary.MedianOf([.. slopes]);
    }
}
