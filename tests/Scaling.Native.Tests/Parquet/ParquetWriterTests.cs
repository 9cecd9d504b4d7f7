using Scaling.Native.Datasets;
using Scaling.Native.Parquet;
using Xunit;

namespace Scaling.Native.Tests.Parquet;

public sealed class ParquetWriterTests : TemporaryFolder
{
    private static readonly DatasetSchema Schema = new([new("a", ColumnType.Int32), new("b", ColumnType.String)]);

    [Fact]
    public void Without_Complete_the_old_file_stays_and_nothing_else_does()
    {
        System.IO.File.WriteAllText(File("a.parquet"), "old");
        using (var writer = new ParquetDatasetWriter(File("a.parquet"), Schema, new() { Overwrite = true, RowGroupBytes = 1 }))
            writer.Write(Samples.Batch(Schema, NullPattern.None, 100, 1), CancellationToken.None);
        Assert.Equal("old", System.IO.File.ReadAllText(File("a.parquet")));
        Assert.Single(Directory.GetFiles(FolderPath));
    }

    [Fact]
    public void After_a_cancelled_write_nothing_can_be_completed()
    {
        System.IO.File.WriteAllText(File("a.parquet"), "old");
        using (var writer = new ParquetDatasetWriter(File("a.parquet"), Schema, new() { Overwrite = true, RowGroupBytes = 1 }))
        {
            Assert.Throws<OperationCanceledException>(() => writer.Write(Samples.Batch(Schema, NullPattern.None, 100, 1),
                new(canceled: true)));
            Assert.Throws<ObjectDisposedException>(() => writer.Complete(CancellationToken.None));
        }

        Assert.Equal("old", System.IO.File.ReadAllText(File("a.parquet")));
        Assert.Single(Directory.GetFiles(FolderPath));
    }

    [Fact]
    public void A_cancelled_Complete_leaves_the_old_file()
    {
        System.IO.File.WriteAllText(File("a.parquet"), "old");
        using (var writer = new ParquetDatasetWriter(File("a.parquet"), Schema, new() { Overwrite = true }))
        {
            writer.Write(Samples.Batch(Schema, NullPattern.None, 100, 1), CancellationToken.None);
            Assert.Throws<OperationCanceledException>(() => writer.Complete(new(canceled: true)));
        }

        Assert.Equal("old", System.IO.File.ReadAllText(File("a.parquet")));
    }

    [Fact]
    public void An_existing_file_is_replaced_only_when_asked()
    {
        System.IO.File.WriteAllText(File("a.parquet"), "old");
        Assert.Throws<IOException>(() => new ParquetDatasetWriter(File("a.parquet"), Schema));
        ParquetFiles.Write(File("a.parquet"), Schema, [], new() { Overwrite = true });
        Assert.Empty(ParquetFiles.Read(File("a.parquet")));
    }

    [Fact]
    public void An_input_that_failed_midway_is_not_passed_off_as_the_whole()
    {
        var origin = new DatasetOrigin("/data/in.csv");
        using (var writer = new ParquetDatasetWriter(File("a.parquet"), Schema))
        {
            writer.Write(Samples.Batch(Schema, NullPattern.None, 100, 1, origin: origin), CancellationToken.None);
            origin.Fail(new IOException("gone"));
            var error = Assert.Throws<DatasetException>(() => writer.Complete(CancellationToken.None));
            Assert.Equal(DatasetError.InputIncomplete, error.Error);
            Assert.Contains("/data/in.csv", error.Message, StringComparison.Ordinal);
        }

        Assert.Empty(Directory.GetFiles(FolderPath));
    }

    [Fact]
    public void Batches_of_another_schema_are_refused_naming_the_column()
    {
        using var writer = new ParquetDatasetWriter(File("a.parquet"), Schema);
        var other = new DatasetSchema([new("a", ColumnType.Int32), new("b", ColumnType.Binary)]);
        var error = Assert.Throws<DatasetException>(() => writer.Write(Samples.Batch(other, NullPattern.None, 3, 1),
            CancellationToken.None));
        Assert.Equal((DatasetError.SchemaMismatch, "b"), (error.Error, error.Column));
        writer.Write(Samples.Batch(Schema, NullPattern.None, 3, 1), CancellationToken.None);
        Assert.Equal(3, writer.Complete(CancellationToken.None).Rows);
    }

    [Fact]
    public void A_null_in_a_required_column_is_refused()
    {
        var required = new DatasetSchema([new("a", ColumnType.Int32, IsNullable: false)]);
        var nullable = new DatasetSchema([new("a", ColumnType.Int32)]);
        using var writer = new ParquetDatasetWriter(File("a.parquet"), required);
        writer.Write(Samples.Batch(nullable, NullPattern.None, 3, 1), CancellationToken.None);
        var error = Assert.Throws<DatasetException>(() => writer.Write(Samples.Batch(nullable, NullPattern.Random, 30, 1),
            CancellationToken.None));
        Assert.Equal((DatasetError.SchemaMismatch, "a"), (error.Error, error.Column));
    }

    [Fact]
    public void A_decimal_with_too_many_digits_is_refused_and_nothing_is_written()
    {
        var schema = new DatasetSchema([new("m", ColumnType.Decimal(4, 1))]);
        var builder = (FixedColumnBuilder<Int128>)ColumnBuilder.Create(schema[0].Type);
        builder.Append(10_000);
        using (var writer = new ParquetDatasetWriter(File("a.parquet"), schema))
        {
            writer.Write(new(schema, [builder.Build()], 1, new(null)), CancellationToken.None);
            var error = Assert.Throws<DatasetException>(() => writer.Complete(CancellationToken.None));
            Assert.Equal((DatasetError.ValueOverflow, "m", File("a.parquet")), (error.Error, error.Column, error.Path));
        }

        Assert.Empty(Directory.GetFiles(FolderPath));
    }

    [Fact]
    public void Options_that_make_no_sense_are_refused_before_a_file_is_touched()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ParquetDatasetWriter(File("a.parquet"), Schema,
            new() { CompressionLevel = 3 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ParquetDatasetWriter(File("a.parquet"), Schema,
            new() { Compression = ParquetCompression.Zstd, CompressionLevel = 23 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ParquetDatasetWriter(File("a.parquet"), Schema,
            new() { Compression = ParquetCompression.Lz4, CompressionLevel = 13 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ParquetDatasetWriter(File("a.parquet"), Schema, new() { RowGroupBytes = 0 }));
        Assert.Equal(DatasetError.FormatNotSupported, Assert.Throws<DatasetException>(() =>
            new ParquetDatasetWriter(File("a.parquet"), new([]))).Error);
        Assert.Equal(DatasetError.MemoryLimitExceeded, Assert.Throws<DatasetException>(() =>
            new ParquetDatasetWriter(File("a.parquet"), Schema, new() { MemoryLimit = 1000 })).Error);
        Assert.Empty(Directory.GetFiles(FolderPath));
    }

    [Theory]
    [InlineData(ParquetCompression.Zstd, 1, 19)]
    [InlineData(ParquetCompression.Gzip, 1, 9)]
    [InlineData(ParquetCompression.Lz4, 0, 12)]
    public void Higher_levels_make_smaller_files(ParquetCompression codec, int low, int high)
    {
        var batch = Samples.Batch(ParquetFiles.SchemaOfAll(), NullPattern.Random, 5_000, 1);
        var sizes = ((int[])[low, high]).Select(level =>
            ParquetFiles.Write(File("a.parquet"), batch.Schema, [batch],
                new() { Compression = codec, CompressionLevel = level, Overwrite = true }).Bytes).ToList();
        Assert.True(sizes[1] < sizes[0]);
    }

    [Fact]
    public void A_memory_limit_makes_row_groups_smaller()
    {
        var schema = new DatasetSchema([new("a", ColumnType.Int64)]);
        var batches = Enumerable.Range(0, 40).Select(i => Samples.Batch(schema, NullPattern.None, 65_536, i)).ToList();
        var free = ParquetFiles.Write(File("a.parquet"), schema, batches).RowGroups;
        var limited = ParquetFiles.Write(File("b.parquet"), schema, batches,
            new() { MemoryLimit = ParquetDatasetWriter.LeastMemoryLimit }).RowGroups;
        Assert.Equal(3, free);
        Assert.True(limited >= 2 && ParquetFiles.Read(File("b.parquet")).Sum(b => b.RowCount) == 40 * 65_536);
    }
}
