using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scaling.Native.Datasets;
using Scaling.Native.Datasets.Expressions;
using Scaling.Native.Parquet;
using Scaling.Native.Parquet.Encodings;
using Scaling.Native.Parquet.Metadata;
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

    [Theory]
    [InlineData("[1, NULL, -3]", "[1,null,-3]", "list<int32>")]
    [InlineData("[18446744073709551615::UBIGINT]", "[18446744073709551615]", "list<uint64>")]
    [InlineData("[1.5, 1, 'NaN', 'inf', '-inf', 1e300]::DOUBLE[]", """[1.5,1.0,"NaN","Infinity","-Infinity",1E+300]""", "list<double>")]
    [InlineData("[0.1]::FLOAT[]", "[0.1]", "list<single>")]
    [InlineData("[1.50, -0.05]::DECIMAL(5,2)[]", "[1.50,-0.05]", "list<decimal(5,2)>")]
    [InlineData("[-12345678901234567890123456789012345.678]::DECIMAL(38,3)[]", "[-12345678901234567890123456789012345.678]", "list<decimal(38,3)>")]
    [InlineData("[true, false, NULL]", "[true,false,null]", "list<boolean>")]
    [InlineData("[DATE '2024-02-29', DATE '12000-01-01']", """["2024-02-29","1970-01-01+3663382 days"]""", "list<date>")]
    [InlineData("[TIME '01:02:03.5', TIME '24:00:00']", """["01:02:03.500000","00:00:00+86400000000e-6 s"]""", "list<time>")]
    [InlineData("[TIMESTAMP '2024-01-02 03:04:05']", """["2024-01-02T03:04:05"]""", "list<datetime>")]
    [InlineData("[TIMESTAMPTZ '2024-01-02 03:04:05.25+01']", """["2024-01-02T02:04:05.250000Z"]""", "list<datetimeoffset>")]
    [InlineData("['\\x00\\xFF\\x10'::BLOB, ''::BLOB]", """["AP8Q",""]""", "list<binary>")]
    [InlineData("['6F9619FF-8B86-D011-B42D-00CF4FC964FF'::UUID]", """["6f9619ff-8b86-d011-b42d-00cf4fc964ff"]""", "list<guid>")]
    [InlineData("['\"/\\' || chr(9) || chr(10) || chr(31) || 'ü😀']", """["\"/\\\t\n\u001fü😀"]""", "list<string>")]
    [InlineData("map {'b': 1, 'a': NULL}", """{"b":1,"a":null}""", "map<string,int32>")]
    [InlineData("map {1: [DATE '2024-01-01'], 2: NULL}", """[{"key":1,"value":["2024-01-01"]},{"key":2,"value":null}]""", "map<int32,list<date>>")]
    [InlineData("[map {'x': {'y': 1, 'z \"q\"': []::INTEGER[]}}, map {}]", """[{"x":{"y":1,"z \"q\"":[]}},{}]""", "list<map<string,struct<y:int32,z \"q\":list<int32>>>>")]
    [InlineData("[[[[['deep']]]], NULL]", """[[[[["deep"]]]],null]""", "list<list<list<list<list<string>>>>>")]
    public void Every_type_has_a_form_in_JSON(string value, string json, string nestedType)
    {
        _duckDb.Execute($"COPY (SELECT {value} AS v) TO '{File("d.parquet")}' (FORMAT parquet)");
        Assert.Equal(["'" + json], Cells.Of(ParquetFiles.Read(File("d.parquet")), 0));
        JsonNode.Parse(json);
        var column = Assert.Single(ParquetFileInfo.Read(File("d.parquet")).Columns);
        Assert.Equal(("v", ColumnType.String, nestedType, true, true, null),
            (column.Name, column.Type, column.NestedType, column.IsNested, column.IsNullable, column.NullCount));
    }

    [Fact]
    public void What_is_not_read_is_refused_by_name_and_listed_and_may_be_left_out()
    {
        _duckDb.Execute(
            $"COPY (SELECT 1 AS a, [INTERVAL 1 DAY] AS l, {{'x': INTERVAL 1 DAY, 'y': 'z'}} AS s, [2] AS b) TO '{File("d.parquet")}' (FORMAT parquet)");
        var error = Assert.Throws<DatasetException>(() => new ParquetDatasetReader(File("d.parquet")));
        Assert.Equal((DatasetError.FormatNotSupported, "l", File("d.parquet")), (error.Error, error.Column, error.Path));
        Assert.Equal("s.x", Assert.Throws<DatasetException>(() => ParquetFiles.Read(File("d.parquet"), "a", "s.x")).Column);
        var read = ParquetFiles.Read(File("d.parquet"), "b", "s.y", "a");
        Assert.Equal(["'[2]", "'z", "1"], Enumerable.Range(0, 3).Select(i => Assert.Single(Cells.Of(read, i))));
        Assert.Equal([("a", true, false), ("l", false, true), ("s.x", false, true), ("s.y", true, true), ("b", true, true)],
            ParquetFileInfo.Read(File("d.parquet")).Columns.Select(c => (c.Name, c.Type is not null, c.IsNested)));
        error = Assert.Throws<DatasetException>(() => ParquetFiles.Read(File("d.parquet"), "s"));
        Assert.Equal((DatasetError.ColumnNotFound, "s"), (error.Error, error.Column));
        Assert.Contains("s.y", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_with_the_name_of_a_path_is_an_error_only_where_it_is_read()
    {
        _duckDb.Execute($"COPY (SELECT 1 AS \"s.x\", {{'x': 2, 'y': 3}} AS s) TO '{File("d.parquet")}' (FORMAT parquet)");
        var error = Assert.Throws<DatasetException>(() => new ParquetDatasetReader(File("d.parquet")));
        Assert.Equal((DatasetError.DuplicateColumn, "s.x", File("d.parquet")), (error.Error, error.Column, error.Path));
        error = Assert.Throws<DatasetException>(() => ParquetFiles.Read(File("d.parquet"), "s.x"));
        Assert.Equal((DatasetError.DuplicateColumn, "s.x"), (error.Error, error.Column));
        Assert.Equal(["3"], Cells.Of(ParquetFiles.Read(File("d.parquet"), "s.y"), 0));
    }

    [Fact]
    public void Rows_of_lists_are_passed_over_where_reading_begins_anew()
    {
        _duckDb.Execute("CREATE TABLE t AS SELECT i, list_transform(range(i % 5), lambda x: {'a': i + x, 'b': ['y' || x]}) l FROM range(200000) r(i)");
        _duckDb.Execute($"COPY t TO '{File("d.parquet")}' (FORMAT parquet, ROW_GROUP_SIZE 120000)");
        var all = ParquetFiles.Read(File("d.parquet"));
        var filter = new ParquetFilterTests.FilterScript(
            new BinaryExpression(BinaryOperator.GreaterOrEqual, new ColumnExpression("i"), new ConstantExpression(0L)), ["i"]);
        using var reader = new ParquetDatasetReader(File("d.parquet"), new() { Filter = filter, Workers = 1 });
        List<DatasetBatch> read = [];
        while (reader.ReadBatch(default) is { } batch)
        {
            read.Add(batch);
            filter.Change(new BinaryExpression(BinaryOperator.GreaterThan, new ColumnExpression("i"), new ConstantExpression(-1L - read.Count)));
        }

        Assert.True(read.Count > 2);
        Cells.AssertEqual("l", Cells.Of(all, 1), Cells.Of(read, 1));
    }

    [Theory]
    [InlineData("list", true, "l", "list<int32>", "[1,null]")]
    [InlineData("bag", true, "l", "list<int32>", "[1,null]")]
    [InlineData("array", true, "l", "list<struct<element:int32>>", """[{"element":1},{"element":null}]""")]
    [InlineData("l_tuple", true, "l", "list<struct<element:int32>>", """[{"element":1},{"element":null}]""")]
    [InlineData("list", false, "l.list", "list<struct<element:int32>>", """[{"element":1},{"element":null}]""")]
    public void Lists_of_older_writers_are_read_by_the_rules_for_them(string name, bool isList, string column, string type, string json)
    {
        _duckDb.Execute($"COPY (SELECT UNNEST([[1, NULL], [], NULL]) AS l) TO '{File("d.parquet")}' (FORMAT parquet)");
        ChangeSchema(File("d.parquet"), elements =>
        {
            elements[1] = new() { Name = "l", RepetitionType = FieldRepetitionType.Optional, ChildCount = 1, ConvertedType = isList ? ConvertedType.List : null };
            elements[2] = new() { Name = name, RepetitionType = FieldRepetitionType.Repeated, ChildCount = 1 };
        });
        var read = ParquetFiles.Read(File("d.parquet"));
        Assert.Equal(column, Assert.Single(read[0].Schema).Name);
        Assert.Equal(["'" + json, "'[]", Cells.Null], Cells.Of(read, 0));
        Assert.Equal(type, ParquetFileInfo.Read(File("d.parquet")).Columns[0].NestedType);
    }

    [Fact]
    public void Schemas_in_every_form_tell_their_columns()
    {
        SchemaElement Group(string name, FieldRepetitionType repetition, int children, ConvertedType? converted = null) =>
            new() { Name = name, RepetitionType = repetition, ChildCount = children, ConvertedType = converted };
        SchemaElement Leaf(string name, FieldRepetitionType repetition, PhysicalType type = PhysicalType.Int32, ConvertedType? converted = null) =>
            new() { Name = name, RepetitionType = repetition, Type = type, ConvertedType = converted };
        const FieldRepetitionType Required = FieldRepetitionType.Required, Optional = FieldRepetitionType.Optional, Repeated = FieldRepetitionType.Repeated;
        SchemaElement[] elements =
        [
            Group("schema", Required, 8),
            Leaf("bare", Repeated),
            Group("two", Optional, 1, ConvertedType.List), Leaf("element", Repeated, PhysicalType.ByteArray, ConvertedType.Enum),
            Group("pairs", Required, 1, ConvertedType.List), Group("element", Repeated, 2), Leaf("a", Required), Leaf("b", Optional),
            Group("old", Optional, 1, ConvertedType.MapKeyValue), Group("map", Repeated, 2), Leaf("k", Required, PhysicalType.ByteArray, ConvertedType.Utf8), Leaf("v", Required),
            Group("set", Optional, 1, ConvertedType.Map), Group("key_value", Repeated, 1), Leaf("key", Required),
            Group("s", Required, 2), Leaf("r", Required), Group("deep", Optional, 1), Leaf("o", Required),
            Group("people", Repeated, 1), Leaf("name", Optional),
            Group("none", Optional, 0),
        ];
        var fields = SchemaTree.Read(elements).Fields;
        Assert.Equal(
            [("bare", "list<int32>", false), ("two", "list<string>", true), ("pairs", "list<struct<a:int32,b:int32>>", false),
                ("old", "map<string,int32>", true), ("set.key_value", "list<struct<key:int32>>", true), ("s.r", null, false), ("s.deep.o", null, true),
                ("people", "list<struct<name:int32>>", false)],
            fields.Select(f => (f.Name, f.NestedType, f.IsNullable)));
    }

    [Theory]
    [InlineData("list_transform(range(i % 4), lambda x: {'a': x, 'b': CASE WHEN x = 1 THEN NULL ELSE [i, x] END})", "do not fit each other")]
    [InlineData("range(i % 4)", "end before its rows", "go on after its rows")]
    public void Levels_that_do_not_fit_each_other_or_the_rows_are_damage(string value, params string[] expected)
    {
        _duckDb.Execute(
            $"COPY (SELECT {value} l FROM range(12) r(i)) TO '{File("whole.parquet")}' (FORMAT parquet, CODEC 'uncompressed')");
        var whole = System.IO.File.ReadAllBytes(File("whole.parquet"));
        var info = ParquetFileInfo.Read(File("whole.parquet"));
        HashSet<string> problems = [];
        for (var at = 4; at < whole.Length - info.FooterBytes - 8; at++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                var bytes = whole.ToArray();
                bytes[at] ^= (byte)(1 << bit);
                System.IO.File.WriteAllBytes(File("d.parquet"), bytes);
                try
                {
                    ParquetFiles.Read(File("d.parquet"));
                }
                catch (DatasetException e)
                {
                    Assert.Contains(e.Error, (DatasetError[])[DatasetError.CorruptFile, DatasetError.FormatNotSupported]);
                    Assert.Equal(("l", File("d.parquet")), (e.Column, e.Path));
                    problems.Add(e.Message);
                }
            }
        }

        foreach (var problem in expected) Assert.Contains(problems, p => p.Contains($"its levels {problem}", StringComparison.Ordinal));
    }

    [Fact]
    public void A_level_above_the_highest_is_damage()
    {
        _duckDb.Execute($"COPY (SELECT {{'a': {{'b': i}}}} AS s FROM range(100) r(i)) TO '{File("d.parquet")}' (FORMAT parquet, CODEC 'uncompressed')");
        var bytes = System.IO.File.ReadAllBytes(File("d.parquet"));
        // A run of definition levels of 3, in a byte of its own after the run's length.
        var run = bytes.AsSpan().IndexOf(new byte[] { 200, 1, 3 });
        Assert.True(run > 0);
        bytes[run + 2] = 4;
        System.IO.File.WriteAllBytes(File("d.parquet"), bytes);
        var error = Assert.Throws<DatasetException>(() => ParquetFiles.Read(File("d.parquet")));
        Assert.Equal((DatasetError.CorruptFile, "s.a.b"), (error.Error, error.Column));
    }

    private static void ChangeSchema(string path, Action<SchemaElement[]> change)
    {
        var bytes = System.IO.File.ReadAllBytes(path);
        var length = BitConverter.ToInt32(bytes, bytes.Length - 8);
        var reader = new ThriftCompactReader(bytes.AsSpan(bytes.Length - 8 - length, length));
        var metaData = FileMetaData.Read(ref reader);
        SchemaElement[] elements = [.. metaData.Schema];
        change(elements);
        var footer = new ByteBuffer();
        new FileMetaData
        {
            Version = metaData.Version,
            Schema = elements,
            RowCount = metaData.RowCount,
            RowGroups = metaData.RowGroups,
            KeyValueMetadata = [],
            ColumnOrders = metaData.ColumnOrders,
        }.Write(new(footer));
        footer.Append(footer.Length);
        footer.Append("PAR1"u8);
        System.IO.File.WriteAllBytes(path, [.. bytes[..^(8 + length)], .. footer.Written]);
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
