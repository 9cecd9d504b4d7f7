using System.Collections;
using System.Diagnostics;
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
    private const string Loop = "param($Tasks, $Task) foreach ($_ in $Tasks) { & $Task $_ }";

    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan StopPause = TimeSpan.FromMilliseconds(5);

    private readonly RunspaceCrew _crew;
    private readonly ScriptBlockAst _script;
    private readonly Hashtable _using;
    private readonly IReadOnlyList<object?> _items;
    private readonly CancellationToken _stop;
    private readonly CancellationTokenRegistration _stopping;
    private readonly CultureInfo _culture = CultureInfo.CurrentCulture;
    private readonly CultureInfo _uiCulture = CultureInfo.CurrentUICulture;
    private readonly List<ScriptBlock> _blocks = [];
    private readonly List<IReadOnlyList<TaskReport>> _kept = [];
    private System.Management.Automation.PowerShell?[] _running = [];

    /// <param name="crew">Where scripts run; it is disposed with this.</param>
    /// <param name="script">One task.</param>
    /// <param name="usingValues">Values of its <c>$using:</c> variables.</param>
    /// <param name="items">The object of each task, at least one.</param>
    /// <param name="stop">Stops the scripts of all workers.</param>
    internal ScriptWork(RunspaceCrew crew, ScriptBlock script, Hashtable usingValues, IReadOnlyList<object?> items, CancellationToken stop)
    {
        (_crew, _script, _using, _items, _stop) = (crew, (ScriptBlockAst)script.Ast, usingValues, items, stop);
        _stopping = stop.Register(StopScripts);
    }

    /// <summary>The reports of all runs that were kept, in their order.</summary>
    internal IReadOnlyList<IReadOnlyList<TaskReport>> Kept => _kept;

    public void Start(int workers)
    {
        _crew.Open(workers);
        // A script block belongs to the runspace that compiles it first.
        while (_blocks.Count < workers) _blocks.Add(_script.GetScriptBlock());
        Array.Resize(ref _running, Math.Max(workers, _running.Length));
    }

    public void Run(WorkerTeam team, int tasks, bool keepOutcome)
    {
        TaskReport[]? reports = keepOutcome ? [.. Enumerable.Range(0, tasks).Select(_ => new TaskReport())] : null;
        var run = new TaskRun(_items, tasks, reports);
        team.Run(worker => Work(worker, run));
        if (reports is null) return;
        _kept.Add(reports);
        if (_kept.Count == 1 && Array.TrueForAll(reports, report => report.Failure is not null)) throw new AllTasksFailedException(reports[0].Failure!);
    }

    public double[]? Outcome(int tasks) => TaskOutcome.Of([.. _kept[^1].Take(tasks)]);

    public void Dispose()
    {
        _stopping.Dispose();
        _crew.Dispose();
    }

    private void Work(int worker, TaskRun run)
    {
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (_culture, _uiCulture);
        while (!run.IsDone)
        {
            _stop.ThrowIfCancellationRequested();
            var source = new TaskSource(run);
            using var engine = System.Management.Automation.PowerShell.Create();
            engine.Runspace = _crew[worker];
            engine.AddScript(Loop, useLocalScope: true).AddArgument(source).AddArgument(_blocks[worker]).AddParameter(UsingVariables.Parameter, _using);
            Invoke(engine, worker, source, run);
        }
    }

    private void Invoke(System.Management.Automation.PowerShell engine, int worker, TaskSource source, TaskRun run)
    {
        using var output = new PSDataCollection<PSObject>();
        if (run.Report(0) is not null)
        {
            // Handlers run on the worker's thread, while the task is at work.
            output.DataAdded += (_, e) => run.Report(source.Current)?.Output.Add(output[e.Index]);
            engine.Streams.Error.DataAdded += (_, e) => run.Report(source.Current)?.Errors.Add(engine.Streams.Error[e.Index]);
            engine.Streams.Warning.DataAdded += (_, e) => run.Report(source.Current)?.Warnings.Add(engine.Streams.Warning[e.Index].Message);
        }

        // Either the stop finds the engine here, or the engine finds the stop.
        Interlocked.Exchange(ref _running[worker], engine);
        try
        {
            _stop.ThrowIfCancellationRequested();
            engine.Invoke(null, output);
        }
        catch (PipelineStoppedException e)
        {
            throw new OperationCanceledException(e.Message, e, _stop);
        }
        catch (RuntimeException e)
        {
            if (run.Report(source.Current) is { } report) report.Failure = e.ErrorRecord;
        }
        finally
        {
            Volatile.Write(ref _running[worker], null);
        }
    }

    /// <summary>Asks again and again, because a script that is about to begin does not hear it.</summary>
    private void StopScripts()
    {
        var begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begin) < LongestStop)
        {
            var any = false;
            foreach (var engine in _running)
            {
                if (engine is null) continue;
                any = true;
                try
                {
                    engine.BeginStop(null, null);
                }
                catch (ObjectDisposedException)
                {
                    // It has ended meanwhile.
                }
            }

            if (!any) return;
            Thread.Sleep(StopPause);
        }
    }
}
