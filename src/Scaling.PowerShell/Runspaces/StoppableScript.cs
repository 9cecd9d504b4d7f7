using System.Management.Automation;

namespace Scaling.PowerShell.Runspaces;

/// <summary>Runs a pipeline on the calling thread so that a stop reaches it, whenever it comes.</summary>
internal static class StoppableScript
{
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    internal static void Invoke(System.Management.Automation.PowerShell engine, PSDataCollection<PSObject> output, CancellationToken stop)
    {
        // An engine that has not begun must not be told: it would refuse to run, where it hears at all. From here on it does hear.
        CancellationTokenRegistration stopping = default;
        engine.InvocationStateChanged += (_, e) =>
        {
            if (e.InvocationStateInfo.State == PSInvocationState.Running) stopping = stop.Register(() => engine.BeginStop(null, null));
        };
        try
        {
            stop.ThrowIfCancellationRequested();
            engine.Invoke(null, output);
        }
        catch (Exception e) when (stop.IsCancellationRequested && e is not OperationCanceledException)
        {
            throw new OperationCanceledException(e.Message, e, stop);
        }
        finally
        {
            // Waits for a stop under way, which must not meet a disposed engine.
            stopping.Dispose();
        }

        stop.ThrowIfCancellationRequested();
    }
}
