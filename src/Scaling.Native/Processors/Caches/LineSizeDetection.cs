namespace Scaling.Native.Processors.Caches;

/// <summary>Finds the size of a cache line in the times of paired loads.</summary>
public static class LineSizeDetection
{
    // A pair of loads takes a hit and a miss within a line and two misses beyond: 1.5 times for a next cache only twice as slow.
    private const double LeastStep = 1.15;

    /// <summary>The first distance at which the loads of a pair lie in two lines: the cut that leaves the least squares of logarithms on
    /// either side.</summary>
    /// <param name="distances">In bytes, ascending.</param>
    /// <param name="times">Time of each, in any unit, above 0.</param>
    /// <returns>The size of a line in bytes; null where no cut raises the time by 15 %.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static int? Find(ReadOnlySpan<int> distances, ReadOnlySpan<double> times)
    {
        if (distances.Length != times.Length) throw new ArgumentException("There are not as many times as distances.", nameof(times));
        var (least, found) = (double.PositiveInfinity, default(int?));
        for (var cut = 1; cut < distances.Length; cut++)
        {
            var (below, squaresBelow) = Level(times[..cut]);
            var (above, squaresAbove) = Level(times[cut..]);
            if (squaresBelow + squaresAbove >= least) continue;
            least = squaresBelow + squaresAbove;
            found = above - below >= Math.Log(LeastStep) ? distances[cut] : null;
        }

        return found;
    }

    private static (double Mean, double Squares) Level(ReadOnlySpan<double> times)
    {
        var mean = 0.0;
        foreach (var time in times) mean += Math.Log(time) / times.Length;
        var squares = 0.0;
        foreach (var time in times) squares += (Math.Log(time) - mean) * (Math.Log(time) - mean);
        return (mean, squares);
    }
}
