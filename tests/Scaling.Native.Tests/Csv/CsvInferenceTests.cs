using System.Globalization;
using Scaling.Native.Csv;
using Scaling.Native.Datasets;
using Xunit;

namespace Scaling.Native.Tests.Csv;

public sealed class CsvInferenceTests : IDisposable
{
    private readonly CsvFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("int64", "0", "-1", "9223372036854775807", "-9223372036854775808")]
    [InlineData("int64", "1", "")]
    [InlineData("string", "1", "007")]
    [InlineData("string", "+4912345")]
    [InlineData("string", "00")]
    [InlineData("decimal(38,0)", "1", "9223372036854775808")]
    [InlineData("decimal(38,0)", "99999999999999999999999999999999999999")]
    [InlineData("string", "100000000000000000000000000000000000000")]
    [InlineData("string", "9223372036854775808", "1.5")]
    [InlineData("double", "1", "1.50")]
    [InlineData("double", "-0")]
    [InlineData("double", ".5", "5.", "1e5", "-1E-5")]
    [InlineData("double", "0.1234567890123456")]
    [InlineData("double", "1.000000000000000056e-01")]
    [InlineData("string", "0.1234567890123456789")]
    [InlineData("double", "0.10000000000000000000")]
    [InlineData("string", "1e999")]
    [InlineData("string", "00.5")]
    [InlineData("string", "9007199254740993", "1.5")]
    [InlineData("double", "9007199254740992", "1.5")]
    [InlineData("string", "NaN")]
    [InlineData("double", "NaN", "1")]
    [InlineData("double", "-Infinity", "1.5", "inf", "nan")]
    [InlineData("string", "NaN", "x")]
    [InlineData("string", "1,5")]
    [InlineData("string", ".", "-")]
    [InlineData("string", "1e")]
    [InlineData("string", "0x10")]
    [InlineData("boolean", "true", "FALSE", "False")]
    [InlineData("string", "true", "1")]
    [InlineData("string", "yes", "no")]
    [InlineData("date", "2020-02-29", "0001-01-01", "9999-12-31")]
    [InlineData("string", "2021-02-29")]
    [InlineData("string", "2020-1-2")]
    [InlineData("datetime", "2020-01-01 00:00", "2020-01-01T23:59:59.123456")]
    [InlineData("datetime", "2020-01-01", "2020-01-01 12:00:00")]
    [InlineData("datetime(9)", "2020-01-01T00:00:00.1234567")]
    [InlineData("datetime(9)", "2020-01-01T00:00:00.123456789", "2020-01-01")]
    [InlineData("datetime", "1500-01-01T00:00:00.1234560")]
    [InlineData("string", "1500-01-01T00:00:00.1234567")]
    [InlineData("string", "2020-01-01T24:00")]
    [InlineData("string", "2020-01-01T12:00:60")]
    [InlineData("datetimeoffset", "2020-01-01T00:00:00Z", "2020-01-01 00:00+05:30", "2020-01-01 00:00:00 +00:00")]
    [InlineData("datetimeoffset", "2020-01-01 00:00:00-0800", "2020-01-01 00:00:00+02")]
    [InlineData("datetimeoffset(9)", "2020-01-01T00:00:00.1234567Z")]
    [InlineData("string", "2020-01-01T00:00:00Z", "2020-01-01T00:00:00")]
    [InlineData("string", "2020-01-01T00:00:00+15:00")]
    [InlineData("time", "00:00:00", "23:59:59.5")]
    [InlineData("time(9)", "00:00:00.1234567")]
    [InlineData("string", "12:30")]
    [InlineData("string", "24:00:00")]
    [InlineData("string", "12:00:00", "2020-01-01")]
    [InlineData("string", "", "")]
    [InlineData("string", "  ")]
    [InlineData("int64", " 1", "2 ")]
    public void Types_are_those_that_hold_every_value_without_loss(string type, params string[] values)
    {
        var text = "a,b\n" + string.Concat(values.Select(v => v.Length == 0 ? ",x\n" : $"\"{v}\",x\n"));
        Assert.Equal($"{type} string", _folder.Types(text, new CsvReadOptions { Delimiter = CsvDelimiter.Comma }));
    }

    [Fact]
    public void Quotes_do_not_matter_and_named_nulls_are_left_out()
    {
        Assert.Equal("int64 double", _folder.Types("a,b\n\"1\",\"1.5\"\n"));
        Assert.Equal("string", _folder.Types("a\n1\nNA\n"));
        Assert.Equal("int64", _folder.Types("a\n1\nNA\n\"-\"\n", new CsvReadOptions { NullValues = ["NA", "-"] }));
    }

    [Theory]
    [InlineData("de-DE", "1,5;-2,5e3;31.12.2020;31.12.2020 23:59:58", "double double date datetime")]
    [InlineData("de-DE", "1.5;1.234,5;1.000.000;2020-12-31", "string string string date")]
    [InlineData("fi-FI", "1,5;\u22122,5;\u22127;31.12.2020", "double double int64 date")]
    [InlineData("en-US", "1.5;2,5;12/31/2020;12/31/2020 11:59:58 PM", "double string date datetime")]
    [InlineData("fa-IR", "1\u066B5;1.5;x;x", "double double string string")]
    [InlineData("", "1.5;1,5;12/31/2020;31.12.2020", "double string string string")]
    public void A_culture_gives_the_decimal_separator_and_the_date_patterns(string culture, string row, string types)
    {
        var options = new CsvReadOptions { Delimiter = CsvDelimiter.Semicolon, Culture = CultureInfo.GetCultureInfo(culture) };
        Assert.Equal(types, _folder.Types($"a;b;c;d\n{row}\n", options));
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("fi-FI")]
    public void Comma_decimals_are_the_numbers_they_mean(string name)
    {
        var culture = CultureInfo.GetCultureInfo(name);
        const string Text = "a;b;c\n1,5;0,12345678901234567;3.2.2021\n-0,25;1e-3;31.12.1999\n";
        var rows = _folder.Rows(Text, new CsvReadOptions { Culture = culture });
        var dates = rows.Select(row => row[2]).ToArray();
        Assert.Equal([[1.5, 0.12345678901234567], [-0.25, 0.001]], rows.Select(row => row[..2]));
        Assert.Equal(name == "fi-FI" ? [new DateOnly(2021, 2, 3), new DateOnly(1999, 12, 31)] : ["3.2.2021", "31.12.1999"], dates);
    }

    [Theory]
    [InlineData("1", "007", "int64")]
    [InlineData("1", "+5", "int64")]
    [InlineData("1", "1.5", "int64")]
    [InlineData("1", "-0", "int64")]
    [InlineData("1", "9223372036854775808", "int64")]
    [InlineData("1.5", "0.1234567890123456789", "double")]
    [InlineData("1.5", "9007199254740993", "double")]
    [InlineData("1.5", "1e999", "double")]
    [InlineData("1.5", "01.5", "double")]
    [InlineData("true", "1", "boolean")]
    [InlineData("9223372036854775808", "007", "decimal(38,0)")]
    [InlineData("2020-01-01", "2020-01-01T00:00:00", "date")]
    [InlineData("2020-01-01T00:00:00", "2020-01-01T00:00:00.1234567", "datetime")]
    [InlineData("2020-01-01T00:00:00Z", "2020-01-01T00:00:00", "datetimeoffset")]
    [InlineData("2020-01-01T00:00:00.123456789", "1500-01-01T00:00:00", "datetime(9)")]
    public void A_later_value_that_does_not_fit_is_an_error_that_says_what_to_do(string sampled, string later, string type)
    {
        var options = new CsvReadOptions { Sizes = new() { Window = 64, WholeSample = 64, SampleHead = 64, SamplePieces = 0 } };
        var failure = _folder.Fails("v,w\n" + string.Concat(Enumerable.Repeat($"{sampled},x\n", 100)) + $"{later},x\n", options);
        Assert.Equal((DatasetError.ValueNotParsed, 102, "v", later), (failure.Error, failure.Line, failure.Column, failure.Value));
        Assert.Contains($"is not {(type[0] == 'i' ? "an" : "a")} {type},", failure.Message, StringComparison.Ordinal);
        Assert.Contains("-Schema @{ 'v' = 'string' }", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pieces_of_a_large_file_show_what_its_head_does_not()
    {
        static string Line(int i) => i is > 2_400 and < 2_600 ? "1.5,\"a\nb\"\n" : $"{i},c\n";
        var text = "v,w\n" + string.Concat(Enumerable.Range(0, 5_000).Select(Line));
        var sizes = new CsvBufferSizes { Window = 256, WholeSample = 1_000, SampleHead = 500, SamplePiece = 300, SamplePieces = 40 };
        Assert.Equal("double string", _folder.Types(text, new CsvReadOptions { Sizes = sizes }));
        Assert.Equal("int64 string", _folder.Types(text, new CsvReadOptions { Sizes = sizes with { SamplePieces = 0 } }));

        using var reader = CsvFolder.Open(_folder.Write(text), new CsvReadOptions { Sizes = sizes });
        Assert.False(reader.Format.IsFullySampled);
        Assert.InRange(reader.Format.SampledRows, 500, 4_000);
        Assert.InRange(reader.Format.EstimatedRows!.Value, 4_000, 6_000);
        Assert.Equal(5_000, CsvFolder.Rows(reader).Length);
    }

    [Fact]
    public void Pieces_that_begin_within_a_quoted_field_do_not_count()
    {
        var note = "\"" + string.Concat(Enumerable.Range(0, 400).Select(i => $"line {i}, with a comma, or two\n")) + "\"";
        var text = "v,w\n" + string.Concat(Enumerable.Range(0, 50).Select(i => $"{i},{note}\n"));
        var head = new CsvBufferSizes { Window = 1_000, WholeSample = 1_000, SampleHead = 20_000 };
        var sizes = head with { SamplePiece = 2_000, SamplePieces = 30 };
        Assert.Equal("int64 string", _folder.Types(text, new CsvReadOptions { Sizes = sizes }));
    }
}
