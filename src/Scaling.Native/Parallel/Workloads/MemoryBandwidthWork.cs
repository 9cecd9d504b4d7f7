using Scaling.Native.Kernels;
using Scaling.Native.Memory;

namespace Scaling.Native.Parallel.Workloads;

/// <summary>The triad of STREAM over arrays larger than the caches, a part a task: it scales until the memory has no more to give.</summary>
public sealed unsafe class MemoryBandwidthWork : IParallelWork, IDisposable
{
    private const double Scalar = 3;
    private const int Arrays = 3;

    // Arrays that begin at the same place of their pages would meet in the same sets of a cache.
    private const int Shift = 5 * 64;

    // Elements between two looks at the token.
    private const int Stride = 1 << 20;

    private readonly NativeBlock _memory;
    private readonly double* _a;
    private readonly double* _b;
    private readonly double* _c;
    private readonly StreamKernels _kernels = InstructionPath.BestForMemory.Stream;
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
        var partBytes = PartBytes(taskBytes);
        (_tasks, _elements) = (tasks, checked((int)(partBytes / sizeof(double))));
        var arrayBytes = partBytes * tasks;
        _memory = new NativeBlock(Size(tasks, taskBytes), PageKind.System);
        _a = (double*)_memory.Start;
        _b = (double*)(_memory.Start + arrayBytes + Shift);
        _c = (double*)(_memory.Start + 2 * arrayBytes + 2 * Shift);
    }

    /// <summary>Bytes of memory that the arrays take.</summary>
    /// <param name="tasks">As of the constructor.</param>
    /// <param name="taskBytes">As of the constructor.</param>
    public static long Size(int tasks, long taskBytes) => checked(Arrays * (PartBytes(taskBytes) * tasks + Shift));

    /// <inheritdoc/>
    public void Start(int workers)
    {
    }

    /// <summary>Fills the arrays.</summary>
    /// <inheritdoc/>
    public void Prepare(WorkerTeam team, CancellationToken cancellationToken)
    {
        team.ForEach(_tasks, task => InStrides(task, (first, count) => Fill(task, first, count), cancellationToken));
        _isFilled = true;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The arrays are not filled.</exception>
    public void Run(WorkerTeam team, int tasks, bool keepOutcome, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tasks, _tasks);
        if (!_isFilled) throw new InvalidOperationException("The arrays are not filled.");
        team.ForEach(tasks, task => InStrides(task, Triad, cancellationToken));
    }

    /// <inheritdoc/>
    public double[] Outcome(int tasks) => [.. Enumerable.Range(0, tasks).Select(task => _a[((nint)task + 1) * _elements - 1])];

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();

    private static long PartBytes(long taskBytes) => (taskBytes / Arrays + 4095) / 4096 * 4096;

    private void InStrides(int task, Action<nint, int> body, CancellationToken cancellationToken)
    {
        var first = (nint)task * _elements;
        for (var done = 0; done < _elements; done += Math.Min(Stride, _elements - done))
        {
            cancellationToken.ThrowIfCancellationRequested();
            body(first + done, Math.Min(Stride, _elements - done));
        }
    }

    private void Triad(nint first, int count) => _kernels.Triad(_b + first, Scalar, _c + first, _a + first, count, StoreMode.Cached);

    private void Fill(int task, nint first, int count)
    {
        new Span<double>(_a + first, count).Clear();
        new Span<double>(_b + first, count).Fill(1 + task);
        new Span<double>(_c + first, count).Fill(2);
    }
}
