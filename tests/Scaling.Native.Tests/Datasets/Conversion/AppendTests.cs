using global::Parquet.Schema;
using Scaling.Native.Datasets;
using Scaling.Native.Tests.Parquet;
using Xunit;

namespace Scaling.Native.Tests.Datasets.Conversion;

public sealed class AppendTests : IDisposable
{
    private readonly ConversionFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Rows_go_behind_those_that_are_there_in_order_and_DuckDB_reads_them()
    {
        var (first, second) = (_folder.Write(ConversionFolder.Mixed(9_000)), _folder.Write(ConversionFolder.Mixed(7_000, seed: 2)));
        var options = ConversionFolder.Options(append: true);

        var made = _folder.Convert(first, options);
        var done = _folder.Convert(second, options);

        Assert.Equal((9_000, 7_000), (made.Rows, done.Rows));
        Assert.True(done.RowGroups > made.RowGroups);
        Assert.Equal([.. ConversionFolder.SourceRows(first), .. ConversionFolder.SourceRows(second)], _folder.TargetRows());
        using var duck = new DuckDb();
        Assert.Equal(16_000, duck.Count($"SELECT count(*) FROM read_parquet('{_folder.Target}')"));
        Assert.Equal(1, duck.Count($"SELECT count(*) FROM read_parquet('{_folder.Target}') WHERE id = 8999"));
    }

    [Fact]
    public void The_target_decides_on_types_and_order()
    {
        _folder.Convert(_folder.Write("a,b\n1.5,x\n"));

        _folder.Convert(_folder.Write("b,extra,a\ny,0,2\n"), ConversionFolder.Options(append: true));

        Assert.Equal([[1.5, "x"], [2.0, "y"]], _folder.TargetRows());
    }

    [Fact]
    public void Batches_are_appended_too()
    {
        _folder.Convert(_folder.Write("a\n1\n2\n"));

        var done = _folder.Convert(_folder.Write("a\n3\n4\n"), ConversionFolder.Options(append: true) with { Filter = b => b.Take([1]) });

        Assert.Equal(1, done.Rows);
        Assert.Equal(2, done.RowGroups);
        Assert.Equal([1L, 2L, 4L], _folder.TargetRows().Select(r => r[0]));
    }

    [Theory]
    [InlineData("b\n1\n", DatasetError.ColumnNotFound)]
    [InlineData("a\nx\n", DatasetError.ValueNotParsed)]
    public void What_does_not_fit_is_an_error_and_the_target_stays(string text, DatasetError error)
    {
        _folder.Convert(_folder.Write("a\n1\n2\n"));
        var before = File.ReadAllBytes(_folder.Target);

        Assert.Equal(error, Assert.Throws<DatasetException>(() => _folder.Convert(_folder.Write(text), ConversionFolder.Options(append: true))).Error);

        Assert.Equal(before, File.ReadAllBytes(_folder.Target));
    }

    [Fact]
    public void A_column_that_may_hold_no_null_gets_none()
    {
        using (var duck = new DuckDb()) duck.Execute($"COPY (SELECT 1::BIGINT AS a) TO '{_folder.Target}' (FORMAT parquet)");

        _folder.Convert(_folder.Write("a,b\n2,0\n,0\n"), ConversionFolder.Options(append: true));

        Assert.Equal([1L, 2L, null], _folder.TargetRows().Select(r => r[0]));
    }

    [Fact]
    public async Task A_file_with_a_column_that_is_stored_as_nothing_is_here_cannot_be_appended_to()
    {
        var column = new DateTimeDataField("t", DateTimeFormat.Impala);
        using (var stream = File.Create(_folder.Target))
        {
            await using var writer = await global::Parquet.ParquetWriter.CreateAsync(new ParquetSchema(column), stream);
            using var group = writer.CreateRowGroup();
            await group.WriteAsync<DateTime>(column, new DateTime?[] { new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc) });
        }

        var failure = Assert.Throws<DatasetException>(() => _folder.Convert(_folder.Write("t\n2020-01-01 00:00:00\n"), ConversionFolder.Options(append: true)));

        Assert.Equal((DatasetError.FormatNotSupported, _folder.Target), (failure.Error, failure.Path));
    }
}
