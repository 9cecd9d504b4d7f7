using System.Runtime.CompilerServices;

namespace Scaling.Native.LinearAlgebra.Kernels;

/// <summary>What does not depend on how many registers there are. A tile is three registers wide.</summary>
internal abstract unsafe class LaneKernel<TLanes, TVector> : MatrixKernel
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    private protected const MethodImplOptions Kernel = MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization;
    private protected const int TileVectors = 3;

    // Below it the reciprocal of a pivot would overflow (LAPACK's safe minimum).
    private const double SafeMinimum = 2.2250738585072014e-308;

    internal override string Name => TLanes.Name;

    internal override bool IsSupported => TLanes.IsSupported;

    internal override int TileColumns => TileVectors * TLanes.Count;

    [MethodImpl(Kernel)]
    internal override void PackColumns(int rows, int columns, double* source, nint stride, double* slivers, int sliverRows)
    {
        var width = TileVectors * TLanes.Count;
        for (var column = 0; column < columns; column += width)
        {
            var from = source + column;
            var to = slivers;
            if (columns - column >= width)
            {
                for (var row = 0; row < rows; row++, from += stride, to += width) Copy(from, to);
            }
            else
            {
                for (var row = 0; row < rows; row++, from += stride, to += width)
                {
                    for (var i = 0; i < width; i++) to[i] = i < columns - column ? from[i] : 0;
                }
            }

            new Span<double>(to, (sliverRows - rows) * width).Clear();
            slivers += (nint)sliverRows * width;
        }
    }

    [MethodImpl(Kernel)]
    internal override void UnpackColumns(int rows, int columns, double* slivers, int sliverRows, double* target, nint stride)
    {
        var width = TileVectors * TLanes.Count;
        for (var column = 0; column < columns; column += width)
        {
            var from = slivers;
            var to = target + column;
            if (columns - column >= width)
            {
                for (var row = 0; row < rows; row++, from += width, to += stride) Copy(from, to);
            }
            else
            {
                for (var row = 0; row < rows; row++, from += width, to += stride)
                {
                    for (var i = 0; i < columns - column; i++) to[i] = from[i];
                }
            }

            slivers += (nint)sliverRows * width;
        }
    }

    [MethodImpl(Kernel)]
    internal override void SolveLower(double* triangle, int depth, double* tile)
    {
        var (rows, lanes) = (TileRows, TLanes.Count);
        for (var row = 1; row < SolveRows; row++)
        {
            var factors = triangle + (nint)(row / rows) * rows * depth + row % rows;
            var x = tile + row * TileVectors * lanes;
            var (x0, x1, x2) = (TLanes.Load(x), TLanes.Load(x + lanes), TLanes.Load(x + 2 * lanes));
            var known = tile;
            for (var i = 0; i < row; i++, known += TileVectors * lanes)
            {
                var factor = TLanes.Broadcast(factors[i * rows]);
                x0 = TLanes.MultiplyAdd(factor, TLanes.Load(known), x0);
                x1 = TLanes.MultiplyAdd(factor, TLanes.Load(known + lanes), x1);
                x2 = TLanes.MultiplyAdd(factor, TLanes.Load(known + 2 * lanes), x2);
            }

            TLanes.Store(x0, x);
            TLanes.Store(x1, x + lanes);
            TLanes.Store(x2, x + 2 * lanes);
        }
    }

    [MethodImpl(Kernel)]
    internal override void SolveUpper(double* triangle, int depth, double* tile)
    {
        var (rows, lanes) = (TileRows, TLanes.Count);
        for (var row = SolveRows - 1; row >= 0; row--)
        {
            var factors = triangle + (nint)(row / rows) * rows * depth + row % rows;
            var x = tile + row * TileVectors * lanes;
            var (x0, x1, x2) = (TLanes.Load(x), TLanes.Load(x + lanes), TLanes.Load(x + 2 * lanes));
            var known = x;
            for (var i = row + 1; i < SolveRows; i++)
            {
                known += TileVectors * lanes;
                var factor = TLanes.Broadcast(factors[i * rows]);
                x0 = TLanes.MultiplyAdd(factor, TLanes.Load(known), x0);
                x1 = TLanes.MultiplyAdd(factor, TLanes.Load(known + lanes), x1);
                x2 = TLanes.MultiplyAdd(factor, TLanes.Load(known + 2 * lanes), x2);
            }

            var reciprocal = TLanes.Broadcast(factors[row * rows]);
            TLanes.Store(TLanes.Multiply(x0, reciprocal), x);
            TLanes.Store(TLanes.Multiply(x1, reciprocal), x + lanes);
            TLanes.Store(TLanes.Multiply(x2, reciprocal), x + 2 * lanes);
        }
    }

    [MethodImpl(Kernel)]
    internal override void Swap(double* first, double* second, int columns)
    {
        var i = 0;
        for (; i <= columns - TLanes.Count; i += TLanes.Count)
        {
            var held = TLanes.Load(first + i);
            TLanes.Store(TLanes.Load(second + i), first + i);
            TLanes.Store(held, second + i);
        }

        for (; i < columns; i++) (first[i], second[i]) = (second[i], first[i]);
    }

    [MethodImpl(Kernel)]
    internal override int FactorPanel(double* panel, int rows, int columns, int* pivots)
    {
        var best = LargestOfFirstColumn(panel, rows);
        var upper = stackalloc double[Unit];
        for (var column = 0; column < columns; column++)
        {
            pivots[column] = best;
            var pivotRow = panel + (nint)column * Unit;
            if (best != column) Swap(pivotRow, panel + (nint)best * Unit, Unit);
            if (pivotRow[column] == 0) return column;

            // Zeros keep the columns that are done as they are, although whole registers are updated.
            for (var i = 0; i < Unit; i++) upper[i] = i > column ? pivotRow[i] : 0;
            best = Eliminate(panel, rows, column, upper, pivotRow[column]);
        }

        return -1;
    }

    private static int LargestOfFirstColumn(double* panel, int rows)
    {
        var (best, largest) = (0, -1.0);
        for (var row = 0; row < rows; row++)
        {
            var value = Math.Abs(panel[(nint)row * Unit]);
            if (value > largest) (best, largest) = (row, value);
        }

        return best;
    }

    /// <summary>Makes a column's multipliers, takes the pivot row from the rows below, and finds the next column's largest element.</summary>
    [MethodImpl(Kernel)]
    private static int Eliminate(double* panel, int rows, int column, double* upper, double pivot)
    {
        var lanes = TLanes.Count;
        var first = (column + 1) / lanes * lanes;
        var next = Math.Min(column + 1, Unit - 1);
        var reciprocal = 1 / pivot;
        var isSafe = Math.Abs(pivot) >= SafeMinimum;
        var (best, largest) = (column + 1, -1.0);
        var x = panel + (nint)(column + 1) * Unit;
        for (var row = column + 1; row < rows; row++, x += Unit)
        {
            var multiplier = isSafe ? x[column] * reciprocal : x[column] / pivot;
            var factor = TLanes.Broadcast(-multiplier);
            for (var i = first; i < Unit; i += lanes)
            {
                TLanes.Store(TLanes.MultiplyAdd(factor, TLanes.Load(upper + i), TLanes.Load(x + i)), x + i);
            }

            x[column] = multiplier;
            var value = Math.Abs(x[next]);
            if (value > largest) (best, largest) = (row, value);
        }

        return best;
    }

    /// <summary>Adds an element of A times a row of B to a row of sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected static void Row(
        double a, TVector b0, TVector b1, TVector b2, ref TVector c0, ref TVector c1, ref TVector c2)
    {
        var factor = TLanes.Broadcast(a);
        c0 = TLanes.MultiplyAdd(factor, b0, c0);
        c1 = TLanes.MultiplyAdd(factor, b1, c1);
        c2 = TLanes.MultiplyAdd(factor, b2, c2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected static void AddTo(double* c, TVector c0, TVector c1, TVector c2)
    {
        var lanes = TLanes.Count;
        TLanes.Store(TLanes.Add(TLanes.Load(c), c0), c);
        TLanes.Store(TLanes.Add(TLanes.Load(c + lanes), c1), c + lanes);
        TLanes.Store(TLanes.Add(TLanes.Load(c + 2 * lanes), c2), c + 2 * lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(double* from, double* to)
    {
        var lanes = TLanes.Count;
        var (x0, x1, x2) = (TLanes.Load(from), TLanes.Load(from + lanes), TLanes.Load(from + 2 * lanes));
        TLanes.Store(x0, to);
        TLanes.Store(x1, to + lanes);
        TLanes.Store(x2, to + 2 * lanes);
    }
}
