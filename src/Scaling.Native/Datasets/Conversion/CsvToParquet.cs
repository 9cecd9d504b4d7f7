using System.Text.Json;
using Scaling.Native.Csv;
using Scaling.Native.Parquet;
using Scaling.Native.Parquet.Writing;
using Scaling.Native.Storage;

namespace Scaling.Native.Datasets.Conversion;

/// <summary>
/// One conversion of whole text to Parquet: from the beginning, or where a run was killed; to a new file, or behind the rows of another.
/// </summary>
internal static class CsvToParquet
{
    /// <param name="source">Full path.</param>
    /// <param name="target">Full path.</param>
    /// <param name="options">How.</param>
    /// <param name="asked">The same as they were before types were found: what a later run is asked for too.</param>
    /// <param name="widened">Columns that an attempt just before had found to be wider than inferred: their types were these.</param>
    /// <param name="notResumed">Why what an earlier run left was not gone on with, where that was asked for.</param>
    /// <param name="progress">Told of rows, bytes read and bytes in all.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal static DatasetConversionSummary Convert(
        string source, string target, DatasetConversionOptions options, DatasetConversionOptions asked,
        IReadOnlyDictionary<string, ColumnType> widened, ref string? notResumed, Action<long, long, long> progress, CancellationToken cancellationToken)
    {
        if (options is { Resume: true, Read.Csv.BadRecord: not null })
            throw new ArgumentException("Bad records of a run that was killed are lost; a conversion that collects them is not resumed.", nameof(options));
        ParquetDatasetWriter.RequireMemory(options.Write.Parquet.MemoryLimit, target);
        using var journal = JournalFor(source, target, options);
        var settings = Settings(asked);
        JournalHeader? left = null;
        if (options.Resume && widened.Count == 0) (left, notResumed) = Usable(journal, source, settings);
        if (left is not null)
        {
            options = options with { Read = options.Read with { Csv = options.Read.Csv with { Schema = Parse(left.Types) } } };
            widened = Parse(left.Widened);
        }

        return Run(source, target, options, settings, journal, left, widened, progress, cancellationToken);
    }

    private static DatasetConversionSummary Run(
        string source, string target, DatasetConversionOptions options, string settings, ConversionJournal? journal, JournalHeader? left,
        IReadOnlyDictionary<string, ColumnType> widened, Action<long, long, long> progress, CancellationToken cancellationToken)
    {
        var parquet = options.Write.Parquet with { Overwrite = options.Write.Overwrite || options.Append };
        using var reader = CsvDatasetReader.Open(source, options.Read.Csv with { Columns = options.Read.Columns }, cancellationToken);
        using var file = Open(target, reader.Schema, options, parquet, journal, left);
        var partBytes = left?.PartBytes ?? CsvToParquetConversion.PartBytes(reader, parquet);
        if (journal is not null && left is null) journal.Begin(Header(file.File.TemporaryPath, source, settings, partBytes, reader.Schema, widened));
        using var conversion = new CsvToParquetConversion(reader, file, parquet, partBytes);
        try
        {
            var written = conversion.Run((rows, bytes) => progress(rows, bytes, reader.TotalBytes), cancellationToken);
            return new(target, written.Rows + file.Done.Sum(d => d.RowGroup.RowCount), reader.TotalBytes, written.Bytes, written.RowGroups, reader.Schema, 0)
            {
                Widened = WidenedColumn.Of(reader.Schema, widened),
                ResumedRows = file.Done.Sum(d => d.RowGroup.RowCount),
                ResumedRowGroups = file.Done.Count,
            };
        }
        catch (Exception e) when (options.Resume && e is OperationCanceledException or IOException)
        {
            file.Keep();
            throw;
        }
    }

    private static ConversionTarget Open(
        string target, DatasetSchema schema, DatasetConversionOptions options, ParquetWriteOptions parquet, ConversionJournal? journal, JournalHeader? left)
    {
        if (schema.Count == 0) throw new DatasetException(DatasetError.FormatNotSupported, "A Parquet file needs at least one column.") { Path = target };
        if (left is not null)
        {
            var entries = journal!.Entries;
            var position = entries.Count == 0 ? ParquetFooter.Magic.Length : entries[^1].Position;
            var resumed = new AtomicFile(target, parquet.Overwrite, left.TemporaryPath);
            RandomAccess.SetLength(resumed.Stream.SafeFileHandle, position);
            return new(resumed, schema, ParquetTypes.ToElements(schema), journal)
            {
                Position = position,
                Done = [.. entries.Select(e => e.Placed()).OfType<PlacedRowGroup>()],
                ResumeAt = entries.Count == 0 ? null : entries[^1],
            };
        }

        var file = new AtomicFile(target, parquet.Overwrite);
        try
        {
            if (options.Append && File.Exists(target))
            {
                var appended = AppendedFile.Begin(file, schema);
                return new(file, appended.Schema, appended.Elements, journal) { Position = appended.Position, Existing = appended.RowGroups };
            }

            RandomAccess.Write(file.Stream.SafeFileHandle, ParquetFooter.Magic, 0);
            return new(file, schema, ParquetTypes.ToElements(schema), journal) { Position = ParquetFooter.Magic.Length };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Files of a few parts are not worth a journal, unless it is asked for; one that was left is always to be removed.</summary>
    private static ConversionJournal? JournalFor(string source, string target, DatasetConversionOptions options)
    {
        const long WorthResuming = 64L << 20;
        // What is appended to may change before it is gone on with.
        if (options.Append || !Directory.Exists(Path.GetDirectoryName(target))) return null;
        if (!options.Resume && new FileInfo(source).Length < WorthResuming && !ConversionJournal.Exists(target)) return null;
        return ConversionJournal.TryOpen(target);
    }

    private static (JournalHeader? Left, string? NotResumed) Usable(ConversionJournal? journal, string source, string settings)
    {
        if (journal is null) return (null, "another conversion to the same file is running");
        if (journal.Left is not { } left) return (null, null);
        var file = new FileInfo(source);
        var reason = SpecialFile.IsAt(source) ? "a pipe cannot be read again"
            : left.Version != JournalHeader.CurrentVersion ? "it was begun by another version"
            : left.Source != source ? $"it was a conversion of {left.Source}"
            : left.SourceBytes != file.Length || left.SourceModified != file.LastWriteTimeUtc ? "the source was written to since"
            : left.Options != settings ? "its options were others"
            : left.Boot != MachineRun.Id ? "the machine was restarted since, and what was written may not have reached the device"
            : !File.Exists(left.TemporaryPath) ? "what it wrote is gone"
            : new FileInfo(left.TemporaryPath).Length < (journal.Entries.Count == 0 ? 0 : journal.Entries[^1].Position) ? "what it wrote is cut short"
            : null;
        if (reason is null) return (left, null);
        journal.DeleteLeft();
        return (null, reason);
    }

    private static JournalHeader Header(
        string temporaryPath, string source, string settings, int partBytes, DatasetSchema schema, IReadOnlyDictionary<string, ColumnType> widened)
    {
        var file = new FileInfo(source);
        return new(JournalHeader.CurrentVersion, temporaryPath, source, file.Length, file.LastWriteTimeUtc, settings, MachineRun.Id)
        {
            PartBytes = partBytes,
            Types = schema.ToDictionary(c => c.Name, c => c.Type.ToString()),
            Widened = widened.ToDictionary(w => w.Key, w => w.Value.ToString()),
        };
    }

    private static string Settings(DatasetConversionOptions options)
    {
        var (csv, parquet) = (options.Read.Csv, options.Write.Parquet);
        return JsonSerializer.Serialize(
            new ConversionSettings(
                csv.Delimiter.ToString(), csv.Quote, csv.Escape, csv.Header, csv.NoHeader, csv.Culture.Name, csv.Encoding?.WebName, csv.NullValues,
                csv.CommentCharacter, csv.MaxRecordBytes, options.Read.Columns,
                [.. csv.Schema.Select(c => $"{c.Key.ToUpperInvariant()}: {c.Value}").Order(StringComparer.Ordinal)], csv.FullScan, options.Strict,
                parquet.Compression.ToString(), parquet.CompressionLevel, parquet.RowGroupBytes, parquet.Compatibility.ToString()),
            JournalJson.Default.ConversionSettings);
    }

    private static Dictionary<string, ColumnType> Parse(IReadOnlyDictionary<string, string> types) =>
        types.ToDictionary(t => t.Key, t => ColumnType.Parse(t.Value), StringComparer.OrdinalIgnoreCase);
}

/// <summary>All that decides what is written, beside the columns' types.</summary>
internal sealed record ConversionSettings(
    string Delimiter, char? Quote, char? Escape, IReadOnlyList<string>? Header, bool NoHeader, string Culture, string? Encoding,
    IReadOnlyList<string> NullValues, char? Comment, int MaxRecordBytes, IReadOnlyList<string>? Columns,
    IReadOnlyList<string> Schema, bool FullScan, bool Strict,
    string Compression, int? CompressionLevel, long RowGroupBytes, string Compatibility);
