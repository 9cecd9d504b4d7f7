using System.Collections;
using System.Management.Automation;
using Scaling.Native.Processors;
using Scaling.PowerShell.Commands.Memory.Isolation;
using Scaling.PowerShell.Common;

namespace Scaling.PowerShell.Commands.Memory;

/// <summary>What cmdlets share that measure the memory of scripts.</summary>
public abstract class MemoryCeilingCommand : ScalingCommand
{
    /// <summary>Runs in the process of its own before measuring begins, such as to import modules.</summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? InitializationScript { get; set; }

    /// <summary>Values for the parameters of the script block, or its $args.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    [Alias("Args")]
    public object?[]? ArgumentList { get; set; }

    /// <summary>Bytes that the process may use.</summary>
    private protected static long LimitBytes => ResourceLimits.MemoryBytes();

    /// <summary>Runs a plan in a process of its own.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="inputs">Objects for which its script is run, or null where it is run once.</param>
    /// <param name="isQuiet">Whether what it writes, errors too, is left out, as where the same has been run before.</param>
    private protected MeasuredRun RunIsolated(MeasuringPlan plan, IReadOnlyList<object?>? inputs, bool isQuiet)
    {
        var scripts = new RequestScript(this);
        var request = new MeasuringRequest
        {
            Parts = [.. plan.Parts.Select(p => new RequestPart(p.Name, scripts.Text(p.Script)))],
            Initialization = InitializationScript is null ? "" : scripts.Text(InitializationScript),
            IsSteps = plan.IsSteps,
            ByStatement = plan.ByStatement,
            PassOutput = plan.PassOutput,
            TimelineInterval = plan.Meter.TimelineInterval,
            Arguments = plan.Arguments.Length > 0 ? Serialize(plan.Arguments) : null,
            Input = inputs is null ? null : Serialize(inputs.ToArray()),
        };
        if (scripts.Values.Count > 0) request = request with { Variables = Serialize(new Hashtable(scripts.Values.ToDictionary(v => v.Key, v => v.Value))) };
        try
        {
            return IsolatedRun.Execute(this, request, isQuiet, StopToken);
        }
        catch (OperationCanceledException) when (StopToken.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <summary>As for Start-Job: one level below the values themselves.</summary>
    private static string Serialize(object values) => PSSerializer.Serialize(values, depth: 2);
}
