using System.Management.Automation;
using Scaling.Native.Datasets;
using Scaling.PowerShell.Common;
using Scaling.PowerShell.Expressions;

namespace Scaling.PowerShell.Commands.Datasets;

/// <summary>Streams files as columnar batches, so that a dataset larger than memory flows through a pipeline.</summary>
[Cmdlet(VerbsCommunications.Read, "Dataset", DefaultParameterSetName = PathSet)]
[OutputType("Scaling.Native.Datasets.DatasetBatch")]
public sealed class ReadDatasetCommand : DatasetFileCommand
{
    private BatchSelection? _selection;
    private DatasetReadOptions _options = null!;

    /// <summary>Columns to read, in this order; the others are not parsed.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Property { get; set; }

    /// <summary>Keeps the rows for which this script is true; $_ is the row. Parts of Parquet files without such rows are not read.</summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? Where { get; set; }

    /// <summary>A CSV file for the records that cannot be read, which are then left out; without it the first of them is an error.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? BadRecordPath { get; set; }

    private protected override string? BadRecordsTo => BadRecordPath;

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _options = ReadOptions with { Columns = Property };
        if (Where is null) return;
        (_selection, _options) = BatchSelection.Where(this, Where, Property, _options);
    }

    protected override void EndProcessing()
    {
        _selection?.End(WriteObject);
        base.EndProcessing();
    }

    private protected override void ProcessFile(string path) => ReadFile(path, Emit, _options);

    private void Emit(DatasetBatch batch)
    {
        if (_selection is null) WriteObject(batch);
        else _selection.Apply(batch, WriteObject, StopToken);
    }
}
