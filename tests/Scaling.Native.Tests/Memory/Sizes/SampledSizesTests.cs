using System.Globalization;
using System.Text;
using Scaling.Native.Datasets;
using Scaling.Native.Memory.Sizes;
using Scaling.Native.Parquet;
using Scaling.Native.Tests.Parquet;
using Xunit;

namespace Scaling.Native.Tests.Memory.Sizes;

public sealed class SampledSizesTests : TemporaryFolder
{
    private const int SampleBytes = 1 << 19;
    private const int Rows = 70_000;

    private static readonly RowModel Model = new(50, n => 300 + n * 60);

    [Fact]
    public void The_intervals_of_a_sample_hold_what_the_whole_file_has()
    {
        Write();
        var (sample, whole) = (Measure(false), Measure(true));

        Assert.False(sample.IsExact);
        Assert.True(whole.IsExact);
        Assert.Equal(Rows, whole.Rows.Bytes);
        Assert.InRange(sample.SampledBytes, SampleBytes * 0.9, SampleBytes * 1.1);
        AssertHolds(sample.Rows, whole.Rows, 0.05);
        AssertHolds(sample.Source!.Value, whole.Source!.Value, 0.001);
        AssertHolds(sample.Objects!.Value, whole.Objects!.Value, 0.05);
        AssertHolds(sample.Typed!.Value, whole.Typed!.Value, 0.05);
        foreach (var (a, b) in sample.Columns.Zip(whole.Columns))
        {
            Assert.Equal((a.Name, a.Type), (b.Name, b.Type));
            // A column that changes its nature halfway is seen by every other block only.
            var most = a.Name == "halves" ? 0.3 : 0.08;
            AssertHolds(a.Source!.Value, b.Source!.Value, most);
            AssertHolds(a.Objects!.Value, b.Objects!.Value, most);
            AssertHolds(a.Typed!.Value, b.Typed!.Value, most);
            Assert.InRange(b.Distinct!.Value.Count, a.Distinct!.Value.Low, a.Distinct.Value.High);
            Assert.InRange(a.Distinct.Value.Count, a.Distinct.Value.Low, a.Distinct.Value.High);
        }
    }

    [Fact]
    public void A_sample_advises_nothing_that_a_value_it_did_not_see_would_change_silently()
    {
        Write();
        var columns = Measure(false).Columns.ToDictionary(c => c.Name);

        // 0 to 49: twice that still fits.
        Assert.Equal("int8", columns["small"].BestType!.ToString());
        // 0 to 99: twice that does not.
        Assert.Equal("uint8", columns["fits"].BestType!.ToString());
        // Exact in single precision so far.
        Assert.Equal("double", columns["half"].BestType!.ToString());
        Assert.Equal("category", columns["city"].BestType!.ToString());
        // Sorted: each value is in one block only, and a dictionary pays even if there are as many others as there may be.
        Assert.Equal("category", columns["run"].BestType!.ToString());
        Assert.Equal("string", columns["note"].BestType!.ToString());
        Assert.Equal(["id", "small", "fits", "city", "run", "halves"], Measure(false).BestTypes().Select(c => c.Name));
        Assert.Equal(columns.Count, Measure(true).BestTypes().Count());
        Assert.Equal("single", Measure(true).Columns.Single(c => c.Name == "half").BestType!.ToString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_figures_do_not_depend_on_the_number_of_workers(bool isExact)
    {
        Write();

        var one = Text(Measure(isExact, workers: 1));

        Assert.Equal(one, Text(Measure(isExact, workers: 2)));
        Assert.Equal(one, Text(Measure(isExact, workers: 5)));
    }

    [Fact]
    public void Quoted_line_ends_in_blocks_do_not_lead_a_sample_astray()
    {
        var text = new StringBuilder("id,note\n");
        for (var i = 0; i < 30_000; i++) text.Append(CultureInfo.InvariantCulture, $"{i},\"first, line {i}\nsecond line, \"\"{i}\"\"\nthird\"\n");
        System.IO.File.WriteAllText(File("x.csv"), text.ToString());
        var (sample, whole) = (Measure(false, sampleBytes: 256 << 10), Measure(true));

        Assert.False(sample.IsExact);
        Assert.Equal(["int64", "string"], sample.Columns.Select(c => c.Type!.ToString()));
        AssertHolds(sample.Rows, whole.Rows, 0.05);
        AssertHolds(sample.Columns[1].Typed!.Value, whole.Columns[1].Typed!.Value, 0.05);
    }

    [Fact]
    public void Packed_text_and_small_files_are_read_whole()
    {
        Write();
        using (var packed = new System.IO.Compression.GZipStream(System.IO.File.Create(File("x.csv.gz")), System.IO.Compression.CompressionLevel.Fastest))
        using (var plain = System.IO.File.OpenRead(File("x.csv"))) plain.CopyTo(packed);

        Assert.True(Measure(false, name: "x.csv.gz").IsExact);
        Assert.True(Measure(false, sampleBytes: 1 << 30).IsExact);
        Assert.Equal(Text(Measure(true)), Text(Measure(false, name: "x.csv.gz")));
    }

    [Fact]
    public void A_Parquet_file_is_sampled_by_row_groups_and_what_its_footer_says_is_exact()
    {
        Write();
        using (var reader = SampleDatasets.Open(File("x.csv")))
        using (var writer = DatasetFile.CreateWriter(File("x.parquet"), reader.Schema, new() { Format = DatasetFormat.Parquet, Parquet = new() { RowGroupBytes = 128 << 10 } }))
        {
            while (reader.ReadBatch(CancellationToken.None) is { } batch)
                for (var from = 0; from < batch.RowCount; from += 1000)
                    writer.Write(batch.Take([.. Enumerable.Range(from, Math.Min(1000, batch.RowCount - from))]), CancellationToken.None);
            writer.Complete(CancellationToken.None);
        }

        var (sample, whole) = (Measure(false, sampleBytes: 64 << 10, name: "x.parquet"), Measure(true, name: "x.parquet"));

        Assert.False(sample.IsExact);
        Assert.InRange(sample.SampledRows, 1, Rows / 2);
        Assert.Equal(new SizeEstimate(Rows), sample.Rows);
        foreach (var (a, b) in sample.Columns.Zip(whole.Columns))
        {
            Assert.Equal((a.Type, a.Source, a.Nulls), (b.Type, b.Source, b.Nulls));
            if (a.Type!.Kind is ColumnKind.Int64 or ColumnKind.Double) Assert.Equal(a.Typed, b.Typed);
            if (a.Type.IsInteger) Assert.Equal((a.BestType, a.Minimum, a.Maximum, a.Best), (b.BestType, b.Minimum, b.Maximum, b.Best));
            AssertHolds(a.Typed!.Value, b.Typed!.Value, a.Name == "halves" ? 0.5 : 0.1);
            Assert.InRange(b.Distinct!.Value.Count, a.Distinct!.Value.Low, a.Distinct.Value.High);
        }

        AssertHolds(sample.Typed!.Value, whole.Typed!.Value, 0.1);
    }

    [Fact]
    public void Row_groups_are_the_units_of_a_sample_however_many_batches_they_have()
    {
        const int Groups = 20, GroupRows = 80_000;
        var (random, schema) = (new Random(4), new DatasetSchema([new("text", ColumnType.String)]));
        var lengths = Enumerable.Range(0, Groups).Select(_ => random.Next(1, 30)).ToArray();
        foreach (var length in lengths)
        {
            // Each appended part is a row group of its own.
            using var writer = DatasetFile.CreateWriter(File("x.parquet"), schema, new() { Format = DatasetFormat.Parquet, Parquet = new() { Append = true } });
            var column = ColumnBuilder.Create(ColumnType.String);
            for (var row = 0; row < GroupRows; row++) column.AppendObject(new string('x', length));
            writer.Write(new DatasetBatch(schema, [column.Build()], GroupRows, new DatasetOrigin(null)), CancellationToken.None);
            writer.Complete(CancellationToken.None);
        }

        Assert.Equal(Enumerable.Repeat((long)GroupRows, Groups), ParquetFileInfo.Read(File("x.parquet")).RowGroups.Select(g => g.RowCount));
        Assert.True(GroupRows > DatasetBatch.DefaultRowCount);
        var sample = Measure(false, sampleBytes: 1, name: "x.parquet");
        var chosen = Enumerable.Range(0, 8).Select(i => lengths[(int)Math.Round(i * (Groups - 1) / 7.0)]).ToArray();
        var expected = new SampleScale([.. chosen.Select(_ => (double)GroupRows)], Groups * GroupRows).Estimate(i => GroupRows * (4.0 + chosen[i]));
        Assert.Equal(8 * GroupRows, sample.SampledRows);
        Assert.Equal(expected.Error, sample.Columns[0].Typed!.Value.Error);
    }

    [Fact]
    public void Ninety_five_of_a_hundred_intervals_hold_the_truth()
    {
        var random = new Random(5);
        var (hits, trials) = (0, 400);
        for (var trial = 0; trial < trials; trial++)
        {
            // Parts of unequal sizes, whose amounts vary by chance.
            var parts = Enumerable.Range(0, 500).Select(i => (Size: 50.0 + random.Next(100), Ratio: 2 + random.NextDouble())).ToArray();
            var truth = parts.Sum(p => p.Size * p.Ratio);
            int[] places = [.. Enumerable.Range(0, parts.Length).OrderBy(_ => random.Next()).Take(30).Order()];
            var chosen = places.Select(i => parts[i]).ToArray();
            var estimate = new SampleScale([.. chosen.Select(p => p.Size)], parts.Sum(p => p.Size)).Estimate(i => chosen[i].Size * chosen[i].Ratio);
            if (Math.Abs(estimate.Bytes - truth) <= estimate.Error) hits++;
        }

        Assert.InRange((double)hits / trials, 0.92, 0.98);
    }

    [Fact]
    public void A_trend_that_evenly_spread_parts_follow_is_not_taken_for_chance()
    {
        var sizes = Enumerable.Repeat(1.0, 50).ToArray();
        var (trend, alternating) = (new SampleScale(sizes, 5000).Estimate(i => i), new SampleScale(sizes, 5000).Estimate(i => i % 2 * 49));

        Assert.InRange(trend.Error, 1, alternating.Error / 20);
    }

    [Fact]
    public void All_parts_leave_no_error() =>
        Assert.Equal(new SizeEstimate(6), new SampleScale([1, 2, 3], 6).Estimate(i => i + 1));

    [Fact]
    public void Measuring_can_be_stopped()
    {
        Write();
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => FileSizing.Measure(File("x.csv"), new() { Rows = Model, IsExact = true }, null, source.Token));
    }

    private static void AssertHolds(SizeEstimate sample, SizeEstimate whole, double mostRelativeError)
    {
        // One interval in twenty is wrong: these are wider by half.
        Assert.InRange(whole.Bytes, sample.Bytes - sample.Error * 1.5 - 8, sample.Bytes + sample.Error * 1.5 + 8);
        Assert.InRange(sample.Error, 0, Math.Max(64, sample.Bytes * mostRelativeError));
    }

    private static string Text(DatasetSizes sizes) =>
        string.Join('\n', sizes.Columns) + (sizes with { Columns = [], LeftOut = [] });

    private DatasetSizes Measure(bool isExact, int workers = 2, int sampleBytes = SampleBytes, string name = "x.csv") => FileSizing.Measure(
        File(name), new() { Rows = Model, IsExact = isExact, Workers = workers, SampleBytes = sampleBytes }, null, CancellationToken.None);

    private void Write()
    {
        var random = new Random(3);
        string[] cities = ["Helsinki", "Espoo", "Tampere", "Oulu"];
        var text = new StringBuilder("id,small,fits,half,city,run,halves,note\n");
        for (var i = 0; i < Rows; i++)
            text.Append(CultureInfo.InvariantCulture, $"{i},{i % 50},{random.Next(100)},{random.Next(50) / 2.0:0.0},{cities[random.Next(4)]},run{i / 50},{(i < Rows / 2 ? "" : new string('x', 20))},n{random.Next(100_000)}\n");
        System.IO.File.WriteAllText(File("x.csv"), text.ToString());
    }
}
