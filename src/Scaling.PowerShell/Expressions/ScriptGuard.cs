using System.Management.Automation;
using System.Runtime.ExceptionServices;

namespace Scaling.PowerShell.Expressions;

/// <summary>Runs work that invokes scripts inside try: there an error that would only end a statement comes out as an exception.</summary>
internal sealed class ScriptGuard
{
    private static readonly ScriptBlock Script = ScriptBlock.Create("try { $args[0].Run() } catch { throw }");

    private readonly Action _work;
    private ExceptionDispatchInfo? _failure;

    private ScriptGuard(Action work) => _work = work;

    /// <summary>What the work throws comes out as it was thrown.</summary>
    internal static void Run(PSCmdlet command, Action work)
    {
        var guard = new ScriptGuard(work);
        command.InvokeCommand.InvokeScript(useLocalScope: true, Script, null, guard);
        guard._failure?.Throw();
    }

    /// <summary>Public so that the guarding script can call it.</summary>
    public void Run()
    {
        try
        {
            _work();
        }
        catch (Exception e)
        {
            // Thrown through the guarding script it would be wrapped.
            _failure = ExceptionDispatchInfo.Capture(e);
        }
    }
}
