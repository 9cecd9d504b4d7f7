using Apache.Arrow;
using Scaling.Native.Datasets;
using Scaling.Native.Memory.Sizes;
using Scaling.Native.Tests.Parquet;
using Scaling.Tests;
using Xunit;

namespace Scaling.Native.Tests.Memory.Sizes;

/// <summary>What is predicted, against what the allocator then reports: within five percent, column by column.</summary>
public sealed class PredictedSizesTests : TemporaryFolder
{
    private const double Tolerance = 0.05;

    public static TheoryData<string> Names => [.. SampleDatasets.Texts.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Typed_columns_take_what_was_predicted(string name) => Check(SampleDatasets.Texts[name](), c => c.Type!, c => c.Typed!.Value);

    [Theory]
    [MemberData(nameof(Names))]
    public void Columns_of_the_best_types_can_be_read_and_take_what_was_predicted(string name) =>
        Check(SampleDatasets.Texts[name](), c => c.BestType!, c => c.Best!.Value);

    [Theory]
    [MemberData(nameof(Names))]
    public void Batches_hold_what_was_predicted(string name)
    {
        var path = Write(SampleDatasets.Texts[name]());
        var predicted = Measure(path);
        using var reader = SampleDatasets.Open(path);
        var batch = reader.ReadBatch(CancellationToken.None)!;
        var buffers = new BatchBuffers(batch.Schema);
        buffers.Add(batch);

        for (var i = 0; i < predicted.Columns.Count; i++)
        {
            // A buffer and the objects around it, which matter in small columns only.
            var around = buffers.Bytes[i] - BuffersOf(batch.Columns[i]);
            Assert.InRange(around, 0, 700);
            AssertClose(predicted.Columns[i].Typed!.Value.Bytes, buffers.Bytes[i] - around, predicted.Columns[i].Name);
        }
    }

    [ChapterFact]
    public void The_chapters_dataset_takes_what_pandas_says_and_its_three_observations_are_figures()
    {
        var path = Write(SampleDatasets.Chapter());
        var all = Measure(path);
        var few = Measure(path, columns: ["Year", "BytesLog2", "Files"]);
        ColumnSizes Column(string name) => all.Columns.Single(c => c.Name == name);

        Assert.Equal(8690, all.Rows.Bytes);
        foreach (var name in new[] { "Bytes", "Files", "BytesLog2", "SpaceUsage", "Year", "Month" })
        {
            Assert.Equal(ColumnType.Int64, Column(name).Type);
            Assert.Equal(69_520, Column(name).Typed!.Value.Bytes);
        }

        // Fewer columns.
        Assert.Equal(3 * 69_520, few.Typed!.Value.Bytes);
        Assert.True(few.Objects!.Value.Bytes < all.Objects!.Value.Bytes * 0.6);
        // Values that repeat, as categories.
        Assert.InRange(Column("Month").Category!.Value.Bytes, 8690 * 4, 8690 * 4 + 200);
        Assert.InRange(Column("Year").Category!.Value.Bytes, 8690 * 4, 8690 * 4 + 1000);
        // Many categories: more than the plain column, and more than a narrower one.
        Assert.True(Column("Files").Category!.Value.Bytes > Column("Files").Typed!.Value.Bytes);
        Assert.True(Column("BytesLog2").Category!.Value.Bytes > 4 * Column("BytesLog2").Best!.Value.Bytes);
        Assert.Equal(["int64", "int32", "int8", "int64", "int16", "int8", "date"], all.Columns.Select(c => c.BestType!.ToString()));
        Check(SampleDatasets.Chapter(), c => c.Type!, c => c.Typed!.Value);
        Check(SampleDatasets.Chapter(), c => c.BestType!, c => c.Best!.Value);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_column_as_categories_takes_what_was_predicted(string name)
    {
        var text = SampleDatasets.Texts[name]();
        Check(text, _ => ColumnType.Category, c => c.Category!.Value);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_Parquet_file_and_batches_have_the_sizes_of_the_text_they_were_made_of(string name)
    {
        var path = Write(SampleDatasets.Texts[name]());
        var parquet = File("x.parquet");
        var batches = new List<DatasetBatch>();
        using (var reader = SampleDatasets.Open(path))
        {
            while (reader.ReadBatch(CancellationToken.None) is { } batch) batches.Add(batch);
            using var writer = DatasetFile.CreateWriter(parquet, reader.Schema, new DatasetWriteOptions { Format = DatasetFormat.Parquet });
            foreach (var batch in batches) writer.Write(batch, CancellationToken.None);
            writer.Complete(CancellationToken.None);
        }

        using var sizing = new BatchSizing(batches[0].Schema, Model, 2);
        foreach (var batch in batches) sizing.Add(batch, CancellationToken.None);
        var (ofText, ofParquet, ofBatches) = (Measure(path), Measure(parquet), sizing.Complete());

        foreach (var (text, other) in ofText.Columns.Zip(ofParquet.Columns).Concat(ofText.Columns.Zip(ofBatches.Columns)))
        {
            Assert.Equal((text.Name, text.Type, text.Typed, text.Nulls, text.Distinct!.Value.Count), (other.Name, other.Type, other.Typed, other.Nulls, other.Distinct!.Value.Count));
            // A moment at midnight and a number without a fraction can become what their texts cannot.
            Assert.True(other.Best!.Value.Bytes <= text.Best!.Value.Bytes, $"{text.Name}: {other.BestType}, {text.BestType}");
            if (text.Type!.IsInteger) Assert.Equal((text.BestType, text.Minimum, text.Maximum), (other.BestType, other.Minimum, other.Maximum));
        }
    }

    private static RowModel Model => new(50, n => 300 + n * 60);

    private static DatasetSizes Measure(string path, IReadOnlyList<string>? columns = null) => FileSizing.Measure(
        path, new() { Rows = Model, Read = new() { Columns = columns }, Workers = 2 }, null, CancellationToken.None);

    private string Write(string text)
    {
        var path = File("x.csv");
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Reads the file with these types, and has every column copied into buffers as long as need be.</summary>
    private void Check(string text, Func<ColumnSizes, ColumnType> type, Func<ColumnSizes, SizeEstimate> predicted)
    {
        var path = Write(text);
        var sizes = Measure(path);
        using var reader = SampleDatasets.Open(path, sizes.Columns.ToDictionary(c => c.Name, type));
        var batch = reader.ReadBatch(CancellationToken.None)!;
        Assert.Null(reader.ReadBatch(CancellationToken.None));
        int[] rows = [.. Enumerable.Range(0, batch.RowCount)];
        for (var i = 0; i < sizes.Columns.Count; i++) AssertClose(predicted(sizes.Columns[i]).Bytes, AllocatedFor(batch.Columns[i], rows), sizes.Columns[i].Name);
    }

    private static long AllocatedFor(IArrowArray array, int[] rows)
    {
        var least = long.MaxValue;
        for (var i = 0; i < 3; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var copy = ColumnSelection.Take(array, rows);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            // Beside the buffers there are a few objects, of which the sizer knows how large they are. What only the dictionary holds is not copied.
            var shared = copy is DictionaryArray dictionary ? dictionary.Dictionary : null;
            var around = ObjectGraphSizer.Measure(copy).Bytes - ObjectGraphSizer.Measure(shared).Bytes - BuffersOf(copy) + BuffersOf(shared);
            least = Math.Min(least, allocated - around + BuffersOf(shared));
            GC.KeepAlive(copy);
        }

        return least;
    }

    private static long BuffersOf(IArrowArray? array)
    {
        if (array is null) return 0;
        var bytes = 0L;
        foreach (var buffer in array.Data.Buffers)
        {
            Assert.True(System.Runtime.InteropServices.MemoryMarshal.TryGetArray(buffer.Memory, out var segment));
            if (segment.Array!.Length > 0) bytes += ObjectGraphSizer.Measure(segment.Array).Bytes;
        }

        return bytes + BuffersOf((array as DictionaryArray)?.Dictionary);
    }

    private static void AssertClose(long predicted, long allocated, string column)
    {
        // The allocator's own header and padding, of three buffers at most, or of five where there is a dictionary.
        Assert.True(Math.Abs(predicted - allocated) <= Math.Max(allocated * Tolerance, 5 * 32), $"{column}: predicted {predicted}, allocated {allocated}");
    }
}
