using System.Text;
using Scaling.Native.Datasets;
using Scaling.Native.Datasets.Grouping;
using Xunit;

namespace Scaling.Native.Tests.Datasets.Grouping;

/// <summary>Batches from objects, values of every type, and results as objects.</summary>
internal static class GroupingData
{
    internal static readonly ColumnType[] Types =
    [
        ColumnType.Boolean, ColumnType.Int8, ColumnType.Int16, ColumnType.Int32, ColumnType.Int64, ColumnType.UInt8, ColumnType.UInt16,
        ColumnType.UInt32, ColumnType.UInt64, ColumnType.Single, ColumnType.Double, ColumnType.Decimal(18, 3), ColumnType.Date,
        ColumnType.Time(3), ColumnType.Time(), ColumnType.Time(9), ColumnType.DateTime(3), ColumnType.DateTime(),
        ColumnType.DateTimeOffset(),
        ColumnType.String, ColumnType.Category, ColumnType.Binary, ColumnType.Guid,
    ];

    /// <summary>Both ends, both signs, neighbours, and what a careless encoding gets wrong.</summary>
    internal static object[] Values(ColumnType type) => type.Kind switch
    {
        ColumnKind.Boolean => [false, true],
        ColumnKind.Int8 => [sbyte.MinValue, (sbyte)-1, (sbyte)0, (sbyte)1, sbyte.MaxValue],
        ColumnKind.Int16 => [short.MinValue, (short)-256, (short)-1, (short)0, (short)255, short.MaxValue],
        ColumnKind.Int32 => [int.MinValue, -65536, -1, 0, 1, 255, 256, int.MaxValue],
        ColumnKind.Int64 => [long.MinValue, -1L << 32, -1L, 0L, 1L, 1L << 32, long.MaxValue],
        ColumnKind.UInt8 => [byte.MinValue, (byte)1, (byte)127, (byte)128, byte.MaxValue],
        ColumnKind.UInt16 => [ushort.MinValue, (ushort)1, (ushort)32768, ushort.MaxValue],
        ColumnKind.UInt32 => [0U, 1U, 1U << 31, uint.MaxValue],
        ColumnKind.UInt64 => [0UL, 1UL, 1UL << 63, ulong.MaxValue],
        ColumnKind.Single =>
        [
            float.NegativeInfinity, float.MinValue, -1.5f, -float.Epsilon, -0f, 0f, float.Epsilon, 1.5f, float.MaxValue,
            float.PositiveInfinity, float.NaN, -float.NaN,
        ],
        ColumnKind.Double =>
        [
            double.NegativeInfinity, double.MinValue, -1.5, -double.Epsilon, -0d, 0d, double.Epsilon, 1.5, double.MaxValue,
            double.PositiveInfinity, double.NaN, -double.NaN,
        ],
        ColumnKind.Decimal => [-999999999999999.999m, -1m, -0.001m, 0m, 0.001m, 12.5m, 999999999999999.999m],
        ColumnKind.Date => [DateOnly.MinValue, new DateOnly(1969, 12, 31), new DateOnly(1970, 1, 1), DateOnly.MaxValue],
        ColumnKind.Time => [TimeOnly.MinValue, new TimeOnly(1, 2, 3, 4), new TimeOnly(23, 59, 59, 999)],
        ColumnKind.DateTime => [DateTime.MinValue, new DateTime(1969, 12, 31, 23, 59, 59), DateTime.UnixEpoch, new DateTime(9999, 12, 31)],
        ColumnKind.DateTimeOffset =>
            [DateTimeOffset.UnixEpoch.AddSeconds(-1), DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(300)],
        ColumnKind.Binary => [.. " 00 0000 00FF 0001 01 FF".Split(' ').Select(Convert.FromHexString)],
        ColumnKind.Guid =>
        [
            Guid.Empty, new Guid("00000001-0000-0000-0000-000000000000"), new Guid("0000ff00-0000-0000-0000-000000000000"),
            new Guid("ffffffff-0000-0000-0000-000000000001"),
        ],
        _ => ["", "a", "a\0", "a\0b", "ab", "Z", "é", "\uFFFD", "😀", "a\0\0"],
    };

    /// <summary>Values whose sums fit everywhere and are exact in a double.</summary>
    internal static object Summand(ColumnType type, Random random) => type.Kind switch
    {
        ColumnKind.Single => random.Next(-4000, 4000) / 8f,
        ColumnKind.Double => random.Next(-4_000_000, 4_000_000) / 16d,
        ColumnKind.Decimal => random.Next(-4_000_000, 4_000_000) / 1000m,
        ColumnKind.Int8 => (sbyte)random.Next(-128, 128),
        ColumnKind.Int16 => (short)random.Next(short.MinValue, short.MaxValue),
        ColumnKind.Int32 => random.Next(int.MinValue, int.MaxValue),
        ColumnKind.Int64 => random.NextInt64(-1L << 50, 1L << 50),
        ColumnKind.UInt8 => (byte)random.Next(256),
        ColumnKind.UInt16 => (ushort)random.Next(65536),
        ColumnKind.UInt32 => (uint)random.NextInt64(1L << 32),
        _ => (ulong)random.NextInt64(1L << 50),
    };

    internal static DatasetBatch Batch(IReadOnlyList<DatasetColumn> columns, IEnumerable<object?[]> rows, DatasetOrigin? origin = null)
    {
        ColumnBuilder[] builders = [.. columns.Select(c => ColumnBuilder.Create(c.Type))];
        foreach (var row in rows)
            for (var i = 0; i < builders.Length; i++) Append(builders[i], row[i]);
        var count = builders[0].Count;
        return new(new DatasetSchema(columns), [.. builders.Select(b => b.Build())], count, origin ?? new DatasetOrigin(null));
    }

    internal static DatasetBatch Batch(string columns, params object?[][] rows) => Batch(Columns(columns), rows);

    /// <param name="text">Such as "Year int32, Name string".</param>
    internal static DatasetColumn[] Columns(string text) =>
        [.. text.Split(", ").Select(c => c.Split(' ')).Select(c => new DatasetColumn(c[0], ColumnType.Parse(c[1])))];

    internal static List<DatasetBatch> Group(GroupingOptions options, params IEnumerable<DatasetBatch> batches)
    {
        using var grouping = new DatasetGrouping(options);
        foreach (var batch in batches) grouping.Add(batch);
        return [.. grouping.Finish()];
    }

    internal static List<object?[]> Rows(IEnumerable<DatasetBatch> batches) =>
        [.. batches.SelectMany(b => Enumerable.Range(0, b.RowCount), (b, row) => b.Schema.Select((_, i) => b.GetValue(i, row)).ToArray())];

    /// <summary>Equal for equal rows only, to the last bit.</summary>
    internal static string Text(IEnumerable<object?> row) => string.Join(" | ", row.Select(Text));

    internal static void AssertSame(List<object?[]> expected, List<object?[]> actual)
    {
        for (var i = 0; i < Math.Min(expected.Count, actual.Count); i++)
        {
            if (Text(expected[i]) == Text(actual[i])) continue;
            Assert.Equal(expected[i].Select(Text).Prepend($"row {i}"), actual[i].Select(Text).Prepend($"row {i}"));
        }

        Assert.Equal(expected.Count, actual.Count);
    }

    internal static string Text(object? value) => value switch
    {
        null => "null",
        double.NaN => "double NaN",
        float.NaN => "single NaN",
        double d => $"double {BitConverter.DoubleToUInt64Bits(d):X}",
        float f => $"single {BitConverter.SingleToUInt32Bits(f):X}",
        byte[] bytes => $"bytes {Convert.ToHexString(bytes)}",
        string text => $"text {Convert.ToHexString(Encoding.UTF8.GetBytes(text))}",
        decimal number => FormattableString.Invariant($"decimal {number / 1.0000000000000000000000000000m}"),
        _ => $"{value.GetType().Name} {Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)}" + Ticks(value),
    };

    private static string Ticks(object value) => value switch
    {
        DateTime time => FormattableString.Invariant($" {time.Ticks}"),
        DateTimeOffset time => FormattableString.Invariant($" {time.UtcTicks}"),
        TimeOnly time => FormattableString.Invariant($" {time.Ticks}"),
        _ => "",
    };

    private static void Append(ColumnBuilder builder, object? value)
    {
        // Text with unpaired bytes cannot come through strings; the rest takes the way of rows.
        if (value is string text && builder is BytesColumnBuilder bytes) bytes.Append(text.AsSpan());
        else builder.AppendObject(value);
    }
}
