using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;

namespace Scaling.Host;

/// <summary>Whether a script speaks of <c>$input</c>: only then is standard input read for it, as pwsh has it.</summary>
internal static class InputUse
{
    internal static bool IsIn(Command command)
    {
        var ast = command.IsScript
            ? Parser.ParseInput(command.CommandText, out _, out _)
            : Parser.ParseFile(command.CommandText, out _, out _);
        return ast.Find(IsInputVariable, searchNestedScriptBlocks: false) is not null;
    }

    private static bool IsInputVariable(Ast ast) =>
        ast is VariableExpressionAst { VariablePath: { IsVariable: true } path }
        && path.UserPath.Equals("input", StringComparison.OrdinalIgnoreCase);
}
