using System.Diagnostics;
using Scaling.Native.Datasets;
using Scaling.Native.Parquet;
using Xunit;

namespace Scaling.Native.Tests.Parquet;

public sealed class ParquetDamageTests : TemporaryFolder
{
    /// <summary>A damaged file reads, or says that it is damaged; it never crashes, hangs or asks for memory beyond its size.</summary>
    [Theory]
    [InlineData(ParquetCompression.None, 1)]
    [InlineData(ParquetCompression.Snappy, 2)]
    [InlineData(ParquetCompression.Gzip, 3)]
    [InlineData(ParquetCompression.Zstd, 4)]
    [InlineData(ParquetCompression.Lz4, 5)]
    public void Damaged_bytes_of_our_files_raise_nothing_but_dataset_errors(ParquetCompression codec, int seed)
    {
        var schema = ParquetFiles.SchemaOfAll();
        List<DatasetBatch> batches = [Samples.Batch(schema, NullPattern.Random, 40, seed, distinct: 5),
            Samples.Batch(schema, NullPattern.None, 20, seed)];
        ParquetFiles.Write(File("whole.parquet"), schema, batches, new() { Compression = codec, RowGroupBytes = 8_000 });
        Damage(System.IO.File.ReadAllBytes(File("whole.parquet")), seed, rounds: 1500);
    }

    [Theory]
    [InlineData("snappy", "V1")]
    [InlineData("uncompressed", "V2")]
    [InlineData("zstd", "V2")]
    [InlineData("lz4_raw", "V2")]
    [InlineData("brotli", "V1")]
    public void Damaged_bytes_of_other_files_raise_nothing_but_dataset_errors(string codec, string version)
    {
        using var duckDb = new DuckDb();
        duckDb.Execute(
            $"""
            COPY (
                SELECT i::INTEGER a, i * 15485863 b, CASE WHEN i % 3 = 0 THEN NULL ELSE 'text ' || i END c, i / 7 d, 'x' || i % 3 e,
                    i % 2 = 0 f, i::DECIMAL(30,2) g, md5(i::VARCHAR)::UUID h
                FROM range(100) r(i))
            TO '{File("whole.parquet")}' (FORMAT parquet, CODEC '{codec}', PARQUET_VERSION {version})
            """);
        Damage(System.IO.File.ReadAllBytes(File("whole.parquet")), seed: 5, rounds: 1500);
    }

    [Theory]
    [InlineData("uncompressed", "V1", 6)]
    [InlineData("uncompressed", "V2", 7)]
    [InlineData("snappy", "V1", 8)]
    public void Damaged_bytes_of_nested_columns_raise_nothing_but_dataset_errors(string codec, string version, int seed)
    {
        using var duckDb = new DuckDb();
        duckDb.Execute(
            $$"""
            COPY (
                SELECT {'a': CASE WHEN i % 3 = 0 THEN NULL ELSE {'b': i, 'c': 'x' || i % 3} END} s, range(i % 5) l,
                    list_transform(range(i % 4), lambda x: {'k': x, 'm': map {'a' || x: [i, NULL]}, 'd': (i + x)::DECIMAL(20,1)}) n
                FROM range(60) r(i))
            TO '{{File("whole.parquet")}}' (FORMAT parquet, CODEC '{{codec}}', PARQUET_VERSION {{version}})
            """);
        Damage(System.IO.File.ReadAllBytes(File("whole.parquet")), seed, rounds: 2500);
    }

    [Fact]
    public void A_file_cut_anywhere_is_an_error()
    {
        var schema = new DatasetSchema([new("a", ColumnType.Int32), new("b", ColumnType.String)]);
        ParquetFiles.Write(File("whole.parquet"), schema, [Samples.Batch(schema, NullPattern.Random, 50, seed: 1)]);
        var bytes = System.IO.File.ReadAllBytes(File("whole.parquet"));
        for (var length = 0; length < bytes.Length; length++)
        {
            System.IO.File.WriteAllBytes(File("cut.parquet"), bytes[..length]);
            var error = Assert.Throws<DatasetException>(() => new ParquetDatasetReader(File("cut.parquet")));
            Assert.Equal((length == 0 ? DatasetError.EmptyFile : DatasetError.CorruptFile, File("cut.parquet")), (error.Error, error.Path));
        }
    }

    [Fact]
    public void A_file_of_another_format_is_an_error()
    {
        System.IO.File.WriteAllText(File("a.parquet"), "id,name\n1,one\n2,two\n");
        var error = Assert.Throws<DatasetException>(() => ParquetFileInfo.Read(File("a.parquet")));
        Assert.Equal((DatasetError.CorruptFile, File("a.parquet")), (error.Error, error.Path));
        Assert.Contains("no Parquet file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_page_fails_the_origin_names_file_and_column_and_stays_failed()
    {
        var schema = new DatasetSchema([new("a", ColumnType.Int32, IsNullable: false), new("b", ColumnType.String)]);
        ParquetFiles.Write(File("a.parquet"), schema, [Samples.Batch(schema, NullPattern.Random, 50, seed: 1)],
            new() { Compression = ParquetCompression.Gzip });
        var bytes = System.IO.File.ReadAllBytes(File("a.parquet"));
        bytes.AsSpan(bytes.AsSpan().IndexOf(new byte[] { 0x1F, 0x8B }), 30).Fill(0xEE);
        System.IO.File.WriteAllBytes(File("a.parquet"), bytes);
        using var reader = new ParquetDatasetReader(File("a.parquet"));
        var error = Assert.Throws<DatasetException>(() => reader.ReadBatch(CancellationToken.None));
        Assert.Equal((DatasetError.CorruptFile, File("a.parquet"), "a"), (error.Error, error.Path, error.Column));
        Assert.Same(error, reader.Origin.Failure);
        Assert.Equal(error.Message, Assert.Throws<DatasetException>(() => reader.ReadBatch(CancellationToken.None)).Message);
    }

    [Fact]
    public void Text_that_is_not_UTF8_is_an_error()
    {
        var schema = new DatasetSchema([new("s", ColumnType.String)]);
        var builder = (BytesColumnBuilder)ColumnBuilder.Create(ColumnType.String);
        builder.Append("ok"u8);
        builder.Append([0xC3]);
        builder.Append([0xA9]);
        ParquetFiles.Write(File("a.parquet"), schema, [new(schema, [builder.Build()], 3, new(null))]);
        var error = Assert.Throws<DatasetException>(() => ParquetFiles.Read(File("a.parquet")));
        Assert.Equal((DatasetError.MalformedText, "s", File("a.parquet")), (error.Error, error.Column, error.Path));
    }

    [Fact]
    public void A_missing_file_and_a_missing_column_are_errors()
    {
        Assert.Throws<FileNotFoundException>(() => new ParquetDatasetReader(File("none.parquet")));
        var schema = new DatasetSchema([new("a", ColumnType.Int32)]);
        ParquetFiles.Write(File("a.parquet"), schema, []);
        var error = Assert.Throws<DatasetException>(() => new ParquetDatasetReader(File("a.parquet"), new() { Columns = ["b"] }));
        Assert.Equal((DatasetError.ColumnNotFound, "b"), (error.Error, error.Column));
        Assert.Contains("The only column is a.", error.Message, StringComparison.Ordinal);
    }

    private void Damage(byte[] whole, int seed, int rounds)
    {
        var random = new Random(seed);
        var (read, refused) = (0, 0);
        for (var round = 0; round < rounds; round++)
        {
            var bytes = whole.ToArray();
            for (var i = random.Next(1, 4); i > 0; i--)
            {
                // The footer is where the lies that matter are told.
                var at = random.Next(2) == 0 ? random.Next(bytes.Length) : bytes.Length - 1 - random.Next(bytes.Length / 2);
                bytes[at] = random.Next(3) switch { 0 => (byte)(bytes[at] ^ 1 << random.Next(8)), 1 => 0xFF, _ => (byte)random.Next(256) };
            }

            if (random.Next(20) == 0) bytes = [.. bytes[..random.Next(bytes.Length)], .. whole[^random.Next(whole.Length)..]];
            System.IO.File.WriteAllBytes(File("damaged.parquet"), bytes);
            var (before, start) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
            try
            {
                ParquetFileInfo.Read(File("damaged.parquet"));
                using var reader = new ParquetDatasetReader(File("damaged.parquet"));
                while (reader.ReadBatch(CancellationToken.None) is not null)
                {
                }

                read++;
            }
            catch (DatasetException e)
            {
                Assert.Equal(File("damaged.parquet"), e.Path);
                refused++;
            }

            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < 64L << 20, $"Round {round} of seed {seed} allocated {allocated} bytes.");
            Assert.True(Stopwatch.GetElapsedTime(start).TotalSeconds < 30, $"Round {round} of seed {seed} hangs.");
        }

        Assert.True(read > 0 && refused > 0);
    }
}
