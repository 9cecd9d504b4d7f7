using System.Globalization;
using System.Management.Automation;
using Scaling.Native.Datasets;
using Scaling.Native.Sampling;
using Scaling.PowerShell.Common;
using Scaling.PowerShell.Results;

namespace Scaling.PowerShell.Commands.Parallel;

/// <summary>Bootstraps the mean of a column, by group and weighted, with confidence intervals, on all processors.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "ParallelBootstrap", DefaultParameterSetName = "InputObject")]
[OutputType(typeof(BootstrapResult))]
public sealed class InvokeParallelBootstrapCommand : DatasetPipelineCommand
{
    private const string AllRows = "(all)";

    private BootstrapCollector? _collector;

    /// <summary>The numeric column whose mean is estimated.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Property { get; set; } = "";

    /// <summary>Numeric column with the weight of each row, such as a count; without it every row counts once.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Weight { get; set; }

    /// <summary>Columns whose values make the groups; without it all rows are one group.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] GroupBy { get; set; } = [];

    /// <summary>Draws per resampled mean; by default as many as the group has rows.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? SampleSize { get; set; }

    /// <summary>Resampled means per group.</summary>
    [Parameter]
    [ValidateRange(2, 0x7FFFFFC7)]
    public int ResampleCount { get; set; } = 10_000;

    /// <summary>Probability content of the interval, between 0 and 1.</summary>
    [Parameter]
    public double ConfidenceLevel { get; set; } = 0.95;

    /// <summary>Makes the figures repeatable; a random one is taken, and reported, by default.</summary>
    [Parameter]
    public long? Seed { get; set; }

    /// <summary>Most threads at work; by default as many processors as the process may use.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? Workers { get; set; }

    private protected override IReadOnlyList<string>? ColumnsToRead =>
        [.. new[] { Property, Weight }.OfType<string>().Concat(GroupBy).Distinct(StringComparer.OrdinalIgnoreCase)];

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (!(ConfidenceLevel > 0 && ConfidenceLevel < 1)) ThrowTerminatingError(Errors.ConfidenceLevelOutOfRange(ConfidenceLevel));
        GroupBy = [.. GroupBy.Distinct(StringComparer.OrdinalIgnoreCase)];
        _collector = new BootstrapCollector(Property, Weight, GroupBy);
    }

    private protected override void ProcessBatch(DatasetBatch batch)
    {
        // One error for an input is enough: what failed once would fail in every batch.
        // A batch without rows tells of an input that failed before it gave any.
        if (batch.Origin.Failure is null || batch.RowCount == 0) _collector!.Add(batch);
    }

    private protected override void EndBatches()
    {
        var groups = _collector!.Complete();
        var options = new BootstrapOptions
        {
            SampleSize = SampleSize,
            ResampleCount = ResampleCount,
            ConfidenceLevel = ConfidenceLevel,
            Seed = Seed ?? Random.Shared.Next(),
            Workers = Workers ?? Environment.ProcessorCount,
        };
        var workers = ParallelBootstrap.EffectiveWorkers(groups.Count, options);
        var progress = new BlockProgress(new ProgressReporter(this, $"Bootstrapping the mean of {Property}"));
        try
        {
            foreach (var outcome in ParallelBootstrap.Run([.. groups.Select(g => g.Group)], options, progress, StopToken))
            {
                var key = groups[outcome.Group].Key;
                var label = key.Values.Count == 0 ? AllRows : key.ToString();
                if (outcome.Error is not null) WriteError(Errors.GroupNotBootstrapped(outcome.Error, label));
                else WriteObject(WithKey(new BootstrapResult(label, Property, outcome.Estimate!, options, workers), key));
            }
        }
        catch (OutOfMemoryException e)
        {
            ThrowTerminatingError(Errors.From(e, ResampleCount));
        }
        finally
        {
            progress.Complete();
        }
    }

    /// <summary>Adds the grouping columns with their own types, so that a later cmdlet finds $_.Year as it was.</summary>
    private PSObject WithKey(BootstrapResult result, GroupKey key)
    {
        var record = PSObject.AsPSObject(result);
        for (var i = 0; i < GroupBy.Length; i++)
            if (record.Properties[GroupBy[i]] is null)
                record.Properties.Add(new PSNoteProperty(GroupBy[i], key.Values[i]));
        return record;
    }

    private sealed class BlockProgress(ProgressReporter reporter) : IProgress<BootstrapProgress>
    {
        public void Report(BootstrapProgress value) => reporter.Update(
            () => string.Create(CultureInfo.CurrentCulture, $"{value.GroupsDone:N0} of {value.Groups:N0} groups"),
            (double)value.BlocksDone / value.Blocks);

        public void Complete() => reporter.Complete();
    }
}
