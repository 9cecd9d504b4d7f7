using System.Globalization;
using Apache.Arrow;
using Scaling.Native.Csv;
using Scaling.Native.Datasets;
using Scaling.Native.Memory.Sizes;
using Scaling.Native.Tests.Parquet;
using Xunit;

namespace Scaling.Native.Tests.Memory.Sizes;

public sealed class BestTypeTests : TemporaryFolder
{
    private static readonly RowModel Model = new(50, n => 300 + n * 60);

    public static TheoryData<string, string, string> OfTexts => new()
    {
        { "0 100 -128 127", "int64", "int8" },
        { "0 100 128", "int64", "uint8" },
        { "-129 0", "int64", "int16" },
        { "0 65535", "int64", "uint16" },
        { "-1 32768", "int64", "int32" },
        { "0 4294967295", "int64", "uint32" },
        { "-1 4294967295", "int64", "int64" },
        { "9223372036854775807 -9223372036854775808", "int64", "int64" },
        { "0 18446744073709551615", "decimal(38,0)", "uint64" },
        { "0 18446744073709551616", "decimal(38,0)", "decimal(38,0)" },
        { "-1 9223372036854775808", "decimal(38,0)", "decimal(38,0)" },
        { "1.5 0.25 -3 NaN Infinity", "double", "single" },
        { "1.0 2.0", "double", "single" },
        { "0.1", "double", "double" },
        { "1.5 16777217", "double", "double" },
        { "1.5 16777216", "double", "single" },
        { "-0 1.5", "double", "single" },
        { "1e300", "double", "double" },
        { "true false", "boolean", "boolean" },
        { "2020-01-01 2021-02-03", "date", "date" },
        { "2020-01-01T00:00:00 2021-02-03T00:00:00", "datetime", "datetime" },
        { "007 008 009", "string", "string" },
        { "1 x", "string", "string" },
        { "aa aa aa aa aa aa aa aa", "string", "category" },
        { "aaaa bbbb cccc dddd", "string", "string" },
        { "00000000-0000-0000-0000-000000000001 a0000000-0000-0000-0000-000000000002", "string", "guid" },
        { "A0000000-0000-0000-0000-000000000002", "string", "string" },
        { "a0000000-0000-0000-0000-00000000000g", "string", "string" },
    };

    public static TheoryData<ColumnType, object[], ColumnType> OfValues => new()
    {
        { ColumnType.Int64, [1L, 2L, -3L], ColumnType.Int8 },
        { ColumnType.Int8, [(sbyte)1], ColumnType.Int8 },
        { ColumnType.UInt64, [ulong.MaxValue], ColumnType.UInt64 },
        { ColumnType.UInt64, [255UL], ColumnType.UInt8 },
        { ColumnType.Double, [1.0, -40_000.0], ColumnType.Int32 },
        { ColumnType.Double, [1.0, -0.0], ColumnType.Single },
        { ColumnType.Double, [1.0, double.NaN], ColumnType.Single },
        { ColumnType.Double, [1e17], ColumnType.Double },
        { ColumnType.Double, [0.1], ColumnType.Double },
        { ColumnType.Single, [1f, 100f], ColumnType.Int8 },
        { ColumnType.Single, [0.1f], ColumnType.Single },
        { ColumnType.Decimal(10, 2), [1.00m, 300m], ColumnType.Int16 },
        { ColumnType.Decimal(10, 2), [1.01m], ColumnType.Decimal(10, 2) },
        { ColumnType.DateTime(), [new DateTime(2020, 1, 1), new DateTime(1950, 6, 30)], ColumnType.Date },
        { ColumnType.DateTime(), [new DateTime(2020, 1, 1, 0, 0, 1)], ColumnType.DateTime() },
        { ColumnType.DateTimeOffset(), [new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero)], ColumnType.DateTimeOffset() },
        { ColumnType.Time(), [new TimeOnly(1, 2, 3, 4)], ColumnType.Time(3) },
        { ColumnType.Time(9), [new TimeOnly(10)], ColumnType.Time(9) },
        { ColumnType.String, ["1", "200"], ColumnType.UInt8 },
        { ColumnType.String, ["0.5", "1"], ColumnType.Single },
        { ColumnType.String, ["2020-01-01", "2020-01-02"], ColumnType.Date },
        { ColumnType.String, ["true", "false"], ColumnType.Boolean },
        { ColumnType.String, ["aaaa", "aaaa", "aaaa", "aaaa"], ColumnType.Category },
        { ColumnType.Category, ["aaaa", "bbbb", "cccc"], ColumnType.String },
        { ColumnType.Category, ["1", "2"], ColumnType.Int8 },
        { ColumnType.Boolean, [true], ColumnType.Boolean },
        { ColumnType.Binary, [new byte[3]], ColumnType.Binary },
    };

    [Theory]
    [MemberData(nameof(OfTexts))]
    public void Texts_get_the_smallest_type_that_they_can_be_read_as(string values, string type, string best)
    {
        var texts = values.Split(' ');
        var column = OfFile($"x\n{string.Join('\n', texts)}\n");

        Assert.Equal((type, best), (column.Type!.ToString(), column.BestType!.ToString()));
        Assert.Equal(type == best, column.Reason is null);
        AssertSameWhenReadAs(column.BestType, texts, column.Type);
    }

    [Theory]
    [MemberData(nameof(OfValues))]
    public void Values_get_the_smallest_type_that_holds_them(ColumnType type, object[] values, ColumnType best)
    {
        var builder = ColumnBuilder.Create(type);
        foreach (var value in values) builder.AppendObject(value);
        builder.AppendNull();
        var column = OfArray(type, builder.Build());

        Assert.Equal((type, best), (column.Type, column.BestType));
        Assert.Equal(1, column.Nulls!.Value.Bytes);
        Assert.Equal(ColumnBytesOf(best, values.Length + 1, values), column.Best!.Value.Bytes);
    }

    [Fact]
    public void Columns_without_values_keep_their_type()
    {
        var text = OfFile("x,y\n,\n,\n", 1);
        var builder = ColumnBuilder.Create(ColumnType.Int64);
        builder.AppendNull();
        var array = OfArray(ColumnType.Int64, builder.Build());

        Assert.Equal((ColumnType.String, ColumnType.String, 2L), (text.Type, text.BestType, text.Nulls!.Value.Bytes));
        Assert.Equal((ColumnType.Int64, ColumnType.Int64), (array.Type, array.BestType));
        Assert.Null(array.Minimum);
        Assert.Equal(0, array.Distinct!.Value.Count);
    }

    [Fact]
    public void Empty_quoted_texts_are_nulls_of_numbers_and_values_of_texts()
    {
        var numbers = OfFile("x,y\n1,a\n\"\",b\n,c\n");
        var texts = OfFile("x,y\na,a\n\"\",b\n,c\n");

        Assert.Equal((2L, 1L), (numbers.Nulls!.Value.Bytes, numbers.Distinct!.Value.Count));
        Assert.Equal((1L, 2L), (texts.Nulls!.Value.Bytes, texts.Distinct!.Value.Count));
    }

    [Fact]
    public void A_given_type_is_kept_but_for_what_is_lossless()
    {
        var column = OfFile("x\n1\n2\n3\n", given: new() { ["x"] = ColumnType.String });
        var narrow = OfFile("x\n1\n2\n3\n", given: new() { ["x"] = ColumnType.Int32 });

        Assert.Equal((ColumnType.String, ColumnType.String), (column.Type, column.BestType));
        Assert.Equal((ColumnType.Int32, ColumnType.Int8), (narrow.Type, narrow.BestType));
    }

    [Fact]
    public void Numbers_are_those_of_the_files_culture()
    {
        var column = OfFile("x;y\n1,5;a\n-2,25;b\n", culture: CultureInfo.GetCultureInfo("de-DE"));

        Assert.Equal((ColumnType.Double, ColumnType.Single), (column.Type, column.BestType));
        Assert.Equal((-2.25, 1.5), (column.Minimum, column.Maximum));
    }

    private static long ColumnBytesOf(ColumnType type, int rows, object[] values)
    {
        if (type.Kind == ColumnKind.Category) return ColumnBytes.OfCategory(rows, 1, values.Distinct().Count(), values.Distinct().Sum(v => ((string)v).Length));
        var bytes = values.Sum(v => v is string s && type.Kind == ColumnKind.String ? s.Length : v is byte[] b ? b.Length : 0);
        return ColumnBytes.Of(type, rows, 1, bytes);
    }

    /// <summary>Read as the best type, values are what they were.</summary>
    private void AssertSameWhenReadAs(ColumnType best, string[] texts, ColumnType type)
    {
        using var reader = SampleDatasets.Open(File("x.csv"), new Dictionary<string, ColumnType> { ["x"] = best });
        var batch = reader.ReadBatch(CancellationToken.None)!;
        var read = Enumerable.Range(0, batch.RowCount).Select(i => batch.GetValue(0, i)).ToArray();
        Assert.Equal(texts.Length, read.Length);
        if (type.IsNumeric)
        {
            foreach (var (text, value) in texts.Zip(read))
                Assert.Equal(double.Parse(text, CultureInfo.InvariantCulture), Convert.ToDouble(value, CultureInfo.InvariantCulture));
        }
        else if (type.Kind == ColumnKind.String)
        {
            Assert.Equal(texts, read.Select(v => Convert.ToString(v, CultureInfo.InvariantCulture)));
        }
    }

    private ColumnSizes OfFile(string text, int column = 0, Dictionary<string, ColumnType>? given = null, CultureInfo? culture = null)
    {
        System.IO.File.WriteAllText(File("x.csv"), text);
        var csv = new CsvReadOptions { Schema = given ?? [], Culture = culture ?? CultureInfo.InvariantCulture };
        return FileSizing.Measure(File("x.csv"), new() { Rows = Model, Read = new() { Csv = csv } }, null, CancellationToken.None).Columns[column];
    }

    private static ColumnSizes OfArray(ColumnType type, IArrowArray array)
    {
        var schema = new DatasetSchema([new DatasetColumn("x", type)]);
        using var sizing = new BatchSizing(schema, Model, 1);
        sizing.Add(new DatasetBatch(schema, [array], array.Length, new DatasetOrigin(null), 0), CancellationToken.None);
        return sizing.Complete().Columns[0];
    }
}
