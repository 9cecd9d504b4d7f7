using System.Diagnostics;
using System.Globalization;
using Scaling.Native.Csv;
using Scaling.Native.Datasets.Conversion;

namespace Scaling.Native.Datasets;

/// <summary>Converts a file of one format to one of another, batch by batch.</summary>
public static class DatasetConverter
{
    /// <summary>Converts a whole file; the target is in its place only when this returns.</summary>
    /// <exception cref="DatasetException">The source is not as it must be.</exception>
    /// <exception cref="IOException">Reading or writing fails, for lack of room too.</exception>
    public static DatasetConversionSummary Convert(
        string source,
        string target,
        DatasetReadOptions readOptions,
        DatasetWriteOptions writeOptions,
        Action<DatasetConversionProgress>? progress,
        CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        using var reader = DatasetFile.OpenReader(source, readOptions, cancellationToken);
        if (reader is CsvDatasetReader csv && writeOptions.Format == DatasetFormat.Parquet)
        {
            using var conversion = new CsvToParquetConversion(csv, target, writeOptions.Parquet with { Overwrite = writeOptions.Overwrite });
            var done = conversion.Run((read, bytes) => progress?.Invoke(new(read, bytes, csv.TotalBytes, Stopwatch.GetElapsedTime(start))), cancellationToken);
            return new(target, done.Rows, reader.TotalBytes, done.Bytes, done.RowGroups, reader.Schema, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        using var writer = DatasetFile.CreateWriter(target, reader.Schema, writeOptions);
        long rows = 0;
        while (reader.ReadBatch(cancellationToken) is { } batch)
        {
            writer.Write(batch, cancellationToken);
            rows += batch.RowCount;
            progress?.Invoke(new(rows, reader.BytesRead, reader.TotalBytes, Stopwatch.GetElapsedTime(start)));
        }

        var written = writer.Complete(cancellationToken);
        return new(target, written.Rows, reader.TotalBytes, written.Bytes, written.RowGroups, reader.Schema, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }
}

/// <summary>How far a conversion is.</summary>
public readonly record struct DatasetConversionProgress(long Rows, long BytesRead, long TotalBytes, TimeSpan Elapsed)
{
    /// <summary>Share of the source that is read, or null where its size says nothing.</summary>
    public double? Fraction => TotalBytes > 0 ? (double)BytesRead / TotalBytes : null;

    public override string ToString() => string.Create(CultureInfo.CurrentCulture,
        $"{Rows:N0} rows, {BytesRead / Elapsed.TotalSeconds / 1e6:N0} MB/s, {Rows / Elapsed.TotalSeconds:N0} rows/s");
}

/// <summary>What a conversion made.</summary>
public sealed record DatasetConversionSummary(
    string Path, long Rows, long SourceBytes, long Bytes, int RowGroups, DatasetSchema Schema, double WallSeconds);
