using System.Collections;
using System.Globalization;
using System.Management.Automation;
using Scaling.Native.LinearAlgebra;
using Scaling.PowerShell.Common;

namespace Scaling.PowerShell.Commands.Processors;

/// <summary>A matrix as users have it: a two-dimensional array, or rows in an array or list.</summary>
internal static class MatrixArgument
{
    /// <summary>Copies a square matrix of finite numbers; gives an error where it is none.</summary>
    /// <exception cref="OutOfMemoryException">There is not as much memory.</exception>
    internal static (AlignedMatrix? Matrix, ErrorRecord? Error) Read(object value)
    {
        var given = Unwrap(value)!;
        if (RowsOf(given) is not { Count: > 0 } rows)
            return (null, Errors.MatrixNotSquare(given, "is neither a two-dimensional array nor an array of rows"));
        var matrix = new AlignedMatrix(rows.Count, rows.Count);
        if (Fill(matrix, rows, given) is not { } error) return (matrix, null);
        matrix.Dispose();
        return (null, error);
    }

    private static ErrorRecord? Fill(AlignedMatrix matrix, List<Row> rows, object given)
    {
        for (var row = 0; row < rows.Count; row++)
        {
            var (count, element) = rows[row];
            if (count != rows.Count)
                return Errors.MatrixNotSquare(given, FormattableString.Invariant($"has {rows.Count} rows, but row {row} has {count} elements"));
            var elements = matrix.Row(row);
            for (var column = 0; column < count; column++)
            {
                var item = Unwrap(element(column));
                if (item is not double number && !TryConvert(item, out number)) return Errors.MatrixElementNotNumeric(item, row, column);
                if (!double.IsFinite(number)) return Errors.MatrixElementNotFinite(number, row, column);
                elements[column] = number;
            }
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

    private static bool TryConvert(object? element, out double number)
    {
        number = default;
        return element is not null && LanguagePrimitives.TryConvertTo(element, CultureInfo.InvariantCulture, out number);
    }

    private static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    private readonly record struct Row(int Count, Func<int, object?> Element);
}
