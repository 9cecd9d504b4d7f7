using System.Data.SqlTypes;
using System.Globalization;
using Apache.Arrow;
using Scaling.Native.Datasets;

namespace Scaling.Native.Sampling;

/// <summary>Numbers of a column as doubles.</summary>
internal static class NumericColumn
{
    private const long LargestExact = 1L << 53;

    private static readonly double[] PowersOfTen =
        [.. Enumerable.Range(0, 23).Select(power => double.Parse($"1e{power}", CultureInfo.InvariantCulture))];

    /// <summary>
    /// Fills one double a row: integers beyond 2^53 and decimals are rounded to the nearest; null rows get anything.
    /// </summary>
    /// <param name="batch">The batch.</param>
    /// <param name="column">A column of numbers, or one with nulls only, whose type cannot be known.</param>
    /// <param name="numbers">As many as the batch has rows.</param>
    /// <exception cref="DatasetException"><see cref="DatasetError.ColumnNotNumeric"/>.</exception>
    public static void Read(DatasetBatch batch, int column, Span<double> numbers)
    {
        var array = batch.Columns[column];
        var type = batch.Schema[column].Type;
        switch (type.Kind)
        {
            case ColumnKind.Int8: Convert<sbyte>(array, numbers); break;
            case ColumnKind.Int16: Convert<short>(array, numbers); break;
            case ColumnKind.Int32: Convert<int>(array, numbers); break;
            case ColumnKind.Int64: Convert<long>(array, numbers); break;
            case ColumnKind.UInt8: Convert<byte>(array, numbers); break;
            case ColumnKind.UInt16: Convert<ushort>(array, numbers); break;
            case ColumnKind.UInt32: Convert<uint>(array, numbers); break;
            case ColumnKind.UInt64: Convert<ulong>(array, numbers); break;
            case ColumnKind.Single: Convert<float>(array, numbers); break;
            case ColumnKind.Double: array.Values<double>().CopyTo(numbers); break;
            case ColumnKind.Decimal: ConvertDecimals(array, type, numbers); break;
            default:
                if (array.NullCount < array.Length)
                {
                    throw new DatasetException(
                        DatasetError.ColumnNotNumeric, $"The column '{batch.Schema[column].Name}' is {type}; numbers are needed.")
                    { Column = batch.Schema[column].Name };
                }

                break;
        }
    }

    private static void Convert<T>(IArrowArray array, Span<double> numbers)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        var values = array.Values<T>();
        for (var row = 0; row < values.Length; row++)
        {
            numbers[row] = double.CreateChecked(values[row]);
        }
    }

    private static void ConvertDecimals(IArrowArray array, ColumnType type, Span<double> numbers)
    {
        var values = array.Values<Int128>();
        for (var row = 0; row < values.Length; row++)
        {
            // Both operands are exact, so the quotient is the nearest double.
            numbers[row] = values[row] >= -LargestExact && values[row] <= LargestExact && type.Scale < PowersOfTen.Length
                ? (long)values[row] / PowersOfTen[type.Scale]
                : ThroughText(array, type, row);
        }
    }

    private static double ThroughText(IArrowArray array, ColumnType type, int row) => ColumnValue.Get(array, type, row) switch
    {
        null => 0,
        SqlDecimal wide => double.Parse(wide.ToString(), CultureInfo.InvariantCulture),
        var number => double.Parse(((decimal)number).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
    };
}
