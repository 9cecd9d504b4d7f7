using System.Management.Automation;

namespace Scaling.PowerShell.Commands.Memory.Isolation;

/// <summary>Sends the records of all streams to the parent, as they come. It is not exported.</summary>
[Cmdlet(VerbsCommunications.Send, "Record")]
internal sealed class SendRecordCommand : PSCmdlet
{
    [Parameter(ValueFromPipeline = true)]
    public object? InputObject { get; set; }

    protected override void ProcessRecord()
    {
        var (kind, text) = StreamRecord.Write(InputObject);
        MeasuredChildCommand.Channel!.Send(kind, text);
    }
}
