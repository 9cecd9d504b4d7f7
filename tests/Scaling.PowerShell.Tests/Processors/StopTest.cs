using System.Management.Automation;
using Xunit;
using Engine = System.Management.Automation.PowerShell;

namespace Scaling.PowerShell.Tests.Processors;

/// <summary>Stops a pipeline that would run for long, and waits for its end.</summary>
internal static class StopTest
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    /// <param name="engine">With its script; it reports progress once it measures.</param>
    internal static void EndsInTime(Engine engine)
    {
        using var working = new ManualResetEventSlim();
        engine.Streams.Progress.DataAdded += (_, _) => working.Set();
        var running = engine.BeginInvoke();
        Assert.True(working.Wait(Bound));
        var stop = engine.BeginStop(null, null);

        // The promise is two seconds; a machine on which everything else is tested too gets more.
        Assert.True(stop.AsyncWaitHandle.WaitOne(Bound));
        engine.EndStop(stop);
        Assert.Throws<PipelineStoppedException>(() => engine.EndInvoke(running));
        Assert.Equal(PSInvocationState.Stopped, engine.InvocationStateInfo.State);
    }
}
