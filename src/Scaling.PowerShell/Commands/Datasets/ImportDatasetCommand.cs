using System.Management.Automation;
using Scaling.Native.Datasets;
using Scaling.Native.Datasets.Rows;
using Scaling.PowerShell.Common;

namespace Scaling.PowerShell.Commands.Datasets;

/// <summary>Turns files or batches into row objects with typed properties.</summary>
[Cmdlet(VerbsData.Import, "Dataset", DefaultParameterSetName = PathSet)]
[OutputType(typeof(PSObject))]
public sealed class ImportDatasetCommand : DatasetPipelineCommand
{
    private readonly RowReader _reader = new();
    private readonly object[] _block = new object[RowReader.BlockSize];

    /// <summary>Columns to turn into properties, in this order.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Property { get; set; }

    private protected override IReadOnlyList<string>? ColumnsToRead => Property;

    private protected override bool TakesPaths => true;

    private protected override void ProcessBatch(DatasetBatch batch)
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
