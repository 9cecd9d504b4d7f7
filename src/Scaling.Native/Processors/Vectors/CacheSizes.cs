namespace Scaling.Native.Processors.Vectors;

/// <summary>Bytes of the data caches that a thread sees, by level.</summary>
/// <param name="Level1">A core's own.</param>
/// <param name="Level2">A core's own, as a rule; 0 where there is none.</param>
/// <param name="Level3">Shared by cores; 0 where there is none.</param>
/// <param name="Level3Threads">Hardware threads that share it and that the process may use.</param>
public sealed record CacheSizes(long Level1, long Level2, long Level3, int Level3Threads)
{
    // McCalpin's rule for arrays that no cache shall hold.
    private const int TimesLastLevel = 4;

    // Where the system tells of no caches: those of a usual core.
    private static readonly CacheSizes Usual = new(32 << 10, 1 << 20, 32 << 20, 1);

    /// <summary>Those of a machine; usual ones where it tells of none.</summary>
    /// <param name="topology">The machine.</param>
    /// <param name="workers">Most threads that the process may use.</param>
    public static CacheSizes Of(ProcessorTopology topology, int workers)
    {
        var caches = topology.DataCaches;
        if (caches.Count == 0) return Usual;
        var third = caches.FirstOrDefault(c => c.Level == 3);
        return new CacheSizes(
            caches.FirstOrDefault(c => c.Level == 1)?.Bytes ?? caches[0].Bytes,
            caches.FirstOrDefault(c => c.Level == 2)?.Bytes ?? 0,
            third?.Bytes ?? 0,
            Math.Clamp(third?.Threads.Count ?? 1, 1, Math.Max(1, workers)));
    }

    /// <summary>Of the last level.</summary>
    public long LastLevel => Math.Max(Level1, Math.Max(Level2, Level3));

    /// <summary>The smallest level that holds what each of some workers works on: L1, L2, L3 or Memory.</summary>
    /// <param name="workingSet">Bytes of all arrays.</param>
    /// <param name="workers">Each has its own first and second level and works on an equal part; the third they share.</param>
    public string LevelOf(long workingSet, int workers)
    {
        var part = workingSet / Math.Max(1, workers);
        return part <= Level1 ? "L1" : part <= Level2 ? "L2" : workingSet <= Level3 ? "L3" : "Memory";
    }

    /// <summary>Numbers of elements whose arrays fill half of each level, of the third half of a thread's share, and four times the last.</summary>
    /// <param name="bytesPerElement">Of all arrays together.</param>
    /// <param name="memoryLimit">Most bytes of all arrays.</param>
    public IReadOnlyList<long> Ladder(int bytesPerElement, long memoryLimit)
    {
        long[] sets = [Level1 / 2, Level2 / 2, Level3 / Math.Max(1, Level3Threads) / 2, TimesLastLevel * LastLevel];
        return [.. sets.Select(set => Math.Min(set, memoryLimit) / bytesPerElement).Where(count => count > 0).Distinct().Order()];
    }
}
