using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace Scaling.Host;

/// <summary>One command, its output and errors rendered by Out-Default.</summary>
internal sealed class PipelineRun : IDisposable
{
    private const int LinesAhead = 4096;
    private readonly Pipeline _pipeline;
    private readonly ManualResetEventSlim _finished = new();
    private readonly Lock _gate = new();
    private bool _isStarted;
    private bool _isStopped;

    internal PipelineRun(Runspace runspace, Command command)
    {
        // With a pipeline that stays out of the history the engine would put the old $? back at its end.
        _pipeline = runspace.CreatePipeline(command.CommandText, addToHistory: true);
        _pipeline.Commands.Clear();
        command.MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        _pipeline.Commands.Add(command);
        _pipeline.Commands.Add(new Command("Out-Default", isScript: false, useLocalScope: true));
        _pipeline.StateChanged += (_, change) =>
        {
            if (change.PipelineStateInfo.State is PipelineState.Completed or PipelineState.Failed or PipelineState.Stopped) _finished.Set();
        };
    }

    /// <summary>What ended the run early, or null.</summary>
    internal Exception? Failure { get; private set; }

    /// <summary>Runs to the end; the lines of <paramref name="input"/>, where there is one, are what the command is fed.</summary>
    internal void Invoke(ConsoleStreams? input)
    {
        if (input is null) _pipeline.Input.Close();
        if (!TryStart())
        {
            Failure = new PipelineStoppedException();
            return;
        }
        // The command may end long before its input does: nobody waits for this thread.
        if (input is not null) new Thread(() => Feed(input)) { IsBackground = true, Name = "Standard input" }.Start();
        _finished.Wait();
        var end = _pipeline.PipelineStateInfo;
        if (end.State != PipelineState.Completed) Failure = end.Reason ?? new PipelineStoppedException();
    }

    /// <summary>Stops the run, or keeps it from starting; from any thread.</summary>
    internal void Stop()
    {
        lock (_gate)
        {
            _isStopped = true;
            if (_isStarted) _pipeline.StopAsync();
        }
    }

    public void Dispose() => _pipeline.Dispose();

    private bool TryStart()
    {
        lock (_gate)
        {
            // The engine throws where a pipeline is stopped first and started then.
            if (_isStopped) return false;
            _pipeline.InvokeAsync();
            _isStarted = true;
            return true;
        }
    }

    private void Feed(ConsoleStreams input)
    {
        try
        {
            while (!_finished.IsSet && input.ReadLine(CancellationToken.None) is { } line)
            {
                // The engine's queue has no bound of its own.
                while (_pipeline.Input.Count >= LinesAhead && !_finished.Wait(1))
                {
                }
                _pipeline.Input.Write(line);
            }
            _pipeline.Input.Close();
        }
        catch (Exception e) when (e is PipelineClosedException or ObjectDisposedException)
        {
            // The command has ended without reading all of it.
        }
    }
}
