using Scaling.Native.Datasets;
using Scaling.Native.Datasets.Expressions;
using Scaling.Native.Parquet;
using Xunit;

namespace Scaling.Native.Tests.Parquet;

/// <summary>Reading with several threads gives what reading with one gives, failures included.</summary>
public sealed class ParquetReadWorkersTests : TemporaryFolder
{
    private static readonly DatasetSchema Schema = ParquetFiles.SchemaOfAll();

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 1)]
    [InlineData(2, 3)]
    [InlineData(5, 2)]
    [InlineData(64, 8)]
    public void The_batches_are_the_same_for_any_number_of_workers(int workers, int readAhead)
    {
        Write();
        var expected = Read(new() { Workers = 1 }, out _);
        Assert.True(expected.Count > 1);
        var actual = Read(new() { Workers = workers, ReadAhead = readAhead }, out _);
        Assert.Equal(expected.Select(b => (b.FirstRow, b.RowCount)), actual.Select(b => (b.FirstRow, b.RowCount)));
        for (var i = 0; i < Schema.Count; i++) Cells.AssertEqual(Schema[i].Name, Cells.Of(expected, i), Cells.Of(actual, i));
    }

    [Fact]
    public void The_first_failure_is_the_same_for_any_number_of_workers()
    {
        Write();
        var whole = System.IO.File.ReadAllBytes(File("a.parquet"));
        var random = new Random(4);
        var failed = 0;
        for (var round = 0; round < 12; round++)
        {
            var damaged = whole.ToArray();
            // Several places, so that several columns fail.
            for (var i = 0; i < 6; i++) random.NextBytes(damaged.AsSpan(random.Next(4, (int)(whole.Length * 0.7)), 30));
            System.IO.File.WriteAllBytes(File("a.parquet"), damaged);
            var expected = Read(new() { Workers = 1 }, out var failure);
            failed += failure is null ? 0 : 1;
            foreach (var workers in (int[])[2, 6])
            {
                var actual = Read(new() { Workers = workers }, out var again);
                Assert.Equal(failure?.Message, again?.Message);
                Assert.Equal(expected.Select(b => b.FirstRow), actual.Select(b => b.FirstRow));
            }
        }

        Assert.True(failed > 3);
    }

    [Fact]
    public void A_reader_can_be_disposed_while_batches_are_being_decoded()
    {
        Write();
        for (var i = 0; i < 20; i++)
        {
            var reader = new ParquetDatasetReader(File("a.parquet"), new() { Workers = 4 });
            Assert.NotNull(reader.ReadBatch(default));
            reader.Dispose();
            // Nobody holds the file any more.
            using var alone = System.IO.File.Open(File("a.parquet"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
    }

    [Fact]
    public void A_cancelled_reader_stays_failed()
    {
        Write();
        using var reader = new ParquetDatasetReader(File("a.parquet"), new() { Workers = 3 });
        Assert.NotNull(reader.ReadBatch(default));
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => reader.ReadBatch(source.Token));
        Assert.IsAssignableFrom<OperationCanceledException>(reader.Origin.Failure);
        Assert.ThrowsAny<OperationCanceledException>(() => reader.ReadBatch(default));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void Numbers_that_make_no_sense_are_refused(int workers, int readAhead)
    {
        Write();
        Assert.Throws<ArgumentOutOfRangeException>(() => new ParquetDatasetReader(File("a.parquet"), new() { Workers = workers, ReadAhead = readAhead }));
    }

    [Fact]
    public void An_offset_index_that_does_not_match_the_pages_is_an_error_where_it_is_used()
    {
        var schema = new DatasetSchema([new("l", ColumnType.Int64), new("s", ColumnType.String)]);
        var (l, s) = (new FixedColumnBuilder<long>(ColumnType.Int64), new BytesColumnBuilder(ColumnType.String));
        for (var i = 0; i < 1_000; i++)
        {
            l.Append(i);
            s.Append($"{i * 7919L}".AsSpan());
        }

        ParquetFiles.Write(File("a.parquet"), schema, [new(schema, [l.Build(), s.Build()], 1_000, new(null))], new() { PageRows = 100 });
        using (var file = System.IO.File.OpenHandle(File("a.parquet"), FileMode.Open, FileAccess.ReadWrite))
        {
            // The rows of one page become those of another: field 3 of the sixth location, 500 as a zigzag varint.
            var range = ParquetFooter.Read(file).MetaData.RowGroups[0].Columns[1].OffsetIndex!.Value;
            var bytes = new byte[range.Length];
            RandomAccess.Read(file, bytes, range.Offset);
            var at = bytes.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x16, 0xE8, 0x07]);
            bytes[at + 1] = 0xEA;
            RandomAccess.Write(file, bytes, range.Offset);
        }

        var filter = new ParquetFilterTests.FilterScript(new BinaryExpression(BinaryOperator.Equal,
            new ColumnExpression("l"), new ConstantExpression(550L)), ["l"]);
        using var reader = new ParquetDatasetReader(File("a.parquet"), new() { Filter = filter });
        var failure = Assert.Throws<DatasetException>(() => reader.ReadBatch(default));
        Assert.Equal((DatasetError.CorruptFile, "s"), (failure.Error, failure.Column));
        Assert.Equal(1_000, ParquetFiles.Read(File("a.parquet")).Sum(b => b.RowCount));
    }

    private void Write()
    {
        List<DatasetBatch> batches = [.. Enumerable.Range(0, 45).Select(i => Samples.Batch(Schema, (NullPattern)(i % 6), 1_700, seed: i, distinct: i % 2 * 40))];
        ParquetFiles.Write(File("a.parquet"), Schema, batches, new() { PageRows = 3_000, RowGroupBytes = 4_000_000, Compression = ParquetCompression.None });
    }

    private List<DatasetBatch> Read(ParquetReadOptions options, out DatasetException? failure)
    {
        List<DatasetBatch> batches = [];
        failure = null;
        try
        {
            using var reader = new ParquetDatasetReader(File("a.parquet"), options);
            while (reader.ReadBatch(default) is { } batch) batches.Add(batch);
        }
        catch (DatasetException e)
        {
            failure = e;
        }

        return batches;
    }
}
