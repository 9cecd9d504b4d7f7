using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace Scaling.PowerShell.Commands.Memory;

/// <summary>
/// Runs script blocks where the cmdlet was called, as Measure-Command does: what they assign stays, their errors are written as they come.
/// Nothing of their output is gathered.
/// </summary>
/// <param name="command">The cmdlet that runs them.</param>
/// <param name="passOutput">Whether their output goes on as the cmdlet's; else it is dropped.</param>
internal sealed class ScriptRunner(PSCmdlet command, bool passOutput)
{
    /// <summary>A variable of the text that calls scripts.</summary>
    internal const string BlockName = "ScalingBlock";

    // The engine takes a text only where output is to be streamed. It puts variables of these names back when it has run it.
    private const string Call = "param($ScalingBlock, $ScalingArguments) . $ScalingBlock @ScalingArguments";
    private const string CallWithInput = "param($ScalingBlock, $ScalingArguments, $ScalingInput)"
        + " Microsoft.PowerShell.Core\\ForEach-Object -InputObject $ScalingInput -Process { . $ScalingBlock @ScalingArguments }";

    internal void Run(ScriptBlock script, object?[] arguments) => Invoke(Call, script, arguments);

    /// <summary>Runs a script block with <c>$_</c>.</summary>
    internal void Run(ScriptBlock script, object?[] arguments, object? input) => Invoke(CallWithInput, script, arguments, input);

    private void Invoke(string call, params object?[] arguments) =>
        command.InvokeCommand.InvokeScript(
            passOutput ? call : call + " > $null", false, PipelineResultTypes.Output | PipelineResultTypes.Error, null, arguments);
}
