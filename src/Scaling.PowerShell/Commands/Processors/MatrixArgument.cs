using System.Collections;
using System.Globalization;
using System.Management.Automation;
using Scaling.Native.LinearAlgebra;
using Scaling.PowerShell.Common;

namespace Scaling.PowerShell.Commands.Processors;

/// <summary>A square matrix as users have it: a two-dimensional array, or rows in an array or list.</summary>
internal sealed class MatrixArgument
{
    private readonly List<Row> _rows;

    private MatrixArgument(List<Row> rows) => _rows = rows;

    /// <summary>Rows, and columns.</summary>
    internal int Size => _rows.Count;

    /// <summary>Counts rows and their elements; gives an error where they are no square. Nothing of their size is allocated.</summary>
    internal static (MatrixArgument? Matrix, ErrorRecord? Error) Of(object value)
    {
        var given = Unwrap(value)!;
        if (RowsOf(given) is not { } rows) return (null, Errors.MatrixNotSquare(given, "is neither a two-dimensional array nor an array of rows"));
        if (rows.Count == 0) return (null, Errors.MatrixNotSquare(given, "has no rows"));
        var other = rows.FindIndex(row => row.Count != rows.Count);
        return other < 0
            ? (new MatrixArgument(rows), null)
            : (null, Errors.MatrixNotSquare(
                given, FormattableString.Invariant($"has {rows.Count} rows, but row {other} has {rows[other].Count} elements")));
    }

    /// <summary>Copies the elements; gives an error where one is no finite number.</summary>
    /// <exception cref="OutOfMemoryException">There is not as much memory.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    internal (AlignedMatrix? Matrix, ErrorRecord? Error) Copy(CancellationToken stop)
    {
        var matrix = new AlignedMatrix(Size, Size);
        ErrorRecord? error = null;
        try
        {
            for (var row = 0; row < Size && error is null; row++)
            {
                stop.ThrowIfCancellationRequested();
                error = Fill(matrix.Row(row), row);
            }
        }
        catch
        {
            matrix.Dispose();
            throw;
        }

        if (error is null) return (matrix, null);
        matrix.Dispose();
        return (null, error);
    }

    private ErrorRecord? Fill(Span<double> elements, int row)
    {
        for (var column = 0; column < elements.Length; column++)
        {
            var item = Unwrap(_rows[row].Element(column));
            if (item is not double number && !TryConvert(item, out number)) return Errors.MatrixElementNotNumeric(item, row, column);
            if (!double.IsFinite(number)) return Errors.MatrixElementNotFinite(number, row, column);
            elements[column] = number;
        }

        return null;
    }

    private static List<Row>? RowsOf(object given) => given switch
    {
        Array { Rank: 2 } array => [.. Enumerable.Range(0, array.GetLength(0)).Select(row => RowOf(array, row))],
        Array { Rank: > 2 } or string => null,
        IEnumerable rows => [.. rows.Cast<object?>().Select(RowOf)],
        _ => null,
    };

    private static Row RowOf(Array array, int row)
    {
        var (first, firstColumn) = (array.GetLowerBound(0), array.GetLowerBound(1));
        return new Row(array.GetLength(1), column => array.GetValue(first + row, firstColumn + column));
    }

    /// <summary>One number stands for a row of one.</summary>
    private static Row RowOf(object? item) => Unwrap(item) switch
    {
        IList list and not Array { Rank: > 1 } => new Row(list.Count, column => list[column]),
        var single => new Row(1, _ => single),
    };

    // The engine's own conversion takes '' for 0, '1,5' for 15, $true for 1 and Monday for 1.
    private static bool TryConvert(object? element, out double number)
    {
        number = default;
        return element switch
        {
            null or bool or char or Enum => false,
            string text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number),
            _ => LanguagePrimitives.TryConvertTo(element, CultureInfo.InvariantCulture, out number),
        };
    }

    private static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    private readonly record struct Row(int Count, Func<int, object?> Element);
}
