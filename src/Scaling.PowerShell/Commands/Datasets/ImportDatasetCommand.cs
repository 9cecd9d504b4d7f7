using System.Management.Automation;
using Scaling.Native.Datasets;
using Scaling.Native.Datasets.Expressions;
using Scaling.Native.Datasets.Rows;
using Scaling.PowerShell.Common;
using Scaling.PowerShell.Expressions;

namespace Scaling.PowerShell.Commands.Datasets;

/// <summary>Turns files or batches into row objects with typed properties.</summary>
[Cmdlet(VerbsData.Import, "Dataset", DefaultParameterSetName = PathSet)]
[OutputType(typeof(PSObject))]
public sealed class ImportDatasetCommand : DatasetPipelineCommand
{
    private readonly RowReader _reader = new();
    private readonly object[] _block = new object[RowReader.BlockSize];
    private BatchSelection? _selection;
    private DatasetReadOptions _read = new();

    /// <summary>Columns to turn into properties, in this order.</summary>
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

    private protected override IReadOnlyList<string>? ColumnsToRead => _read.Columns;

    private protected override RowScript? Filter => _read.Filter;

    private protected override bool TakesPaths => true;

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _read = ReadOptions with { Columns = Property };
        if (Where is not null) (_selection, _read) = BatchSelection.Where(this, Where, Property, _read);
    }

    private protected override void ProcessBatch(DatasetBatch batch)
    {
        if (_selection is null) WriteRows(batch);
        else _selection.Apply(batch, WriteRows, StopToken);
    }

    private protected override void EndBatches() => _selection?.End(WriteRows);

    private void WriteRows(DatasetBatch batch)
    {
        var picked = Property is null ? batch : batch.Project([.. Property.Select(batch.Schema.Require)]);
        if (!_reader.TryOpen(picked))
        {
            WriteObjects(picked);
            return;
        }

        for (var row = 0; row < picked.RowCount;)
        {
            StopToken.ThrowIfCancellationRequested();
            var count = _reader.Read(row, _block);
            // One call a block: the checks of WriteObject are a third of what a row costs.
            WriteObject(count == _block.Length ? _block : _block[..count], enumerateCollection: true);
            row += count;
        }
    }

    /// <summary>Rows that have columns of names that no property of a class can have.</summary>
    private void WriteObjects(DatasetBatch batch)
    {
        for (var row = 0; row < batch.RowCount; row++)
        {
            StopToken.ThrowIfCancellationRequested();
            WriteObject(RowObject.Create(batch, row));
        }
    }
}
