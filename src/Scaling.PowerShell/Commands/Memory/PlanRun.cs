using System.Management.Automation;
using Scaling.Native.Memory.Peaks;

namespace Scaling.PowerShell.Commands.Memory;

/// <summary>Runs a plan in this process and measures it.</summary>
internal class PlanRun : IDisposable
{
    private readonly MeasuringPlan _plan;
    private readonly ScriptRunner _runner;
    private readonly List<MeasuredSpan> _spans = [];
    private readonly MemoryMeter _meter;

    /// <summary>Measuring begins.</summary>
    internal PlanRun(MeasuringPlan plan, PSCmdlet command)
    {
        _plan = plan;
        _runner = new ScriptRunner(command, plan.PassOutput);
        // Steps have children and timelines of their own, statements none.
        var isDivided = plan.IsSteps || plan.ByStatement;
        _meter = MemoryMeter.Start(isDivided ? plan.Meter with { TimelineInterval = null, WatchChildren = false } : plan.Meter);
    }

    internal void Run()
    {
        foreach (var part in _plan.Parts) Measure(part, () => _runner.Run(part.Script, _plan.Arguments));
    }

    internal void Run(object? input)
    {
        foreach (var part in _plan.Parts) Measure(part, () => _runner.Run(part.Script, _plan.Arguments, input));
    }

    /// <summary>Measuring ends.</summary>
    internal virtual MeasuredRun Complete() => new() { Memory = _meter.Stop(), Spans = _plan.IsSteps ? _spans : null };

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing) _meter.Dispose();
    }

    /// <summary>A part has run to its end.</summary>
    private protected virtual void EndPart()
    {
    }

    private void Measure(ScriptPart part, Action run)
    {
        using var meter = _plan.IsSteps ? MemoryMeter.Start(_plan.Meter with { CollectFirst = false }) : null;
        run();
        EndPart();
        if (meter is not null) _spans.Add(new MeasuredSpan { Name = part.Name, Memory = meter.Stop() });
    }
}
