using System.Runtime.CompilerServices;

namespace Scaling.Native.Parallel.Workloads;

/// <summary>Additions to one number behind one lock: workers wait for each other, and the number moves between their caches.</summary>
public sealed class SharedCounterWork : IParallelWork
{
    private const int Additions = 20_000;

    private readonly Lock _gate = new();
    private double _sum;
    private int _tasks;

    /// <inheritdoc/>
    public void Start(int workers)
    {
    }

    /// <inheritdoc/>
    public void Run(WorkerTeam team, int tasks, bool keepOutcome, CancellationToken cancellationToken)
    {
        (_sum, _tasks) = (0, tasks);
        team.ForEach(tasks, _ =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            Add();
        });
    }

    /// <summary>The number that every task leaves, on the average.</summary>
    public double[] Outcome(int tasks) => [_sum / _tasks];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add()
    {
        for (var i = 0; i < Additions; i++)
            lock (_gate) _sum += i;
    }
}
