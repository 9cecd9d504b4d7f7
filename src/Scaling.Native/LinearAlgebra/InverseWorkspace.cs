using Scaling.Native.LinearAlgebra.Kernels;
using Scaling.Native.Memory;

namespace Scaling.Native.LinearAlgebra;

/// <summary>What an inversion needs besides the matrix: half as much again, since U is packed while its place is taken by the inverse, and
/// some rows.</summary>
internal sealed unsafe class InverseWorkspace : IDisposable
{
    private readonly AlignedMemory _memory;
    private readonly nint _triangle;

    internal InverseWorkspace(int size, int width)
    {
        Size = size;
        var blocks = (size + width - 1) / width;
        _triangle = (nint)width * width;
        var left = Math.Max(LeftOffset(blocks, width), (long)size * width);
        var right = (long)Packing.RoundUp(size, MatrixKernel.Unit) * width;
        _memory = AlignedMemory.OfDoubles(left + right + (1 + blocks) * (long)_triangle);
        Left = (double*)_memory.Pointer;
        Right = Left + (nint)left;
        Lower = Right + (nint)right;
        Pivots = new int[size];
    }

    internal int Size { get; }

    /// <summary>Packed left operands: of one step, or all of U above its diagonal blocks.</summary>
    internal double* Left { get; }

    /// <summary>Packed right operand of one step.</summary>
    internal double* Right { get; }

    /// <summary>L of the diagonal block of one step, packed.</summary>
    internal double* Lower { get; }

    /// <summary>For each row, the row that it was exchanged with; counted from the first row of its block.</summary>
    internal int[] Pivots { get; }

    /// <summary>Bytes that an inversion takes besides the matrix.</summary>
    internal static long BytesFor(int size, int width)
    {
        var blocks = ((long)size + width - 1) / width;
        var left = Math.Max(LeftOffset(blocks, width), (long)size * width);
        return sizeof(double) * (left + (size + MatrixKernel.Unit) * (long)width + (1 + blocks) * width * width);
    }

    /// <summary>U of a diagonal block, packed.</summary>
    internal double* Upper(int block) => Lower + (1 + block) * _triangle;

    /// <summary>Where the rows of U above a diagonal block begin.</summary>
    internal static long LeftOffset(long block, int width) => block * (block - 1) / 2 * width * width;

    public void Dispose() => _memory.Dispose();
}

/// <summary>Keeps the workspace of the last size, since fresh memory costs more than a small inversion.</summary>
internal sealed class InverseMemory : IDisposable
{
    private InverseWorkspace? _space;

    internal InverseWorkspace For(int size, int width)
    {
        if (_space is { } space && space.Size == size) return space;
        Dispose();
        return _space = new InverseWorkspace(size, width);
    }

    public void Dispose()
    {
        _space?.Dispose();
        _space = null;
    }
}
