using System.Management.Automation;
using Scaling.Native.Sampling;
using Scaling.PowerShell.Common;

namespace Scaling.PowerShell.Commands.Parallel;

/// <summary>A bootstrap in the background, for Get-Job and its like.</summary>
internal sealed class BootstrapJob : Job, IProgress<BootstrapProgress>
{
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stop = new();
    private readonly BootstrapRun _run;
    private readonly ProgressReporter _progress;
    private readonly Thread _thread;
    private readonly ManualResetEventSlim _ended = new();
    private volatile string _status;
    private volatile bool _isDisposed;

    internal BootstrapJob(string command, BootstrapRun run) : base(command)
    {
        PSJobTypeName = "ScalingBootstrap";
        _run = run;
        _status = BootstrapRun.Status(new BootstrapProgress(0, run.Groups, 0, 1));
        _progress = new ProgressReporter(ShowProgress, run.Activity);
        _thread = new Thread(Work) { IsBackground = true, Name = "Scaling bootstrap job" };
    }

    public override bool HasMoreData => Output.Count > 0 || Error.Count > 0;

    public override string Location => "localhost";

    public override string StatusMessage => _status;

    internal void Start()
    {
        SetJobState(JobState.Running);
        _thread.Start();
    }

    public override void StopJob()
    {
        if (EndRun()) Finished.WaitOne(LongestStop);
    }

    void IProgress<BootstrapProgress>.Report(BootstrapProgress value)
    {
        _status = BootstrapRun.Status(value);
        _progress.Update(() => _status, (double)value.BlocksDone / value.Blocks);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isDisposed)
        {
            _isDisposed = true;
            EndRun();
        }

        base.Dispose(disposing);
    }

    /// <summary>Waits for the run, not for the thread: who removes a job that has just ended may hold up the thread that tells of it.</summary>
    /// <returns>Whether it was at work.</returns>
    private bool EndRun()
    {
        if (_ended.IsSet) return false;
        _stop.Cancel();
        _ended.Wait(LongestStop);
        return true;
    }

    private void Work()
    {
        try
        {
            SetJobState(Execute());
        }
        catch (Exception) when (_isDisposed)
        {
            // The job was removed before it could be told to end: there is nobody left to tell.
        }
    }

    private JobState Execute()
    {
        try
        {
            _run.Execute(Output.Add, Error.Add, this, _stop.Token);
            _progress.Complete();
            return JobState.Completed;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return JobState.Stopped;
        }
        catch (Exception e) when (!_isDisposed)
        {
            Error.Add(Errors.From(e, Name));
            return JobState.Failed;
        }
        finally
        {
            _ended.Set();
        }
    }

    /// <summary>Only the last record is of use to who comes for it.</summary>
    private void ShowProgress(ProgressRecord record)
    {
        Progress.Clear();
        Progress.Add(record);
    }
}
