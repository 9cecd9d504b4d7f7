using Scaling.Native.Csv;
using Scaling.Native.Datasets;
using Scaling.Native.Parquet;
using Xunit;

namespace Scaling.Native.Tests.Datasets.Conversion;

public sealed class WideningTests : IDisposable
{
    private readonly ConversionFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("12", "3.5", "double")]
    [InlineData("12", "9223372036854775808", "decimal(38,0)")]
    [InlineData("12", "007", "string")]
    [InlineData("12", "NaN", "double")]
    [InlineData("9007199254740993", "0.5", "string")]
    [InlineData("1.5", "1e400", "string")]
    [InlineData("true", "maybe", "string")]
    [InlineData("2020-01-02", "2020-01-02 03:04:05", "datetime")]
    [InlineData("2020-01-02 03:04:05", "2020-01-02 03:04:05.123456789", "datetime(9)")]
    [InlineData("2020-01-02", "soon", "string")]
    public void A_value_that_does_not_fit_gives_the_column_the_type_of_the_whole_file(string usual, string late, string type)
    {
        var source = _folder.Write(With(usual, late));

        var done = _folder.Convert(source, ConversionFolder.Options(new() { Sizes = ConversionFolder.SmallSample, Workers = 2 }));

        Assert.Equal(type, done.Schema[1].Type.ToString());
        Assert.Equal("v", Assert.Single(done.Widened).Name);
        Assert.Equal(type, done.Widened[0].Type.ToString());
        var rows = _folder.TargetRows();
        Assert.Equal(ConversionFolder.ManyRows, rows.Length);
        using var reader = new ParquetDatasetReader(_folder.Target);
        Assert.Equal(done.Schema.ToString(), reader.Schema.ToString());
        Assert.Equal(ConversionFolder.SourceRows(source, new() { FullScan = true, Sizes = ConversionFolder.SmallSample }), rows);
        Assert.Equal(["0.csv", "target.parquet"], _folder.Names.Order());
    }

    [Fact]
    public void Several_columns_widen_in_one_new_beginning()
    {
        var lines = Enumerable.Range(0, ConversionFolder.ManyRows).Select(i => (A: "1", B: "2", C: "3")).ToArray();
        (lines[11_003].A, lines[12_005].B, lines[38_007].A) = ("1.5", "x", "99999999999999999999");
        var source = _folder.Write("a,b,c\n" + string.Concat(lines.Select(l => $"{l.A},{l.B},{l.C}\n")));

        var done = _folder.Convert(source, ConversionFolder.Options(new() { Sizes = ConversionFolder.SmallSample }));

        Assert.Equal("a: string, b: string, c: int64", done.Schema.ToString());
        Assert.Equal(["a: int64 to string", "b: int64 to string"], done.Widened.Select(w => w.ToString()));
    }

    [Fact]
    public void With_strict_types_the_value_is_an_error()
    {
        var source = _folder.Write(With("12", "3.5"));
        var options = ConversionFolder.Options(new() { Sizes = ConversionFolder.SmallSample }) with { Strict = true };

        var failure = Assert.Throws<DatasetException>(() => _folder.Convert(source, options));

        Assert.Equal((DatasetError.ValueNotParsed, LateRow + 2, "v", "3.5"), (failure.Error, failure.Line, failure.Column, failure.Value));
        Assert.Equal(["0.csv"], _folder.Names);
    }

    [Fact]
    public void A_type_that_was_named_is_never_changed()
    {
        var csv = new CsvReadOptions { Sizes = ConversionFolder.SmallSample, Schema = new Dictionary<string, ColumnType> { ["V"] = ColumnType.Int64 } };

        var failure = Assert.Throws<DatasetException>(() => _folder.Convert(_folder.Write(With("12", "3.5")), ConversionFolder.Options(csv)));

        Assert.Equal(("3.5", LateRow + 2), (failure.Value, failure.Line));
    }

    [Fact]
    public void A_filtered_conversion_widens_too()
    {
        var options = ConversionFolder.Options(new() { Sizes = ConversionFolder.SmallSample }) with { Filter = b => b };

        var done = _folder.Convert(_folder.Write(With("12", "3.5")), options);

        Assert.Equal("v: int64 to double", Assert.Single(done.Widened).ToString());
        Assert.Equal(ConversionFolder.ManyRows, done.Rows);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_full_scan_infers_what_a_sample_of_everything_does(int workers)
    {
        var text = ConversionFolder.Mixed(ConversionFolder.ManyRows);
        using var scanned = CsvDatasetReader.Open(_folder.Write(text), new() { FullScan = true, Workers = workers, Sizes = ConversionFolder.SmallSample }, default);
        using var sampled = CsvDatasetReader.Open(_folder.Write(text), new() { Sizes = new() { WholeSample = text.Length + 1 } }, default);

        Assert.Equal(sampled.Schema.ToString(), scanned.Schema.ToString());
        Assert.True(scanned.Format.IsFullySampled);
        Assert.Equal(ConversionFolder.ManyRows, scanned.Format.SampledRows);
        Assert.Equal(sampled.Format.SampledNulls, scanned.Format.SampledNulls);
    }

    private const int LateRow = 15_017;

    private static string With(string usual, string late) =>
        "id,v\n" + string.Concat(Enumerable.Range(0, ConversionFolder.ManyRows).Select(i => $"{i},{(i == LateRow ? late : usual)}\n"));
}
