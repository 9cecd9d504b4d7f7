using System.Runtime.CompilerServices;
using Scaling.Native.LinearAlgebra.Kernels;

namespace Scaling.Native.LinearAlgebra;

/// <summary>Products and triangular solves of packed operands.</summary>
internal static unsafe class PackedProduct
{
    private const MethodImplOptions Kernel = MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization;
    private const int LargestTile = 8 * 24;

    /// <summary>C += A · B.</summary>
    /// <param name="kernel">The instructions.</param>
    /// <param name="depth">Columns of A, rows of B; at least 1.</param>
    /// <param name="a">Slivers for all rows of C, <paramref name="depth"/> deep.</param>
    /// <param name="b">Slivers for all columns of C.</param>
    /// <param name="sliverRows">Rows of a sliver of B, at least <paramref name="depth"/>.</param>
    /// <param name="c">Added to.</param>
    [MethodImpl(Kernel)]
    internal static void AddTo(MatrixKernel kernel, int depth, double* a, double* b, int sliverRows, MatrixBlock c)
    {
        var (tileRows, tileColumns) = (kernel.TileRows, kernel.TileColumns);
        var edge = stackalloc double[LargestTile];

        // The sliver of B stays in the first-level cache while those of A, which together fit the second, pass by.
        for (var column = 0; column < c.Columns; column += tileColumns, b += (nint)sliverRows * tileColumns)
        {
            var columns = Math.Min(tileColumns, c.Columns - column);
            var sliver = a;
            for (var row = 0; row < c.Rows; row += tileRows, sliver += (nint)depth * tileRows)
            {
                var rows = Math.Min(tileRows, c.Rows - row);
                var tile = c.At(row, column);
                if (rows == tileRows && columns == tileColumns) kernel.MultiplyAdd(depth, sliver, b, tile, c.Stride);
                else AddEdge(kernel, depth, sliver, b, edge, new MatrixBlock(tile, rows, columns, c.Stride));
            }
        }
    }

    /// <summary>Solves L · X = B for each sliver of B.</summary>
    /// <param name="kernel">The instructions.</param>
    /// <param name="triangle">L as <see cref="Packing.PackLower"/> packs it.</param>
    /// <param name="rows">Rows of L, rounded up to a multiple of <see cref="MatrixKernel.SolveRows"/>; rows of a sliver of B.</param>
    /// <param name="slivers">B before and X after.</param>
    /// <param name="count">Slivers of B.</param>
    [MethodImpl(Kernel)]
    internal static void SolveLower(MatrixKernel kernel, double* triangle, int rows, double* slivers, int count)
    {
        for (var sliver = slivers; count > 0; count--, sliver += (nint)rows * kernel.TileColumns)
        {
            for (var row = 0; row < rows; row += MatrixKernel.SolveRows)
            {
                var factors = triangle + (nint)row * rows;
                if (row > 0) AddKnown(kernel, row, factors, rows, sliver, sliver + (nint)row * kernel.TileColumns);
                kernel.SolveLower(factors + (nint)row * kernel.TileRows, rows, sliver + (nint)row * kernel.TileColumns);
            }
        }
    }

    /// <summary>Solves U · X = B for each sliver of B.</summary>
    /// <param name="kernel">The instructions.</param>
    /// <param name="triangle">U as <see cref="Packing.PackUpper"/> packs it.</param>
    /// <param name="rows">Rows of U, rounded up to a multiple of <see cref="MatrixKernel.SolveRows"/>; rows of a sliver of B.</param>
    /// <param name="slivers">B before and X after.</param>
    /// <param name="count">Slivers of B.</param>
    [MethodImpl(Kernel)]
    internal static void SolveUpper(MatrixKernel kernel, double* triangle, int rows, double* slivers, int count)
    {
        for (var sliver = slivers; count > 0; count--, sliver += (nint)rows * kernel.TileColumns)
        {
            for (var row = rows - MatrixKernel.SolveRows; row >= 0; row -= MatrixKernel.SolveRows)
            {
                var known = row + MatrixKernel.SolveRows;
                var factors = triangle + (nint)row * rows;
                var tile = sliver + (nint)row * kernel.TileColumns;
                if (known < rows)
                {
                    AddKnown(kernel, rows - known, factors + (nint)known * kernel.TileRows, rows, sliver + (nint)known * kernel.TileColumns, tile);
                }

                kernel.SolveUpper(factors + (nint)row * kernel.TileRows, rows, tile);
            }
        }
    }

    /// <summary>Adds what the rows that are solved contribute to the next ones.</summary>
    [MethodImpl(Kernel)]
    private static void AddKnown(MatrixKernel kernel, int count, double* factors, int depth, double* known, double* tile)
    {
        for (var row = 0; row < MatrixKernel.SolveRows; row += kernel.TileRows)
        {
            kernel.MultiplyAdd(count, factors + (nint)row * depth, known, tile + row * kernel.TileColumns, kernel.TileColumns);
        }
    }

    [MethodImpl(Kernel)]
    private static void AddEdge(MatrixKernel kernel, int depth, double* a, double* b, double* edge, MatrixBlock c)
    {
        var width = kernel.TileColumns;
        new Span<double>(edge, LargestTile).Clear();
        kernel.MultiplyAdd(depth, a, b, edge, width);
        for (var row = 0; row < c.Rows; row++)
        {
            for (var column = 0; column < c.Columns; column++) *c.At(row, column) += edge[row * width + column];
        }
    }
}
