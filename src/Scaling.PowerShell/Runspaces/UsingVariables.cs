using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text;
using Scaling.PowerShell.Common;

namespace Scaling.PowerShell.Runspaces;

/// <summary>The values of <c>$using:</c> expressions of a script that is to run in other runspaces.</summary>
internal static class UsingVariables
{
    /// <summary>The parameter by which the engine takes such values.</summary>
    internal const string Parameter = "--%";

    private const string Prefix = "using:";

    /// <summary>Values by the keys that the engine looks for; null, with an error written, where one cannot be had.</summary>
    internal static Hashtable? Read(PSCmdlet command, ScriptBlock? script, Action<ErrorRecord> fail)
    {
        var values = new Hashtable();
        if (script is null) return values;
        var session = SessionOf(script, command);
        foreach (UsingExpressionAst use in script.Ast.FindAll(ast => ast is UsingExpressionAst, searchNestedScriptBlocks: true))
        {
            var key = Key(use);
            if (values.ContainsKey(key)) continue;
            var isFound = TryEvaluate(session, use, out var value);
            if (isFound && (value is PSObject wrapped ? wrapped.BaseObject : value) is ScriptBlock)
            {
                fail(Errors.UsingVariableIsScriptBlock(use.Extent.Text));
                return null;
            }

            // What a script within hands on to runspaces of its own is that script's variable, and need not be there yet.
            if (isFound) values.Add(key, value);
            else if (!IsOfInnerCommand(use, script.Ast))
            {
                fail(Errors.UsingVariableNotFound(use.Extent.Text));
                return null;
            }
        }

        return values;
    }

    /// <summary>The session whose variables a script means.</summary>
    internal static SessionState SessionOf(ScriptBlock script, PSCmdlet command) => script.Module?.SessionState ?? command.SessionState;

    /// <summary>The value of a variable, or of an item of a drive such as env:HOME, which is null where the drive does not have it.</summary>
    internal static bool TryFind(SessionState session, VariablePath path, out object? value)
    {
        if (!path.IsDriveQualified)
        {
            var variable = session.PSVariable.Get(path.UserPath);
            value = variable?.Value;
            return variable is not null;
        }

        try
        {
            value = session.PSVariable.GetValue(path.UserPath);
            return true;
        }
        catch (Exception e) when (e is RuntimeException or NotSupportedException)
        {
            // No such drive, or one that has no values.
            value = null;
            return false;
        }
    }

    private static bool IsOfInnerCommand(Ast use, Ast script)
    {
        for (var ast = use.Parent; ast is not null && ast != script; ast = ast.Parent)
            if (ast is ScriptBlockExpressionAst { Parent: CommandAst or CommandParameterAst }) return true;
        return false;
    }

    private static bool TryEvaluate(SessionState session, UsingExpressionAst use, out object? value)
    {
        // Of $using:x.Length the expression holds the member too.
        var variable = (VariableExpressionAst)use.Find(ast => ast is VariableExpressionAst, searchNestedScriptBlocks: false);
        if (!TryFind(session, variable.VariablePath, out value)) return false;
        if (use.SubExpression == variable) return true;
        try
        {
            var text = use.Extent.Text;
            var plain = text.Remove(text.IndexOf(Prefix, StringComparison.OrdinalIgnoreCase), Prefix.Length);
            // In a list in a list, since the pipeline and the method each take apart what they can enumerate.
            value = session.InvokeCommand.InvokeScript(session, ScriptBlock.Create($",,({plain})")).Single();
            return true;
        }
        catch (RuntimeException)
        {
            value = null;
            return false;
        }
    }

    /// <summary>As the engine makes it: the text, of a mere variable in lower case, in Base64.</summary>
    private static string Key(UsingExpressionAst use)
    {
        var text = use.ToString();
#pragma warning disable CA1308 // The engine's own form.
        if (use.SubExpression is VariableExpressionAst) text = text.ToLowerInvariant();
#pragma warning restore CA1308
        return Convert.ToBase64String(Encoding.Unicode.GetBytes(text));
    }
}
