using System.Management.Automation;
using Scaling.Native.Datasets;
using Scaling.Native.Parallel.Workloads;
using Scaling.Native.Processors;
using Scaling.PowerShell.Common;
using Scaling.PowerShell.Results;
using Scaling.PowerShell.Runspaces;
using Laws = Scaling.Native.Parallel.Laws;

namespace Scaling.PowerShell.Commands.Parallel;

/// <summary>Measures how much faster a script block or a built-in kernel becomes with more workers.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "ParallelScaling", DefaultParameterSetName = ScriptSet)]
[OutputType(typeof(ParallelScaling))]
public sealed class MeasureParallelScalingCommand : MeasuringCommand
{
    private const string ScriptSet = "ScriptBlock";
    private const string KernelSet = "Kernel";
    private const int DefaultTasksPerWorker = 4;
    private const int LongestName = 60;

    private readonly List<object?> _items = [];
    private ScriptWork? _work;

    /// <summary>One task. $_ is the object from the pipeline, or the number of the task.</summary>
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = ScriptSet)]
    public ScriptBlock ScriptBlock { get; set; } = null!;

    /// <summary>Compute, MemoryBandwidth or SharedCounter in place of a script.</summary>
    [Parameter(Mandatory = true, ParameterSetName = KernelSet)]
    public ScalingKernel Kernel { get; set; }

    /// <summary>Worker counts; by default all up to what the process may use, beyond 8 only powers of two and that number.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [ValidateRange(1, 1024)]
    [RangeTransformation]
    public int[]? Workers { get; set; }

    /// <summary>Objects, one for each task; where there are more tasks, they begin again with the first.</summary>
    [Parameter(ValueFromPipeline = true, ParameterSetName = ScriptSet)]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <summary>Runs in each worker's runspace when it starts, to define functions or import modules.</summary>
    [Parameter(ParameterSetName = ScriptSet)]
    public ScriptBlock? InitializationScript { get; set; }

    /// <summary>Strong for the same tasks with any number of workers, Weak for as many tasks a worker.</summary>
    [Parameter]
    public ScalingMode Mode { get; set; }

    /// <summary>Tasks in all, or a worker with -Mode Weak.</summary>
    [Parameter]
    [ValidateRange(1, 1_000_000)]
    public int? TaskCount { get; set; }

    /// <summary>What the records are called; the script's text or the kernel's name by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    private Laws.ScalingMode CoreMode => Enum.Parse<Laws.ScalingMode>(Mode.ToString());

    protected override void ProcessRecord()
    {
        if (!MyInvocation.BoundParameters.ContainsKey(nameof(InputObject))) return;
        if (InputObject?.BaseObject is ScriptBlock) WriteError(Errors.UsingVariableIsScriptBlock(InputObject));
        else _items.Add(InputObject);
    }

    protected override void EndProcessing()
    {
        // Nothing has come through the pipeline, so there is no task.
        if (_items.Count == 0 && (MyInvocation.ExpectingInput || MyInvocation.BoundParameters.ContainsKey(nameof(InputObject)))) return;
        var limit = ResourceLimits.Workers();
        var counts = Workers ?? TaskCounts.UpTo(limit);
        var tasks = TaskCount ?? (_items.Count > 0 ? _items.Count : Mode == ScalingMode.Weak ? DefaultTasksPerWorker : TaskCounts.Even(counts));
        if (Mode == ScalingMode.Strong && counts.Max() > tasks)
            WriteWarning($"There {(tasks == 1 ? "is" : "are")} only {Wording.Count(tasks, "task")} for {Wording.Count(counts.Max(), "worker")}.");
        if (ParameterSetName == KernelSet) MeasureKernel(counts, tasks, limit);
        else MeasureScript(counts, tasks, limit);
        base.EndProcessing();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _work?.Dispose();
        base.Dispose(disposing);
    }

    private void MeasureKernel(int[] counts, int tasks, int limit)
    {
        void Measure()
        {
            if (ScalingKernels.Create(Kernel, counts, Mode, tasks, ThrowTerminatingError) is not { } work) return;
            using (work as IDisposable) WriteRecords(Name ?? Kernel.ToString(), Time(work, counts, tasks), limit);
        }

        Try(Kernel, Measure, ThrowTerminatingError);
    }

    private void MeasureScript(int[] counts, int tasks, int limit)
    {
        if (UsingVariables.Read(this, ScriptBlock, ThrowTerminatingError) is not { } values) return;
        if (UsingVariables.Read(this, InitializationScript, ThrowTerminatingError) is not { } initialValues) return;
        IReadOnlyList<object?> items = _items.Count > 0 ? _items : [.. Enumerable.Range(1, tasks).Cast<object?>()];
        var crew = new RunspaceCrew(
            SessionState, InitializationScript, initialValues, error => WriteError(Errors.InitializationWroteError(error, InitializationScript!)), StopToken);
        _work = new ScriptWork(crew, ScriptBlock, values, items);
        try
        {
            Try(ScriptBlock, () =>
            {
                var timings = Time(_work, counts, tasks);
                TaskReports.Write(this, _work, timings, items);
                WriteRecords(Name ?? NameOf(ScriptBlock), timings, limit);
            });
        }
        catch (InitializationException e)
        {
            ThrowTerminatingError(Errors.InitializationFailed(e.Record, InitializationScript!));
        }
        catch (AllTasksFailedException e)
        {
            ThrowTerminatingError(Errors.AllTasksFailed(e.First, ScriptBlock));
        }
    }

    private IReadOnlyList<ScalingTiming> Time(IParallelWork work, int[] counts, int tasks) =>
        ScalingExperiment.Measure(work, counts, CoreMode, tasks, NewSession(comparisons: 1));

    private void WriteRecords(string name, IReadOnlyList<ScalingTiming> timings, int limit)
    {
        var one = timings.FirstOrDefault(timing => timing.Workers == 1)?.Measurement.MedianSeconds;
        foreach (var timing in timings)
        {
            var failed = _work?.Count(timing.Workers).FailedTaskCount ?? 0;
            WriteObject(new ParallelScaling(name, CoreMode, timing, one, limit, failed));
        }
    }

    private static string NameOf(ScriptBlock script)
    {
        var text = string.Join(' ', script.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (text.Length == 0) return "{ }";
        return text.Length <= LongestName ? text : $"{text[..(LongestName - 1)]}…";
    }
}
