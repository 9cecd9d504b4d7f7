using System.Collections;
using System.Management.Automation;
using System.Text.Json;

namespace Scaling.PowerShell.Commands.Memory.Isolation;

/// <summary>The child's side: takes a request from its parent, measures what it asks for, and sends the result.</summary>
internal static class MeasuredChild
{
    private static MeasuringChannel? _channel;

    /// <param name="command">The cmdlet, where the scripts run.</param>
    /// <param name="channelName">The channel's name.</param>
    /// <param name="begin">Begins to measure.</param>
    internal static void Run(PSCmdlet command, string channelName, Func<MeasuringPlan, PlanRun> begin)
    {
        _channel = MeasuringChannel.Connect(channelName);
        var request = MeasuringRequest.Read(_channel.Reader);
        new Thread(EndWithParent, maxStackSize: 128 * 1024) { IsBackground = true }.Start();
        try
        {
            _channel.Send(MessageKind.Result, JsonSerializer.Serialize(Measure(command, request, begin)));
        }
        catch (RuntimeException e) when (e is not PipelineStoppedException)
        {
            _channel.Send(MessageKind.Terminated, StreamRecord.Write(e.ErrorRecord));
        }
    }

    /// <summary>Sends a record of any stream to the parent.</summary>
    internal static void Send(object? record)
    {
        var (kind, text) = StreamRecord.Write(record);
        _channel!.Send(kind, text);
    }

    private static MeasuredRun Measure(PSCmdlet command, MeasuringRequest request, Func<MeasuringPlan, PlanRun> begin)
    {
        foreach (DictionaryEntry variable in Variables(request)) command.SessionState.PSVariable.Set($"global:{variable.Key}", variable.Value);
        if (request.Initialization.Length > 0) new ScriptRunner(command, passOutput: false).Run(ScriptBlock.Create(request.Initialization), []);
        var plan = request.ToPlan();
        var inputs = request.Input is null ? null : MeasuringRequest.Values(request.Input);
        using var run = begin(plan);
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
            _channel!.Reader.ReadByte();
        }
        catch (IOException)
        {
        }

        Environment.Exit(1);
    }
}
