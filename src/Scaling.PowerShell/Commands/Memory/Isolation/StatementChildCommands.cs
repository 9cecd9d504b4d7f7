using System.Management.Automation;

namespace Scaling.PowerShell.Commands.Memory.Isolation;

/// <summary>Measures statements in a child process. It is not exported; where there are no statements, Scaling.Measuring has its like.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "Child")]
internal sealed class MeasureStatementsCommand : PSCmdlet
{
    /// <summary>The channel's name.</summary>
    [Parameter(Mandatory = true)]
    public string Name { get; set; } = "";

    protected override void EndProcessing() => MeasuredChild.Run(this, Name, plan => new StatementRun(plan, this, CancellationToken.None));
}

/// <summary>Sends the records of all streams to the parent, as they come. It is not exported.</summary>
[Cmdlet(VerbsCommunications.Send, "Record")]
internal sealed class SendStatementRecordCommand : PSCmdlet
{
    [Parameter(ValueFromPipeline = true)]
    public object? InputObject { get; set; }

    protected override void ProcessRecord() => MeasuredChild.Send(InputObject);
}
