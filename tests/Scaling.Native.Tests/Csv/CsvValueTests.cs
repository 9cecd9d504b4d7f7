using System.Data.SqlTypes;
using System.Globalization;
using Scaling.Native.Csv;
using Scaling.Native.Datasets;
using Xunit;

namespace Scaling.Native.Tests.Csv;

/// <summary>Values of columns whose type the caller names.</summary>
public sealed class CsvValueTests : IDisposable
{
    private readonly CsvFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static CsvReadOptions Typed(string type) => CsvFolder.Typed(("V", ColumnType.Parse(type)));

    private object? Value(string type, string text) => Assert.Single(_folder.Rows($"v\n\"{text}\"\n", Typed(type)))[0];

    public static TheoryData<string, string, object> Values => new()
    {
        { "int8", "-128", sbyte.MinValue },
        { "int16", "32767", short.MaxValue },
        { "int32", "-2147483648", int.MinValue },
        { "int64", "-9223372036854775808", long.MinValue },
        { "int64", "+0007", 7L },
        { "int64", "-0", 0L },
        { "uint8", "255", byte.MaxValue },
        { "uint16", "65535", ushort.MaxValue },
        { "uint32", "4294967295", uint.MaxValue },
        { "uint64", "18446744073709551615", ulong.MaxValue },
        { "uint64", "00000000000000000000000000001", 1UL },
        { "single", "3.4028235E+38", float.MaxValue },
        { "single", "0.1", 0.1f },
        { "double", "007.50", 7.5 },
        { "double", "0.1234567890123456789", 0.1234567890123456789 },
        { "double", "1e-999", 0.0 },
        { "double", "-inf", double.NegativeInfinity },
        { "double", "NAN", double.NaN },
        { "decimal(18,2)", "-0.05", -0.05m },
        { "decimal(18,2)", "+12.3", 12.30m },
        { "decimal(18,2)", "1.500", 1.50m },
        { "decimal(3,2)", "0009.99", 9.99m },
        { "decimal(28,0)", "1234567890123456789012345678", 1234567890123456789012345678m },
        { "boolean", "TRUE", true },
        { "boolean", "0", false },
        { "date", "1969-12-31", new DateOnly(1969, 12, 31) },
        { "time", "23:59", new TimeOnly(23, 59) },
        { "time(3)", "01:02:03.004", new TimeOnly(1, 2, 3, 4) },
        { "time(9)", "01:02:03.0000001", new TimeOnly(new TimeSpan(1, 2, 3).Ticks + 1) },
        { "datetime", "1969-12-31T23:59:59.999999", new DateTime(1970, 1, 1).AddTicks(-10) },
        { "datetime(3)", "2020-02-29 12:30:15.123", new DateTime(2020, 2, 29, 12, 30, 15, 123) },
        { "datetime", "2020-02-29", new DateTime(2020, 2, 29) },
        { "datetimeoffset", "2020-01-01T01:30:00+05:30", new DateTimeOffset(2019, 12, 31, 20, 0, 0, TimeSpan.Zero) },
        { "guid", "0F8FAD5B-D9CB-469F-A165-70867728950E", Guid.Parse("0f8fad5b-d9cb-469f-a165-70867728950e") },
        { "guid", "{0f8fad5b-d9cb-469f-a165-70867728950e}", Guid.Parse("0f8fad5b-d9cb-469f-a165-70867728950e") },
        { "guid", "0f8fad5bd9cb469fa16570867728950e", Guid.Parse("0f8fad5b-d9cb-469f-a165-70867728950e") },
        { "binary", "AQID", new byte[] { 1, 2, 3 } },
        { "binary", "", Array.Empty<byte>() },
        { "string", "007", "007" },
        { "string", "", "" },
        { "category", "Æøå", "Æøå" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Named_types_read_their_values(string type, string text, object value) => Assert.Equal(value, Value(type, text));

    [Fact]
    public void Decimals_of_38_digits_are_exact()
    {
        const string Text = "-12345678901234567890.123456789012345678";
        Assert.Equal(SqlDecimal.Parse(Text), Value("decimal(38,18)", Text));
    }

    [Theory]
    [InlineData("int8", "128")]
    [InlineData("int32", "2147483648")]
    [InlineData("int64", "9223372036854775808")]
    [InlineData("int64", "-9223372036854775809")]
    [InlineData("int64", "1.0")]
    [InlineData("int64", "1 000")]
    [InlineData("int64", "-")]
    [InlineData("int64", "--1")]
    [InlineData("uint8", "-1")]
    [InlineData("uint64", "18446744073709551616")]
    [InlineData("uint64", "99999999999999999999")]
    [InlineData("single", "3.5e38")]
    [InlineData("double", "1e309")]
    [InlineData("double", "1,5")]
    [InlineData("double", "1.2.3")]
    [InlineData("double", "1e5x")]
    [InlineData("double", "∞")]
    [InlineData("decimal(18,2)", "1.005")]
    [InlineData("decimal(4,2)", "100")]
    [InlineData("decimal(4,2)", "1e1")]
    [InlineData("decimal(4,2)", ".")]
    [InlineData("decimal(4,2)", "-")]
    [InlineData("decimal(4,2)", "1-2")]
    [InlineData("boolean", "yes")]
    [InlineData("boolean", "2")]
    [InlineData("date", "2021-02-29")]
    [InlineData("date", "2021-02-28T00:00")]
    [InlineData("date", "0000-01-01")]
    [InlineData("date", "20-1--01-01")]
    [InlineData("time", "25:00")]
    [InlineData("time(3)", "01:02:03.0001")]
    [InlineData("time", "01:02:03.")]
    [InlineData("datetime", "2020-01-01T00:00:00Z")]
    [InlineData("datetime(3)", "2020-01-01T00:00:00.0001")]
    [InlineData("datetime(9)", "2300-01-01T00:00:00")]
    [InlineData("datetime", "2020-01-01T00:00:00.1234567890")]
    [InlineData("datetimeoffset", "2020-01-01T00:00:00")]
    [InlineData("datetimeoffset", "2020-01-01")]
    [InlineData("guid", "0f8fad5b-d9cb-469f-a165-70867728950")]
    [InlineData("binary", "AQI")]
    [InlineData("int64", " ")]
    public void What_a_named_type_cannot_hold_is_an_error(string type, string text)
    {
        var failure = _folder.Fails($"w,v\n1,\n2,\"{text}\"\n", Typed(type));
        Assert.Equal((DatasetError.ValueNotParsed, 3, "v", text), (failure.Error, failure.Line, failure.Column, failure.Value));
        Assert.EndsWith($"is not {(type[0] == 'i' ? "an" : "a")} {ColumnType.Parse(type)}, the type given for the column.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nulls_are_the_empty_field_and_the_values_named_quoted_or_not()
    {
        var options = new CsvReadOptions { NullValues = ["NA", "a\"b", "", "é"] };
        Assert.Equal([[1L, "x"], [null, null], [null, ""], [null, "na"], [null, "NA "]],
            _folder.Rows("v,w\n1,x\nNA,\"NA\"\n\"NA\",\"\"\n,na\né,NA \n", options));
    }

    [Fact]
    public void Doubles_are_the_ones_that_double_Parse_gives()
    {
        var random = new Random(11);
        List<string> texts =
        [
            "2.2250738585072011e-308", "4.9e-324", "1.7976931348623157e308", "9007199254740993.0", "0.1e1", "123456789012345e22", "1e22",
            "1e23", "8.5e-23",
        ];
        for (var i = 0; i < 20_000; i++)
        {
            var bits = BitConverter.Int64BitsToDouble(random.NextInt64());
            var value = i % 2 == 0 ? bits : random.NextDouble() * Math.Pow(10, random.Next(-30, 30));
            if (!double.IsFinite(value)) continue;
            texts.Add(value.ToString(i % 3 == 0 ? "R" : "E" + random.Next(0, 25), CultureInfo.InvariantCulture));
            texts.Add(Math.Round(random.NextDouble() * 1e6, random.Next(0, 10)).ToString(CultureInfo.InvariantCulture));
        }

        var rows = _folder.Rows("v\n" + string.Join("\n", texts), Typed("double"));
        Assert.Equal(texts.Count, rows.Length);
        // As bits: 0 and -0 are equal numbers.
        var expected = texts.Select(text => BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)));
        Assert.Equal(expected, rows.Select(row => BitConverter.DoubleToInt64Bits((double)row[0]!)));
    }

    [Fact]
    public void Every_day_of_the_calendar_is_itself()
    {
        var days = Enumerable.Range(0, DateOnly.MaxValue.DayNumber / 37 + 1).Select(i => DateOnly.FromDayNumber(i * 37)).ToArray();
        var rows = _folder.Rows("v\n" + string.Join("\n", days.Select(d => d.ToString("O", CultureInfo.InvariantCulture))));
        Assert.Equal(days.Cast<object>(), rows.Select(row => row[0]!));
    }

    [Fact]
    public void Categories_share_their_values()
    {
        using var reader = CsvFolder.Open(_folder.Write("v\nx\ny\n\nx\n"), Typed("category"));
        var batch = reader.ReadBatch(default)!;
        Assert.Equal([0, 1, 0, 0], batch.Columns[0].Values<int>().ToArray());
        Assert.Null(batch.GetValue(0, 2));
        Assert.Equal("x", batch.GetValue(0, 3));
    }
}
