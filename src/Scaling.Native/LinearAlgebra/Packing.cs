using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Scaling.Native.LinearAlgebra.Kernels;

namespace Scaling.Native.LinearAlgebra;

/// <summary>Copies left operands into slivers: so many rows each, column after column. What the last sliver lacks in rows is zero.</summary>
internal static unsafe class Packing
{
    private const MethodImplOptions Kernel = MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization;

    // What every tile has a multiple of.
    private const int RowsTogether = 4;

    /// <summary>The smallest multiple of <paramref name="unit"/> that is not below.</summary>
    internal static int RoundUp(int count, int unit) => (count + unit - 1) / unit * unit;

    /// <summary>Packs all of a matrix.</summary>
    /// <param name="a">What is packed; a sliver is as deep as it has columns.</param>
    /// <param name="sign">1, or −1 for a product that is to be subtracted.</param>
    /// <param name="tileRows">Rows of a sliver.</param>
    /// <param name="slivers">Gets them.</param>
    [MethodImpl(Kernel)]
    internal static void Pack(MatrixBlock a, double sign, int tileRows, double* slivers)
    {
        for (var first = 0; first < a.Rows; first += tileRows, slivers += (nint)tileRows * a.Columns)
        {
            if (a.Rows - first >= tileRows)
            {
                for (var row = 0; row < tileRows; row += RowsTogether)
                    PackRows(a.At(first + row, 0), a.Stride, a.Columns, sign, tileRows, slivers + row);
                continue;
            }

            for (var row = 0; row < tileRows; row++)
            {
                if (first + row < a.Rows) PackRow(a.At(first + row, 0), 0, a.Columns, sign, tileRows, slivers + row);
                else ClearRow(0, a.Columns, tileRows, slivers + row);
            }
        }
    }

    /// <summary>Packs −L for <see cref="MatrixKernel.SolveLower"/>, without its diagonal of ones.</summary>
    /// <param name="lower">Square; only what is below the diagonal is read.</param>
    /// <param name="tileRows">Rows of a sliver.</param>
    /// <param name="slivers">Gets them, each as deep as there are rows, rounded up to a multiple of
    /// <see cref="MatrixKernel.SolveRows"/>.</param>
    [MethodImpl(Kernel)]
    internal static void PackLower(MatrixBlock lower, int tileRows, double* slivers)
    {
        var depth = RoundUp(lower.Rows, MatrixKernel.SolveRows);
        for (var row = 0; row < depth; row++)
        {
            var sliver = slivers + (nint)(row / tileRows) * tileRows * depth + row % tileRows;
            var known = row < lower.Rows ? row : 0;
            PackRow(lower.At(known, 0), 0, known, -1, tileRows, sliver);
            ClearRow(known, depth, tileRows, sliver);
        }
    }

    /// <summary>Packs −U with reciprocals on its diagonal, for <see cref="MatrixKernel.SolveUpper"/>.</summary>
    /// <param name="upper">Square; what is below the diagonal is not read.</param>
    /// <param name="tileRows">Rows of a sliver.</param>
    /// <param name="slivers">Gets them, each as deep as there are rows, rounded up to a multiple of
    /// <see cref="MatrixKernel.SolveRows"/>.</param>
    [MethodImpl(Kernel)]
    internal static void PackUpper(MatrixBlock upper, int tileRows, double* slivers)
    {
        var depth = RoundUp(upper.Rows, MatrixKernel.SolveRows);
        for (var row = 0; row < depth; row++)
        {
            var sliver = slivers + (nint)(row / tileRows) * tileRows * depth + row % tileRows;
            ClearRow(0, depth, tileRows, sliver);
            if (row >= upper.Rows) continue;
            PackRow(upper.At(row, 0), row + 1, upper.Rows, -1, tileRows, sliver);
            sliver[(nint)row * tileRows] = 1 / *upper.At(row, row);
        }
    }

    [MethodImpl(Kernel)]
    private static void PackRows(double* row, nint stride, int columns, double sign, int tileRows, double* sliver)
    {
        var signs = Vector256.Create(sign);
        var row3 = row + 3 * stride;
        for (var i = 0; i < columns; i++, row++, row3++, sliver += tileRows)
        {
            (signs * Vector256.Create(row[0], row[stride], row[2 * stride], row3[0])).Store(sliver);
        }
    }

    [MethodImpl(Kernel)]
    private static void PackRow(double* row, int from, int to, double sign, int tileRows, double* sliver)
    {
        for (var i = from; i < to; i++) sliver[(nint)i * tileRows] = sign * row[i];
    }

    [MethodImpl(Kernel)]
    private static void ClearRow(int from, int to, int tileRows, double* sliver)
    {
        for (var i = from; i < to; i++) sliver[(nint)i * tileRows] = 0;
    }
}
