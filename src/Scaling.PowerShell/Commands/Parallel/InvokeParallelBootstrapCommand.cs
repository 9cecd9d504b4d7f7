using System.Management.Automation;
using Scaling.Native.Datasets;
using Scaling.Native.Processors;
using Scaling.Native.Sampling;
using Scaling.PowerShell.Common;
using Scaling.PowerShell.Expressions;
using Scaling.PowerShell.Results;

namespace Scaling.PowerShell.Commands.Parallel;

/// <summary>Bootstraps a statistic of columns, by group, with standard errors and confidence intervals, on all processors.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "ParallelBootstrap", DefaultParameterSetName = "InputObject")]
[OutputType(typeof(BootstrapResult), typeof(Job))]
public sealed class InvokeParallelBootstrapCommand : DatasetPipelineCommand
{
    private const string ScriptName = "Script";

    private BootstrapCollector? _collector;
    private BootstrapOptions? _options;
    private BootstrapSubject? _subject;
    private ScriptBlock? _script;

    /// <summary>The numeric column of the statistic; two for Correlation and Ratio, any number for a script block.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string[] Property { get; set; } = [];

    /// <summary>What is estimated: Mean, Sum, Median, Quantile, StandardDeviation, Variance, Correlation, Ratio, or a script block that
    /// takes an array of numbers a column and gives one number.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(StatisticNames))]
    public object Statistic { get; set; } = nameof(BootstrapStatistic.Mean);

    /// <summary>The probability of -Statistic Quantile, 0 to 1.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double Quantile { get; set; } = 0.5;

    /// <summary>Numeric column with the weight of each row, such as a count; without it every row counts once.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Weight { get; set; }

    /// <summary>Columns whose values make the groups; without it all rows are one group.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] GroupBy { get; set; } = [];

    /// <summary>Columns whose values make the strata of a group, each of which is resampled with its own number of rows.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Strata { get; set; } = [];

    /// <summary>Rows of a series, in the order of the input, that are drawn together; without it rows are drawn one by one.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? BlockLength { get; set; }

    /// <summary>How the series is cut into blocks: Circular, Moving, or Stationary with blocks of random lengths.</summary>
    [Parameter]
    public BootstrapBlockMethod BlockMethod { get; set; }

    /// <summary>Draws per resample; by default as many as the group has rows.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? SampleSize { get; set; }

    /// <summary>No row is drawn twice for a resample of -SampleSize rows.</summary>
    [Parameter]
    public SwitchParameter WithoutReplacement { get; set; }

    /// <summary>Resamples per group.</summary>
    [Parameter]
    [ValidateRange(2, 0x7FFFFFC7)]
    public int ResampleCount { get; set; } = 10_000;

    /// <summary>Probability content of the interval, between 0 and 1.</summary>
    [Parameter]
    public double ConfidenceLevel { get; set; } = 0.95;

    /// <summary>How the interval is made: Percentile, Basic, Normal, BCa or Studentized.</summary>
    [Parameter]
    public BootstrapMethod Method { get; set; }

    /// <summary>Makes the figures repeatable; a random one is taken, and reported, by default.</summary>
    [Parameter]
    public long? Seed { get; set; }

    /// <summary>Most threads at work; by default as many processors as the process may use.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? Workers { get; set; }

    /// <summary>Puts the resampled statistics into the record, 8 bytes each.</summary>
    [Parameter]
    public SwitchParameter PassThruDistribution { get; set; }

    /// <summary>Takes the input, then goes on in a background job; its records and errors come through Receive-Job.</summary>
    [Parameter]
    public SwitchParameter AsJob { get; set; }

    private protected override IReadOnlyList<string>? ColumnsToRead =>
        [.. Property.Concat(GroupBy).Concat(Strata).Append(Weight).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase)];

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        var statistic = ReadStatistic();
        if (Conflict(statistic) is { } conflict) ThrowTerminatingError(Errors.OptionsConflict(conflict.Message, conflict.Parameter));
        if (!(ConfidenceLevel > 0 && ConfidenceLevel < 1)) ThrowTerminatingError(Errors.ConfidenceLevelOutOfRange(ConfidenceLevel));
        GroupBy = [.. GroupBy.Distinct(StringComparer.OrdinalIgnoreCase)];
        _options = new BootstrapOptions
        {
            Statistic = statistic,
            Quantile = Quantile,
            Method = Enum.Parse<IntervalMethod>(Method.ToString()),
            SampleSize = SampleSize,
            WithoutReplacement = WithoutReplacement,
            BlockLength = BlockLength,
            BlockMethod = Enum.Parse<BlockMethod>(BlockMethod.ToString()),
            ResampleCount = ResampleCount,
            KeepDistribution = PassThruDistribution,
            ConfidenceLevel = ConfidenceLevel,
            Seed = Seed ?? Random.Shared.NextInt64(),
            Workers = Workers ?? ResourceLimits.Workers(),
        };
        _subject = new BootstrapSubject(
            string.Join(", ", Property),
            _script is null ? statistic.ToString() : ScriptName,
            _script is null && statistic == BootstrapStatistic.Quantile ? Quantile : null,
            Method.ToString(),
            Strata.Length > 0 ? string.Join(", ", Strata) : null,
            BlockLength is null ? null : BlockMethod.ToString());
        _collector = new BootstrapCollector(Property, Weight, GroupBy, Strata);
    }

    private protected override void ProcessBatch(DatasetBatch batch)
    {
        // One error for an input is enough: what failed once would fail in every batch.
        // A batch without rows tells of an input that failed before it gave any.
        if (batch.Origin.Failure is null || batch.RowCount == 0) _collector!.Add(batch);
    }

    private protected override void EndBatches()
    {
        var groups = _collector!.Complete(StopToken);
        _collector = null;
        if (AsJob) StartJob(new BootstrapRun(groups, _options!, _subject!, GroupBy));
        else if (_script is not null) RunScript(groups, _script);
        else Run(new BootstrapRun(groups, _options!, _subject!, GroupBy), StopToken);
    }

    private void Run(BootstrapRun run, CancellationToken cancellationToken)
    {
        var progress = new GroupProgress(new ProgressReporter(this, run.Activity));
        try
        {
            run.Execute(WriteObject, WriteError, progress, cancellationToken);
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

    private void RunScript(IReadOnlyList<KeyedBootstrapGroup> groups, ScriptBlock block)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(StopToken);
        var script = new StatisticScript(block, givesError: Method == BootstrapMethod.Studentized, stop);
        try
        {
            var run = new BootstrapRun(groups, _options! with { Script = script.Compute }, _subject!, GroupBy);
            ScriptGuard.Run(this, () => Run(run, stop.Token));
        }
        catch (OperationCanceledException)
        {
            script.ThrowIfEnded();
            throw;
        }
    }

    private void StartJob(BootstrapRun run)
    {
        var job = new BootstrapJob(MyInvocation.Line.Trim() is { Length: > 0 } line ? line : MyInvocation.MyCommand.Name, run);
        JobRepository.Add(job);
        job.Start();
        WriteObject(job);
    }

    private BootstrapStatistic ReadStatistic()
    {
        var given = Statistic is PSObject wrapped ? wrapped.BaseObject : Statistic;
        _script = given as ScriptBlock;
        if (_script is not null) return default;
        if (!StatisticNames.TryParse(given, out var statistic)) ThrowTerminatingError(Errors.StatisticNotKnown(given, StatisticNames.All));
        var needed = statistic is BootstrapStatistic.Correlation or BootstrapStatistic.Ratio ? 2 : 1;
        if (Property.Length != needed) ThrowTerminatingError(Errors.PropertyCountMismatch(statistic.ToString(), needed, Property));
        return statistic;
    }

    /// <summary>The first two parameters that do not go together, and why.</summary>
    private (string Message, string Parameter)? Conflict(BootstrapStatistic statistic)
    {
        var isQuantile = _script is null && statistic == BootstrapStatistic.Quantile;
        if (IsGiven(nameof(Quantile)) && !isQuantile) return ("-Quantile goes with -Statistic Quantile only.", nameof(Quantile));
        if (IsGiven(nameof(BlockMethod)) && BlockLength is null) return ("-BlockMethod needs -BlockLength.", nameof(BlockMethod));
        if (WithoutReplacement && SampleSize is null)
            return ("-WithoutReplacement needs -SampleSize: all rows of a group, each once, are always the same sample.", nameof(WithoutReplacement));
        if (AsJob && _script is not null)
            return ("-AsJob goes with a named -Statistic only: a script block runs in its own session.", nameof(AsJob));

        (bool IsGiven, string Name) strata = (Strata.Length > 0, "-Strata"), size = (SampleSize is not null, "-SampleSize"),
            without = (WithoutReplacement, "-WithoutReplacement"), block = (BlockLength is not null, "-BlockLength"),
            weight = (Weight is not null, "-Weight"), bca = (Method == BootstrapMethod.BCa, "-Method BCa"),
            studentized = (Method == BootstrapMethod.Studentized, "-Method Studentized");
        ((bool IsGiven, string Name) First, (bool IsGiven, string Name) Second, string Why)[] excluding =
        [
            (strata, size, "each stratum is resampled with its own number of rows"),
            (strata, without, "each stratum is resampled with its own number of rows"),
            (strata, block, "a block would go over several strata"),
            (block, weight, "rows of a block are drawn together, whatever their weights"),
            (block, without, "blocks overlap"),
            (without, weight, "rows would not be drawn by their weights once the heavy ones are gone"),
            (bca, without, "its acceleration is that of draws with replacement"),
            (bca, block, "its acceleration is that of independent rows"),
            (studentized, without, "its standard errors are those of draws with replacement"),
            (studentized, block, "its standard errors are those of independent rows"),
            (studentized, strata, "its standard errors are those of one stratum"),
            ((bca.IsGiven && _script is not null, "-Method BCa with a script block"), weight, "a script sees no weights"),
        ];
        foreach (var (first, second, why) in excluding)
            if (first.IsGiven && second.IsGiven) return ($"{first.Name} and {second.Name} do not go together: {why}.", first.Name);
        return null;
    }

    private bool IsGiven(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    private sealed class GroupProgress(ProgressReporter reporter) : IProgress<BootstrapProgress>
    {
        public void Report(BootstrapProgress value) =>
            reporter.Update(() => BootstrapRun.Status(value), (double)value.BlocksDone / value.Blocks);

        public void Complete() => reporter.Complete();
    }
}
