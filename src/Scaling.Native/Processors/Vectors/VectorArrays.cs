using System.Numerics;
using System.Runtime.InteropServices;
using Scaling.Native.Kernels;
using Scaling.Native.Memory;
using Scaling.Native.Parallel;

namespace Scaling.Native.Processors.Vectors;

/// <summary>The arrays of a comparison, and what its results must be. A block of elements is repeated, so that expected results of any length are known at little cost.
/// Except for roots and exponentials the elements are small multiples of 1/4: their sums are exact in every type and every order, so that results are equal or wrong.</summary>
internal sealed unsafe class VectorArrays<T> : IDisposable
    where T : unmanaged, INumber<T>
{
    private const int BlockLength = 1 << 16;
    private const int CacheLine = 64;
    private const int Seed = 5;
    private const byte PoisonByte = 0xFF;

    // From here on a sum of singles can need more than 24 bits.
    private const long LongestExactSum = 1L << 28;

    // Arrays that begin at the same place of a page get into each other's way.
    private const int Stagger = 17 * 64;

    private readonly KernelOperation _operation;
    private readonly WorkerTeam? _team;
    private readonly AlignedMemory _x;
    private readonly AlignedMemory? _y;
    private readonly AlignedMemory? _z;
    private readonly T[] _xBlock = new T[BlockLength];
    private readonly T[] _yBlock = new T[BlockLength];
    private readonly T[] _expected = new T[BlockLength];

    /// <param name="operation">What is done on them.</param>
    /// <param name="count">Elements of each.</param>
    /// <param name="stop">Looked at every few milliseconds.</param>
    /// <param name="team">Each worker touches its part first, so that this comes to lie in the memory of its own node; null for the caller alone.</param>
    /// <exception cref="OutOfMemoryException">The arrays are too large.</exception>
    internal VectorArrays(KernelOperation operation, long count, CancellationToken stop, WorkerTeam? team = null)
    {
        if (count > long.MaxValue / sizeof(T)) throw new InsufficientMemoryException();
        (_operation, Count, _team) = (operation, count, team);
        Scalar = operation switch
        {
            KernelOperation.MultiplyAdd => T.CreateChecked(3),
            KernelOperation.CompareCount => T.Zero,
            _ => T.One,
        };
        FillBlocks();
        try
        {
            _x = new AlignedMemory(count * sizeof(T));
            if (operation.Reads() > 1) _y = new AlignedMemory(count * sizeof(T), Stagger);
            if (operation.Writes() > 0) _z = new AlignedMemory(count * sizeof(T), 2 * Stagger);
            Repeat(_xBlock, X, stop);
            if (_y is not null) Repeat(_yBlock, Y, stop);
            Poison(stop);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    internal long Count { get; }

    internal T Scalar { get; }

    /// <summary>Of all arrays.</summary>
    internal int BytesPerElement => (_operation.Reads() + _operation.Writes()) * sizeof(T);

    internal long OutputBytes => _z?.Length ?? 0;

    internal T* X => (T*)_x.Pointer;

    internal T* Y => _y is null ? null : (T*)_y.Pointer;

    internal T* Z => _z is null ? null : (T*)_z.Pointer;

    /// <summary>Greatest relative difference of a right result: of exponentials, 4 units in the last place.</summary>
    internal double Tolerance => (_operation, Single: typeof(T) == typeof(float)) switch
    {
        (KernelOperation.Exponential, true) => 4.0 / (1 << 23),
        (KernelOperation.Exponential, false) => 4.0 / (1L << 52),
        (KernelOperation.Sum or KernelOperation.Dot, true) when Count > LongestExactSum => 1e-3,
        _ => 0,
    };

    /// <summary>The first elements as managed arrays: of x and y copies, of z an empty one.</summary>
    internal (T[] X, T[]? Y, T[]? Z) Managed(int count, CancellationToken stop) => (
        Pattern(_xBlock, count, stop), _y is null ? null : Pattern(_yBlock, count, stop), _z is null ? null : Pattern(new T[BlockLength], count, stop));

    /// <summary>Where the part of one of some workers begins, and that of the one before it ends.</summary>
    internal long Border(int worker, int workers)
    {
        if (worker == workers) return Count;

        // A line of the output that two workers write goes to and fro between their caches.
        var border = (long)((Int128)Count * worker / workers);
        return border - border % (CacheLine / sizeof(T));
    }

    /// <summary>Overwrites z, so that what is found there later has been computed.</summary>
    internal void Poison(CancellationToken stop)
    {
        if (_z is null) return;
        InParts((start, end) =>
        {
            for (var i = start; i < end; i += BlockLength)
            {
                stop.ThrowIfCancellationRequested();
                MemoryMarshal.AsBytes(Block(Z, i, end)).Fill(PoisonByte);
            }
        });
    }

    /// <summary>The greatest relative difference of z, or of a total, from what it must be.</summary>
    internal double Difference(double total, CancellationToken stop)
    {
        if (_z is null) return Difference(Total(Count), total);
        var greatest = 0.0;
        for (long i = 0; i < Count; i += BlockLength)
        {
            stop.ThrowIfCancellationRequested();
            greatest = Math.Max(greatest, Difference(Block(Z, i, Count)));
        }

        return greatest;
    }

    /// <summary>The same of a managed z, or of the total of as many elements.</summary>
    internal double Difference(ReadOnlySpan<T> z, double total, int count, CancellationToken stop)
    {
        if (_z is null) return Difference(Total(count), total);
        var greatest = 0.0;
        for (long i = 0; i < count; i += BlockLength)
        {
            stop.ThrowIfCancellationRequested();
            greatest = Math.Max(greatest, Difference(z.Slice((int)i, (int)Math.Min(BlockLength, count - i))));
        }

        return greatest;
    }

    public void Dispose()
    {
        _x?.Dispose();
        _y?.Dispose();
        _z?.Dispose();
    }

    private double Difference(ReadOnlySpan<T> z)
    {
        var greatest = 0.0;
        if (z.SequenceEqual(_expected.AsSpan(0, z.Length))) return greatest;
        for (var i = 0; i < z.Length; i++)
            greatest = Math.Max(greatest, Difference(double.CreateTruncating(_expected[i]), double.CreateTruncating(z[i])));
        return greatest;
    }

    private static double Difference(double expected, double actual)
    {
        if (expected == actual) return 0;
        var difference = Math.Abs(expected - actual) / Math.Max(Math.Abs(expected), Math.Abs(actual));
        return double.IsNaN(difference) ? double.PositiveInfinity : difference;
    }

    private double Total(long count)
    {
        var (blocks, rest) = Math.DivRem(count, BlockLength);

        // No chunk's total wraps around as an integer, and chunks are added up as doubles.
        return blocks * BlockTotal(BlockLength) + BlockTotal((int)rest);
    }

    private double BlockTotal(int count)
    {
        var total = 0.0;
        for (var i = 0; i < count; i++)
        {
            var x = double.CreateTruncating(_xBlock[i]);
            total += _operation switch
            {
                KernelOperation.Sum => x,
                KernelOperation.Dot => x * double.CreateTruncating(_yBlock[i]),
                _ => _xBlock[i] > Scalar ? 1 : 0,
            };
        }

        return total;
    }

    private void FillBlocks()
    {
        var random = new Random(Seed);
        for (var i = 0; i < BlockLength; i++)
        {
            _xBlock[i] = _operation switch
            {
                KernelOperation.SquareRoot => T.CreateTruncating(0.25 + 3.75 * random.NextDouble()),
                KernelOperation.Exponential => T.CreateTruncating(10 * random.NextDouble() - 5),
                _ => Small(random),
            };
            _yBlock[i] = Small(random);
            _expected[i] = Expected(_xBlock[i], _yBlock[i]);
        }
    }

    private static T Small(Random random)
    {
        var whole = random.Next(-4, 5);
        return typeof(T) == typeof(double) || typeof(T) == typeof(float) ? T.CreateTruncating(whole / 4.0) : T.CreateTruncating(whole);
    }

    private T Expected(T x, T y) => _operation switch
    {
        KernelOperation.Add => x + y,
        KernelOperation.AddScalar => x + Scalar,
        KernelOperation.MultiplyAdd => Scalar * x + y,
        KernelOperation.SquareRoot => T.CreateTruncating(Math.Sqrt(double.CreateTruncating(x))),
        KernelOperation.Exponential => T.CreateTruncating(Math.Exp(double.CreateTruncating(x))),
        _ => default,
    };

    private void InParts(Action<long, long> part)
    {
        if (_team is null) part(0, Count);
        else _team.Run(worker => part(Border(worker, _team.Workers), Border(worker + 1, _team.Workers)));
    }

    private void Repeat(T[] block, T* array, CancellationToken stop) => InParts((start, end) =>
    {
        for (var i = start; i < end;)
        {
            stop.ThrowIfCancellationRequested();
            var place = (int)(i % BlockLength);
            var length = (int)Math.Min(BlockLength - place, end - i);
            block.AsSpan(place, length).CopyTo(new Span<T>(array + i, length));
            i += length;
        }
    });

    private static T[] Pattern(T[] block, int count, CancellationToken stop)
    {
        // The runtime would clear it whole without a look at a stop.
        var array = GC.AllocateUninitializedArray<T>(count);
        for (long i = 0; i < count; i += BlockLength)
        {
            stop.ThrowIfCancellationRequested();
            block.AsSpan(0, (int)Math.Min(BlockLength, count - i)).CopyTo(array.AsSpan((int)i));
        }

        return array;
    }

    private static Span<T> Block(T* array, long start, long count) => new(array + start, (int)Math.Min(BlockLength, count - start));
}
