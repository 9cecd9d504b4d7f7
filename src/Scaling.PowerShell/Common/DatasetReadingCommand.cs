using System.Collections;
using System.Globalization;
using System.Management.Automation;
using Scaling.Native.Csv;
using Scaling.Native.Datasets;

namespace Scaling.PowerShell.Common;

/// <summary>The parameters that say how a file is to be read, and the reading.</summary>
public abstract class DatasetReadingCommand : ScalingCommand
{
    private DatasetReadOptions? _options;
    private CsvBadRecordFile? _badRecords;

    /// <summary>What separates fields of text files: Auto, Whitespace (any number of blanks and tabs), Tab, or the characters themselves.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Delimiter { get; set; } = "Auto";

    /// <summary>The character around fields of text files that hold delimiters or line ends, doubled where it stands for itself; '' or None
    /// where there is none.</summary>
    [Parameter]
    [AllowEmptyString]
    [ValidateNotNull]
    public string Quote { get; set; } = "\"";

    /// <summary>The character that makes text of a delimiter, quote or line end behind it in text files, such as a backslash.</summary>
    [Parameter]
    public char? Escape { get; set; }

    /// <summary>Names for the columns of a text file that has no header line.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Header { get; set; }

    /// <summary>The first line of text files is data; the columns are called Column1, Column2, and so on.</summary>
    [Parameter]
    public SwitchParameter NoHeader { get; set; }

    /// <summary>Culture of the numbers in text files, such as fi-FI for decimal commas; invariant by default.</summary>
    [Parameter]
    [ValidateNotNull]
    public CultureInfo Culture { get; set; } = CultureInfo.InvariantCulture;

    /// <summary>Encoding of text files by name, such as windows-1252; by default that of the byte order mark, else UTF-8.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Encoding { get; set; }

    /// <summary>Texts that stand for null beside the empty field, such as NA.</summary>
    [Parameter]
    [ValidateNotNull]
    public string[] NullValue { get; set; } = [];

    /// <summary>Lines of text files that begin with this character are left out.</summary>
    [Parameter]
    public char? Comment { get; set; }

    /// <summary>Types are inferred from all of a text file, in a pass of its own, instead of from a sample.</summary>
    [Parameter]
    public SwitchParameter FullScan { get; set; }

    private protected DatasetReadOptions ReadOptions => _options ??= BuildOptions();

    /// <summary>Types of columns that are not to be inferred, and the parameter that says so.</summary>
    private protected abstract (Hashtable Types, string Parameter) GivenTypes { get; }

    /// <summary>Where the records go that cannot be read; null makes the first of them an error.</summary>
    private protected virtual string? BadRecordsTo => null;

    /// <summary>Bad records so far.</summary>
    private protected long BadRecordCount => _badRecords?.Count ?? 0;

    protected override void BeginProcessing()
    {
        _ = ReadOptions;
        if (BadRecordsTo is not { } path || ResolveDestination(path) is not { } full || !CanWrite(full, noClobber: false, force: false)) return;
        Try(full, () => _badRecords = new(full));
    }

    protected override void EndProcessing()
    {
        // What could not be written is told of as an error of the file it was read from.
        if (_badRecords is not { Failure: null }) return;
        if (Try(BadRecordsTo, _badRecords.Complete) && _badRecords.Count > 0)
            WriteWarning(_badRecords.Count == 1
                ? $"1 bad record was left out; it is in {BadRecordsTo}."
                : string.Create(CultureInfo.CurrentCulture, $"{_badRecords.Count:N0} bad records were left out; they are in {BadRecordsTo}."));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _badRecords?.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>How to read a file, with its bad records going where the user wants them.</summary>
    private protected DatasetReadOptions OptionsFor(string path, DatasetReadOptions options) => _badRecords is not { } bad
        ? options
        : options with { Csv = options.Csv with { BadRecord = record => bad.Add(path, record) } };

    /// <summary>Opens a file; what is wrong with it is raised as the core raises it.</summary>
    private protected DatasetReader Open(string path, DatasetReadOptions? options = null) =>
        DatasetFile.OpenReader(path, OptionsFor(path, options ?? ReadOptions), StopToken);

    /// <summary>Hands every batch of a file over. What fails, in reading or in the use of a batch, is written as an error of that file.</summary>
    private protected bool ReadFile(string path, Action<DatasetBatch> use, DatasetReadOptions? options = null)
    {
        var progress = new ProgressReporter(this, $"Reading {Path.GetFileName(path)}");
        long rows = 0;
        var whole = Try(path, () =>
        {
            using var reader = Open(path, options);
            try
            {
                while (reader.ReadBatch(StopToken) is { } batch)
                {
                    rows += batch.RowCount;
                    progress.Update(
                        () => string.Create(CultureInfo.CurrentCulture, $"{rows:N0} rows, {reader.BytesRead / progress.Elapsed.TotalSeconds / 1e6:N0} MB/s"),
                        reader.TotalBytes > 0 ? (double)reader.BytesRead / reader.TotalBytes : null);
                    Use(batch, use);
                }
            }
            catch (Exception e) when (rows == 0 && e is DatasetException or IOException or UnauthorizedAccessException)
            {
                TellOfFailure(reader, use);
                throw;
            }

            if (reader.Skipped is { Rows: > 0 } skipped) WriteVerbose(Describe(path, skipped));
            // The columns are told of even where there is no row: a file of these is not no file, and names that are none are errors.
            if (rows == 0) Use(DatasetBatch.Empty(reader.Schema, reader.Origin), use);
        });
        progress.Complete();
        return whole;
    }

    /// <summary>A file that fails in its first batch is as incomplete as one that fails later: steps that gather must hear of it.</summary>
    private static void TellOfFailure(DatasetReader reader, Action<DatasetBatch> use)
    {
        try
        {
            use(DatasetBatch.Empty(reader.Schema, reader.Origin));
        }
        catch (DatasetException)
        {
            // Why the file cannot be read is the error to write.
        }
    }

    /// <summary>Runs a step on a batch; if it fails, no later step may take the rest for the whole.</summary>
    private protected static void Use(DatasetBatch batch, Action<DatasetBatch> use)
    {
        try
        {
            use(batch);
        }
        catch (DatasetException e)
        {
            batch.Origin.Fail(e);
            if (batch.Origin.Path is null || e.Path is not null) throw;
            throw e.InFile(batch.Origin.Path);
        }
    }

    private static string Describe(string path, SkippedParts skipped) => string.Create(CultureInfo.InvariantCulture,
        $"{Path.GetFileName(path)}: {skipped.RowGroups} row groups and {skipped.Pages} pages of others, {skipped.Rows} rows in all, were left out by their statistics.");

    private DatasetReadOptions BuildOptions()
    {
        if (NoHeader && Header is not null)
            ThrowTerminatingError(Errors.InvalidParameter("-Header already says that the file has no header line; leave -NoHeader out.", Header));
        var encoding = Encoding is null ? null : TextEncodings.Find(Encoding);
        if (Encoding is not null && encoding is null) ThrowTerminatingError(Errors.EncodingUnknown(Encoding));
        var csv = new CsvReadOptions
        {
            Delimiter = ParseDelimiter(Delimiter),
            Quote = ParseQuote(Quote),
            Escape = Escape,
            Header = Header,
            NoHeader = NoHeader,
            Culture = Culture,
            Encoding = encoding,
            NullValues = NullValue,
            Schema = ParseTypes(),
            CommentCharacter = Comment,
            FullScan = FullScan,
        };
        try
        {
            csv.Validate();
        }
        catch (ArgumentException e)
        {
            ThrowTerminatingError(Errors.InvalidParameter(e.Message.Split(" (Parameter")[0], e.ParamName));
        }

        return new DatasetReadOptions { Csv = csv };
    }

    private char? ParseQuote(string text)
    {
        if (text.Length == 0 || text.Equals("None", StringComparison.OrdinalIgnoreCase)) return null;
        if (text.Length > 1) ThrowTerminatingError(Errors.InvalidParameter($"'{text}' is not a quote. A quote is one ASCII character, or None.", text));
        return text[0];
    }

    private CsvDelimiter ParseDelimiter(string text)
    {
        try
        {
            return CsvDelimiter.Parse(text);
        }
        catch (FormatException e)
        {
            ThrowTerminatingError(Errors.InvalidParameter(e.Message, text));
            throw;
        }
    }

    private Dictionary<string, ColumnType> ParseTypes()
    {
        var (schema, parameter) = GivenTypes;
        var types = new Dictionary<string, ColumnType>(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry entry in schema)
        {
            try
            {
                var name = LanguagePrimitives.ConvertTo<string>(entry.Key);
                types[name] = ColumnType.Parse(entry.Value is Type type ? type.Name : LanguagePrimitives.ConvertTo<string>(entry.Value));
            }
            catch (FormatException e)
            {
                ThrowTerminatingError(Errors.InvalidParameter($"-{parameter}, column '{entry.Key}': {e.Message}", entry.Value));
            }
        }

        return types;
    }
}
