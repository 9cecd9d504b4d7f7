using System.Management.Automation;
using Scaling.PowerShell.Commands.Memory;
using Scaling.PowerShell.Commands.Memory.Isolation;

namespace Scaling.Measuring;

/// <summary>Measures in a child process what its parent asks for.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "Child")]
public sealed class MeasureChildCommand : PSCmdlet
{
    /// <summary>The channel's name.</summary>
    [Parameter(Mandatory = true)]
    public string Name { get; set; } = "";

    protected override void EndProcessing() => MeasuredChild.Run(this, Name, plan => new PlanRun(plan, this));
}
