using Scaling.Native.Datasets;
using Scaling.Native.Memory.Sizes;
using Scaling.Native.Tests.Parquet;
using Xunit;

namespace Scaling.Native.Tests.Memory.Sizes;

/// <summary>Parquet files that DuckDB wrote.</summary>
public sealed class ForeignParquetTests : TemporaryFolder
{
    private static readonly RowModel Model = new(50, n => 300 + n * 60);
    private readonly DuckDb _duckDb = new();

    [Fact]
    public void Columns_that_are_not_read_are_refused_by_name_and_lists_are_the_text_that_they_are_read_as()
    {
        _duckDb.Execute($"COPY (SELECT i AS a, [INTERVAL 1 DAY] AS l, [i, i] AS b, {{'y': 'z'}} AS s FROM range(100, 200) t(i)) TO '{File("d.parquet")}' (FORMAT parquet)");

        var error = Assert.Throws<DatasetException>(() => Measure());
        var sizes = Measure("a", "b", "s.y");

        Assert.Equal((DatasetError.FormatNotSupported, "l", File("d.parquet")), (error.Error, error.Column, error.Path));
        Assert.Equal(["int64", "string", "string"], sizes.Columns.Select(c => c.Type!.ToString()));
        Assert.Equal(["uint8", "string", "category"], sizes.Columns.Select(c => c.BestType!.ToString()));
        Assert.Equal(100 * "[100,100]".Length + 101 * 4, sizes.Columns[1].Typed!.Value.Bytes);
    }

    [Fact]
    public void Every_kind_of_column_has_a_size_of_every_kind()
    {
        _duckDb.Execute($"""
            COPY (SELECT i % 2 = 0 AS flag, i::TINYINT AS tiny, i::UBIGINT AS large, i / 8 AS number, i::FLOAT AS single, (i / 100)::DECIMAL(20, 2) AS money,
                DATE '2020-01-01' + i::INTEGER AS day, TIMESTAMP '2020-01-01' + to_days(i::INTEGER) AS moment, TIME '10:00:00' AS time,
                'city ' || (i % 3) AS city, encode('b' || i) AS bytes, uuid() AS id, NULL::INTEGER AS nothing FROM range(100) t(i)) TO '{File("d.parquet")}' (FORMAT parquet)
            """);

        var sizes = Measure();

        Assert.Equal(
            ["boolean", "int8", "int8", "single", "int8", "decimal(20,2)", "date", "date", "time(3)", "category", "binary", "guid", "int32"],
            sizes.Columns.Select(c => c.BestType!.ToString()));
        foreach (var column in sizes.Columns)
        {
            Assert.True(column.Source!.Value.Bytes > 0, column.Name);
            Assert.InRange(column.Objects!.Value.Bytes, column.Name == "nothing" ? 100 * 50 : 100 * (50 + 24), 100 * (50 + 64));
            Assert.Equal(column.Type!.Kind == ColumnKind.Binary, column.Category is null);
            Assert.Equal(column.Name == "nothing" ? 100 : 0, column.Nulls!.Value.Bytes);
        }

        Assert.Equal(sizes.Columns.Sum(c => c.Best!.Value.Bytes), sizes.Best!.Value.Bytes);
        Assert.Equal((0.0, 12.375), (sizes.Columns[3].Minimum, sizes.Columns[3].Maximum));
    }

    protected override void Dispose(bool disposing)
    {
        _duckDb.Dispose();
        base.Dispose(disposing);
    }

    private DatasetSizes Measure(params string[] columns) => FileSizing.Measure(
        File("d.parquet"), new() { Rows = Model, Read = new() { Columns = columns.Length > 0 ? columns : null } }, null, CancellationToken.None);
}
