using System.Diagnostics;
using System.Globalization;
using Scaling.Native.Csv;
using Scaling.Native.Datasets.Conversion;
using Scaling.Native.Parquet;
using Scaling.Native.Storage;

namespace Scaling.Native.Datasets;

/// <summary>Converts a file of one format to one of another.</summary>
public static class DatasetConverter
{
    /// <summary>Converts a whole file; the target is in its place only when this returns.</summary>
    /// <exception cref="DatasetException">The source is not as it must be, or, for appending, the target is not.</exception>
    /// <exception cref="IOException">Reading or writing fails, for lack of room too.</exception>
    /// <exception cref="ArgumentException">The options do not go together.</exception>
    public static DatasetConversionSummary Convert(
        string source,
        string target,
        DatasetConversionOptions options,
        Action<DatasetConversionProgress>? progress,
        CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var isParquet = options.Write.Format == DatasetFormat.Parquet;
        if (options.Append && !isParquet) throw new ArgumentException("Rows are appended to Parquet files only.", nameof(options));
        if (options.Append && File.Exists(target)) options = options with { Read = ReadAs(target, options.Read) };
        var isText = DatasetFile.FormatOf(source) == DatasetFormat.Csv;
        void Report(long rows, long bytes, long total) => progress?.Invoke(new(rows, bytes, total, Stopwatch.GetElapsedTime(start)));
        string? notResumed = null;
        DatasetConversionSummary Once(DatasetReadOptions read, Dictionary<string, ColumnType> widened) => isText && isParquet && options.Filter is null
            ? CsvToParquet.Convert(source, target, options with { Read = read }, options, widened, ref notResumed, Report, cancellationToken)
            : ByBatches(source, target, options with { Read = read }, widened, Report, cancellationToken);

        DatasetConversionSummary summary;
        try
        {
            summary = Once(options.Read, []);
        }
        catch (DatasetException e) when (isText && CanWiden(e, options))
        {
            if (SpecialFile.IsAt(source)) throw NotReadAgain(e);
            var (read, widened) = Widen(source, options.Read, cancellationToken);
            if (widened.Count == 0) throw;
            summary = Once(read, widened);
        }

        return summary with { NotResumed = notResumed, WallSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds };
    }

    /// <summary>The source's columns, in the order and of the types that the target has.</summary>
    private static DatasetReadOptions ReadAs(string target, DatasetReadOptions options)
    {
        using var existing = new ParquetDatasetReader(target);
        var types = existing.Schema.ToDictionary(c => c.Name, c => c.Type);
        return options with { Columns = [.. existing.Schema.Select(c => c.Name)], Csv = options.Csv with { Schema = types } };
    }

    private static bool CanWiden(DatasetException e, DatasetConversionOptions options) =>
        e is { Error: DatasetError.ValueNotParsed, Column: { } column } && options is { Strict: false, Append: false }
        && !options.Read.Csv.Schema.Keys.Contains(column, StringComparer.OrdinalIgnoreCase);

    private static DatasetException NotReadAgain(DatasetException e) =>
        new(e.Error, $"{e.Problem} A pipe cannot be read again for the wider type: give the column's type.", e)
        { Path = e.Path, Line = e.Line, Column = e.Column, Value = e.Value };

    /// <summary>Infers the types of all columns from the whole file.</summary>
    /// <returns>How to read it now, and the types that columns had which are wider now.</returns>
    private static (DatasetReadOptions Read, Dictionary<string, ColumnType> Widened) Widen(
        string source, DatasetReadOptions read, CancellationToken cancellationToken)
    {
        var options = read.Csv with { Columns = read.Columns };
        using var sampled = CsvDatasetReader.Open(source, options, cancellationToken);
        using var whole = CsvDatasetReader.Open(source, options with { FullScan = true }, cancellationToken);
        var widened = new Dictionary<string, ColumnType>(StringComparer.OrdinalIgnoreCase);
        var types = new Dictionary<string, ColumnType>(read.Csv.Schema, StringComparer.OrdinalIgnoreCase);
        foreach (var (before, after) in sampled.Schema.Zip(whole.Schema))
        {
            if (before.Type != after.Type) widened[before.Name] = before.Type;
            types[before.Name] = after.Type;
        }

        return (read with { Csv = read.Csv with { Schema = types } }, widened);
    }

    private static DatasetConversionSummary ByBatches(
        string source, string target, DatasetConversionOptions options, Dictionary<string, ColumnType> widened, Action<long, long, long> progress,
        CancellationToken cancellationToken)
    {
        if (options.Resume) throw new ArgumentException("Only conversions of whole text files to Parquet are resumed.", nameof(options));
        using var reader = DatasetFile.OpenReader(source, options.Read, cancellationToken);
        var schema = options.Columns is null ? reader.Schema : new(options.Columns.Select(name => reader.Schema[reader.Schema.Require(name)]));
        using var writer = DatasetFile.CreateWriter(target, schema, options.Write with
        {
            Parquet = options.Write.Parquet with { Append = options.Append },
        });
        while (reader.ReadBatch(cancellationToken) is { } batch)
        {
            if ((options.Filter is null ? batch : options.Filter(batch)) is { } kept) writer.Write(kept, cancellationToken);
            progress(batch.FirstRow + batch.RowCount, reader.BytesRead, reader.TotalBytes);
        }

        var written = writer.Complete(cancellationToken);
        return new(target, written.Rows, reader.TotalBytes, written.Bytes, written.RowGroups, schema, 0)
        {
            Widened = WidenedColumn.Of(schema, widened),
        };
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
