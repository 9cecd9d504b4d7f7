using System.Management.Automation;
using Scaling.Native.Memory.Peaks;

namespace Scaling.PowerShell.Commands.Memory;

/// <summary>Runs a plan in this process and measures it.</summary>
internal sealed class PlanRun : IDisposable
{
    private readonly MeasuringPlan _plan;
    private readonly ScriptRunner _runner;
    private readonly List<MeasuredSpan> _spans = [];
    private readonly StatementProbe? _probe;
    private readonly IReadOnlyList<ScriptPart> _parts;
    private readonly MemoryMeter _meter;

    /// <summary>Measuring begins.</summary>
    internal PlanRun(MeasuringPlan plan, PSCmdlet command, CancellationToken cancellationToken = default)
    {
        (_plan, _parts) = (plan, plan.Parts);
        _runner = new ScriptRunner(command, plan.PassOutput);
        if (plan.ByStatement)
        {
            var script = plan.Parts[0].Script;
            var statements = new StatementScript(script);
            _probe = new StatementProbe(statements.Statements, () => script.Module?.SessionState ?? command.SessionState, cancellationToken);
            _parts = [plan.Parts[0] with { Script = statements.WithProbe(_probe) }];
        }

        // Steps have children and timelines of their own, statements none.
        var isDivided = plan.IsSteps || plan.ByStatement;
        _meter = MemoryMeter.Start(isDivided ? plan.Meter with { TimelineInterval = null, WatchChildren = false } : plan.Meter);
    }

    internal void Run()
    {
        foreach (var part in _parts) Measure(part, () => _runner.Run(part.Script, _plan.Arguments));
    }

    internal void Run(object? input)
    {
        foreach (var part in _parts) Measure(part, () => _runner.Run(part.Script, _plan.Arguments, input));
    }

    /// <summary>Measuring ends.</summary>
    internal MeasuredRun Complete()
    {
        var memory = _meter.Stop();
        IReadOnlyList<MeasuredSpan>? spans = _probe?.Spans ?? (_plan.IsSteps ? _spans : null);
        // Looking at variables between statements takes memory too, which is not the script's.
        if (_probe is not null) memory = memory with { PeakBytes = _probe.Spans.Select(s => s.Memory.PeakBytes).Append(memory.StartBytes).Max() };
        return new MeasuredRun { Memory = memory, Spans = spans };
    }

    public void Dispose()
    {
        _probe?.Dispose();
        _meter.Dispose();
    }

    private void Measure(ScriptPart part, Action run)
    {
        using var meter = _plan.IsSteps ? MemoryMeter.Start(_plan.Meter with { CollectFirst = false }) : null;
        run();
        _probe?.EndStatement();
        if (meter is not null) _spans.Add(new MeasuredSpan { Name = part.Name, Memory = meter.Stop() });
    }
}
