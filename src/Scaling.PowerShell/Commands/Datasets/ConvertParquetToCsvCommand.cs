using System.Globalization;
using System.Management.Automation;
using Scaling.Native.Csv;
using Scaling.Native.Datasets;
using Scaling.PowerShell.Common;
using Scaling.PowerShell.Expressions;
using Scaling.PowerShell.Results;

namespace Scaling.PowerShell.Commands.Datasets;

/// <summary>Converts Parquet files to text files, one each, batch by batch.</summary>
[Cmdlet(VerbsData.Convert, "ParquetToCsv", SupportsShouldProcess = true, DefaultParameterSetName = PathSet)]
[OutputType(typeof(DatasetConversion), typeof(FileInfo))]
public sealed class ConvertParquetToCsvCommand : ScalingCommand
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    private readonly ConversionDestinations _destinations;
    private BatchSelection? _selection;
    private DatasetReadOptions _read = new();
    private System.Text.Encoding? _encoding;

    public ConvertParquetToCsvCommand() => _destinations = new(this);

    /// <summary>Parquet files; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>Parquet files, taken as they stand: brackets and stars are part of the name.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralPathSet)]
    [ValidateNotNullOrEmpty]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>The file to write, or the folder to write into; by default each file's own folder. The extension becomes .csv.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? DestinationPath { get; set; }

    /// <summary>Columns to write, in this order; the others are not read.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Property { get; set; }

    /// <summary>Writes the rows for which this script is true; $_ is the row.</summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? Where { get; set; }

    /// <summary>What separates the fields: one character, or Tab; by default a comma, a tab for .tsv.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Delimiter { get; set; }

    /// <summary>How numbers are written, such as fi-FI for decimal commas; invariant by default.</summary>
    [Parameter]
    [ValidateNotNull]
    public CultureInfo Culture { get; set; } = CultureInfo.InvariantCulture;

    /// <summary>Encoding by name; by default UTF-8 without a byte order mark.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Encoding { get; set; }

    /// <summary>No line of column names is written.</summary>
    [Parameter]
    public SwitchParameter NoHeader { get; set; }

    /// <summary>An existing file is not replaced.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>A read-only file is replaced too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Puts out the files written, for the next cmdlet, in place of the records.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void BeginProcessing()
    {
        if (Encoding is not null && (_encoding = TextEncodings.Find(Encoding)) is null) ThrowTerminatingError(Errors.EncodingUnknown(Encoding));
        _ = Options(",");
        _read = new() { Columns = Property };
        if (Where is not null) (_selection, _read) = BatchSelection.Where(this, Where, Property, _read);
    }

    protected override void EndProcessing() => _selection?.End();

    protected override void ProcessRecord()
    {
        var literal = ParameterSetName == LiteralPathSet;
        foreach (var file in ResolveFiles(literal ? LiteralPath : Path, literal)) Convert(file);
    }

    private void Convert(string path)
    {
        if (!Try(path, () => RequireParquet(path))) return;
        var name = System.IO.Path.GetFileName(path);
        if (_destinations.Resolve(path, name, DestinationPath, ".csv", NoClobber, Force, repeats: false) is not { } target) return;
        if (!ShouldProcess(path, $"Convert to '{target}'")) return;
        var progress = new ProgressReporter(this, $"Converting {name}");
        Try(path, () =>
        {
            var options = new DatasetConversionOptions
            {
                Read = _read,
                Write = new() { Format = DatasetFormat.Csv, Overwrite = !NoClobber, Csv = Options(DatasetFormats.DelimiterOf(target)) },
                Columns = Property,
                Filter = _selection is null ? null : batch => _selection.Select(batch, StopToken),
            };
            var done = DatasetConverter.Convert(path, target, options, state => progress.Update(state.ToString, state.Fraction), StopToken);
            if (PassThru) WriteFile(done.Path);
            else WriteObject(DatasetConversion.Of(path, done.Path, done.Rows, done.SourceBytes, done.Bytes, done.WallSeconds, done.RowGroups, done.Schema.ToString()));
        });
        progress.Complete();
    }

    private static void RequireParquet(string path)
    {
        if (DatasetFile.FormatOf(path) != DatasetFormat.Parquet)
            throw new DatasetException(DatasetError.CorruptFile, "It is no Parquet file: it does not begin with PAR1.") { Path = path };
    }

    private CsvWriteOptions Options(string usual)
    {
        try
        {
            return DatasetFormats.Csv(Delimiter ?? usual, Culture, _encoding) with { NoHeader = NoHeader };
        }
        catch (FormatException e)
        {
            ThrowTerminatingError(Errors.InvalidParameter(e.Message, Delimiter));
            throw;
        }
    }
}
