using System.Management.Automation;
using System.Management.Automation.Language;
using Scaling.PowerShell.Common;

namespace Scaling.PowerShell.Commands.Memory.Isolation;

/// <summary>Script blocks as texts that another process can run, with the values of their <c>$using:</c> variables.</summary>
/// <param name="command">The cmdlet whose caller's variables they are.</param>
internal sealed class RequestScript(PSCmdlet command)
{
    private const string Prefix = "__using_";
    private readonly Dictionary<string, object?> _values = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Values by the names that they have in the texts.</summary>
    internal IReadOnlyDictionary<string, object?> Values => _values;

    /// <summary>The text, its lines numbered as in the file that it stands in.</summary>
    internal string Text(ScriptBlock script)
    {
        var ast = script.Ast;
        var text = script.ToString();
        // A script block prints its text without the braces that its extent may have.
        var shift = ast.Extent.StartOffset + Math.Max(0, ast.Extent.Text.IndexOf(text, StringComparison.Ordinal));
        var uses = ast.FindAll(a => a is UsingExpressionAst, searchNestedScriptBlocks: true).OrderByDescending(a => a.Extent.StartOffset);
        foreach (var use in uses.Cast<UsingExpressionAst>())
        {
            if (use.Find(a => a is VariableExpressionAst, searchNestedScriptBlocks: false) is not VariableExpressionAst variable) continue;
            var name = variable.VariablePath.UserPath;
            var local = Prefix + name;
            if (!_values.ContainsKey(local)) _values[local] = Value(script, name);
            // Of $using:x.Length the expression holds the member too.
            var start = variable.Extent.StartOffset - shift;
            text = $"{text[..start]}${{{local}}}{text[(start + variable.Extent.Text.Length)..]}";
        }

        return new string('\n', ast.Extent.StartLineNumber - 1) + text;
    }

    private object? Value(ScriptBlock script, string name)
    {
        var session = script.Module?.SessionState ?? command.SessionState;
        if (session.PSVariable.Get(name) is not { } variable) command.ThrowTerminatingError(Errors.UsingVariableNotSet(name));
        else return variable.Value;
        return null;
    }
}
