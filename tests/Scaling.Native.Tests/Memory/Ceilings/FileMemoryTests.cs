using System.IO.Compression;
using System.Text;
using Scaling.Native.Datasets;
using Scaling.Native.Memory.Ceilings;
using Scaling.Native.Memory.Sizes;
using Scaling.Native.Parquet;
using Xunit;

namespace Scaling.Native.Tests.Memory.Ceilings;

[Collection(MeasuresTheProcess.Name)]
public sealed class FileMemoryTests : IDisposable
{
    private static readonly RowModel Model = new(124, _ => 480);

    private readonly string _folder = Directory.CreateTempSubdirectory("scaling-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(FileForm.Bytes)]
    [InlineData(FileForm.Text)]
    public void One_array_or_text_is_predicted_to_the_byte(FileForm form)
    {
        var path = WriteTable(20_000);
        var allocated = Allocated(() => form == FileForm.Bytes ? File.ReadAllBytes(path) : (object)File.ReadAllText(path));
        Assert.InRange(FileMemory.Predict(path, form, Model, default), 0.999 * allocated, 1.001 * allocated);
    }

    [Fact]
    public void Lines_are_predicted_with_the_room_between_them()
    {
        var path = WriteTable(20_000);
        var allocated = 1.12 * Allocated(() => File.ReadAllLines(path));
        Assert.InRange(FileMemory.Predict(path, FileForm.Lines, Model, default), 0.95 * allocated, 1.05 * allocated);
    }

    [Theory]
    [InlineData(20_000)]
    [InlineData(300_000)]
    public void Columns_are_predicted_from_a_sample(int rows)
    {
        var path = WriteTable(rows);
        Assert.InRange(FileMemory.Predict(path, FileForm.Columns, Model, default), 0.9 * BatchBytes(path), 1.1 * BatchBytes(path));
    }

    [Fact]
    public void Columns_of_Parquet_are_predicted_from_its_row_count()
    {
        var (csv, parquet) = (WriteTable(200_000), Path.Combine(_folder, "t.parquet"));
        using (var reader = DatasetFile.OpenReader(csv, new DatasetReadOptions(), default))
        using (var writer = DatasetFile.CreateWriter(parquet, reader.Schema, new DatasetWriteOptions { Format = DatasetFormat.Parquet }))
        {
            while (reader.ReadBatch(default) is { } batch) writer.Write(batch, default);
            writer.Complete(default);
        }

        Assert.Equal(200_000, ParquetFileInfo.Read(parquet).RowCount);
        Assert.InRange(FileMemory.Predict(parquet, FileForm.Columns, Model, default), 0.9 * BatchBytes(parquet), 1.1 * BatchBytes(parquet));
    }

    [Fact]
    public void Line_ends_within_quotes_and_packed_text_make_no_rows_more()
    {
        var (plain, packed) = (Path.Combine(_folder, "quoted.csv"), Path.Combine(_folder, "packed.csv.gz"));
        using (var writer = new StreamWriter(plain))
        {
            writer.Write("id,name\n");
            for (var i = 0; i < 300_000; i++) writer.Write(FormattableString.Invariant($"{i},\"a\nb\nc\nd\"\n"));
        }

        using (var input = File.OpenRead(plain))
        using (var output = new GZipStream(File.Create(packed), CompressionLevel.Fastest)) input.CopyTo(output);
        const double Rows = 300_000 * (480 + 2 * 124 + 32 + 40);
        Assert.InRange(FileMemory.Predict(plain, FileForm.NoteObjects, Model, default), 1.1 * Rows, 1.13 * Rows);
        Assert.InRange(FileMemory.Predict(packed, FileForm.NoteObjects, Model, default), 1.1 * Rows, 1.13 * Rows);
        Assert.InRange(FileMemory.Predict(packed, FileForm.Rows, Model, default), 1.1 * 300_000 * (184 + 8 + 8 + 40), 1.13 * 300_000 * (184 + 8 + 8 + 40));
    }

    [Fact]
    public void Objects_grow_with_rows_properties_and_texts()
    {
        var (small, large) = (FileMemory.Predict(WriteTable(1000), FileForm.NoteObjects, Model, default), FileMemory.Predict(WriteTable(2000), FileForm.NoteObjects, Model, default));
        Assert.InRange((double)large / small, 1.95, 2.05);
        Assert.InRange(FileMemory.Predict(WriteTable(1000), FileForm.Rows, Model, default), 1000 * 200, small / 2);
        Assert.InRange(FileMemory.Predict(WriteTable(1000), FileForm.ContentLines, Model, default), 1000 * 1400, 1000 * 1800);
        Assert.Equal((long)Math.Round(1.12 * (24 + 10 * (480 + 248))), FileMemory.NoteObjects(10, 2, Model));
    }

    [Fact]
    public void A_text_in_utf_16_has_a_character_in_two_bytes()
    {
        var path = Path.Combine(_folder, "wide.txt");
        File.WriteAllText(path, new string('x', 10_000), Encoding.Unicode);
        Assert.InRange(FileMemory.Predict(path, FileForm.Text, Model, default), 20_000, 20_040);
    }

    [Fact]
    public void A_large_file_is_looked_at_in_places()
    {
        var path = Path.Combine(_folder, "large.txt");
        using (var writer = new StreamWriter(path))
            for (var i = 0; i < 2_000_000; i++) writer.Write("eleven char\n");
        var lines = 2_000_000.0;
        Assert.InRange(FileMemory.Predict(path, FileForm.Lines, Model, default), 1.1 * lines * 56, 1.14 * lines * 56);
    }

    [Fact]
    public void An_empty_file_is_no_table_but_is_a_text()
    {
        var path = Path.Combine(_folder, "empty.csv");
        File.WriteAllText(path, "");
        Assert.Throws<DatasetException>(() => FileMemory.Predict(path, FileForm.Columns, Model, default));
        Assert.InRange(FileMemory.Predict(path, FileForm.Text, Model, default), 22, 24);
    }

    [Fact]
    public void Reading_can_be_stopped() => Assert.Throws<OperationCanceledException>(
        () => FileMemory.Predict(WriteTable(10), FileForm.Lines, Model, new CancellationToken(canceled: true)));

    private string WriteTable(int rows)
    {
        var path = Path.Combine(_folder, $"t{rows}.csv");
        using var writer = new StreamWriter(path);
        writer.Write("id,name,price\n");
        for (var i = 0; i < rows; i++) writer.Write(FormattableString.Invariant($"{i},name {i % 1000:D4},{i % 97 * 0.5:F2}\n"));
        return path;
    }

    private static double BatchBytes(string path)
    {
        using var reader = DatasetFile.OpenReader(path, new DatasetReadOptions(), default);
        var bytes = 0.0;
        while (reader.ReadBatch(default) is { } batch)
        {
            foreach (var column in batch.Columns)
            {
                bytes += column.Data.Buffers.Sum(b =>
                    System.Runtime.InteropServices.MemoryMarshal.TryGetArray(b.Memory, out var array) ? array.Array!.Length : b.Length);
            }
        }

        return bytes;
    }

    private static double Allocated(Func<object> make) => ObjectGraphSizer.Measure(make()).Bytes;
}
