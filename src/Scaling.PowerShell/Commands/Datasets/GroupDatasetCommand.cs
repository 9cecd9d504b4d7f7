using System.Globalization;
using System.Management.Automation;
using Scaling.Native.Datasets;
using Scaling.Native.Datasets.Grouping;
using Scaling.Native.Processors;
using Scaling.PowerShell.Common;

namespace Scaling.PowerShell.Commands.Datasets;

/// <summary>Groups rows by the values of columns and computes sums, means, extremes and counts of other columns for each group.</summary>
[Cmdlet(VerbsData.Group, "Dataset", DefaultParameterSetName = InputObjectSet)]
[OutputType("Scaling.Native.Datasets.DatasetBatch")]
public sealed class GroupDatasetCommand : DatasetPipelineCommand
{
    private readonly HashSet<DatasetOrigin> _refused = [];
    private DatasetGrouping? _grouping;
    private long _memoryLimit;

    /// <summary>Columns whose values make the groups; the result is sorted by them in this order.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = InputObjectSet)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = PathSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = LiteralPathSet)]
    [ValidateNotNullOrEmpty]
    public string[] By { get; set; } = [];

    /// <summary>Columns of numbers to sum.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Sum { get; set; } = [];

    /// <summary>Columns of numbers to average.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Mean { get; set; } = [];

    /// <summary>Columns whose least value to find.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Min { get; set; } = [];

    /// <summary>Columns whose greatest value to find.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Max { get; set; } = [];

    /// <summary>Columns whose distinct values to count.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] CountDistinct { get; set; } = [];

    /// <summary>Counts the rows of each group, as is done where nothing else is asked.</summary>
    [Parameter]
    public SwitchParameter Count { get; set; }

    /// <summary>Memory that groups may take, 512 MB by default or a quarter of what the process may use; beyond it they go to temporary files.</summary>
    [Parameter]
    [ValidateRange(GroupingOptions.MinMemoryLimit, long.MaxValue)]
    public long? MemoryLimit { get; set; }

    /// <summary>A CSV file for the records that cannot be read, which are then left out; without it the first of them is an error.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? BadRecordPath { get; set; }

    private protected override string? BadRecordsTo => BadRecordPath;

    private protected override IReadOnlyList<string> ColumnsToRead =>
        [.. By.Concat(Sum).Concat(Mean).Concat(Min).Concat(Max).Concat(CountDistinct).Distinct(StringComparer.OrdinalIgnoreCase)];

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _memoryLimit = MemoryLimit ?? ResourceLimits.DefaultMemoryLimit(GroupingOptions.MinMemoryLimit);
        _grouping = new DatasetGrouping(new GroupingOptions
        {
            By = By,
            Aggregates =
            [
                .. Of(AggregateFunction.Sum, Sum), .. Of(AggregateFunction.Mean, Mean), .. Of(AggregateFunction.Min, Min),
                .. Of(AggregateFunction.Max, Max), .. Of(AggregateFunction.CountDistinct, CountDistinct),
                .. Count ? [new Aggregate(AggregateFunction.Count)] : System.Array.Empty<Aggregate>(),
            ],
            MemoryLimit = _memoryLimit,
        });
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _grouping?.Dispose();
        base.Dispose(disposing);
    }

    private protected override void ProcessBatch(DatasetBatch batch)
    {
        // One error an input is enough, and one where memory or disk gave out.
        if (_grouping!.IsFaulted || _refused.Contains(batch.Origin)) return;
        try
        {
            _grouping.Add(batch, StopToken);
        }
        catch (DatasetException)
        {
            _refused.Add(batch.Origin);
            throw;
        }
    }

    private protected override void EndBatches()
    {
        if (_grouping!.IsFaulted) return;
        var progress = new ProgressReporter(this, "Writing groups");
        var groups = 0L;
        foreach (var batch in _grouping.Finish(StopToken))
        {
            groups += batch.RowCount;
            progress.Update(() => string.Create(CultureInfo.CurrentCulture, $"{groups:N0} groups"), null);
            WriteObject(batch);
        }

        progress.Complete();
        WriteVerbose(string.Create(CultureInfo.InvariantCulture,
            $"{_grouping.RowCount:N0} rows, {groups:N0} groups; at most {_grouping.PeakBytes:N0} bytes of {_memoryLimit:N0} held; "
            + $"{_grouping.SpillCount} times to temporary files, {_grouping.SpilledBytes:N0} bytes written."));
    }

    private static IEnumerable<Aggregate> Of(AggregateFunction function, string[] columns) =>
        columns.Select(c => new Aggregate(function, c));
}
