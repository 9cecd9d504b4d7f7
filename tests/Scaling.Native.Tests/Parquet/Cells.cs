using System.Globalization;
using System.Runtime.InteropServices;
using Apache.Arrow;
using Scaling.Native.Datasets;
using Xunit;

namespace Scaling.Native.Tests.Parquet;

/// <summary>Cells as text that tells every value from every other, so that columns from different readers compare exactly.</summary>
internal static class Cells
{
    internal const string Null = "NULL";

    internal static List<string> Of(IEnumerable<DatasetBatch> batches, int column) =>
        [.. batches.SelectMany(b => Enumerable.Range(0, b.RowCount).Select(row => Text(b.Columns[column], b.Schema[column].Type, row)))];

    internal static void AssertEqual(string what, List<string> expected, List<string> actual)
    {
        if (expected.SequenceEqual(actual)) return;
        var row = expected.Zip(actual).TakeWhile(p => p.First == p.Second).Count();
        var (wanted, got) = (expected.ElementAtOrDefault(row), actual.ElementAtOrDefault(row));
        Assert.Fail($"{what}: row {row} of {expected.Count} is {got} instead of {wanted}.");
    }

    internal static string Text(IArrowArray array, ColumnType type, int row)
    {
        if (!ColumnAccess.IsValid(array.Validity(), row)) return Null;
        return type.Kind switch
        {
            ColumnKind.Boolean => ColumnAccess.IsSet(array.Bits(), row) ? "true" : "false",
            ColumnKind.Int8 => Number(array.Values<sbyte>()[row]),
            ColumnKind.Int16 => Number(array.Values<short>()[row]),
            ColumnKind.UInt8 => Number(array.Values<byte>()[row]),
            ColumnKind.UInt16 => Number(array.Values<ushort>()[row]),
            ColumnKind.UInt32 => Number(array.Values<uint>()[row]),
            ColumnKind.UInt64 => Number(array.Values<ulong>()[row]),
            ColumnKind.Single => Float(array.Values<float>()[row]),
            ColumnKind.Double => Float(array.Values<double>()[row]),
            ColumnKind.Int32 or ColumnKind.Date => Number(array.Values<int>()[row]),
            ColumnKind.Time when type.Precision == 3 => Number(array.Values<int>()[row]),
            ColumnKind.Int64 or ColumnKind.Time or ColumnKind.DateTime or ColumnKind.DateTimeOffset => Number(array.Values<long>()[row]),
            ColumnKind.Decimal => Decimal(array.Values<Int128>()[row], type.Scale),
            ColumnKind.Guid => new Guid(MemoryMarshal.AsBytes(array.Values<UInt128>().Slice(row, 1)), bigEndian: true).ToString(),
            ColumnKind.Binary => Convert.ToHexString(ColumnValue.Slice(array, row)),
            ColumnKind.Category => "'" + System.Text.Encoding.UTF8.GetString(ColumnValue.Category(array, row)),
            _ => "'" + System.Text.Encoding.UTF8.GetString(ColumnValue.Slice(array, row)),
        };
    }

    internal static string Float(float value) =>
        float.IsNaN(value) ? "NaN" : BitConverter.SingleToUInt32Bits(value).ToString("X8", CultureInfo.InvariantCulture);

    internal static string Float(double value) =>
        double.IsNaN(value) ? "NaN" : BitConverter.DoubleToUInt64Bits(value).ToString("X16", CultureInfo.InvariantCulture);

    private static string Number(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);

    private static string Decimal(Int128 unscaled, int scale)
    {
        var digits = Int128.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        var text = scale == 0 ? digits : $"{digits[..^scale]}.{digits[^scale..]}";
        return unscaled < 0 ? "-" + text : text;
    }
}
