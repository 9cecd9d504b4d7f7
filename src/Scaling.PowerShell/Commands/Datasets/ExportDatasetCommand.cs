using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using Scaling.Native.Datasets;
using Scaling.PowerShell.Common;
using Scaling.PowerShell.Results;

namespace Scaling.PowerShell.Commands.Datasets;

/// <summary>Writes batches or row objects to one Parquet or CSV file, which is in its place only when it is whole.</summary>
[Cmdlet(VerbsData.Export, "Dataset", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
[OutputType(typeof(DatasetExport))]
public sealed class ExportDatasetCommand : ScalingCommand
{
    private readonly HashSet<DatasetOrigin> _origins = [];
    private RowBatcher? _rows;
    private DatasetWriter? _writer;
    private DatasetWriteOptions? _options;
    private string? _destination;
    private long _start;

    /// <summary>The file to write. Its extension says the format: .parquet, or .csv, .tsv, .txt for text.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Path")]
    [ValidateNotNullOrEmpty]
    [Alias("DestinationPath", "LiteralPath", "LP")]
    public string Path { get; set; } = "";

    /// <summary>Batches, as Read-Dataset emits them, or row objects; of an array, its elements.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <summary>The format, where the extension is not to decide.</summary>
    [Parameter]
    public DatasetFileFormat Format { get; set; }

    /// <summary>Compression of a Parquet file.</summary>
    [Parameter]
    public ParquetCodec Compression { get; set; }

    /// <summary>The codec's level: 1 to 22 for Zstd, 0 to 9 for Gzip, 0 to 12 for Lz4; Snappy and None have none.</summary>
    [Parameter]
    public int? CompressionLevel { get; set; }

    /// <summary>Which readers a Parquet file is for: Widest keeps to plain values and dictionaries, which every reader knows.</summary>
    [Parameter]
    public ParquetReaders Compatibility { get; set; }

    /// <summary>Bytes of column data that a row group of a Parquet file gathers; the memory that writing needs is a small multiple.</summary>
    [Parameter]
    [ValidateRange(1L << 16, 1L << 31)]
    public long RowGroupBytes { get; set; } = 10L << 20;

    /// <summary>What separates the fields of a text file: one character, or Tab; by default a comma, a tab for .tsv.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Delimiter { get; set; }

    /// <summary>How numbers are written in a text file, such as fi-FI for decimal commas; invariant by default.</summary>
    [Parameter]
    [ValidateNotNull]
    public CultureInfo Culture { get; set; } = CultureInfo.InvariantCulture;

    /// <summary>Encoding of a text file by name; by default UTF-8 without a byte order mark.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Encoding { get; set; }

    /// <summary>An existing file is not replaced.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>A read-only file is replaced too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Emits a record of what was written.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void BeginProcessing()
    {
        _start = Stopwatch.GetTimestamp();
        if (ResolveDestination(Path) is not { } full) return;
        var format = Format == DatasetFileFormat.Auto ? DatasetFormats.FromExtension(full) : Format;
        if (format == DatasetFileFormat.Auto)
        {
            WriteError(Errors.FormatUnknown(full));
            return;
        }

        _options = BuildOptions(full, format);
        if (CanWrite(full, NoClobber, Force) && ShouldProcess(full, "Write dataset")) _destination = full;
    }

    protected override void ProcessRecord()
    {
        // What is given as -InputObject comes whole; element by element it would have to go through the pipeline.
        if (InputObject?.BaseObject is object[] items) foreach (var item in items) Add(item is null ? null : PSObject.AsPSObject(item));
        else Add(InputObject);
    }

    protected override void EndProcessing()
    {
        if (_destination is null) return;
        if (_rows?.Flush() is { } rest) Write(rest);
        if (_destination is null) return;
        if (_writer is null)
        {
            WriteWarning($"There was no input; '{_destination}' was not written.");
            return;
        }

        if (_origins.FirstOrDefault(o => o.Failure is not null) is { } failed)
        {
            WriteError(Errors.InputIncomplete(_destination, failed));
            return;
        }

        Try(_destination, Complete);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _writer?.Dispose();
        base.Dispose(disposing);
    }

    private DatasetWriteOptions BuildOptions(string path, DatasetFileFormat format)
    {
        var encoding = Encoding is null ? null : TextEncodings.Find(Encoding);
        if (Encoding is not null && encoding is null) ThrowTerminatingError(Errors.EncodingUnknown(Encoding));
        object? parameter = Delimiter;
        try
        {
            var csv = DatasetFormats.Csv(Delimiter ?? DatasetFormats.DelimiterOf(path), Culture, encoding);
            parameter = CompressionLevel;
            var parquet = DatasetFormats.Parquet(Compression, CompressionLevel, Compatibility, RowGroupBytes);
            return new DatasetWriteOptions { Format = DatasetFormats.ToCore(format), Overwrite = !NoClobber, Parquet = parquet, Csv = csv };
        }
        catch (FormatException e)
        {
            ThrowTerminatingError(Errors.InvalidParameter(e.Message, parameter));
            throw;
        }
    }

    private void Add(PSObject? input)
    {
        ThrowIfStopping();
        if (_destination is null || input is null) return;
        if (input.BaseObject is DatasetBatch batch) Write(batch);
        else if ((_rows ??= new RowBatcher(this)).Add(input) is { } full) Write(full);
    }

    private void Write(DatasetBatch batch)
    {
        if (_destination is null) return;
        _origins.Add(batch.Origin);
        var written = Try(_destination, () =>
        {
            _writer ??= DatasetFile.CreateWriter(_destination, batch.Schema, _options!);
            _writer.Write(batch, StopToken);
        });
        if (written) return;
        // One error is enough; what was written so far is taken back.
        _writer?.Dispose();
        _destination = null;
    }

    private void Complete()
    {
        var summary = _writer!.Complete(StopToken);
        if (PassThru) WriteObject(new DatasetExport(_destination!, summary.Rows, summary.Bytes, summary.RowGroups, Stopwatch.GetElapsedTime(_start).TotalSeconds));
    }
}
