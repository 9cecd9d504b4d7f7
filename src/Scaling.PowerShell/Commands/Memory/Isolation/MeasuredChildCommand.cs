using System.Collections;
using System.Management.Automation;
using System.Text.Json;

namespace Scaling.PowerShell.Commands.Memory.Isolation;

/// <summary>The child's side: takes a request from its parent, measures what it asks for, and sends the result. It is not exported.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "Child")]
internal sealed class MeasuredChildCommand : PSCmdlet
{
    /// <summary>The channel to the parent, for this command and for what sends its records.</summary>
    internal static MeasuringChannel? Channel { get; private set; }

    /// <summary>The channel's name.</summary>
    [Parameter(Mandatory = true)]
    public string Name { get; set; } = "";

    protected override void EndProcessing()
    {
        Channel = MeasuringChannel.Connect(Name);
        var request = MeasuringRequest.Read(Channel.Reader);
        new Thread(EndWithParent, maxStackSize: 128 * 1024) { IsBackground = true }.Start();
        try
        {
            Channel.Send(MessageKind.Result, JsonSerializer.Serialize(Measure(request)));
        }
        catch (RuntimeException e) when (e is not PipelineStoppedException)
        {
            Channel.Send(MessageKind.Terminated, StreamRecord.Write(e.ErrorRecord));
        }
    }

    private MeasuredRun Measure(MeasuringRequest request)
    {
        foreach (DictionaryEntry variable in Variables(request)) SessionState.PSVariable.Set($"global:{variable.Key}", variable.Value);
        if (request.Initialization.Length > 0) new ScriptRunner(this, passOutput: false).Run(ScriptBlock.Create(request.Initialization), []);
        var plan = request.ToPlan();
        var inputs = request.Input is null ? null : MeasuringRequest.Values(request.Input);
        using var run = new PlanRun(plan, this);
        if (inputs is null) run.Run();
        foreach (var input in inputs ?? []) run.Run(input);
        return run.Complete();
    }

    private static IDictionary Variables(MeasuringRequest request) =>
        request.Variables is { } text && PSSerializer.Deserialize(text) is PSObject { BaseObject: IDictionary variables } ? variables : new Hashtable();

    /// <summary>The parent sends nothing more, so whatever ends this read is its end.</summary>
    private static void EndWithParent()
    {
        try
        {
            Channel!.Reader.ReadByte();
        }
        catch (IOException)
        {
        }

        Environment.Exit(1);
    }
}
