using System.Diagnostics;
using Scaling.Benchmarks.RaceCsvParquet.Records;
using Scaling.Native.Datasets;
using Scaling.Native.Parquet;

namespace Scaling.Benchmarks.RaceCsvParquet;

/// <summary>Where the time of our conversion goes: its parts alone, on one thread and warm, in the core without the cmdlet.</summary>
internal sealed record Breakdown(
    string Shape, long Rows, long SourceBytes, int ColumnCount, int Repeat, IReadOnlyList<BreakdownStep> Steps, IReadOnlyList<ColumnCost> Columns)
{
    private const int Repetitions = 3;

    /// <summary>The batches that the writer gets are all in memory.</summary>
    private const int MostRows = 1_000_000;

    /// <summary>Of wide files the first columns, which are of all kinds.</summary>
    private const int MostColumns = 20;

    internal static Breakdown Measure(string shape, string path, string folder, CancellationToken cancellationToken)
    {
        var (batches, sourceBytes) = Read(path, null);
        var rows = batches.Sum(b => (long)b.RowCount);
        var schema = batches[0].Schema;
        var output = Path.Combine(folder, "breakdown.parquet");
        var snappy = Timed(() => Write(output, batches, ParquetCompression.Snappy));
        var snappyBytes = new FileInfo(output).Length;
        BreakdownStep[] steps =
        [
            new("bytes of the file, read and dropped", Timed(() => ReadBytes(path, sourceBytes))),
            new("reader, all columns", Timed(() => Read(path, null))),
            new($"reader, one column ({schema[0].Name}): finding fields", Timed(() => Read(path, [schema[0].Name]))),
            new("writer, snappy", snappy),
            new("writer, zstd", Timed(() => Write(output, batches, ParquetCompression.Zstd))),
            new("writer, no compression", Timed(() => Write(output, batches, ParquetCompression.None))),
            new("bytes of the snappy file, written and flushed to the device", Timed(() => WriteBytes(output, snappyBytes))),
        ];
        var columns = new List<ColumnCost>();
        for (var i = 0; i < Math.Min(schema.Count, MostColumns); i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var name = schema[i].Name;
            var picked = batches.ConvertAll(b => b.Project([i]));
            var read = Timed(() => Read(path, [name]));
            var zstd = Timed(() => Write(output, picked, ParquetCompression.Zstd));
            var zstdBytes = new FileInfo(output).Length;
            snappy = Timed(() => Write(output, picked, ParquetCompression.Snappy));
            columns.Add(new(name, schema[i].Type.ToString(), read, snappy, zstd, new FileInfo(output).Length, zstdBytes));
        }

        File.Delete(output);
        return new(shape, rows, sourceBytes, schema.Count, Repetitions, steps, columns);
    }

    private static Cost Timed(Action action)
    {
        action();
        var (wall, processor) = (new double[Repetitions], new double[Repetitions]);
        for (var i = 0; i < Repetitions; i++)
        {
            GC.Collect();
            var (used, start) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
            action();
            wall[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
            processor[i] = (Environment.CpuUsage.TotalTime - used).TotalSeconds;
        }

        return new(Spread.Of(wall)!.Median, Spread.Of(processor)!.Median);
    }

    private static (List<DatasetBatch> Batches, long SourceBytes) Read(string path, string[]? columns)
    {
        using var reader = DatasetFile.OpenReader(path, new DatasetReadOptions { Columns = columns }, CancellationToken.None);
        var (batches, rows) = (new List<DatasetBatch>(), 0L);
        while (rows < MostRows && reader.ReadBatch(CancellationToken.None) is { } batch)
        {
            batches.Add(batch);
            rows += batch.RowCount;
        }

        return (batches, reader.BytesRead);
    }

    private static void Write(string path, List<DatasetBatch> batches, ParquetCompression compression)
    {
        var options = new DatasetWriteOptions { Format = DatasetFormat.Parquet, Overwrite = true, Parquet = new() { Compression = compression } };
        using var writer = DatasetFile.CreateWriter(path, batches[0].Schema, options);
        foreach (var batch in batches) writer.Write(batch, CancellationToken.None);
        writer.Complete(CancellationToken.None);
    }

    private static void ReadBytes(string path, long count)
    {
        using var file = File.OpenHandle(path);
        var buffer = new byte[1 << 20];
        for (long position = 0; position < count; position += buffer.Length)
            RandomAccess.Read(file, buffer.AsSpan(0, (int)Math.Min(buffer.Length, count - position)), position);
    }

    private static void WriteBytes(string path, long count)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var buffer = new byte[1 << 20];
        for (long left = count; left > 0; left -= buffer.Length) file.Write(buffer, 0, (int)Math.Min(buffer.Length, left));
        file.Flush(flushToDisk: true);
    }
}

/// <summary>A part of the work on all columns.</summary>
internal sealed record BreakdownStep(string Name, Cost Cost);

/// <summary>Processor time tells more where others use the machine, wall time has the waiting for the disk.</summary>
internal sealed record Cost(double WallSeconds, double ProcessorSeconds);

/// <summary>A column read alone (finding the fields of all included) and written alone.</summary>
internal sealed record ColumnCost(string Name, string Type, Cost Read, Cost Snappy, Cost Zstd, long SnappyBytes, long ZstdBytes);
