using Scaling.Native.Datasets;
using Scaling.Native.Parquet;
using Xunit;

namespace Scaling.Native.Tests.Parquet;

public sealed class ParquetWorkersTests : TemporaryFolder
{
    private static readonly DatasetSchema Wide = new(
        Enumerable.Range(0, 12).Select(i => new DatasetColumn($"c{i}", i == 7 ? ColumnType.Decimal(4, 1) : ColumnType.Int64)));

    [Theory]
    [InlineData(ParquetCompression.Snappy)]
    [InlineData(ParquetCompression.Zstd)]
    [InlineData(ParquetCompression.Gzip)]
    public void The_file_is_the_same_for_any_number_of_workers(ParquetCompression codec)
    {
        var schema = ParquetFiles.SchemaOfAll();
        var batches = Enumerable.Range(0, 4).Select(i => Samples.Batch(schema, (NullPattern)i, 4_000, seed: i, distinct: i * 50)).ToList();
        foreach (var workers in (int[])[1, 2, 5, 100])
            ParquetFiles.Write(File($"{workers}.parquet"), schema, batches,
                new() { Workers = workers, Compression = codec, RowGroupBytes = 400_000 });
        var one = System.IO.File.ReadAllBytes(File("1.parquet"));
        Assert.True(ParquetFileInfo.Read(File("1.parquet")).RowGroups.Count > 3);
        foreach (var workers in (int[])[2, 5, 100]) Assert.Equal(one, System.IO.File.ReadAllBytes(File($"{workers}.parquet")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void What_fails_on_a_worker_is_thrown_to_the_caller_and_nothing_is_left(int workers)
    {
        var builders = Wide.Select(c => ColumnBuilder.Create(c.Type)).ToArray();
        for (var i = 0; i < 5_000; i++)
        {
            foreach (var builder in builders)
            {
                if (builder is FixedColumnBuilder<long> number) number.Append(i);
                else ((FixedColumnBuilder<Int128>)builder).Append(i == 4_999 ? 10_000 : 1);
            }
        }

        var batch = new DatasetBatch(Wide, [.. builders.Select(b => b.Build())], 5_000, new(null));
        using (var writer = new ParquetDatasetWriter(File("a.parquet"), Wide, new() { Workers = workers, RowGroupBytes = 100_000 }))
        {
            var error = Assert.Throws<DatasetException>(() =>
            {
                writer.Write(batch, CancellationToken.None);
                writer.Complete(CancellationToken.None);
            });
            Assert.Equal((DatasetError.ValueOverflow, "c7", File("a.parquet")), (error.Error, error.Column, error.Path));
            Assert.Throws<ObjectDisposedException>(() => writer.Complete(CancellationToken.None));
        }

        Assert.Empty(Directory.GetFiles(FolderPath));
    }

    [Fact]
    public void A_writer_disposed_while_workers_encode_leaves_nothing()
    {
        var batch = Samples.Batch(Wide, NullPattern.Random, 20_000, seed: 1);
        using (var writer = new ParquetDatasetWriter(File("a.parquet"), Wide, new() { Workers = 3, RowGroupBytes = 1_000_000 }))
            writer.Write(batch, CancellationToken.None);
        Assert.Empty(Directory.GetFiles(FolderPath));
    }

    [Fact]
    public void Cancelling_ends_the_workers_with_the_callers_token()
    {
        var batch = Samples.Batch(Wide, NullPattern.Random, 20_000, seed: 1);
        using var cancellation = new CancellationTokenSource();
        using (var writer = new ParquetDatasetWriter(File("a.parquet"), Wide, new() { Workers = 3, RowGroupBytes = 100_000_000 }))
        {
            writer.Write(batch, cancellation.Token);
            cancellation.Cancel();
            var error = Assert.Throws<OperationCanceledException>(() => writer.Complete(cancellation.Token));
            Assert.Equal(cancellation.Token, error.CancellationToken);
        }

        Assert.Empty(Directory.GetFiles(FolderPath));
    }

    [Fact]
    public void There_is_at_least_one_worker()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ParquetDatasetWriter(File("a.parquet"), Wide, new() { Workers = 0 }));
        Assert.Empty(Directory.GetFiles(FolderPath));
    }

    [Fact]
    public void Widest_keeps_to_plain_values_and_dictionaries()
    {
        var schema = ParquetFiles.SchemaOfAll();
        var batch = Samples.Batch(schema, NullPattern.Random, 5_000, seed: 9);
        ParquetFiles.Write(File("a.parquet"), schema, [batch], new() { Compatibility = ParquetCompatibility.Widest });
        var used = ParquetFileInfo.Read(File("a.parquet")).Columns.SelectMany(c => c.Encodings).ToHashSet();
        Assert.Subset(new HashSet<string> { "PLAIN", "RLE", "RLE_DICTIONARY" }, used);
        ParquetRoundTripTests.AssertSame(schema, [batch], ParquetFiles.Read(File("a.parquet")));
    }

    [Fact]
    public void Each_kind_of_column_gets_the_encoding_that_is_smallest_for_it()
    {
        var schema = new DatasetSchema([new("id", ColumnType.Int64), new("at", ColumnType.DateTime(6)), new("x", ColumnType.Double),
            new("hash", ColumnType.String), new("city", ColumnType.String), new("few", ColumnType.Double)]);
        var (builders, random) = (schema.Select(c => ColumnBuilder.Create(c.Type)).ToArray(), new Random(3));
        for (var i = 0; i < 30_000; i++)
        {
            ((FixedColumnBuilder<long>)builders[0]).Append(i);
            ((FixedColumnBuilder<long>)builders[1]).Append(1_700_000_000_000_000 + i * 1_000_000L + random.Next(1_000_000));
            ((FixedColumnBuilder<double>)builders[2]).Append(60 + random.NextDouble());
            ((BytesColumnBuilder)builders[3]).Append($"{random.NextInt64():x16}".AsSpan());
            ((BytesColumnBuilder)builders[4]).Append($"city {random.Next(40)}".AsSpan());
            ((FixedColumnBuilder<double>)builders[5]).Append(random.Next(100) / 4.0);
        }

        ParquetFiles.Write(File("a.parquet"), schema, [new(schema, [.. builders.Select(b => b.Build())], 30_000, new(null))]);
        var used = ParquetFileInfo.Read(File("a.parquet")).Columns.Select(c => c.Encodings[^1]);
        Assert.Equal(
            [
                "DELTA_BINARY_PACKED", "DELTA_BINARY_PACKED", "BYTE_STREAM_SPLIT", "DELTA_LENGTH_BYTE_ARRAY",
                "RLE_DICTIONARY", "RLE_DICTIONARY",
            ], used);
    }
}
