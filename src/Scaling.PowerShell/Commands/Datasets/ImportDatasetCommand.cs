using System.Management.Automation;
using Scaling.Native.Datasets;
using Scaling.PowerShell.Common;

namespace Scaling.PowerShell.Commands.Datasets;

/// <summary>Turns files or batches into row objects with typed properties.</summary>
[Cmdlet(VerbsData.Import, "Dataset", DefaultParameterSetName = PathSet)]
[OutputType(typeof(PSObject))]
public sealed class ImportDatasetCommand : DatasetPipelineCommand
{
    /// <summary>Columns to turn into properties, in this order.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Property { get; set; }

    private protected override IReadOnlyList<string>? ColumnsToRead => Property;

    private protected override bool TakesPaths => true;

    private protected override void ProcessBatch(DatasetBatch batch)
    {
        var picked = Property is null ? batch : batch.Project([.. Property.Select(batch.Schema.Require)]);
        for (var row = 0; row < picked.RowCount; row++)
        {
            StopToken.ThrowIfCancellationRequested();
            WriteObject(RowObject.Create(picked, row));
        }
    }
}
