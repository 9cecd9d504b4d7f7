using System.Management.Automation;

namespace Scaling.PowerShell.Commands.Memory;

/// <summary>Runs one script in this process and measures its statements.</summary>
internal sealed class StatementRun : PlanRun
{
    private readonly StatementProbe _probe;

    /// <summary>Measuring begins.</summary>
    internal StatementRun(MeasuringPlan plan, PSCmdlet command, CancellationToken cancellationToken)
        : this(plan, command, new StatementScript(plan.Parts[0].Script), cancellationToken)
    {
    }

    private StatementRun(MeasuringPlan plan, PSCmdlet command, StatementScript script, CancellationToken cancellationToken)
        : this(plan, command, script, new StatementProbe(
            script.Statements, () => plan.Parts[0].Script.Module?.SessionState ?? command.SessionState, cancellationToken))
    {
    }

    private StatementRun(MeasuringPlan plan, PSCmdlet command, StatementScript script, StatementProbe probe)
        : base(plan with { Parts = [plan.Parts[0] with { Script = script.WithProbe(probe) }] }, command) => _probe = probe;

    internal override MeasuredRun Complete()
    {
        var run = base.Complete();
        // Looking at variables between statements takes memory too, which is not the script's.
        var peak = _probe.Spans.Select(s => s.Memory.PeakBytes).Append(run.Memory.StartBytes).Max();
        return run with { Memory = run.Memory with { PeakBytes = peak }, Spans = _probe.Spans };
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _probe.Dispose();
        base.Dispose(disposing);
    }

    private protected override void EndPart() => _probe.EndStatement();
}
