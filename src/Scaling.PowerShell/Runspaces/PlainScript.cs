using System.Management.Automation;
using System.Management.Automation.Language;

namespace Scaling.PowerShell.Runspaces;

/// <summary>Script blocks of functions, such as <c>${function:Get-It}</c>, as if they had been written in braces.</summary>
internal static class PlainScript
{
    /// <summary>The script itself, or one of a function's text: the engine keeps a function's parameters beside its body, and the body of a filter is
    /// a process block, which has no current object where nothing is piped to it.</summary>
    internal static ScriptBlock Of(ScriptBlock script)
    {
        if (script.Ast is ScriptBlockAst) return script;
        var plain = ScriptBlock.Create(script.ToString());
        return script.Module is { } module ? module.NewBoundScriptBlock(plain) : plain;
    }
}
