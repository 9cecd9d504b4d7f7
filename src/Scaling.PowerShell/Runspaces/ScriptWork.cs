using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;
using Scaling.Native.Parallel;
using Scaling.Native.Parallel.Workloads;

namespace Scaling.PowerShell.Runspaces;

/// <summary>Tasks that run a script of the user, in one runspace a worker.</summary>
/// <remarks>One pipeline of a worker runs all tasks that it gets, because a pipeline costs more than many a task. A task that throws, or breaks out, ends that
/// pipeline; another one takes the tasks that are left.</remarks>
internal sealed class ScriptWork : IParallelWork, IDisposable
{
    // By $args, which is each script's own: a task would see variables of the loop.
    private const string Loop = "foreach ($_ in $args[0]) { & $args[1] $_ }";

    private readonly RunspaceCrew _crew;
    private readonly ScriptBlockAst _script;
    private readonly Hashtable _using;
    private readonly IReadOnlyList<object?> _items;
    private readonly CultureInfo _culture = CultureInfo.CurrentCulture;
    private readonly CultureInfo _uiCulture = CultureInfo.CurrentUICulture;
    private readonly List<ScriptBlock> _blocks = [];
    private readonly Dictionary<int, CountReport> _counts = [];
    private TaskReport[] _kept = [];

    /// <param name="crew">Where scripts run; it is disposed with this.</param>
    /// <param name="script">One task.</param>
    /// <param name="usingValues">Values of its <c>$using:</c> variables.</param>
    /// <param name="items">The object of each task, at least one.</param>
    internal ScriptWork(RunspaceCrew crew, ScriptBlock script, Hashtable usingValues, IReadOnlyList<object?> items) =>
        (_crew, _script, _using, _items) = (crew, (ScriptBlockAst)PlainScript.Of(script).Ast, usingValues, items);

    /// <summary>What tasks left behind with so many workers, which have run them.</summary>
    internal CountReport Count(int workers) => _counts[workers];

    public void Start(int workers)
    {
        _crew.Open(workers);
        // A script block belongs to the runspace that compiles it first.
        while (_blocks.Count < workers) _blocks.Add(_script.GetScriptBlock());
    }

    public void Run(WorkerTeam team, int tasks, bool keepOutcome, CancellationToken cancellationToken)
    {
        if (!_counts.TryGetValue(team.Workers, out var count)) _counts.Add(team.Workers, count = new CountReport(tasks));
        var run = new TaskRun(_items, tasks, count, keepOutcome);
        team.Run(worker => Work(worker, run, cancellationToken));
        if (!keepOutcome) return;
        _kept = count.Tasks;
        if (_counts.Count == 1 && count.FailedTaskCount == tasks) throw new AllTasksFailedException(count.Failure(0)!);
    }

    public double[]? Outcome(int tasks)
    {
        var outcome = TaskOutcome.Of([.. _kept.Take(tasks)]);
        foreach (var report in _kept) report.DropOutput();
        return outcome;
    }

    public void Dispose() => _crew.Dispose();

    private void Work(int worker, TaskRun run, CancellationToken stop)
    {
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (_culture, _uiCulture);
        while (!run.IsDone)
        {
            var source = new TaskSource(run);
            using var engine = System.Management.Automation.PowerShell.Create();
            engine.Runspace = _crew[worker];
            engine.AddScript(Loop, useLocalScope: true).AddArgument(source).AddArgument(_blocks[worker]).AddParameter(UsingVariables.Parameter, _using);
            Invoke(engine, source, run, stop);
        }
    }

    private static void Invoke(System.Management.Automation.PowerShell engine, TaskSource source, TaskRun run, CancellationToken stop)
    {
        using var output = new PSDataCollection<PSObject>();
        if (run.IsKept)
        {
            // Handlers run on the worker's thread, while the task is at work.
            output.DataAdded += (_, e) => Report()?.Add(output[e.Index]);
            engine.Streams.Error.DataAdded += (_, e) => Report()?.Add(engine.Streams.Error[e.Index]);
            engine.Streams.Warning.DataAdded += (_, e) => Report()?.AddWarning(engine.Streams.Warning[e.Index].Message);
        }

        try
        {
            StoppableScript.Invoke(engine, output, stop);
        }
        catch (RuntimeException e) when (source.Current >= 0)
        {
            run.Count.AddFailure(source.Current, e.ErrorRecord);
            if (run.IsKept) Report()!.HasFailed = true;
        }

        TaskReport? Report() => source.Current < 0 ? null : run.Count.Tasks[source.Current];
    }
}
