using System.Collections;
using System.Management.Automation;
using Xunit;
using Engine = System.Management.Automation.PowerShell;

namespace Scaling.PowerShell.Tests.Parallel;

/// <summary>A stop at whatever moment ends what would never end by itself.</summary>
public sealed class ParallelScalingStopTests : IDisposable
{
    private const int Repeats = 20;
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly EngineSession _session = new();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("Measure-ParallelScaling { [void]($using:bag).Add(1); while ($true) { } } -Workers 3 -TaskCount 30", 3)]
    [InlineData("Measure-ParallelScaling { [void]($using:bag).Add(1); while ($true) { [System.Threading.Thread]::Sleep(1) } } -Workers 3 -TaskCount 30", 3)]
    [InlineData("Measure-ParallelScaling { [void]($using:bag).Add(1) } -Workers 1, 2 -TaskCount 1000000", 1)]
    [InlineData("Measure-ParallelScaling { } -InitializationScript { [void]([appdomain]::CurrentDomain.GetData('ParallelScalingStopTests')).Add(1); while ($true) { } } -Workers 1", 1)]
    [InlineData("[void]$bag.Add(1); Measure-ParallelScaling -Kernel Compute -Workers 1, 2 -TaskCount 1000000", 1)]
    [InlineData("[void]$bag.Add(1); Measure-ParallelScaling -Kernel SharedCounter -Workers 1, 2 -TaskCount 1000000", 1)]
    public void A_stop_ends_what_would_go_on(string script, int begun)
    {
        for (var i = 0; i < Repeats; i++)
        {
            var bag = ArrayList.Synchronized([]);
            AppDomain.CurrentDomain.SetData(nameof(ParallelScalingStopTests), bag);
            using var engine = Engine.Create(_session.Runspace);
            engine.AddScript("$bag = $args[0]; " + script).AddArgument(bag);
            var running = engine.BeginInvoke();
            Assert.True(SpinWait.SpinUntil(() => bag.Count >= begun, Bound));
            var stop = engine.BeginStop(null, null);
            Assert.True(stop.AsyncWaitHandle.WaitOne(Bound));
            engine.EndStop(stop);
            Assert.Throws<PipelineStoppedException>(() => engine.EndInvoke(running));
        }
    }

    [Fact]
    public void A_stop_before_anything_has_begun_is_heard_as_well()
    {
        for (var i = 0; i < Repeats; i++)
        {
            using var engine = Engine.Create(_session.Runspace);
            engine.AddScript("Measure-ParallelScaling { while ($true) { } } -InitializationScript { while ($true) { } } -Workers 2");
            var running = engine.BeginInvoke();
            var stop = engine.BeginStop(null, null);
            Assert.True(stop.AsyncWaitHandle.WaitOne(Bound));
            engine.EndStop(stop);
            Assert.Throws<PipelineStoppedException>(() => engine.EndInvoke(running));
        }
    }
}
