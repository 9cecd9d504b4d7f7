using System.Runtime.CompilerServices;

namespace Scaling.Native.Processors.Caches;

/// <summary>Sums a row-major matrix of doubles in different orders. All orders run the same loop, which adds every so-manieth element, so that nothing
/// but the way through memory differs.</summary>
public static unsafe class MatrixTraversal
{
    /// <summary>Rows of a tile: no more than a set of the first cache has lines, since rows a power of two apart all meet in one set.</summary>
    public const int TileRows = 8;

    /// <summary>Columns of a tile: eight lines of 64 bytes.</summary>
    public const int TileColumns = 64;

    // A stop is looked at after so many elements, which take some milliseconds however they lie, and at most once a row or column.
    private const int ElementsPerLook = 1 << 18;

    /// <param name="matrix">First element.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Number of columns.</param>
    /// <param name="leadingDimension">Elements from one row to the next; at least the columns.</param>
    /// <param name="order">The way through the matrix.</param>
    /// <param name="stop">Looked at every so many elements, between rows or columns.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static double Sum(
        double* matrix, int rows, int columns, int leadingDimension, TraversalOrder order, CancellationToken stop = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(leadingDimension, columns);
        return order switch
        {
            TraversalOrder.Row => SumRows(matrix, rows, columns, leadingDimension, stop),
            TraversalOrder.Column => SumColumns(matrix, rows, columns, leadingDimension, LinesPerLook(rows), stop),
            _ => SumTiles(matrix, rows, columns, leadingDimension, stop),
        };
    }

    private static int LinesPerLook(int elements) => Math.Max(1, ElementsPerLook / Math.Max(1, elements));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double SumRows(double* matrix, int rows, int columns, nint leadingDimension, CancellationToken stop)
    {
        var sum = 0.0;
        var rowsPerLook = LinesPerLook(columns);
        for (var row = 0; row < rows; row++)
        {
            if (row % rowsPerLook == 0) stop.ThrowIfCancellationRequested();
            sum += SumStrided(matrix + row * leadingDimension, columns, 1);
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double SumColumns(double* matrix, int rows, int columns, nint leadingDimension, int columnsPerLook, CancellationToken stop)
    {
        var sum = 0.0;
        for (var column = 0; column < columns; column++)
        {
            if (column % columnsPerLook == 0) stop.ThrowIfCancellationRequested();
            sum += SumStrided(matrix + column, rows, leadingDimension);
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double SumTiles(double* matrix, int rows, int columns, nint leadingDimension, CancellationToken stop)
    {
        var sum = 0.0;
        for (var row = 0; row < rows; row += TileRows)
        {
            for (var column = 0; column < columns; column += TileColumns)
            {
                var corner = matrix + row * leadingDimension + column;
                sum += SumColumns(corner, Math.Min(TileRows, rows - row), Math.Min(TileColumns, columns - column), leadingDimension, TileColumns, stop);
            }
        }

        return sum;
    }

    /// <summary>Sum of so many elements, each a stride after the one before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static double SumStrided(double* first, int count, nint stride)
    {
        // Four sums: a single one would wait four cycles for each addition, longer than the first caches take.
        double a = 0, b = 0, c = 0, d = 0;
        var i = 0;
        for (; i <= count - 4; i += 4)
        {
            a += first[0];
            b += first[stride];
            c += first[2 * stride];
            d += first[3 * stride];
            first += 4 * stride;
        }

        for (; i < count; i++)
        {
            a += *first;
            first += stride;
        }

        return a + b + (c + d);
    }
}
