using System.Management.Automation;
using Scaling.Native.Datasets;
using Scaling.Native.Datasets.Expressions;

namespace Scaling.PowerShell.Common;

/// <summary>A cmdlet whose input is batches: from the pipeline, from files, or gathered from row objects.</summary>
public abstract class DatasetPipelineCommand : SchemaReadingCommand
{
    private protected const string PathSet = "Path";
    private protected const string LiteralPathSet = "LiteralPath";
    private protected const string InputObjectSet = "InputObject";

    private RowBatcher? _rows;

    /// <summary>Files to read; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>Files to read, taken as they stand: brackets and stars are part of the name.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet)]
    [ValidateNotNullOrEmpty]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Batches, as Read-Dataset emits them, or row objects, which are gathered into batches; of an array, its elements.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = InputObjectSet)]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <summary>Whether texts and file objects from the pipeline name files to read, rather than being rows.</summary>
    private protected virtual bool TakesPaths => false;

    /// <summary>Columns that the cmdlet needs of files; null for all.</summary>
    private protected virtual IReadOnlyList<string>? ColumnsToRead => null;

    /// <summary>Which rows of files the cmdlet keeps, if it is one that drops rows.</summary>
    private protected virtual RowScript? Filter => null;

    protected sealed override void ProcessRecord()
    {
        if (ParameterSetName == InputObjectSet)
        {
            // Of an array within an array, which may be itself, there are no rows to be had.
            if (InputObject?.BaseObject is object[] items) foreach (var item in items) ProcessInput(item is null ? null : PSObject.AsPSObject(item));
            else ProcessInput(InputObject);
            return;
        }

        var literal = ParameterSetName == LiteralPathSet;
        ReadFiles(literal ? LiteralPath : Path, literal);
    }

    protected sealed override void EndProcessing()
    {
        if (_rows?.Flush() is { } rest) ProcessGuarded(rest);
        Try(null, EndBatches);
        base.EndProcessing();
    }

    /// <summary>Takes one batch. A <see cref="DatasetException"/> becomes an error record, and the next input is processed.</summary>
    private protected abstract void ProcessBatch(DatasetBatch batch);

    /// <summary>Called once after the last batch.</summary>
    private protected virtual void EndBatches()
    {
    }

    private void ProcessInput(PSObject? input)
    {
        ThrowIfStopping();
        switch (input?.BaseObject)
        {
            case null: break;
            case DatasetBatch batch: ProcessGuarded(batch); break;
            case FileSystemInfo file when TakesPaths: ReadFiles([file.FullName], literal: true); break;
            case string path when TakesPaths: ReadFiles([path], literal: false); break;
            default:
                if ((_rows ??= new RowBatcher(this)).Add(input) is { } full) ProcessGuarded(full);
                break;
        }
    }

    private void ReadFiles(string[] paths, bool literal)
    {
        var options = ReadOptions with { Columns = ColumnsToRead, Filter = Filter };
        foreach (var file in ResolveFiles(paths, literal)) ReadFile(file, ProcessBatch, options);
    }

    private void ProcessGuarded(DatasetBatch batch) => Try(batch, () => Use(batch, ProcessBatch));
}
