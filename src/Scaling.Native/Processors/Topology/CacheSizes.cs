namespace Scaling.Native.Processors;

/// <summary>Bytes of the data caches that a thread sees, by level.</summary>
/// <param name="Level1">A core's own.</param>
/// <param name="Level2">A core's own, as a rule; 0 where there is none.</param>
/// <param name="Level3">Shared by cores; 0 where there is none.</param>
/// <param name="Level3Threads">Hardware threads that share it and that the process may use.</param>
public sealed record CacheSizes(long Level1, long Level2, long Level3, int Level3Threads)
{
    /// <summary>McCalpin's rule for arrays that no cache shall hold.</summary>
    public const int TimesLastLevel = 4;

    /// <summary>Those of a usual core, of eight that share a third level: they stand in where the system tells of none.</summary>
    public static CacheSizes Usual { get; } = new(32 << 10, 1 << 20, 32 << 20, 1) { IsReported = false, Level2OfCore = 1 << 20, Level3OfCore = 4 << 20 };

    /// <summary>A fourth level, which few machines have; 0 where there is none.</summary>
    public long Level4 { get; init; }

    /// <summary>Of a line of the nearest level; null where the system does not tell.</summary>
    public int? LineBytes { get; init; }

    /// <summary>Whether the system tells of any cache.</summary>
    public bool IsReported { get; init; } = true;

    /// <summary>What falls to a core when all that share the second level are at work; 0 where there is none.</summary>
    public long Level2OfCore { get; init; } = Level2;

    /// <summary>What falls to a core when all that share the third level are at work; 0 where there is none.</summary>
    public long Level3OfCore { get; init; } = Level3;

    /// <summary>What falls to a thread of the process when all that share the third level are at work.</summary>
    public long Level3OfThread => Level3 / Math.Max(1, Level3Threads);

    /// <summary>Of the last level.</summary>
    public long LastLevel => Math.Max(Math.Max(Level1, Level2), Math.Max(Level3, Level4));

    /// <summary>Of all levels that there are, from the nearest.</summary>
    public IReadOnlyList<long> Levels
    {
        get
        {
            var levels = new List<long>();
            foreach (var bytes in (ReadOnlySpan<long>)[Level1, Level2, Level3, Level4])
            {
                if (bytes > 0) levels.Add(bytes);
            }

            return levels;
        }
    }

    /// <summary>Those of this machine; usual ones where it tells of none.</summary>
    public static CacheSizes OfThisMachine() => Of(ProcessorTopology.Current, ResourceLimits.Workers());

    /// <summary>Those of a machine; usual ones where it tells of none.</summary>
    /// <param name="topology">The machine.</param>
    /// <param name="workers">Most threads that the process may use.</param>
    public static CacheSizes Of(ProcessorTopology topology, int workers)
    {
        var caches = topology.DataCaches;
        if (caches.Count == 0) return Usual;
        ProcessorCache? Level(int level) => caches.FirstOrDefault(c => c.Level == level);
        long OfCore(ProcessorCache? cache) => cache is null ? 0 : cache.Bytes / Math.Max(1, topology.Cores.Count(core => core.Threads.Any(cache.Threads.Contains)));
        var (second, third) = (Level(2), Level(3));
        return new CacheSizes(
            Level(1)?.Bytes ?? caches[0].Bytes, second?.Bytes ?? 0, third?.Bytes ?? 0, Math.Clamp(third?.Threads.Count ?? 1, 1, Math.Max(1, workers)))
        {
            Level4 = Level(4)?.Bytes ?? 0,
            LineBytes = caches[0].LineBytes,
            Level2OfCore = OfCore(second),
            Level3OfCore = OfCore(third),
        };
    }

    /// <summary>The smallest level that holds what each of some workers works on: L1, L2, L3, L4 or Memory.</summary>
    /// <param name="workingSet">Bytes of all arrays.</param>
    /// <param name="workers">Each has its own first and second level and works on an equal part; the third they share.</param>
    public string LevelOf(long workingSet, int workers)
    {
        var part = workingSet / Math.Max(1, workers);
        return part <= Level1 ? "L1" : part <= Level2 ? "L2" : workingSet <= Level3 ? "L3" : workingSet <= Level4 ? "L4" : "Memory";
    }

    /// <summary>Numbers of elements whose arrays fill half of each level, of the third half of a thread's share, and four times the last. A share of which
    /// half would fit the second level is no measure: then it is twice the second, but no more than half of the third.</summary>
    /// <param name="bytesPerElement">Of all arrays together.</param>
    /// <param name="memoryLimit">Most bytes of all arrays.</param>
    public IReadOnlyList<long> Ladder(int bytesPerElement, long memoryLimit)
    {
        long[] sets = [Level1 / 2, Level2 / 2, Math.Min(Math.Max(Level3OfThread / 2, 2 * Level2), Level3 / 2), TimesLastLevel * LastLevel];
        return [.. sets.Select(set => Math.Min(set, memoryLimit) / bytesPerElement).Where(count => count > 0).Distinct().Order()];
    }
}
