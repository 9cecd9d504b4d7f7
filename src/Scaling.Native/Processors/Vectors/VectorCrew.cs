using Scaling.Native.Kernels;
using Scaling.Native.Parallel;

namespace Scaling.Native.Processors.Vectors;

/// <summary>What comparisons share: worker threads, the sizes of the caches, and rates that do not depend on the length of arrays.</summary>
/// <param name="caches">Of the machine.</param>
/// <param name="mostWorkers">Most threads of a variant; they fill the arrays, each the part that it will work on.</param>
/// <param name="memoryLimit">Most bytes of the arrays of a comparison and the copies of them that scripts get.</param>
public sealed class VectorCrew(CacheSizes caches, int mostWorkers = 1, long memoryLimit = long.MaxValue) : IDisposable
{
    private readonly Dictionary<int, WorkerTeam> _teams = [];

    /// <summary>Of the machine.</summary>
    public CacheSizes Caches => caches;

    internal int MostWorkers => mostWorkers;

    internal long MemoryLimit => memoryLimit;

    /// <summary>Seconds an element of arithmetic in registers.</summary>
    internal Dictionary<(KernelOperation Operation, ElementType Type, int Workers), double> ArithmeticSeconds { get; } = [];

    /// <summary>What has been run until the runtime had compiled it for good.</summary>
    internal HashSet<(KernelOperation Operation, ElementType Type)> Rehearsed { get; } = [];

    /// <summary>Null for one worker.</summary>
    internal WorkerTeam? Team(int workers)
    {
        if (workers == 1) return null;
        if (!_teams.TryGetValue(workers, out var team)) _teams[workers] = team = new WorkerTeam(workers);
        return team;
    }

    /// <summary>Ends the threads.</summary>
    public void Dispose()
    {
        foreach (var team in _teams.Values) team.Dispose();
        _teams.Clear();
    }
}
