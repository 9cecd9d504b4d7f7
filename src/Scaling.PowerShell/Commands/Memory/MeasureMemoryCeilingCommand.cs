using System.Management.Automation;
using Scaling.Native.Memory.Ceilings;
using Scaling.Native.Memory.Peaks;
using Scaling.PowerShell.Commands.Memory.Steps;
using Scaling.PowerShell.Common;
using Scaling.PowerShell.Results;

namespace Scaling.PowerShell.Commands.Memory;

/// <summary>Runs a script and measures the most memory that was in use at any time, with what the garbage collector did.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "MemoryCeiling", DefaultParameterSetName = ScriptSet)]
[OutputType(typeof(MemoryMeasurement), typeof(StatementMemory), typeof(StepMemory))]
public sealed class MeasureMemoryCeilingCommand : MemoryCeilingCommand
{
    private const string ScriptSet = "Script";
    private const string StepSet = "Step";

    private MeasuringPlan? _plan;
    private PlanRun? _run;
    private List<object?>? _inputs;
    private StepPredictions? _predictions;

    /// <summary>The script block to run and measure. It runs where you call it: what it assigns stays.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ScriptSet)]
    [ValidateNotNull]
    [Alias("Expression")]
    public ScriptBlock ScriptBlock { get; set; } = null!;

    /// <summary>Steps of a pipeline that run one after the other in the same scope: [ordered]@{ name = { script } }, or objects with Name and Script.</summary>
    [Parameter(Mandatory = true, ParameterSetName = StepSet)]
    [ValidateNotNullOrEmpty]
    public object[] Step { get; set; } = [];

    /// <summary>What Get-MemoryCeiling predicts for the steps, or any objects with Step (or Name) and CeilingBytes. By default it is
    /// predicted from what the steps say they make.</summary>
    [Parameter(ParameterSetName = StepSet)]
    [ValidateNotNullOrEmpty]
    public object[]? Prediction { get; set; }

    /// <summary>Objects for which the script block is run one by one, as $_. One record is for all of them.</summary>
    [Parameter(ValueFromPipeline = true, ParameterSetName = ScriptSet)]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <summary>A record for each statement of the script block, with what variables hold while it runs.</summary>
    [Parameter(ParameterSetName = ScriptSet)]
    public SwitchParameter ByStatement { get; set; }

    /// <summary>Run in a new process, so that the peak is of this work alone.</summary>
    [Parameter]
    public SwitchParameter Isolated { get; set; }

    /// <summary>Time between samples for the timeline of the record, as seconds or a TimeSpan; no timeline by default.</summary>
    [Parameter]
    [SecondsTransformation]
    public TimeSpan? TimelineInterval { get; set; }

    /// <summary>Do not collect the managed heap before measuring begins.</summary>
    [Parameter]
    public SwitchParameter SkipCollection { get; set; }

    /// <summary>Put out what the script puts out, as it comes; the record follows it.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Name of a variable that takes the records, which are not put out then.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? MeasurementVariable { get; set; }

    private bool TakesInput => ParameterSetName == ScriptSet && (MyInvocation.ExpectingInput || MyInvocation.BoundParameters.ContainsKey(nameof(InputObject)));

    protected override void BeginProcessing()
    {
        if (TimelineInterval < TimeSpan.FromMilliseconds(1)) ThrowTerminatingError(Errors.TimelineIntervalOutOfRange(TimelineInterval.Value));
        if (InitializationScript is not null && !Isolated)
            ThrowTerminatingError(Errors.OptionsConflict("-InitializationScript goes with -Isolated only.", nameof(InitializationScript)));
        if (TimelineInterval is not null && ByStatement)
            ThrowTerminatingError(Errors.OptionsConflict("Records of statements have no timeline: leave -TimelineInterval or -ByStatement out.", nameof(TimelineInterval)));
        var parts = ReadParts();
        _plan = new MeasuringPlan
        {
            Parts = parts,
            IsSteps = ParameterSetName == StepSet,
            ByStatement = ByStatement,
            PassOutput = PassThru,
            Arguments = ArgumentList ?? [],
            Meter = new MemoryMeterOptions { CollectFirst = !SkipCollection, TimelineInterval = TimelineInterval },
        };
    }

    protected override void ProcessRecord()
    {
        if (!TakesInput) return;
        if (Isolated)
        {
            (_inputs ??= []).Add(InputObject);
            return;
        }

        _run ??= BeginRun();
        _run.Run(InputObject);
    }

    protected override void EndProcessing()
    {
        if (TakesInput && _run is null && _inputs is null) return;
        if (Isolated)
        {
            Write(RunIsolated(_plan!, _inputs, isQuiet: false));
            return;
        }

        if (_run is null)
        {
            _run = BeginRun();
            _run.Run();
        }

        Write(_run.Complete());
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _run?.Dispose();
        base.Dispose(disposing);
    }

    private PlanRun BeginRun() => ByStatement ? new StatementRun(_plan!, this, StopToken) : new PlanRun(_plan!, this);

    private IReadOnlyList<ScriptPart> ReadParts()
    {
        if (ParameterSetName == StepSet)
        {
            return [.. ReadSteps().Select(s => new ScriptPart(s.Step.Name, s.Script!))];
        }

        if (ByStatement && !new StatementScript(ScriptBlock).IsPlain) ThrowTerminatingError(Errors.ScriptNotStatements(ScriptBlock));
        return [new ScriptPart(nameof(ScriptBlock), ScriptBlock)];
    }

    private IReadOnlyList<ParsedStep> ReadSteps()
    {
        IReadOnlyList<ParsedStep> steps = [];
        try
        {
            Try(nameof(Step), Read, ThrowTerminatingError);
        }
        catch (StepException e)
        {
            ThrowTerminatingError(e.Error!);
        }
        catch (MemoryPlanException e)
        {
            ThrowTerminatingError(Errors.NoPlan(e));
        }

        return steps;

        void Read()
        {
            // What a file will take is of interest for the prediction only; a step may make it first.
            steps = StepList.Read(Step, new StepParser(new FileSizes(Prediction is null ? FindFile : null, StopToken)));
            _predictions = Prediction is null ? StepPredictions.From(steps) : StepPredictions.From(Prediction);
        }
    }

    private string FindFile(string path)
    {
        var full = ResolveDestination(path, error => throw new StepException(error))!;
        return File.Exists(full) ? full : throw new StepException(Directory.Exists(full) ? Errors.PathIsDirectory(full) : Errors.PathNotFound(full));
    }

    private void Write(MeasuredRun run)
    {
        if (run.Memory.Source == Native.Memory.Peaks.PeakSource.EarlierHighWaterMark)
        {
            WriteWarning("This system does not reset the high-water mark of memory, and the script did not exceed the earlier one: PeakBytes is"
                + " an upper bound. Use -Isolated to measure it in a process of its own.");
        }

        object[] records = [.. Records(run)];
        if (MeasurementVariable is not null) SessionState.PSVariable.Set(MeasurementVariable, records.Length == 1 ? records[0] : records);
        else WriteObject(records, enumerateCollection: true);
    }

    private IEnumerable<object> Records(MeasuredRun run)
    {
        if (run.Spans is not { } spans) return [new MemoryMeasurement(run.Memory, Isolated, LimitBytes)];
        if (ByStatement) return StatementMemory.Of(run);
        var start = run.Memory.StartBytes;
        var ceiling = spans.MaxBy(s => s.Memory.PeakBytes);
        return spans.Select(s =>
        {
            var predicted = _predictions?[s.Name];
            if (Prediction is not null && predicted is null) WriteError(Errors.StepNotPredicted(s.Name));
            return new StepMemory(s.Name, s.Memory, start, ReferenceEquals(s, ceiling), predicted);
        });
    }
}
