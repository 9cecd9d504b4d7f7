using System.IO.Compression;
using Scaling.Native.Csv;
using Scaling.Native.Datasets;
using Xunit;

namespace Scaling.Native.Tests.Datasets.Conversion;

public sealed class ConversionTests : IDisposable
{
    private readonly ConversionFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_rows_are_those_of_the_text_and_the_bytes_do_not_depend_on_the_workers()
    {
        var source = _folder.Write(ConversionFolder.Mixed(ConversionFolder.ManyRows));
        byte[]? expected = null;
        foreach (var workers in new[] { 1, 2, 5 })
        {
            var done = _folder.Convert(source, ConversionFolder.Options(new() { Workers = workers }));

            Assert.Equal(ConversionFolder.ManyRows, done.Rows);
            Assert.True(done.RowGroups > 20);
            var bytes = File.ReadAllBytes(_folder.Target);
            Assert.Equal(bytes.Length, done.Bytes);
            Assert.Equal(expected ??= bytes, bytes);
        }

        Assert.Equal(ConversionFolder.SourceRows(source), _folder.TargetRows());
        Assert.Equal(["0.csv", "target.parquet"], _folder.Names.Order());
    }

    [Fact]
    public void Packed_text_is_converted_like_the_text()
    {
        var text = System.Text.Encoding.UTF8.GetBytes(ConversionFolder.Mixed(ConversionFolder.ManyRows));
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(text);
        var plain = _folder.Write(text);

        _folder.Convert(_folder.Write(packed.ToArray()));

        Assert.Equal(ConversionFolder.SourceRows(plain), _folder.TargetRows());
    }

    [Fact]
    public void A_memory_limit_for_one_worker_gives_the_same_bytes()
    {
        var source = _folder.Write(ConversionFolder.Mixed(ConversionFolder.ManyRows));
        _folder.Convert(source);
        var expected = File.ReadAllBytes(_folder.Target);

        _folder.Convert(source, ConversionFolder.Options(parquet: new() { RowGroupBytes = 1 << 16, MemoryLimit = 32 << 20 }));

        Assert.Equal(expected, File.ReadAllBytes(_folder.Target));
    }

    [Fact]
    public void A_memory_limit_makes_row_groups_as_small_as_it_asks_for()
    {
        var source = _folder.Write(ConversionFolder.Mixed(1_200_000));

        var free = _folder.Convert(source, ConversionFolder.Options(parquet: new() { RowGroupBytes = 1 << 28 }));
        var limited = _folder.Convert(source, ConversionFolder.Options(parquet: new() { RowGroupBytes = 1 << 28, MemoryLimit = 32 << 20 }));

        Assert.True(limited.RowGroups > free.RowGroups, $"{limited.RowGroups} and {free.RowGroups}");
        Assert.Equal(1_200_000, limited.Rows);
        var failure = Assert.Throws<DatasetException>(() => _folder.Convert(source, ConversionFolder.Options(parquet: new() { MemoryLimit = 1 << 20 })));
        Assert.Equal(DatasetError.MemoryLimitExceeded, failure.Error);
    }

    [Theory]
    [InlineData("a,b\n")]
    [InlineData("a,b\n\n\n")]
    public void A_file_without_rows_is_an_error_and_the_old_target_stays(string text)
    {
        File.WriteAllText(_folder.Target, "old");

        Assert.Equal(DatasetError.HeaderOnly, Assert.Throws<DatasetException>(() => _folder.Convert(_folder.Write(text))).Error);

        Assert.Equal("old", File.ReadAllText(_folder.Target));
    }

    [Fact]
    public void The_first_wrong_value_of_the_file_is_named_whichever_worker_finds_it()
    {
        var lines = ConversionFolder.Mixed(ConversionFolder.ManyRows).Replace("\"a, \"\"b\"\"\nc\"", "x", StringComparison.Ordinal).Split('\n');
        foreach (var wrong in new[] { 20_000, 20_001, 39_000 }) lines[wrong] = "x" + lines[wrong];
        var source = _folder.Write(string.Join('\n', lines));
        File.WriteAllText(_folder.Target, "old");

        foreach (var workers in new[] { 1, 2, 4 })
        {
            var csv = new CsvReadOptions { Workers = workers, Schema = new Dictionary<string, ColumnType> { ["id"] = ColumnType.Int64 } };
            var failure = Assert.Throws<DatasetException>(() => _folder.Convert(source, ConversionFolder.Options(csv)));

            Assert.Equal((DatasetError.ValueNotParsed, source, 20_001, "id", "x19999"),
                (failure.Error, failure.Path, failure.Line, failure.Column, failure.Value));
        }

        Assert.Equal("old", File.ReadAllText(_folder.Target));
        Assert.Equal(["0.csv", "target.parquet"], _folder.Names.Order());
    }

    [Fact]
    public void Lines_of_packed_text_are_counted_across_parts()
    {
        var lines = ConversionFolder.Mixed(ConversionFolder.ManyRows).Split('\n');
        lines[30_000] += ",more";
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(System.Text.Encoding.UTF8.GetBytes(string.Join("\r\n", lines)));

        var failure = Assert.Throws<DatasetException>(() => _folder.Convert(_folder.Write(packed.ToArray()), ConversionFolder.Options(new() { Workers = 3 })));

        Assert.Equal(DatasetError.RaggedRow, failure.Error);
        Assert.InRange(failure.Line!.Value, 29_999, 30_001);
    }

    [Fact]
    public void Stopping_leaves_the_old_target_and_nothing_else()
    {
        var source = _folder.Write(ConversionFolder.Mixed(ConversionFolder.ManyRows));
        File.WriteAllText(_folder.Target, "old");
        using var stop = new CancellationTokenSource();
        stop.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => _folder.Convert(source, cancellationToken: stop.Token));

        Assert.Equal("old", File.ReadAllText(_folder.Target));
        Assert.Equal(["0.csv", "target.parquet"], _folder.Names.Order());
    }

    [Fact]
    public void A_filter_gets_every_batch_and_what_it_gives_is_written()
    {
        var source = _folder.Write(ConversionFolder.Mixed(1000));
        var options = ConversionFolder.Options() with { Filter = batch => batch.FirstRow == 0 ? batch.Take([1, 3]) : null };

        var done = _folder.Convert(source, options);

        Assert.Equal(2, done.Rows);
        Assert.Equal([1L, 3L], _folder.TargetRows().Select(r => r[0]));
    }

    [Fact]
    public void Only_conversions_to_Parquet_append_and_only_whole_ones_are_resumed()
    {
        var source = _folder.Write("a\n1\n");
        var toText = ConversionFolder.Options(append: true) with { Write = new() { Format = DatasetFormat.Csv } };

        Assert.Throws<ArgumentException>(() => _folder.Convert(source, toText));
        Assert.Throws<ArgumentException>(() => _folder.Convert(source, ConversionFolder.Options() with { Resume = true, Filter = b => b }));
        Assert.Throws<ArgumentException>(() => _folder.Convert(source, ConversionFolder.Options(new() { BadRecord = _ => { } }) with { Resume = true }));
    }
}
