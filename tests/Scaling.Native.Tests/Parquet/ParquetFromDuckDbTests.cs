using Scaling.Native.Datasets;
using Scaling.Native.Parquet;
using Xunit;

namespace Scaling.Native.Tests.Parquet;

/// <summary>What DuckDB writes reads equal here.</summary>
public sealed class ParquetFromDuckDbTests : TemporaryFolder
{
    /// <summary>DuckDB's types: an expression over i, and what the column is read as.</summary>
    private static readonly (string Type, string Value, ColumnType ReadAs)[] Columns =
    [
        ("BOOLEAN", "i % 3 = 0", ColumnType.Boolean),
        ("TINYINT", "(i * 7) % 256 - 128", ColumnType.Int8),
        ("SMALLINT", "(i * 7919) % 65536 - 32768", ColumnType.Int16),
        ("INTEGER", "(i * 1299709) % 4294967296 - 2147483648", ColumnType.Int32),
        ("BIGINT", "CASE i % 5 WHEN 0 THEN -9223372036854775808 WHEN 1 THEN 9223372036854775807 ELSE i * 15485863 END", ColumnType.Int64),
        ("UTINYINT", "(i * 7) % 256", ColumnType.UInt8),
        ("USMALLINT", "(i * 7919) % 65536", ColumnType.UInt16),
        ("UINTEGER", "(i * 1299709) % 4294967296", ColumnType.UInt32),
        ("UBIGINT", "18446744073709551615 - (i * 15485863)::UBIGINT", ColumnType.UInt64),
        ("FLOAT", "CASE i % 9 WHEN 0 THEN 'NaN' WHEN 1 THEN '-inf' WHEN 2 THEN '-0' ELSE (i / 7)::FLOAT END", ColumnType.Single),
        ("DOUBLE", "CASE i % 9 WHEN 0 THEN 'NaN' WHEN 1 THEN 'inf' WHEN 2 THEN '-0' ELSE i / 7 END", ColumnType.Double),
        ("DECIMAL(4,1)", "(i % 1999 - 999) / 10", ColumnType.Decimal(4, 1)),
        ("DECIMAL(9,2)", "(i * 1299709 % 1999999999 - 999999999) / 100", ColumnType.Decimal(9, 2)),
        ("DECIMAL(18,4)", "(i * 1299709) / 10000", ColumnType.Decimal(18, 4)),
        ("DECIMAL(38,10)", "(i::DECIMAL(38,10) - 500) * 1234567890123456.25", ColumnType.Decimal(38, 10)),
        ("DATE", "DATE '0001-01-01' + (i * 17)::INTEGER", ColumnType.Date),
        ("TIME", "TIME '00:00:00' + to_microseconds(i * 1299709 % 86400000000)", ColumnType.Time(6)),
        ("TIMESTAMP", "TIMESTAMP '1600-01-01 00:00:00.000001' + to_microseconds(i * 1299709000003)", ColumnType.DateTime(6)),
        ("TIMESTAMP_S", "TIMESTAMP '1600-01-01 00:00:00' + to_seconds(i * 1299709)", ColumnType.DateTime(6)),
        ("TIMESTAMP_MS", "TIMESTAMP '1600-01-01 00:00:00' + to_milliseconds(i * 1299709003)", ColumnType.DateTime(3)),
        ("TIMESTAMP_NS", "make_timestamp_ns(i * 1299709000003 - 5000000000000000)", ColumnType.DateTime(9)),
        ("TIMESTAMPTZ", "TIMESTAMPTZ '1600-01-01 00:00:00.000001+00' + to_microseconds(i * 1299709000003)", ColumnType.DateTimeOffset(6)),
        ("VARCHAR", "CASE i % 4 WHEN 0 THEN '' WHEN 1 THEN '😀 ' || i WHEN 2 THEN 'Zürich' ELSE repeat('x', (i % 50)::INTEGER) || i END",
            ColumnType.String),
        ("BLOB", "encode('b' || i) || '\\x00\\xFF'::BLOB", ColumnType.Binary),
        ("UUID", "md5(i::VARCHAR)::UUID", ColumnType.Guid),
        ("mood", "CASE i % 3 WHEN 0 THEN 'sad' WHEN 1 THEN 'ok' ELSE '😀' END", ColumnType.String),
    ];

    private static readonly string[] NullPatterns =
        ["false", "true", "i % 2 = 0", "hash(i) % 3 = 0", "i = 0 OR i = {0} - 1", "i <> {0} // 2"];

    private readonly DuckDb _duckDb = new();

    public ParquetFromDuckDbTests() => _duckDb.Execute("CREATE TYPE mood AS ENUM ('sad', 'ok', '😀')");

    public static TheoryData<int, string, string, int> Cases()
    {
        var cases = new TheoryData<int, string, string, int>();
        for (var pattern = 0; pattern < NullPatterns.Length; pattern++)
        {
            foreach (var version in (string[])["V1", "V2"])
            {
                foreach (var codec in (string[])["snappy", "zstd", "gzip", "uncompressed", "lz4_raw", "brotli"])
                    cases.Add(pattern, version, codec, 3_000);
                foreach (var rows in (int[])[1, 8, 70_000]) cases.Add(pattern, version, "snappy", rows);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_type_reads_equal(int pattern, string version, string codec, int rows)
    {
        var isNull = string.Format(System.Globalization.CultureInfo.InvariantCulture, NullPatterns[pattern], rows);
        var list = string.Join(", ", Columns.Select(c => $"CASE WHEN {isNull} THEN NULL ELSE ({c.Value})::{c.Type} END AS \"{c.Type}\""));
        _duckDb.Execute($"CREATE TABLE t AS SELECT {list} FROM range({rows}) r(i)");
        _duckDb.Execute(
            $"COPY t TO '{File("d.parquet")}' (FORMAT parquet, CODEC '{codec}', PARQUET_VERSION {version}, ROW_GROUP_SIZE 30000)");
        var read = ParquetFiles.Read(File("d.parquet"));
        for (var i = 0; i < Columns.Length; i++)
        {
            Assert.Equal(Columns[i].ReadAs, read[0].Schema[i].Type);
            var theirs = _duckDb.Column("t", Columns[i].Type, Columns[i].ReadAs);
            Cells.AssertEqual(Columns[i].Type, theirs, Cells.Of(read, i));
        }
    }

    [Fact]
    public void Version_2_uses_the_encodings_this_reader_must_know()
    {
        _duckDb.Execute("CREATE TABLE t AS SELECT i::BIGINT a, 'text ' || i b, i / 7 c FROM range(5000) r(i)");
        _duckDb.Execute($"COPY t TO '{File("d.parquet")}' (FORMAT parquet, PARQUET_VERSION V2)");
        var encodings = ParquetFileInfo.Read(File("d.parquet")).Columns.SelectMany(c => c.Encodings).ToHashSet();
        Assert.Superset(new HashSet<string> { "DELTA_BINARY_PACKED", "DELTA_LENGTH_BYTE_ARRAY", "BYTE_STREAM_SPLIT" }, encodings);
    }

    [Fact]
    public void The_end_of_a_day_is_kept_though_NET_has_no_such_time()
    {
        _duckDb.Execute($"COPY (SELECT TIME '24:00:00' AS t) TO '{File("d.parquet")}' (FORMAT parquet)");
        var read = ParquetFiles.Read(File("d.parquet"));
        Assert.Equal(86_400_000_000, read[0].Columns[0].Values<long>()[0]);
        Assert.Equal("00:00:00+86400000000e-6 s", read[0].GetValue(0, 0));
    }

    [Fact]
    public void A_type_that_is_not_read_is_refused_by_name()
    {
        _duckDb.Execute($"COPY (SELECT INTERVAL 3 DAYS AS i) TO '{File("d.parquet")}' (FORMAT parquet)");
        var error = Assert.Throws<DatasetException>(() => new ParquetDatasetReader(File("d.parquet")));
        Assert.Equal((DatasetError.FormatNotSupported, "i"), (error.Error, error.Column));
    }

    [Fact]
    public void An_encrypted_file_is_refused()
    {
        _duckDb.Execute("SET force_mbedtls_unsafe = 'true'; PRAGMA add_parquet_key('k', '0123456789112345')");
        _duckDb.Execute($"COPY (SELECT 1 AS a) TO '{File("d.parquet")}' (FORMAT parquet, ENCRYPTION_CONFIG {{footer_key: 'k'}})");
        var error = Assert.Throws<DatasetException>(() => new ParquetDatasetReader(File("d.parquet")));
        Assert.Equal((DatasetError.FormatNotSupported, File("d.parquet")), (error.Error, error.Path));
    }

    protected override void Dispose(bool disposing)
    {
        _duckDb.Dispose();
        base.Dispose(disposing);
    }
}
