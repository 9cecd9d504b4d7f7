using Scaling.Native.Kernels;
using Scaling.Native.Processors.Caches;

namespace Scaling.Native.Parallel.Workloads;

/// <summary>The triad of STREAM over arrays larger than the caches, a part a task: it scales until the memory has no more to give.</summary>
public sealed unsafe class MemoryBandwidthWork : IParallelWork, IDisposable
{
    private const double Scalar = 3;
    private const int Arrays = 3;

    // Arrays that begin at the same place of their pages would meet in the same sets of a cache.
    private const int Shift = 5 * 64;

    private readonly NativeBlock _memory;
    private readonly double* _a;
    private readonly double* _b;
    private readonly double* _c;
    private readonly StreamKernels _kernels = InstructionPath.Best.Stream;
    private readonly int _elements;
    private readonly int _tasks;
    private bool _isFilled;

    /// <param name="tasks">Most tasks that will run.</param>
    /// <param name="taskBytes">Bytes that a task reads and writes, at least 24; rounded up to whole pages.</param>
    /// <exception cref="OutOfMemoryException">The system has no room for the arrays.</exception>
    public MemoryBandwidthWork(int tasks, long taskBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tasks, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(taskBytes, Arrays * sizeof(double));
        var partBytes = (taskBytes / Arrays + 4095) / 4096 * 4096;
        (_tasks, _elements) = (tasks, checked((int)(partBytes / sizeof(double))));
        var arrayBytes = partBytes * tasks;
        _memory = new NativeBlock(Arrays * arrayBytes + Arrays * Shift, PageKind.System);
        _a = (double*)_memory.Start;
        _b = (double*)(_memory.Start + arrayBytes + Shift);
        _c = (double*)(_memory.Start + 2 * arrayBytes + 2 * Shift);
    }

    /// <inheritdoc/>
    public void Start(int workers)
    {
    }

    /// <inheritdoc/>
    public void Run(WorkerTeam team, int tasks, bool keepOutcome)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tasks, _tasks);
        if (!_isFilled) team.ForEach(_tasks, Fill);
        _isFilled = true;
        team.ForEach(tasks, task =>
        {
            var first = (nint)task * _elements;
            _kernels.Triad(_b + first, Scalar, _c + first, _a + first, _elements, StoreMode.Cached);
        });
    }

    /// <inheritdoc/>
    public double[] Outcome(int tasks) => [.. Enumerable.Range(0, tasks).Select(task => _a[((nint)task + 1) * _elements - 1])];

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();

    private void Fill(int task)
    {
        var first = (nint)task * _elements;
        new Span<double>(_a + first, _elements).Clear();
        new Span<double>(_b + first, _elements).Fill(1 + task);
        new Span<double>(_c + first, _elements).Fill(2);
    }
}
