using Scaling.Native.Measuring;

namespace Scaling.Native.Processors.Caches;

/// <summary>Gives the plateaus of a ladder the names of levels.</summary>
public static class MemoryLevels
{
    // No cache on a processor is that slow, no memory much faster.
    private const double MemoryNanoseconds = 45;

    /// <summary>Finds the levels of a ladder and names them after the caches that the system reports, or by their order where it reports none.</summary>
    /// <remarks>Boundaries are looked for in the least samples of each working set: what else runs on the machine only ever adds.</remarks>
    /// <param name="rungs">Ascending.</param>
    /// <param name="reported">In any order; may be empty.</param>
    /// <returns>From the fastest to the slowest.</returns>
    public static IReadOnlyList<MemoryLevel> Find(IReadOnlyList<LatencyRung> rungs, IReadOnlyList<ReportedCache> reported)
    {
        var sizes = rungs.Select(r => r.WorkingSetBytes).ToArray();
        var plateaus = LatencyPlateaus.Find(sizes, [.. rungs.Select(r => r.Measurement.MinimumSeconds * 1e9)]);
        var caches = Match(plateaus, reported, sizes.LastOrDefault());
        var levels = new List<MemoryLevel>();
        for (var i = 0; i < plateaus.Count; i++)
        {
            var plateau = plateaus[i];
            var medians = rungs.Skip(plateau.First).Take(plateau.Last - plateau.First + 1).Select(r => r.NanosecondsPerLoad).ToArray();
            var latency = SampleSummary.MedianOf(medians);
            levels.Add(new MemoryLevel
            {
                Name = Name(i, plateaus.Count, plateau.NanosecondsPerLoad, caches, reported.Count > 0),
                FirstWorkingSetBytes = sizes[plateau.First],
                LastWorkingSetBytes = sizes[plateau.Last],
                BoundaryBytes = plateau.BoundaryBytes,
                NanosecondsPerLoad = latency,
                LeastNanosecondsPerLoad = plateau.NanosecondsPerLoad,
                Reported = caches[i],
            });
        }

        return levels;
    }

    /// <summary>The level that serves a working set; null where there is none.</summary>
    public static MemoryLevel? Of(long workingSetBytes, IReadOnlyList<MemoryLevel> levels) =>
        levels.FirstOrDefault(l => workingSetBytes <= (l.BoundaryBytes ?? long.MaxValue));

    /// <summary>Reported caches that lie within a ladder and show no level of their own.</summary>
    /// <param name="levels">What the ladder shows.</param>
    /// <param name="reported">In any order.</param>
    /// <param name="greatest">Greatest working set of the ladder, bytes.</param>
    public static IReadOnlyList<ReportedCache> Hidden(IReadOnlyList<MemoryLevel> levels, IReadOnlyList<ReportedCache> reported, long greatest) =>
        [.. reported.Where(c => c.Bytes < greatest && levels.All(l => l.Reported != c)).OrderBy(c => c.Level)];

    /// <summary>The reported cache of each plateau: in their order where there are as many boundaries as caches within the ladder, else those
    /// that lie nearest together.</summary>
    internal static ReportedCache?[] Match(IReadOnlyList<LatencyPlateau> plateaus, IReadOnlyList<ReportedCache> reported, long greatest)
    {
        var matched = new ReportedCache?[plateaus.Count];
        if (plateaus.Count == 0) return matched;
        var caches = reported.Where(c => c.Bytes < greatest).OrderBy(c => c.Level).ToArray();
        var boundaries = plateaus.Select(p => p.BoundaryBytes).OfType<long>().ToArray();
        var pairs = boundaries.Length == caches.Length
            ? Enumerable.Range(0, caches.Length).Select(i => (i, i))
            : Nearest(boundaries, [.. caches.Select(c => c.Bytes)]);
        foreach (var (boundary, cache) in pairs) matched[boundary] = caches[cache];

        // The ladder ends within a cache: its last plateau is that cache's.
        if (caches.Length < reported.Count && reported.Where(c => c.Bytes >= greatest).MinBy(c => c.Level) is { } next
            && !matched.Contains(next)) matched[^1] = next;
        return matched;
    }

    /// <summary>Pairs in ascending order, as many as can be, with the least sum of |log(boundary / size)|.</summary>
    internal static List<(int Boundary, int Cache)> Nearest(long[] boundaries, long[] sizes)
    {
        // Either list is short: the best pairing of the first i boundaries with the first j sizes follows from shorter ones.
        var best = new (double Cost, List<(int, int)> Pairs)[boundaries.Length + 1, sizes.Length + 1];
        for (var i = 0; i <= boundaries.Length; i++)
        {
            for (var j = 0; j <= sizes.Length; j++)
            {
                best[i, j] = (0, []);
                if (i == 0 || j == 0) continue;
                var (cost, pairs) = best[i - 1, j - 1];
                best[i, j] = (cost + Math.Abs(Math.Log((double)boundaries[i - 1] / sizes[j - 1])), [.. pairs, (i - 1, j - 1)]);
                foreach (var other in new[] { best[i - 1, j], best[i, j - 1] })
                {
                    var isFuller = other.Pairs.Count > best[i, j].Pairs.Count;
                    if (isFuller || (other.Pairs.Count == best[i, j].Pairs.Count && other.Cost < best[i, j].Cost)) best[i, j] = other;
                }
            }
        }

        return best[boundaries.Length, sizes.Length].Pairs;
    }

    private static string Name(int index, int count, double latency, ReportedCache?[] caches, bool isReported)
    {
        if (caches[index] is { } own) return $"L{own.Level}";
        var isLast = index == count - 1;
        if (isReported)
        {
            // A step that no cache explains belongs to the cache that comes next, if any.
            return caches.Skip(index).FirstOrDefault(c => c is not null) is { } next ? $"L{next.Level}" : MemoryLevel.Memory;
        }

        return isLast && latency >= MemoryNanoseconds ? MemoryLevel.Memory : $"L{index + 1}";
    }
}
