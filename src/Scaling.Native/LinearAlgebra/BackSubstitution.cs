using System.Buffers;
using System.Runtime.CompilerServices;
using Scaling.Native.LinearAlgebra.Kernels;
using Scaling.Native.Parallel;

namespace Scaling.Native.LinearAlgebra;

/// <summary>Turns what <see cref="ForwardElimination"/> leaves into the inverse: solves U · X = L⁻¹ from the last block of rows to the first,
/// and puts the columns where the row exchanges want them. U is packed beforehand, since X takes its place.</summary>
internal sealed unsafe class BackSubstitution(
    MatrixBlock matrix, MatrixKernel kernel, InverseBlocking blocking, InverseWorkspace space, WorkerTeam team, CancellationToken stop)
{
    private int Size => matrix.Rows;

    private int Slivers => (Size + kernel.TileColumns - 1) / kernel.TileColumns;

    private int Blocks => (Size + blocking.Width - 1) / blocking.Width;

    internal void Run()
    {
        Prepare();
        for (var block = Blocks - 1; block >= 0; block--) Step(block);
    }

    private int WidthOf(int block) => Math.Min(blocking.Width, Size - block * blocking.Width);

    private double* Left(int block) => space.Left + (nint)InverseWorkspace.LeftOffset(block, blocking.Width);

    /// <summary>Packs U, and leaves the inverse of L alone in the matrix, with its columns where the row exchanges want them.</summary>
    private void Prepare()
    {
        var order = ColumnOrder();
        team.ForEach((Size + MatrixKernel.Unit - 1) / MatrixKernel.Unit, task =>
        {
            stop.ThrowIfCancellationRequested();
            var row = task * MatrixKernel.Unit;
            Prepare(row, Math.Min(MatrixKernel.Unit, Size - row), order);
        });
    }

    private void Prepare(int row, int rows, int[] order)
    {
        for (var block = row / blocking.Width + 1; block < Blocks; block++)
        {
            var part = matrix.Part(row, block * blocking.Width, rows, WidthOf(block));
            Packing.Pack(part, -1, kernel.TileRows, Left(block) + row * (nint)part.Columns);
        }

        var held = ArrayPool<double>.Shared.Rent(Size);
        for (var i = row; i < row + rows; i++)
        {
            var columns = new Span<double>(matrix.At(i, 0), Size);
            columns[..i].CopyTo(held);
            columns.Clear();
            Scatter(held, i, order, matrix.At(i, 0));
            columns[order[i]] = 1;
        }

        ArrayPool<double>.Shared.Return(held);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Scatter(double[] source, int count, int[] order, double* target)
    {
        for (var i = 0; i < count; i++) target[order[i]] = source[i];
    }

    /// <summary>Column i of the inverse of L goes to the column with this number.</summary>
    private int[] ColumnOrder()
    {
        var order = Enumerable.Range(0, Size).ToArray();
        for (var row = 0; row < Size; row++)
        {
            var other = row / blocking.Width * blocking.Width + space.Pivots[row];
            (order[row], order[other]) = (order[other], order[row]);
        }

        return order;
    }

    private void Step(int block)
    {
        var (start, width) = (block * blocking.Width, WidthOf(block));
        var depth = Packing.RoundUp(width, MatrixKernel.SolveRows);
        team.ForEach((Slivers + blocking.SolveSlivers - 1) / blocking.SolveSlivers, task =>
        {
            stop.ThrowIfCancellationRequested();
            Solve(block, depth, task * blocking.SolveSlivers);
        });

        var strips = new ColumnStrips(0, Size, blocking.StripSlivers * kernel.TileColumns);
        var packs = (start + blocking.RowsAtOnce - 1) / blocking.RowsAtOnce;
        team.ForEach(strips.Count * packs, task =>
        {
            stop.ThrowIfCancellationRequested();
            var row = task % packs * blocking.RowsAtOnce;
            var (column, columns) = strips[task / packs];
            var part = matrix.Part(row, column, Math.Min(blocking.RowsAtOnce, start - row), columns);
            PackedProduct.AddTo(kernel, width, Left(block) + row * (nint)width, space.Right + column * (nint)depth, depth, part);
        });
    }

    private void Solve(int block, int depth, int sliver)
    {
        var column = sliver * kernel.TileColumns;
        var count = Math.Min(blocking.SolveSlivers, Slivers - sliver);
        var rows = matrix.Part(block * blocking.Width, column, WidthOf(block), Math.Min(count * kernel.TileColumns, Size - column));
        var slivers = space.Right + column * (nint)depth;
        kernel.PackColumns(rows.Rows, rows.Columns, rows.Data, rows.Stride, slivers, depth);
        PackedProduct.SolveUpper(kernel, space.Upper(block), depth, slivers, count);
        kernel.UnpackColumns(rows.Rows, rows.Columns, slivers, depth, rows.Data, rows.Stride);
    }
}
