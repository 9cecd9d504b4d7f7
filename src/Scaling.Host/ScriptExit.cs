using System.Management.Automation.Runspaces;
using System.Reflection;

namespace Scaling.Host;

/// <summary>
/// Makes the <c>exit</c> of the next script file end the session, as it does in pwsh. By itself the engine only puts the code into
/// $LASTEXITCODE, where it cannot be told from that of a program which the script ran; and its switch for this is not public.
/// </summary>
internal static class ScriptExit
{
    private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic;

    internal static void EndsSession(Runspace runspace)
    {
        var context = typeof(Runspace).GetProperty("ExecutionContext", Hidden)?.GetValue(runspace);
        var rethrow = context?.GetType().GetProperty("ScriptCommandProcessorShouldRethrowExit", Hidden)
            ?? throw new NotSupportedException("This version of the engine does not let a host see the exit code of a script.");
        rethrow.SetValue(context, true);
    }
}
