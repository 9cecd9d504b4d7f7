using System.Runtime.CompilerServices;
using Scaling.Native.LinearAlgebra.Kernels;
using Scaling.Native.Memory;

namespace Scaling.Native.LinearAlgebra;

/// <summary>Factors panels, tall and narrow, as P · L · U with partial pivoting: one half, its update of the other, the other half
/// (Toledo, "Locality of reference in LU decomposition with partial pivoting", SIAM J. Matrix Anal. Appl. 18, 1997).</summary>
internal sealed unsafe class PanelFactorization : IDisposable
{
    // Rows that are packed at a time: with them the other operand stays in the caches.
    private const int RowsAtOnce = 96;

    private readonly MatrixKernel _kernel;
    private readonly CancellationToken _stop;
    private readonly AlignedMemory _memory;
    private readonly double* _columns;
    private readonly double* _triangle;
    private readonly double* _right;
    private readonly double* _left;

    /// <param name="kernel">The instructions.</param>
    /// <param name="rows">Most rows of a panel.</param>
    /// <param name="columns">Most columns of a panel.</param>
    /// <param name="stop">Looked at for each <see cref="MatrixKernel.Unit"/> columns.</param>
    internal PanelFactorization(MatrixKernel kernel, int rows, int columns, CancellationToken stop)
    {
        (_kernel, _stop) = (kernel, stop);
        var half = (long)Packing.RoundUp(columns, MatrixKernel.Unit);
        _memory = AlignedMemory.OfDoubles(((long)rows + RowsAtOnce) * MatrixKernel.Unit + 2 * half * half + RowsAtOnce * half);
        _columns = (double*)_memory.Pointer;
        _left = _columns + (nint)rows * MatrixKernel.Unit;
        _triangle = _left + RowsAtOnce * (nint)half;
        _right = _triangle + (nint)half * (nint)half;
    }

    public void Dispose() => _memory.Dispose();

    /// <summary>Factors a panel in place.</summary>
    /// <param name="panel">At least as many rows as columns.</param>
    /// <param name="pivots">Gets, for each column, the row of the panel that its row was exchanged with.</param>
    /// <returns>The column whose pivots are all zero, or −1.</returns>
    internal int Factor(MatrixBlock panel, int* pivots)
    {
        if (panel.Columns <= MatrixKernel.Unit) return FactorColumns(panel, pivots);
        var half = Packing.RoundUp(panel.Columns / 2, MatrixKernel.Unit);
        var (left, right) = (panel.Part(0, 0, panel.Rows, half), panel.From(0, half));
        var zero = Factor(left, pivots);
        if (zero >= 0) return zero;

        Exchange(right, pivots, half);
        Update(left, right);
        zero = Factor(right.From(half, 0), pivots + half);
        if (zero >= 0) return half + zero;

        Exchange(left.From(half, 0), pivots + half, right.Columns);
        for (var i = half; i < panel.Columns; i++) pivots[i] += half;
        return -1;
    }

    /// <summary>Exchanges rows as a panel's pivots say.</summary>
    internal void Exchange(MatrixBlock rows, int* pivots, int count)
    {
        for (var row = 0; row < count; row++)
        {
            if (pivots[row] != row) _kernel.Swap(rows.At(row, 0), rows.At(pivots[row], 0), rows.Columns);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private int FactorColumns(MatrixBlock panel, int* pivots)
    {
        _stop.ThrowIfCancellationRequested();
        for (var row = 0; row < panel.Rows; row++)
        {
            var copy = new Span<double>(_columns + (nint)row * MatrixKernel.Unit, MatrixKernel.Unit);
            new Span<double>(panel.At(row, 0), panel.Columns).CopyTo(copy);
            copy[panel.Columns..].Clear();
        }

        var zero = _kernel.FactorPanel(_columns, panel.Rows, panel.Columns, pivots);
        for (var row = 0; row < panel.Rows; row++)
        {
            new Span<double>(_columns + (nint)row * MatrixKernel.Unit, panel.Columns).CopyTo(new Span<double>(panel.At(row, 0), panel.Columns));
        }

        return zero;
    }

    /// <summary>What the factored left columns do to the right ones.</summary>
    private void Update(MatrixBlock left, MatrixBlock right)
    {
        var (depth, tileRows) = (left.Columns, _kernel.TileRows);
        Packing.PackLower(left.Part(0, 0, depth, depth), tileRows, _triangle);
        _kernel.PackColumns(depth, right.Columns, right.Data, right.Stride, _right, depth);
        PackedProduct.SolveLower(_kernel, _triangle, depth, _right, (right.Columns + _kernel.TileColumns - 1) / _kernel.TileColumns);
        _kernel.UnpackColumns(depth, right.Columns, _right, depth, right.Data, right.Stride);
        for (var row = depth; row < left.Rows; row += RowsAtOnce)
        {
            var rows = Math.Min(RowsAtOnce, left.Rows - row);
            Packing.Pack(left.Part(row, 0, rows, depth), -1, tileRows, _left);
            PackedProduct.AddTo(_kernel, depth, _left, _right, depth, right.Part(row, 0, rows, right.Columns));
        }
    }
}
