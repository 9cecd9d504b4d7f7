using System.Numerics;
using Scaling.Native.Parallel;

namespace Scaling.Native.Processors.Vectors;

/// <summary>A kernel over whole arrays, by one thread or by the workers of a team, each on a part of its own.</summary>
/// <param name="kernel">Does a part.</param>
/// <param name="arrays">What it is done on.</param>
/// <param name="team">Null for one thread.</param>
/// <param name="stop">Looked at every few milliseconds.</param>
internal sealed unsafe class ArrayRun<T>(PartKernel<T> kernel, VectorArrays<T> arrays, WorkerTeam? team, CancellationToken stop)
    where T : unmanaged, INumber<T>
{
    // Some ten milliseconds, after which a stop is looked for; a multiple of any cache line, and less than a span holds.
    private const long Chunk = 1 << 24;

    // Enough for what kernels do with long arrays only.
    private const int FewElements = 1 << 17;

    private readonly double[] _totals = new double[team?.Workers ?? 1];

    /// <summary>The last run's.</summary>
    internal double Total => _totals.Sum();

    /// <summary>Does the first few elements, so that the runtime has compiled the kernel before a run is timed.</summary>
    internal void Rehearse() => kernel(arrays.X, arrays.Y, arrays.Z, (nint)Math.Min(FewElements, arrays.Count));

    internal void Run(long times)
    {
        for (; times > 0; times--)
        {
            if (team is null) Part(0, 0, arrays.Count);
            else team.Run(RunWorker);
        }
    }

    /// <summary>The same without the workers' waiting for each other between runs.</summary>
    internal void RunFreely(long times)
    {
        if (team is null) Run(times);
        else team.Run(worker => Repeat(worker, times));
    }

    private void Repeat(int worker, long times)
    {
        for (; times > 0; times--) RunWorker(worker);
    }

    private void RunWorker(int worker) => Part(worker, arrays.Border(worker, _totals.Length), arrays.Border(worker + 1, _totals.Length));

    private void Part(int worker, long start, long end)
    {
        T* x = arrays.X, y = arrays.Y, z = arrays.Z;
        var total = 0.0;
        for (var i = start; i < end; i += Chunk)
        {
            stop.ThrowIfCancellationRequested();
            total += kernel(x + i, y + i, z + i, (nint)Math.Min(Chunk, end - i));
        }

        _totals[worker] = total;
    }
}
