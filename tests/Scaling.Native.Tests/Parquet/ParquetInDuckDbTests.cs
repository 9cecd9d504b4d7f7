using System.Globalization;
using Scaling.Native.Datasets;
using Scaling.Native.Parquet;
using Scaling.Native.Parquet.Metadata;
using Xunit;

namespace Scaling.Native.Tests.Parquet;

/// <summary>What is written here reads equal in DuckDB, and its filters, which trust the statistics, find every row.</summary>
public sealed class ParquetInDuckDbTests : TemporaryFolder
{
    private readonly DuckDb _duckDb = new();

    public static TheoryData<NullPattern, ParquetCompression, int> Cases()
    {
        var cases = new TheoryData<NullPattern, ParquetCompression, int>();
        foreach (var pattern in Enum.GetValues<NullPattern>())
            foreach (var codec in Enum.GetValues<ParquetCompression>())
                foreach (var distinct in (int[])[0, 30]) cases.Add(pattern, codec, distinct);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_type_reads_equal(NullPattern pattern, ParquetCompression codec, int distinct)
    {
        var schema = ParquetFiles.SchemaOfAll();
        var batches = (int[])[1, 5_000, 9];
        var written = batches.Select((n, i) => Samples.Batch(schema, pattern, n, seed: 11 + i, distinct)).ToList();
        ParquetFiles.Write(File("a.parquet"), schema, written, new() { Compression = codec, RowGroupBytes = 400_000 });
        for (var i = 0; i < schema.Count; i++)
        {
            var theirs = _duckDb.Column($"'{File("a.parquet")}'", schema[i].Name, schema[i].Type);
            Cells.AssertEqual(schema[i].ToString(), Cells.Of(written, i), theirs);
        }
    }

    public static TheoryData<NullPattern, string> Encodings()
    {
        string[] encodings = ["PLAIN", "RLE_DICTIONARY", "DELTA_BINARY_PACKED", "DELTA_LENGTH_BYTE_ARRAY", "BYTE_STREAM_SPLIT"];
        var cases = new TheoryData<NullPattern, string>();
        foreach (var pattern in Enum.GetValues<NullPattern>())
            foreach (var encoding in encodings) cases.Add(pattern, encoding);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Every_type_reads_equal_in_every_encoding(NullPattern pattern, string name)
    {
        var schema = ParquetFiles.SchemaOfAll();
        var batches = (int[])[1, 3_000, 137];
        var written = batches.Select((n, i) => Samples.Batch(schema, pattern, n, seed: 31 + i)).ToList();
        var encoding = Enum.Parse<Encoding>(name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
        ParquetFiles.Write(File("a.parquet"), schema, written, new() { ForcedEncoding = encoding, RowGroupBytes = 600_000 });
        var used = ParquetFileInfo.Read(File("a.parquet")).Columns.Where(c => c.Encodings.Contains(name)).Select(c => c.PhysicalType);
        if (pattern != NullPattern.All || name == "PLAIN") Assert.Superset(TypesOf(name), used.Select(t => t.Split('(')[0]).ToHashSet());
        ParquetRoundTripTests.AssertSame(schema, written, ParquetFiles.Read(File("a.parquet")));
        for (var i = 0; i < schema.Count; i++)
        {
            var theirs = _duckDb.Column($"'{File("a.parquet")}'", schema[i].Name, schema[i].Type);
            Cells.AssertEqual(schema[i].ToString(), Cells.Of(written, i), theirs);
        }
    }

    /// <summary>More rows than a page, or a sample, holds.</summary>
    [Theory]
    [InlineData("DELTA_BINARY_PACKED")]
    [InlineData("DELTA_LENGTH_BYTE_ARRAY")]
    [InlineData("BYTE_STREAM_SPLIT")]
    public void Every_encoding_reads_equal_beyond_a_page(string name)
    {
        var schema = new DatasetSchema([new("i", ColumnType.Int64), new("j", ColumnType.Int32), new("d", ColumnType.Double),
            new("f", ColumnType.Single), new("s", ColumnType.String)]);
        var batch = Samples.Batch(schema, NullPattern.Random, 45_000, seed: 51);
        var encoding = Enum.Parse<Encoding>(name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
        ParquetFiles.Write(File("a.parquet"), schema, [batch], new() { ForcedEncoding = encoding });
        ParquetRoundTripTests.AssertSame(schema, [batch], ParquetFiles.Read(File("a.parquet")));
        for (var i = 0; i < schema.Count; i++)
            Assert.Equal(Cells.Of([batch], i), _duckDb.Column($"'{File("a.parquet")}'", schema[i].Name, schema[i].Type));
    }

    [Fact]
    public void Pages_beyond_one_read_equal()
    {
        var schema = ParquetFiles.SchemaOfAll();
        var batch = Samples.Batch(schema, NullPattern.Random, 70_000, seed: 21);
        ParquetFiles.Write(File("a.parquet"), schema, [batch]);
        for (var i = 0; i < schema.Count; i++)
            Assert.Equal(Cells.Of([batch], i), _duckDb.Column($"'{File("a.parquet")}'", schema[i].Name, schema[i].Type));
    }

    /// <summary>Each of many row groups holds a narrow range, so that wrong bounds would drop the one with the row.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    public void Filters_find_every_row_of_every_type(int distinct)
    {
        foreach (var type in Samples.Types)
        {
            var schema = new DatasetSchema([new("x", type)]);
            var written = Enumerable.Range(0, 30).Select(i =>
                Samples.Batch(schema, i == 7 ? NullPattern.All : NullPattern.Random, 12, seed: 100 + i, distinct)).ToList();
            var path = File($"{type.Kind}{type.Precision}.parquet");
            ParquetFiles.Write(path, schema, written, new() { RowGroupBytes = 60 });
            var plain = $"{type.Kind}{type.Precision}".ToLowerInvariant();
            _duckDb.Execute($"CREATE TABLE {plain} AS SELECT * FROM '{path}'");
            foreach (var comparison in (string[])["=", "<", "<=", ">", ">="])
            {
                foreach (var row in _duckDb.Query($"SELECT DISTINCT x::VARCHAR, typeof(x) FROM {plain} WHERE x IS NOT NULL LIMIT 6"))
                {
                    var literal = $"'{((string)row[0]!).Replace("'", "''")}'::{row[1]}";
                    var expected = _duckDb.Count($"SELECT count(*) FROM {plain} WHERE x {comparison} {literal}");
                    var actual = _duckDb.Count($"SELECT count(*) FROM '{path}' WHERE x {comparison} {literal}");
                    Assert.True(expected == actual, $"{type}: x {comparison} {literal} finds {actual} of {expected}.");
                }
            }

            Assert.Equal(_duckDb.Count($"SELECT count(*) FROM {plain} WHERE x IS NULL"),
                _duckDb.Count($"SELECT count(*) FROM '{path}' WHERE x IS NULL"));
        }
    }

    [Fact]
    public void Filters_find_hours_emoji_large_unsigned_numbers_and_what_lies_above_or_beside_NaN()
    {
        var schema = new DatasetSchema([new("ts", ColumnType.DateTime(6)), new("s", ColumnType.String), new("u", ColumnType.UInt64),
            new("d", ColumnType.Double), new("m", ColumnType.Decimal(30, 2))]);
        List<DatasetBatch> batches = [];
        for (var hour = 0; hour < 24; hour++)
        {
            var builders = schema.Select(c => ColumnBuilder.Create(c.Type)).ToArray();
            for (var i = 0; i < 100; i++)
            {
                builders[0].AppendObject(new DateTime(2024, 5, 17, hour, i / 2, 0));
                builders[1].AppendObject(i % 2 == 0 ? $"😀{hour:00}" : $"\uFFFD{hour:00}");
                builders[2].AppendObject((1UL << 63) - 12 + (ulong)hour);
                builders[3].AppendObject(i == 50 && hour % 2 == 0 ? double.NaN : hour);
                builders[4].AppendObject((hour - 12) * 100_000_000_000.25m);
            }

            batches.Add(new(schema, [.. builders.Select(b => b.Build())], 100, new(null)));
        }

        ParquetFiles.Write(File("a.parquet"), schema, batches, new() { RowGroupBytes = 4_000 });
        var from = $"FROM '{File("a.parquet")}' WHERE";
        Assert.Equal(24, _duckDb.Count($"SELECT count(DISTINCT hour(ts)) {from} ts >= TIMESTAMP '2024-05-17 00:00:00'"));
        Assert.Equal(100, _duckDb.Count($"SELECT count(*) {from} ts >= TIMESTAMP '2024-05-17 23:00:00'"));
        Assert.Equal(1200, _duckDb.Count($"SELECT count(*) {from} s >= '😀'"));
        Assert.Equal(50, _duckDb.Count($"SELECT count(*) {from} s = '😀23'"));
        Assert.Equal(50, _duckDb.Count($"SELECT count(*) {from} s = '\uFFFD07'"));
        Assert.Equal(1200, _duckDb.Count($"SELECT count(*) {from} u >= 9223372036854775808"));
        Assert.Equal(100, _duckDb.Count($"SELECT count(*) {from} u = 9223372036854775796"));
        Assert.Equal(12, _duckDb.Count($"SELECT count(*) {from} isnan(d)"));
        Assert.Equal(12, _duckDb.Count($"SELECT count(*) {from} d = 'NaN'::DOUBLE"));
        Assert.Equal(12, _duckDb.Count($"SELECT count(*) {from} d > 23"));
        Assert.Equal(99, _duckDb.Count($"SELECT count(*) {from} d = 22"));
        Assert.Equal(1100, _duckDb.Count($"SELECT count(*) {from} m > 0"));
        Assert.Equal(100, _duckDb.Count($"SELECT count(*) {from} m = -1200000000003.00"));
    }

    [Fact]
    public void A_file_without_rows_has_its_columns_there()
    {
        var schema = ParquetFiles.SchemaOfAll();
        ParquetFiles.Write(File("a.parquet"), schema, []);
        Assert.Equal(0, _duckDb.Count($"SELECT count(*) FROM '{File("a.parquet")}'"));
        Assert.Equal(schema.Select(c => (object)c.Name), _duckDb.Query($"DESCRIBE SELECT * FROM '{File("a.parquet")}'").Select(r => r[0]));
    }

    [Fact]
    public void Types_are_those_DuckDB_gives_its_own()
    {
        var schema = ParquetFiles.SchemaOfAll();
        ParquetFiles.Write(File("a.parquet"), schema, [Samples.Batch(schema, NullPattern.None, 10, 1)]);
        var types = _duckDb.Query($"DESCRIBE SELECT * FROM '{File("a.parquet")}'").Select(r => (string)r[1]!);
        Assert.Equal(
            [
                "BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "FLOAT", "DOUBLE",
                "DECIMAL(1,0)", "DECIMAL(9,2)", "DECIMAL(18,4)", "DECIMAL(19,0)", "DECIMAL(28,28)", "DECIMAL(38,10)",
                "DATE", "TIME", "TIME", "TIME_NS", "TIMESTAMP", "TIMESTAMP", "TIMESTAMP_NS",
                "TIMESTAMP WITH TIME ZONE", "TIMESTAMP WITH TIME ZONE", "TIMESTAMP WITH TIME ZONE",
                "VARCHAR", "VARCHAR", "BLOB", "UUID",
            ], types);
    }

    [Fact]
    public void The_metadata_agrees()
    {
        var schema = ParquetFiles.SchemaOfAll();
        List<DatasetBatch> batches = [Samples.Batch(schema, NullPattern.Random, 3_000, seed: 1),
            Samples.Batch(schema, NullPattern.None, 2_000, seed: 2, distinct: 20)];
        ParquetFiles.Write(File("a.parquet"), schema, batches, new() { RowGroupBytes = 300_000, Compression = ParquetCompression.Zstd });
        var info = ParquetFileInfo.Read(File("a.parquet"));
        var file = _duckDb.Query(
            $"SELECT created_by, num_rows, num_row_groups, format_version, footer_size FROM parquet_file_metadata('{info.Path}')")[0];
        Assert.Equal([info.CreatedBy, info.RowCount, (long)info.RowGroups.Count, (long)info.Version, info.FooterBytes],
            file.Select((v, i) => i == 0 ? v : Convert.ToInt64(v, CultureInfo.InvariantCulture)));
        foreach (var (column, index) in info.Columns.Select((c, i) => (c, i)))
        {
            var theirs = _duckDb.Query(
                $"""
                SELECT type, sum(total_compressed_size)::BIGINT, sum(total_uncompressed_size)::BIGINT, sum(stats_null_count)::BIGINT,
                    any_value(compression), bool_and(stats_min_value IS NOT NULL OR type IN ('FLOAT', 'DOUBLE')),
                    bool_and((dictionary_page_offset IS NOT NULL) = contains(encodings, 'RLE_DICTIONARY'))
                FROM parquet_metadata('{info.Path}') WHERE column_id = {index} GROUP BY type
                """)[0];
            var nulls = Cells.Of(batches, index).LongCount(c => c == Cells.Null);
            var physical = column.PhysicalType.Split('(')[0];
            Assert.Equal([physical, column.CompressedBytes, column.UncompressedBytes, nulls, "ZSTD", true, true], theirs);
            Assert.Equal(nulls, column.NullCount);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public void The_bounds_are_the_least_and_greatest_values_DuckDB_finds(int distinct)
    {
        var schema = ParquetFiles.SchemaOfAll();
        var path = File("a.parquet");
        ParquetFiles.Write(path, schema, [Samples.Batch(schema, NullPattern.Random, 3_000, seed: 1, distinct)]);
        foreach (var (column, index) in schema.Select((c, i) => (c, i)))
        {
            // DuckDB shows no infinite bounds.
            if (column.Type.Kind is ColumnKind.Single or ColumnKind.Double) continue;
            var bounds = _duckDb.Query(
                $"SELECT stats_min_value, stats_max_value FROM parquet_metadata('{path}') WHERE column_id = {index}");
            var values = _duckDb.Query($"SELECT min(\"{column.Name}\")::VARCHAR, max(\"{column.Name}\")::VARCHAR FROM '{path}'");
            Assert.Equal(values[0], bounds[0]);
        }
    }

    private static HashSet<string> TypesOf(string encoding) => encoding switch
    {
        "DELTA_BINARY_PACKED" => ["INT32", "INT64"],
        "DELTA_LENGTH_BYTE_ARRAY" => ["BYTE_ARRAY"],
        "BYTE_STREAM_SPLIT" => ["FLOAT", "DOUBLE"],
        "PLAIN" => ["BOOLEAN", "INT32", "INT64", "FLOAT", "DOUBLE", "BYTE_ARRAY", "FIXED_LEN_BYTE_ARRAY"],
        _ => ["INT32", "INT64", "FLOAT", "DOUBLE", "BYTE_ARRAY", "FIXED_LEN_BYTE_ARRAY"],
    };

    protected override void Dispose(bool disposing)
    {
        _duckDb.Dispose();
        base.Dispose(disposing);
    }
}
