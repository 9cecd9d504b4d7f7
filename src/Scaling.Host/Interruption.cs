using System.Runtime.InteropServices;

namespace Scaling.Host;

/// <summary>
/// Stops the running pipeline once, in an orderly way, when a signal arrives or the reader of the output has gone. A second signal
/// finds nobody who holds it back and ends the process.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly Lock _gate = new();
    private PipelineRun? _running;

    internal Interruption(ConsoleStreams streams)
    {
        Register(PosixSignal.SIGINT, Host.ExitCode.Interrupted);
        Register(PosixSignal.SIGTERM, Host.ExitCode.Terminated);
        Register(PosixSignal.SIGHUP, Host.ExitCode.HungUp);
        streams.OutputClosed += () => TryStop(Host.ExitCode.OutputClosed);
    }

    /// <summary>Cancelled with the first interruption.</summary>
    internal CancellationToken Token => _source.Token;

    /// <summary>The code that the process owes to the interruption, or null while there was none.</summary>
    internal int? ExitCode { get; private set; }

    /// <summary>Names the pipeline to stop until the result is disposed of.</summary>
    internal IDisposable Stopping(PipelineRun run)
    {
        lock (_gate)
        {
            _running = run;
            if (ExitCode is not null) run.Stop();
        }
        return new Scope(this);
    }

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        _source.Dispose();
    }

    private void Register(PosixSignal signal, int exitCode) =>
        _registrations.Add(PosixSignalRegistration.Create(signal, context => context.Cancel = TryStop(exitCode)));

    /// <returns>False if there was an interruption before.</returns>
    private bool TryStop(int exitCode)
    {
        lock (_gate)
        {
            if (ExitCode is not null) return false;
            ExitCode = exitCode;
            _running?.Stop();
        }
        _source.Cancel();
        return true;
    }

    private sealed class Scope(Interruption owner) : IDisposable
    {
        public void Dispose()
        {
            lock (owner._gate) owner._running = null;
        }
    }
}
