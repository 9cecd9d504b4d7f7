using System.Management.Automation;
using System.Management.Automation.Language;

namespace Scaling.PowerShell.Runspaces;

/// <summary>The text of a script with something else in place of its <c>$using:</c> variables.</summary>
internal static class UsingText
{
    /// <param name="script">The script.</param>
    /// <param name="replacement">A variable's name in the text, where it is replaced.</param>
    /// <returns>The text, and whether anything is replaced in it.</returns>
    internal static (string Text, bool IsChanged) Replace(ScriptBlock script, Func<VariablePath, string> replacement)
    {
        // What a script block prints is not always a part of what it was read from: a function's parameters may stand before its braces.
        var text = script.ToString();
        var uses = Parser.ParseInput(text, out _, out _).FindAll(a => a is UsingExpressionAst, searchNestedScriptBlocks: true)
            .OrderByDescending(a => a.Extent.StartOffset).ToList();
        foreach (var use in uses)
        {
            // Of $using:x.Length the expression holds the member too.
            var variable = (VariableExpressionAst)use.Find(a => a is VariableExpressionAst, searchNestedScriptBlocks: false);
            var start = variable.Extent.StartOffset;
            var name = replacement(variable.VariablePath);
            text = $"{text[..start]}{(variable.Splatted ? $"@{name}" : $"${{{name}}}")}{text[(start + variable.Extent.Text.Length)..]}";
        }

        return (text, uses.Count > 0);
    }
}
