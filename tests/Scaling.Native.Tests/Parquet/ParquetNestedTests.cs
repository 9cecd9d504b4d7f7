using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scaling.Native.Datasets;
using Scaling.Native.Parquet;
using Xunit;

namespace Scaling.Native.Tests.Parquet;

/// <summary>Nested columns that DuckDB writes read as DuckDB shows them.</summary>
public sealed class ParquetNestedTests : TemporaryFolder
{
    /// <summary>Whether something is null in row i, by a number that tells the levels apart.</summary>
    private const string Null = "hash(i, {0}) % 4 = 0";

    private const string Size = "(hash(i, {0}) % 6)::INTEGER";

    /// <summary>A list or map as a user may have it: its type, and what of row i it holds.</summary>
    private static readonly (string Type, string Value)[] Repeated =
    [
        ("INTEGER[]", Maybe(1, $"list_transform(range({At(Size, 2)}), lambda x: CASE WHEN (i + x) % 3 = 0 THEN NULL ELSE i * x END)")),
        ("VARCHAR[]", Maybe(3, $"list_transform(range({At(Size, 4)}), lambda x: CASE (i + x) % 5 WHEN 0 THEN NULL WHEN 1 THEN '' "
            + "WHEN 2 THEN 'q\"\\' || chr(10) || chr(1) ELSE '😀 ' || i END)")),
        ("INTEGER[][]", Maybe(5, $"list_transform(range({At(Size, 6)}), lambda x: CASE WHEN (i + x) % 3 = 0 THEN NULL "
            + "ELSE list_transform(range(x), lambda y: CASE WHEN (x + y) % 4 = 1 THEN NULL ELSE y END) END)")),
        ("STRUCT(a INTEGER, b VARCHAR)[]", Maybe(7, $"list_transform(range({At(Size, 8)}), lambda x: CASE WHEN (i + x) % 5 = 0 THEN NULL "
            + "ELSE {'a': CASE WHEN (i + x) % 3 = 0 THEN NULL ELSE x END, 'b': CASE WHEN (i + x) % 4 = 0 THEN NULL ELSE 'b' || x END} END)")),
        ("STRUCT(a INTEGER[], b STRUCT(c VARCHAR[]))[]", Maybe(9, $"list_transform(range({At(Size, 10)}), lambda x: CASE WHEN (i + x) % 5 = 0 "
            + "THEN NULL ELSE {'a': CASE WHEN (i + x) % 3 = 0 THEN NULL ELSE range(x) END, 'b': CASE WHEN (i + x) % 4 = 0 THEN NULL "
            + "ELSE {'c': CASE WHEN (i + x) % 7 = 0 THEN NULL ELSE ['x', NULL, 'y' || i] END} END} END)")),
        ("MAP(VARCHAR, INTEGER)", Maybe(11, $"map_from_entries(list_transform(range({At(Size, 12)}), "
            + "lambda x: {'k': 'key ' || x, 'v': CASE WHEN (i + x) % 3 = 0 THEN NULL ELSE i END}))")),
        ("MAP(VARCHAR, MAP(VARCHAR, STRUCT(d DATE, l INTEGER[])))", Maybe(13, $"map_from_entries(list_transform(range({At(Size, 14)}), "
            + "lambda x: {'k': 'k' || x, 'v': CASE WHEN (i + x) % 3 = 0 THEN NULL ELSE map_from_entries(list_transform(range(x), "
            + "lambda y: {'k': 'n' || y, 'v': CASE WHEN (i + y) % 5 = 0 THEN NULL ELSE {'d': DATE '2020-01-01' + y::INTEGER, 'l': range(y)} END})) "
            + "END}))")),
    ];

    private readonly DuckDb _duckDb = new();

    public static TheoryData<string, string, int> Cases()
    {
        var cases = new TheoryData<string, string, int>();
        foreach (var version in (string[])["V1", "V2"])
        {
            foreach (var codec in (string[])["snappy", "zstd", "gzip", "uncompressed", "lz4_raw", "brotli"]) cases.Add(version, codec, 5_000);
            foreach (var rows in (int[])[1, 9, 150_000]) cases.Add(version, "snappy", rows);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Lists_and_maps_read_as_the_JSON_that_DuckDB_makes_of_them(string version, string codec, int rows)
    {
        var columns = string.Join(", ", Repeated.Select((c, i) => $"({c.Value})::{c.Type} AS c{i}"));
        _duckDb.Execute($"CREATE TABLE t AS SELECT i, {columns} FROM range({rows}) r(i)");
        _duckDb.Execute(
            $"COPY t TO '{File("d.parquet")}' (FORMAT parquet, CODEC '{codec}', PARQUET_VERSION {version}, ROW_GROUP_SIZE 40000)");
        var read = ParquetFiles.Read(File("d.parquet"));
        Assert.Equal(rows, read.Sum(b => b.RowCount));
        for (var i = 0; i < Repeated.Length; i++)
        {
            Assert.Equal(new DatasetColumn($"c{i}", ColumnType.String), read[0].Schema[i + 1]);
            var theirs = _duckDb.Query($"SELECT to_json(c{i})::VARCHAR FROM t").Select(r => r[0] is string s ? "'" + s : Cells.Null).ToList();
            Cells.AssertEqual(Repeated[i].Type, [.. theirs.Select(Unescaped)], [.. Cells.Of(read, i + 1).Select(Unescaped)]);
            if (rows < 100) continue;
            Assert.Contains(Cells.Null, theirs);
            Assert.Contains(theirs, t => t is "'[]" or "'{}");
        }
    }

    [Theory]
    [InlineData("V1")]
    [InlineData("V2")]
    public void Leaves_of_groups_are_columns_named_by_their_path(string version)
    {
        var place = "{" + $"'lat': {Maybe(5, "i / 7")}, 'on': {Maybe(6, "i % 2 = 0")}, 'price': {Maybe(7, "i::DECIMAL(30,2)")}" + "}";
        var address = "{" + $"'city': {Maybe(2, "'city ' || i % 50")}, 'zip': {Maybe(3, "i")}, 'geo': {Maybe(4, place)}, "
            + $"'tags': {Maybe(8, "['a', NULL]")}" + "}";
        _duckDb.Execute($"CREATE TABLE t AS SELECT i, {Maybe(1, address)} AS address FROM range(100000) r(i)");
        _duckDb.Execute($"COPY t TO '{File("d.parquet")}' (FORMAT parquet, PARQUET_VERSION {version}, ROW_GROUP_SIZE 30000)");
        var read = ParquetFiles.Read(File("d.parquet"));
        Assert.Equal(["i", "address.city", "address.zip", "address.geo.lat", "address.geo.on", "address.geo.price", "address.tags"],
            read[0].Schema.Select(c => c.Name));
        ColumnType[] types = [ColumnType.String, ColumnType.Int64, ColumnType.Double, ColumnType.Boolean, ColumnType.Decimal(30, 2)];
        for (var i = 0; i < types.Length; i++)
        {
            var column = read[0].Schema[i + 1];
            Assert.Equal((types[i], true), (column.Type, column.IsNullable));
            _duckDb.Execute($"CREATE OR REPLACE VIEW v AS SELECT {column.Name} AS v FROM t");
            Cells.AssertEqual(column.Name, _duckDb.Column("v", "v", column.Type), Cells.Of(read, i + 1));
        }

        _duckDb.Execute("CREATE OR REPLACE VIEW v AS SELECT to_json(address.tags)::VARCHAR AS v FROM t");
        Cells.AssertEqual("tags", _duckDb.Column("v", "v", ColumnType.String), Cells.Of(read, 6));
        var some = ParquetFiles.Read(File("d.parquet"), "ADDRESS.geo.LAT", "address.tags");
        Assert.Equal(["address.geo.lat", "address.tags"], some[0].Schema.Select(c => c.Name));
        Cells.AssertEqual("lat", Cells.Of(read, 3), Cells.Of(some, 0));
        Cells.AssertEqual("tags", Cells.Of(read, 6), Cells.Of(some, 1));
        var info = ParquetFileInfo.Read(File("d.parquet")).Columns;
        for (var i = 0; i < 6; i++) Assert.Equal(Cells.Of(read, i).Count(c => c == Cells.Null), info[i].NullCount);
    }

    private static string Maybe(int level, string value) => $"CASE WHEN {At(Null, level)} THEN NULL ELSE {value} END";

    private static string At(string text, int level) => string.Format(CultureInfo.InvariantCulture, text, level);

    /// <summary>The same JSON with one way of escaping.</summary>
    private static string Unescaped(string cell) => cell == Cells.Null ? cell : JsonNode.Parse(cell[1..])!.ToJsonString(JsonSerializerOptions.Default);

    protected override void Dispose(bool disposing)
    {
        _duckDb.Dispose();
        base.Dispose(disposing);
    }
}
