using System.Runtime.InteropServices;
using Scaling.Native.Memory;

namespace Scaling.Native.LinearAlgebra;

/// <summary>A dense matrix of doubles, row after row, in aligned memory outside of the managed heap. Dispose it: 4,000 rows of as many
/// columns are 128 MB.</summary>
public sealed unsafe class AlignedMatrix : IDisposable
{
    private const int Line = 8;

    // Rows that lie a multiple of 4 KiB apart would all fall into the same few places of a cache.
    private const int Aliasing = 512;

    // Of 100,000 columns 51 MB, some milliseconds.
    private const int RowsCopiedTogether = 64;

    private readonly AlignedMemory _memory;

    /// <param name="rows">At least 0.</param>
    /// <param name="columns">At least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative.</exception>
    /// <exception cref="OutOfMemoryException">There is not as much memory, or more is asked for than can be addressed.</exception>
    /// <remarks>All elements are zero.</remarks>
    public AlignedMatrix(int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        (Rows, Columns) = (rows, columns);
        Stride = StrideOf(columns);
        _memory = AlignedMemory.OfDoubles(checked(rows * Stride));
        if (!_memory.BeganAsZero) Clear();
    }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>Doubles from one row to the next.</summary>
    public long Stride { get; }

    internal MatrixBlock Block => new(Pointer, Rows, Columns, (nint)Stride);

    internal double* Pointer
    {
        get
        {
            ObjectDisposedException.ThrowIf(_memory.IsClosed, this);
            return (double*)_memory.Pointer;
        }
    }

    /// <summary>Bytes that a matrix takes.</summary>
    public static long BytesOf(int rows, int columns) => checked(rows * StrideOf(columns) * sizeof(double));

    /// <summary>The elements of one row; valid until the matrix is disposed.</summary>
    public Span<double> Row(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Rows);
        return new Span<double>(Pointer + row * Stride, Columns);
    }

    /// <summary>Sets all elements to zero.</summary>
    public void Clear() => NativeMemory.Clear(Pointer, (nuint)(Rows * Stride * sizeof(double)));

    /// <exception cref="ArgumentException">The other has another size.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public void CopyFrom(AlignedMatrix other, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Rows != Rows || other.Columns != Columns) throw new ArgumentException("The matrices differ in size.", nameof(other));
        for (var row = 0; row < Rows; row += RowsCopiedTogether)
        {
            stop.ThrowIfCancellationRequested();
            var rows = Math.Min(RowsCopiedTogether, Rows - row);
            NativeMemory.Copy(other.Pointer + row * Stride, Pointer + row * Stride, (nuint)(rows * Stride * sizeof(double)));
        }
    }

    /// <summary>Frees the memory, as soon as no call that is under way needs it.</summary>
    public void Dispose() => _memory.Dispose();

    /// <summary>Keeps the memory until the result is disposed, even if the matrix is disposed meanwhile.</summary>
    internal AlignedMemory.Lease Use() => new(_memory);

    private static long StrideOf(int columns)
    {
        var stride = ((long)columns + Line - 1) / Line * Line;
        return stride > 0 && stride % Aliasing == 0 ? stride + Line : stride;
    }
}
