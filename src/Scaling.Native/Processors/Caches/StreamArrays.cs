using System.Runtime.CompilerServices;
using Scaling.Native.Kernels;
using Scaling.Native.Memory;
using Scaling.Native.Parallel;

namespace Scaling.Native.Processors.Caches;

/// <summary>The three arrays of STREAM, and what each of their elements must be.</summary>
internal sealed unsafe class StreamArrays : IDisposable
{
    /// <summary>√2 − 1: copy, scale, add and triad in turn leave every element as it was, however often they are run.</summary>
    internal static readonly double Scalar = Math.Sqrt(2) - 1;

    // Parts that share no line and no page of 4 KiB.
    private const int ElementsPerPage = 4096 / sizeof(double);

    // A millisecond or so between two looks at a stop.
    private const nint ElementsPerLook = 1 << 20;

    private readonly InstructionPath _path;
    private readonly WorkerTeam _team;
    private readonly CancellationToken _stop;
    private readonly NativeBlock[] _blocks = new NativeBlock[3];
    private readonly double*[] _arrays = new double*[3];
    private readonly double[] _expected = [1, 0, 0];

    /// <exception cref="OutOfMemoryException">The system has no room for them.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    internal StreamArrays(long bytes, PageKind pages, InstructionPath path, WorkerTeam team, CancellationToken stop = default)
    {
        (_path, _team, _stop, Count) = (path, team, stop, (nint)(bytes / sizeof(double)));
        try
        {
            for (var i = 0; i < _blocks.Length; i++)
            {
                // Arrays that begin at the same place of their pages would meet in the same sets of a cache.
                var shift = i * 5 * 64;
                _blocks[i] = new NativeBlock(bytes + shift, pages);
                _arrays[i] = (double*)(_blocks[i].Start + shift);
            }

            // Each worker touches its own part first, so that it comes to lie in the memory of its own node.
            _team.Run(worker =>
            {
                for (var i = 0; i < _arrays.Length; i++) Fill(i, worker);
            });
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Elements of an array.</summary>
    internal nint Count { get; }

    internal double? HugePageShare() => _blocks[0].HugePageShare();

    internal static int ArraysMoved(BandwidthOperation operation) => operation is BandwidthOperation.Copy or BandwidthOperation.Scale ? 2 : 3;

    /// <summary>Runs an operation over the arrays, each worker over its part, that many times.</summary>
    internal void Run(BandwidthOperation operation, StoreMode store, long times)
    {
        _team.Run(worker =>
        {
            var (first, end) = Part(worker);
            for (var i = 0L; i < times; i++)
            {
                for (var begin = first; begin < end; begin += ElementsPerLook)
                {
                    _stop.ThrowIfCancellationRequested();
                    Run(operation, store, begin, Math.Min(ElementsPerLook, end - begin));
                }
            }
        });
        Expect(operation);
    }

    /// <summary>Mean distance of the array that an operation writes from what it must be, relative to that, as STREAM checks it.</summary>
    internal double Error(BandwidthOperation operation)
    {
        var output = Output(operation);
        var errors = new double[_team.Workers];
        _team.Run(worker => errors[worker] = SumOfDistances(output, worker));
        return errors.Sum() / Count / Math.Abs(_expected[output]);
    }

    /// <summary>Sets one element of that array to another value.</summary>
    internal void Damage(BandwidthOperation operation, nint element) => _arrays[Output(operation)][element] = 2 * _expected[Output(operation)];

    public void Dispose()
    {
        foreach (var block in _blocks) block?.Dispose();
    }

    private static int Output(BandwidthOperation operation) => operation switch
    {
        BandwidthOperation.Triad => 0,
        BandwidthOperation.Scale => 1,
        _ => 2,
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Fill(int index, int worker)
    {
        var (array, value) = ((nint)_arrays[index], _expected[index]);
        var (first, end) = Part(worker);
        for (var i = first; i < end; i++)
        {
            if (i % ElementsPerLook == 0) _stop.ThrowIfCancellationRequested();
            ((double*)array)[i] = value;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double SumOfDistances(int index, int worker)
    {
        var (array, value) = ((nint)_arrays[index], _expected[index]);
        var (first, end) = Part(worker);
        var sum = 0.0;
        for (var i = first; i < end; i++)
        {
            if (i % ElementsPerLook == 0) _stop.ThrowIfCancellationRequested();
            sum += Math.Abs(((double*)array)[i] - value);
        }

        return sum;
    }

    private (nint First, nint End) Part(int worker)
    {
        var pages = (Count + ElementsPerPage - 1) / ElementsPerPage;
        return (Math.Min(Count, pages * worker / _team.Workers * ElementsPerPage),
            Math.Min(Count, pages * (worker + 1) / _team.Workers * ElementsPerPage));
    }

    private void Run(BandwidthOperation operation, StoreMode store, nint first, nint count)
    {
        double* a = _arrays[0] + first, b = _arrays[1] + first, c = _arrays[2] + first;
        switch (operation)
        {
            case BandwidthOperation.Copy:
                _path.Stream.Copy(a, c, count, store);
                break;
            case BandwidthOperation.Scale:
                _path.Stream.Scale(c, Scalar, b, count, store);
                break;
            case BandwidthOperation.Add:
                _path.Stream.Add(a, b, c, count, store);
                break;
            default:
                _path.Stream.Triad(b, Scalar, c, a, count, store);
                break;
        }
    }

    /// <summary>Does to one element what was done to all: no operation reads what it writes, so once is as good as often.</summary>
    private void Expect(BandwidthOperation operation)
    {
        var (a, b, c) = (_expected[0], _expected[1], _expected[2]);
        _expected[Output(operation)] = operation switch
        {
            BandwidthOperation.Copy => a,
            BandwidthOperation.Scale => Scalar * c,
            BandwidthOperation.Add => a + b,
            _ => b + Scalar * c,
        };
    }
}
