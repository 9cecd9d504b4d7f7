using System.Management.Automation;
using Scaling.Native.Datasets;
using Scaling.PowerShell.Common;

namespace Scaling.PowerShell.Commands.Datasets;

/// <summary>Streams files as columnar batches, so that a dataset larger than memory flows through a pipeline.</summary>
[Cmdlet(VerbsCommunications.Read, "Dataset", DefaultParameterSetName = PathSet)]
[OutputType("Scaling.Native.Datasets.DatasetBatch")]
public sealed class ReadDatasetCommand : DatasetFileCommand
{
    /// <summary>Columns to read, in this order; the others are not parsed.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Property { get; set; }

    /// <summary>A CSV file for the records that cannot be read, which are then left out; without it the first of them is an error.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? BadRecordPath { get; set; }

    private protected override string? BadRecordsTo => BadRecordPath;

    private protected override void ProcessFile(string path) => ReadFile(path, Emit, ReadOptions with { Columns = Property });

    private void Emit(DatasetBatch batch) => WriteObject(batch);
}
