using Microsoft.Win32.SafeHandles;
using Scaling.Native.Datasets;
using Scaling.Native.Parquet;
using Scaling.Native.Parquet.Metadata;
using Scaling.Native.Parquet.Pruning;
using Xunit;

namespace Scaling.Native.Tests.Parquet;

/// <summary>Every page is where the index says, and holds what it says.</summary>
public sealed class ParquetPageIndexTests : TemporaryFolder
{
    private const int PageRows = 250;

    public static TheoryData<NullPattern, string?, int> Cases()
    {
        var cases = new TheoryData<NullPattern, string?, int>();
        foreach (var pattern in (NullPattern[])[NullPattern.None, NullPattern.All, NullPattern.Random, NullPattern.AllButOne])
            foreach (var encoding in (string?[])[null, nameof(Encoding.Plain), nameof(Encoding.RleDictionary)])
                cases.Add(pattern, encoding, encoding is null ? 40 : 0);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Bounds_of_a_page_are_those_of_a_file_with_its_rows_alone(NullPattern pattern, string? encoding, int distinct)
    {
        var schema = ParquetFiles.SchemaOfAll();
        var batch = Samples.Batch(schema, pattern, 1_100, seed: 71, distinct);
        var options = new ParquetWriteOptions
        {
            ForcedEncoding = encoding is null ? null : Enum.Parse<Encoding>(encoding),
            PageRows = PageRows,
        };
        ParquetFiles.Write(File("a.parquet"), schema, [batch], options);
        using var file = System.IO.File.OpenHandle(File("a.parquet"));
        var footer = ParquetFooter.Read(file);
        var group = Assert.Single(footer.MetaData.RowGroups);
        var parts = batch.RowCount / PageRows + 1;
        for (var page = 0; page < parts; page++)
        {
            int[] rows = [.. Enumerable.Range(page * PageRows, Math.Min(PageRows, batch.RowCount - page * PageRows))];
            ParquetFiles.Write(File("part.parquet"), schema, [batch.Take(rows)], options with { Overwrite = true });
            using var partFile = System.IO.File.OpenHandle(File("part.parquet"));
            var part = ParquetFooter.Read(partFile).MetaData.RowGroups[0];
            for (var i = 0; i < schema.Count; i++)
            {
                var expected = part.Columns[i].MetaData!.Statistics!;
                var pages = ColumnPages.TryRead(file, group.Columns[i], group.RowCount, footer.Start, withBounds: true)!;
                Assert.Equal(parts, pages.Locations.Length);
                Assert.Equal(page * PageRows, pages.Locations[page].FirstRow);
                var index = pages.Index!;
                Assert.Equal(expected.NullCount, index.NullCounts![page]);
                Assert.Equal(expected.NullCount == rows.Length, index.NullPages[page]);
                Assert.Equal(expected.MinValue ?? [], index.MinValues[page]);
                Assert.Equal(expected.MaxValue ?? [], index.MaxValues[page]);
            }
        }
    }

    [Theory]
    [InlineData(ParquetCompression.None)]
    [InlineData(ParquetCompression.Snappy)]
    public void Pages_stand_where_the_offset_index_says(ParquetCompression codec)
    {
        var schema = ParquetFiles.SchemaOfAll();
        List<DatasetBatch> batches = [Samples.Batch(schema, NullPattern.Random, 900, 3), Samples.Batch(schema, NullPattern.Random, 1_300, 4, 9)];
        ParquetFiles.Write(File("a.parquet"), schema, batches, new() { Compression = codec, PageRows = 100, RowGroupBytes = 300_000, Workers = 2 });
        using var file = System.IO.File.OpenHandle(File("a.parquet"));
        var footer = ParquetFooter.Read(file);
        Assert.True(footer.MetaData.RowGroups.Count > 1);
        foreach (var group in footer.MetaData.RowGroups)
        {
            foreach (var chunk in group.Columns)
            {
                var pages = ColumnPages.TryRead(file, chunk, group.RowCount, footer.Start, withBounds: false)!;
                for (var i = 0; i < pages.Locations.Length; i++)
                {
                    var header = HeaderAt(file, pages.Locations[i].Offset, out var headerBytes);
                    Assert.Equal(PageType.DataPage, header.Type);
                    Assert.Equal(pages.EndOf(i) - pages.Locations[i].FirstRow, header.ValueCount);
                    Assert.Equal(headerBytes + header.CompressedPageSize, pages.Locations[i].CompressedSize);
                }

                Assert.Equal(chunk.MetaData!.DataPageOffset, pages.Locations[0].Offset);
                var end = chunk.MetaData.FirstPageOffset + chunk.MetaData.TotalCompressedSize;
                Assert.Equal(end, pages.Locations[^1].Offset + pages.Locations[^1].CompressedSize);
            }
        }
    }

    [Theory]
    [InlineData(new[] { 1, 2, 2, 3 }, (int)BoundaryOrder.Ascending)]
    [InlineData(new[] { -1, -1, -1, -1 }, (int)BoundaryOrder.Ascending)]
    [InlineData(new[] { 3, 2, -5, -5 }, (int)BoundaryOrder.Descending)]
    [InlineData(new[] { 3, 2, -5, 5 }, (int)BoundaryOrder.Unordered)]
    public void The_order_of_the_pages_is_told(int[] values, int expected)
    {
        var builder = new FixedColumnBuilder<int>(ColumnType.Int32);
        foreach (var value in values) builder.Append(value);
        Assert.Equal((BoundaryOrder)expected, IndexOf(new("a", ColumnType.Int32, true), builder.Build(), values.Length, 1)!.BoundaryOrder);
    }

    [Fact]
    public void Pages_of_nulls_do_not_count_for_the_order()
    {
        var builder = new FixedColumnBuilder<int>(ColumnType.Int32);
        builder.Append(1);
        builder.AppendNull();
        builder.Append(2);
        var index = IndexOf(new("a", ColumnType.Int32, true), builder.Build(), 3, 1)!;
        Assert.Equal(BoundaryOrder.Ascending, index.BoundaryOrder);
        Assert.Equal([false, true, false], index.NullPages);
    }

    [Fact]
    public void A_page_with_a_NaN_leaves_the_chunk_without_bounds_and_with_offsets()
    {
        var builder = new FixedColumnBuilder<double>(ColumnType.Double);
        foreach (var value in (double[])[1, 2, double.NaN, 4]) builder.Append(value);
        Assert.Null(IndexOf(new("a", ColumnType.Double, true), builder.Build(), 4, 1));
    }

    [Fact]
    public void Zeros_are_written_as_minus_zero_below_and_plus_zero_above()
    {
        var builder = new FixedColumnBuilder<double>(ColumnType.Double);
        foreach (var value in (double[])[0.0, 0.0, -0.0, -0.0]) builder.Append(value);
        var index = IndexOf(new("a", ColumnType.Double, false), builder.Build(), 4, 2)!;
        Assert.All(index.MinValues, min => Assert.Equal(BitConverter.GetBytes(-0.0), min));
        Assert.All(index.MaxValues, max => Assert.Equal(BitConverter.GetBytes(0.0), max));
    }

    [Fact]
    public void A_large_dictionary_gives_the_same_bounds_as_plain_pages()
    {
        var random = new Random(5);
        foreach (var type in (ColumnType[])[ColumnType.String, ColumnType.Int64, ColumnType.Decimal(30, 4), ColumnType.Guid, ColumnType.Single])
        {
            var schema = new DatasetSchema([new("a", type)]);
            // More values than are marked, each several times.
            var few = Samples.Batch(schema, NullPattern.Random, 7_000, seed: random.Next());
            var batch = few.Take([.. Enumerable.Range(0, 20_000).Select(_ => random.Next(few.RowCount))]);
            ColumnIndex[] indexes = [.. ((Encoding[])[Encoding.Plain, Encoding.RleDictionary]).Select(encoding =>
            {
                ParquetFiles.Write(File("a.parquet"), schema, [batch], new() { ForcedEncoding = encoding, PageRows = 3_000, Overwrite = true });
                Assert.Contains(encoding, Footer().RowGroups[0].Columns[0].MetaData!.Encodings);
                return Index()!;
            })];
            Assert.Equal(indexes[0].MinValues, indexes[1].MinValues);
            Assert.Equal(indexes[0].MaxValues, indexes[1].MaxValues);
        }
    }

    [Fact]
    public async Task Parquet_Net_finds_the_indexes_where_the_footer_says()
    {
        var schema = ParquetFiles.SchemaOfAll();
        ParquetFiles.Write(File("a.parquet"), schema, [Samples.Batch(schema, NullPattern.Random, 500, 9)], new() { PageRows = 100 });
        await using var reader = await global::Parquet.ParquetReader.CreateAsync(File("a.parquet"));
        var ours = Footer().RowGroups[0].Columns;
        var theirs = reader.Metadata!.RowGroups[0].Columns;
        for (var i = 0; i < ours.Count; i++)
        {
            Assert.Equal(ours[i].OffsetIndex!.Value.Offset, theirs[i].OffsetIndexOffset);
            Assert.Equal(ours[i].OffsetIndex!.Value.Length, theirs[i].OffsetIndexLength);
            Assert.Equal(ours[i].ColumnIndex!.Value.Offset, theirs[i].ColumnIndexOffset);
            Assert.Equal(ours[i].ColumnIndex!.Value.Length, theirs[i].ColumnIndexLength);
        }
    }

    private ColumnIndex? IndexOf(DatasetColumn column, Apache.Arrow.IArrowArray values, int rows, int pageRows)
    {
        var schema = new DatasetSchema([column]);
        ParquetFiles.Write(File("a.parquet"), schema, [new(schema, [values], rows, new(null))], new() { PageRows = pageRows });
        return Index();
    }

    private FileMetaData Footer()
    {
        using var file = System.IO.File.OpenHandle(File("a.parquet"));
        return ParquetFooter.Read(file).MetaData;
    }

    private ColumnIndex? Index()
    {
        using var file = System.IO.File.OpenHandle(File("a.parquet"));
        var footer = ParquetFooter.Read(file);
        var group = Assert.Single(footer.MetaData.RowGroups);
        var pages = ColumnPages.TryRead(file, group.Columns[0], group.RowCount, footer.Start, withBounds: true);
        Assert.NotNull(pages);
        return pages.Index;
    }

    private static PageHeader HeaderAt(SafeFileHandle file, long offset, out int bytes)
    {
        var head = new byte[Math.Min(200, RandomAccess.GetLength(file) - offset)];
        RandomAccess.Read(file, head, offset);
        var reader = new ThriftCompactReader(head);
        var header = PageHeader.Read(ref reader);
        bytes = reader.Position;
        return header;
    }
}
