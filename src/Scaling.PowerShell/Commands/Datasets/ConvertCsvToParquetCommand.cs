using System.Management.Automation;
using Scaling.Native.Datasets;
using Scaling.Native.Parquet;
using Scaling.Native.Storage;
using Scaling.PowerShell.Common;
using Scaling.PowerShell.Results;

namespace Scaling.PowerShell.Commands.Datasets;

/// <summary>Converts text files to Parquet files, one each, batch by batch.</summary>
[Cmdlet(VerbsData.Convert, "CsvToParquet", SupportsShouldProcess = true, DefaultParameterSetName = PathSet)]
[OutputType(typeof(DatasetConversion))]
public sealed class ConvertCsvToParquetCommand : DatasetFileCommand
{
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);
    private ParquetWriteOptions? _parquet;

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

    /// <summary>The codec's level: 1 to 22 for Zstd, 0 to 9 for Gzip; Snappy and None have none.</summary>
    [Parameter]
    public int? CompressionLevel { get; set; }

    /// <summary>Which readers a Parquet file is for: Widest keeps to plain values and dictionaries, which every reader knows.</summary>
    [Parameter]
    public ParquetReaders Compatibility { get; set; }

    /// <summary>Bytes of column data that a row group gathers.</summary>
    [Parameter]
    [ValidateRange(1L << 16, 1L << 31)]
    public long RowGroupBytes { get; set; } = 64L << 20;

    /// <summary>Memory that the writer may hold; row groups become smaller where it asks for that. Batches being read, and garbage
    /// that is not collected yet, come on top.</summary>
    [Parameter]
    [ValidateRange(32L << 20, long.MaxValue)]
    public long MemoryLimit { get; set; } = 512L << 20;

    /// <summary>An existing file is not replaced.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>A read-only file is replaced too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        try
        {
            _parquet = DatasetFormats.Parquet(Compression, CompressionLevel, Compatibility, RowGroupBytes, MemoryLimit);
        }
        catch (FormatException e)
        {
            ThrowTerminatingError(Errors.InvalidParameter(e.Message, CompressionLevel));
        }
    }

    private protected override void ProcessFile(string path)
    {
        if (Target(path) is not { } target || !CanWrite(target, NoClobber, Force)) return;
        if (IsSameFile(path, target))
        {
            WriteError(Errors.DestinationIsSource(path));
            return;
        }

        if (!_written.Add(target))
        {
            WriteError(Errors.DestinationTakenTwice(path, target));
            return;
        }

        if (!ShouldProcess(path, $"Convert to '{target}'")) return;
        var progress = new ProgressReporter(this, $"Converting {System.IO.Path.GetFileName(path)}");
        Try(path, () => WriteObject(Record(path, DatasetConverter.Convert(
            path,
            target,
            ReadOptions with { Columns = Property },
            new DatasetWriteOptions
            {
                Format = DatasetFormat.Parquet,
                Overwrite = !NoClobber,
                Parquet = _parquet!,
            },
            state => progress.Update(state.ToString, state.Fraction),
            StopToken))));
        progress.Complete();
    }

    private string? Target(string source)
    {
        var name = System.IO.Path.ChangeExtension(DatasetFormats.Unpacked(System.IO.Path.GetFileName(source)), ".parquet");
        if (DestinationPath is null) return System.IO.Path.Combine(System.IO.Path.GetDirectoryName(source)!, name);
        if (ResolveDestination(DestinationPath) is not { } full) return null;
        return Directory.Exists(full) ? System.IO.Path.Combine(full, name) : full;
    }

    private bool IsSameFile(string source, string target)
    {
        var comparison = OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        var isSame = false;
        Try(target, () => isSame = string.Equals(FileLinks.Follow(source), FileLinks.Follow(target), comparison));
        return isSame;
    }

    private static DatasetConversion Record(string source, DatasetConversionSummary done) => new(
        source, done.Path, done.Rows, done.SourceBytes, done.Bytes, done.Bytes == 0 ? 0 : (double)done.SourceBytes / done.Bytes,
        done.WallSeconds, done.WallSeconds == 0 ? 0 : done.SourceBytes / done.WallSeconds, done.RowGroups, done.Schema.ToString());
}
