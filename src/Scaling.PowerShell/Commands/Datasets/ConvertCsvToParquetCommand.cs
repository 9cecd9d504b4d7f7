using System.Globalization;
using System.Management.Automation;
using Scaling.Native.Datasets;
using Scaling.Native.Parquet;
using Scaling.Native.Processors;
using Scaling.PowerShell.Common;
using Scaling.PowerShell.Expressions;
using Scaling.PowerShell.Results;

namespace Scaling.PowerShell.Commands.Datasets;

/// <summary>Converts text files to Parquet files, one each, by as many workers as there are processors.</summary>
[Cmdlet(VerbsData.Convert, "CsvToParquet", SupportsShouldProcess = true, DefaultParameterSetName = PathSet)]
[OutputType(typeof(DatasetConversion), typeof(FileInfo))]
public sealed class ConvertCsvToParquetCommand : DatasetFileCommand
{
    private const long MinMemoryLimit = 32L << 20;

    private readonly ConversionDestinations _destinations;
    private ParquetWriteOptions? _parquet;
    private BatchSelection? _selection;
    private DatasetReadOptions _read = new();
    private bool _writesBadRecords;

    public ConvertCsvToParquetCommand() => _destinations = new(this);

    /// <summary>The file to write, or the folder to write into; by default each file's own folder. The extension becomes .parquet.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? DestinationPath { get; set; }

    /// <summary>Columns to convert, in this order; the others are not parsed.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Property { get; set; }

    /// <summary>Compression of the pages.</summary>
    [Parameter]
    public ParquetCodec Compression { get; set; }

    /// <summary>The codec's level: 1 to 22 for Zstd, 0 to 9 for Gzip, 0 to 12 for Lz4; Snappy and None have none.</summary>
    [Parameter]
    public int? CompressionLevel { get; set; }

    /// <summary>Which readers a Parquet file is for: Widest keeps to plain values and dictionaries, which every reader knows.</summary>
    [Parameter]
    public ParquetReaders Compatibility { get; set; }

    /// <summary>Bytes of column data that a row group gathers, as far as the sample lets that be told before.</summary>
    [Parameter]
    [ValidateRange(1L << 16, 1L << 30)]
    public long RowGroupBytes { get; set; } = 10L << 20;

    /// <summary>Memory that the conversion may hold beside what the session has: fewer workers are started where it asks for that. 512 MB by
    /// default, or a quarter of what the process may use.</summary>
    [Parameter]
    [ValidateRange(MinMemoryLimit, long.MaxValue)]
    public long? MemoryLimit { get; set; }

    /// <summary>Threads that convert; by default as many as the process may use. The bytes of the file are the same for any number.</summary>
    [Parameter]
    [ValidateRange(1, 1024)]
    public int? Workers { get; set; }

    /// <summary>Converts the rows for which this script is true; $_ is the row.</summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? Where { get; set; }

    /// <summary>A value that does not fit the type inferred for its column is an error. Otherwise the types are inferred anew from the
    /// whole file, and its conversion begins again.</summary>
    [Parameter]
    public SwitchParameter Strict { get; set; }

    /// <summary>Rows go behind those that the target has, whose columns and types are taken; several files may go to one target.</summary>
    [Parameter]
    public SwitchParameter Append { get; set; }

    /// <summary>Goes on behind the last finished row group where this conversion was killed or stopped, and leaves what is done where this
    /// one is stopped.</summary>
    [Parameter]
    public SwitchParameter Resume { get; set; }

    /// <summary>A CSV file for the records that cannot be read, which are then left out; without it the first of them is an error.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? BadRecordPath { get; set; }

    /// <summary>Puts out the files written, for the next cmdlet, in place of the records.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>An existing file is not replaced.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>A read-only file is replaced too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override string? BadRecordsTo => _writesBadRecords ? BadRecordPath : null;

    protected override void BeginProcessing()
    {
        RefuseTogether(Append && NoClobber, "-Append writes behind what -NoClobber would keep");
        RefuseTogether(Resume && Append, "What is appended to may change before it is gone on with: leave -Append or -Resume out");
        RefuseTogether(Resume && Where is not null, "Only whole files are gone on with: leave -Where or -Resume out");
        RefuseTogether(Resume && BadRecordPath is not null, "Bad records of a run that was killed are lost: leave -BadRecordPath or -Resume out");
        _writesBadRecords = BadRecordPath is not null && ShouldProcess(BadRecordPath, "Write bad records");
        base.BeginProcessing();
        var workers = Workers ?? ResourceLimits.Workers();
        var memoryLimit = MemoryLimit ?? ResourceLimits.DefaultMemoryLimit(MinMemoryLimit);
        try
        {
            _parquet = DatasetFormats.Parquet(Compression, CompressionLevel, Compatibility, RowGroupBytes, memoryLimit) with { Workers = workers };
        }
        catch (FormatException e)
        {
            ThrowTerminatingError(Errors.InvalidParameter(e.Message, CompressionLevel));
        }

        _read = ReadOptions with { Columns = Property, Csv = ReadOptions.Csv with { Workers = workers } };
        if (Where is not null) (_selection, _read) = BatchSelection.Where(this, Where, Property, _read);
    }

    protected override void EndProcessing()
    {
        _selection?.End();
        base.EndProcessing();
    }

    private protected override void ProcessFile(string path)
    {
        var name = DatasetFormats.Unpacked(System.IO.Path.GetFileName(path));
        if (_destinations.Resolve(path, name, DestinationPath, ".parquet", NoClobber, Force, repeats: Append) is not { } target) return;
        if (!ShouldProcess(path, $"Convert to '{target}'")) return;
        var progress = new ProgressReporter(this, $"Converting {System.IO.Path.GetFileName(path)}");
        Try(path, () => Convert(path, target, progress));
        progress.Complete();
    }

    private void Convert(string path, string target, ProgressReporter progress)
    {
        var bad = BadRecordCount;
        var done = DatasetConverter.Convert(
            path,
            target,
            new DatasetConversionOptions
            {
                Read = OptionsFor(path, _read),
                Write = new() { Format = DatasetFormat.Parquet, Overwrite = !NoClobber, Parquet = _parquet! },
                Strict = Strict,
                Append = Append,
                Resume = Resume,
                Columns = Property,
                Filter = _selection is null ? null : batch => _selection.Select(batch, StopToken),
            },
            state => progress.Update(state.ToString, state.Fraction),
            StopToken);
        if (done.NotResumed is { } reason) WriteWarning($"The conversion of '{path}' began anew: {reason}.");
        if (done.ResumedRowGroups > 0) WriteInformation(Resumed(path, done), ["PSHOST"]);
        foreach (var widened in done.Widened)
            WriteVerbose($"{path}: column {widened}. A value did not fit the type that the sample had; the conversion began again with the types of the whole file.");
        if (PassThru) WriteFile(done.Path);
        else WriteObject(DatasetConversion.Of(path, done.Path, done.Rows, done.SourceBytes, done.Bytes, done.WallSeconds, done.RowGroups, done.Schema.ToString()) with
        {
            BadRecords = BadRecordCount - bad,
            WidenedColumns = [.. done.Widened.Select(w => w.ToString())],
            ResumedRows = done.ResumedRows,
        });
    }

    private static HostInformationMessage Resumed(string path, DatasetConversionSummary done) => new()
    {
        Message = string.Create(CultureInfo.CurrentCulture,
            $"{path}: went on behind row {done.ResumedRows:N0}, where {done.ResumedRowGroups:N0} row groups were finished."),
    };

    private void RefuseTogether(bool areGiven, string problem)
    {
        if (areGiven) ThrowTerminatingError(Errors.InvalidParameter($"{problem}.", null));
    }
}
