using Scaling.Native.Datasets;
using Scaling.Native.Parquet;
using Xunit;

namespace Scaling.Native.Tests.Parquet;

public sealed class ParquetRoundTripTests : TemporaryFolder
{
    public static TheoryData<NullPattern, ParquetCompression, int> Cases()
    {
        var cases = new TheoryData<NullPattern, ParquetCompression, int>();
        foreach (var pattern in Enum.GetValues<NullPattern>())
        {
            foreach (var codec in Enum.GetValues<ParquetCompression>())
                foreach (var count in (int[])[1, 7, 8, 9, 1000]) cases.Add(pattern, codec, count);
            cases.Add(pattern, ParquetCompression.Snappy, 70_000);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_type_reads_back_as_written(NullPattern pattern, ParquetCompression codec, int count)
    {
        var schema = ParquetFiles.SchemaOfAll();
        var batch = Samples.Batch(schema, pattern, count, seed: 1);
        var summary = ParquetFiles.Write(File("a.parquet"), schema, [batch], new() { Compression = codec });
        var read = ParquetFiles.Read(File("a.parquet"));
        Assert.Equal(count, summary.Rows);
        Assert.Equal(new FileInfo(File("a.parquet")).Length, summary.Bytes);
        Assert.All(read, b => Assert.Equal(schema, b.Schema));
        AssertSame(schema, [batch], read);
    }

    [Theory]
    [InlineData(NullPattern.None)]
    [InlineData(NullPattern.Random)]
    public void Several_row_groups_from_batches_of_any_size_read_back_as_written(NullPattern pattern)
    {
        var schema = ParquetFiles.SchemaOfAll();
        int[] sizes = [1, 2, 19_999, 3, 8_000, 1, 50_000];
        var batches = sizes.Select((n, i) => Samples.Batch(schema, pattern, n, seed: i)).ToList();
        var summary = ParquetFiles.Write(File("a.parquet"), schema, batches, new() { RowGroupBytes = 3_000_000 });
        var read = ParquetFiles.Read(File("a.parquet"));
        Assert.InRange(summary.RowGroups, 3, 20);
        Assert.Equal(sizes.Sum(), summary.Rows);
        AssertSame(schema, batches, read);
        Assert.Equal(read[0].RowCount, read[1].FirstRow - read[0].FirstRow);
    }

    [Fact]
    public void Few_distinct_values_are_written_as_a_dictionary_and_read_back()
    {
        var schema = ParquetFiles.SchemaOfAll();
        var batches = new[] { Samples.Batch(schema, NullPattern.Random, 50_000, seed: 3, distinct: 40),
            Samples.Batch(schema, NullPattern.None, 5_000, seed: 4, distinct: 40) };
        ParquetFiles.Write(File("a.parquet"), schema, batches, new() { RowGroupBytes = 5_000_000 });
        var info = ParquetFileInfo.Read(File("a.parquet"));
        Assert.All(info.Columns.Where(c => c.Type!.Kind != ColumnKind.Boolean), c => Assert.Contains("RLE_DICTIONARY", c.Encodings));
        AssertSame(schema, batches, ParquetFiles.Read(File("a.parquet")));
    }

    [Fact]
    public void Columns_that_hold_no_null_are_required()
    {
        var schema = ParquetFiles.SchemaOfAll(isNullable: false);
        var batch = Samples.Batch(schema, NullPattern.Random, 20_001, seed: 5);
        ParquetFiles.Write(File("a.parquet"), schema, [batch]);
        var read = ParquetFiles.Read(File("a.parquet"));
        Assert.Equal(schema, read[0].Schema);
        AssertSame(schema, [batch], read);
    }

    [Fact]
    public void A_file_without_rows_keeps_its_schema()
    {
        var schema = ParquetFiles.SchemaOfAll();
        var summary = ParquetFiles.Write(File("a.parquet"), schema, []);
        using var reader = new ParquetDatasetReader(File("a.parquet"));
        Assert.Equal(new DatasetWriteSummary(0, new FileInfo(File("a.parquet")).Length, 0), summary);
        Assert.Equal(schema, reader.Schema);
        Assert.Null(reader.ReadBatch(CancellationToken.None));
    }

    [Fact]
    public void Only_the_columns_asked_for_are_read_in_the_order_asked()
    {
        var schema = ParquetFiles.SchemaOfAll();
        var batch = Samples.Batch(schema, NullPattern.Random, 1000, seed: 6);
        ParquetFiles.Write(File("a.parquet"), schema, [batch]);
        var read = ParquetFiles.Read(File("a.parquet"), "STRING", "int8");
        Assert.Equal(["string", "int8"], read[0].Schema.Select(c => c.Name));
        Assert.Equal(Cells.Of([batch], schema.IndexOf("string")), Cells.Of(read, 0));
        Assert.Equal(Cells.Of([batch], schema.IndexOf("int8")), Cells.Of(read, 1));
    }

    [Fact]
    public void Values_longer_than_a_page_read_back_as_written()
    {
        var schema = new DatasetSchema([new("t", ColumnType.String), new("b", ColumnType.Binary)]);
        var (text, bytes) = ((BytesColumnBuilder)ColumnBuilder.Create(ColumnType.String),
            (BytesColumnBuilder)ColumnBuilder.Create(ColumnType.Binary));
        foreach (var length in (int[])[0, 5_000_000, 1, 1_048_576, 1_048_572, 3])
        {
            text.Append(new string('x', length).AsSpan());
            bytes.Append(new byte[length]);
        }

        var batch = new DatasetBatch(schema, [text.Build(), bytes.Build()], 6, new(null));
        ParquetFiles.Write(File("a.parquet"), schema, [batch]);
        AssertSame(schema, [batch], ParquetFiles.Read(File("a.parquet")));
    }

    [Fact]
    public void Long_rows_come_in_smaller_batches()
    {
        var schema = new DatasetSchema([new("t", ColumnType.String)]);
        var text = (BytesColumnBuilder)ColumnBuilder.Create(ColumnType.String);
        var value = new string('x', 100_000);
        for (var i = 0; i < 4000; i++) text.Append(value.AsSpan());
        ParquetFiles.Write(File("a.parquet"), schema, [new(schema, [text.Build()], 4000, new(null))], new() { RowGroupBytes = 1L << 30 });
        var read = ParquetFiles.Read(File("a.parquet"));
        Assert.Equal(4000, read.Sum(b => b.RowCount));
        Assert.All(read, b => Assert.True(b.Columns[0].Bytes().Length < 300_000_000));
    }

    [Fact]
    public void Batches_from_one_dictionary_share_their_categories()
    {
        var schema = new DatasetSchema([new("c", ColumnType.Category)]);
        var batch = Samples.Batch(schema, NullPattern.Random, 200_000, seed: 7);
        ParquetFiles.Write(File("a.parquet"), schema, [batch]);
        var read = ParquetFiles.Read(File("a.parquet"));
        Assert.True(read.Count > 2);
        var first = ((Apache.Arrow.DictionaryArray)read[0].Columns[0]).Dictionary;
        Assert.All(read, b => Assert.Same(first.Data, ((Apache.Arrow.DictionaryArray)b.Columns[0]).Dictionary.Data));
        Assert.Equal(first.Length, Cells.Of(read, 0).Where(c => c != Cells.Null).Distinct().Count());
        AssertSame(schema, [batch], read);
    }

    [Fact]
    public void Categories_that_span_row_groups_or_have_no_dictionary_page_stay_distinct()
    {
        var schema = new DatasetSchema([new("c", ColumnType.Category)]);
        List<DatasetBatch> batches = [Samples.Batch(schema, NullPattern.Random, 30_000, seed: 7),
            Samples.Batch(schema, NullPattern.All, 9, seed: 8), Unique(schema, 40_000)];
        ParquetFiles.Write(File("a.parquet"), schema, batches, new() { RowGroupBytes = 60_000 });
        var read = ParquetFiles.Read(File("a.parquet"));
        AssertSame(schema, batches, read);
        foreach (var batch in read)
        {
            var values = ((Apache.Arrow.DictionaryArray)batch.Columns[0]).Dictionary;
            Assert.Equal(values.Length, Enumerable.Range(0, values.Length).Select(i => Cells.Text(values, ColumnType.String, i))
                .Distinct().Count());
        }
    }

    private static DatasetBatch Unique(DatasetSchema schema, int count)
    {
        var builder = (CategoryColumnBuilder)ColumnBuilder.Create(ColumnType.Category);
        for (var i = 0; i < count; i++) builder.Append(FormattableString.Invariant($"value {i}").AsSpan());
        return new(schema, [builder.Build()], count, new(null));
    }

    internal static void AssertSame(DatasetSchema schema, IReadOnlyList<DatasetBatch> written, IReadOnlyList<DatasetBatch> read)
    {
        for (var i = 0; i < schema.Count; i++) Cells.AssertEqual(schema[i].ToString(), Cells.Of(written, i), Cells.Of(read, i));
    }
}
