using System.Management.Automation;
using Scaling.PowerShell.Commands.Memory.Isolation;

namespace Scaling.Measuring;

/// <summary>Sends the records of all streams to the parent, as they come.</summary>
[Cmdlet(VerbsCommunications.Send, "Record")]
public sealed class SendRecordCommand : PSCmdlet
{
    /// <summary>A record.</summary>
    [Parameter(ValueFromPipeline = true)]
    public object? InputObject { get; set; }

    protected override void ProcessRecord() => MeasuredChild.Send(InputObject);
}
