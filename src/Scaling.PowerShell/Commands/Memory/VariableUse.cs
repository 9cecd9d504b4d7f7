using System.Management.Automation.Language;

namespace Scaling.PowerShell.Commands.Memory;

/// <summary>Which statements of a script read and assign which variables of its scope.</summary>
internal sealed class VariableUse
{
    private readonly IReadOnlyList<StatementAst> _statements;
    private readonly HashSet<string>[] _reads;

    internal VariableUse(IReadOnlyList<StatementAst> statements)
    {
        _statements = statements;
        _reads = [.. statements.Select(Reads)];
        Names = [.. statements.SelectMany(Variables).Select(v => v.VariablePath.UserPath).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    internal IReadOnlyList<string> Names { get; }

    /// <summary>The last statement that reads what a variable holds before a statement runs; −1 where none does.</summary>
    internal int LastRead(string name, int before)
    {
        var last = -1;
        for (var i = before; i < _statements.Count; i++)
        {
            if (_reads[i].Contains(name)) last = i;
            if (Assigns(i, name)) break;
        }

        for (var i = before - 1; last < 0 && i >= 0; i--)
        {
            if (Assigns(i, name)) break;
            if (_reads[i].Contains(name)) last = i;
        }

        return last;
    }

    private static HashSet<string> Reads(StatementAst statement) =>
        new(Variables(statement).Where(v => !IsOnlyAssigned(v)).Select(v => v.VariablePath.UserPath), StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<VariableExpressionAst> Variables(StatementAst statement) =>
        statement.FindAll(a => a is VariableExpressionAst { VariablePath.IsUnqualified: true } v && !v.IsConstantVariable(), searchNestedScriptBlocks: true)
            .Cast<VariableExpressionAst>();

    /// <summary>In <c>$x = ...</c>, and in <c>[type] $x = ...</c>, the variable is not read.</summary>
    private static bool IsOnlyAssigned(VariableExpressionAst variable)
    {
        Ast target = variable;
        while (target.Parent is AttributedExpressionAst) target = target.Parent;
        return target.Parent is AssignmentStatementAst { Operator: TokenKind.Equals } assignment && ReferenceEquals(assignment.Left, target);
    }

    /// <summary>Whether a statement gives a variable another value, whatever happens.</summary>
    private bool Assigns(int statement, string name)
    {
        if (_statements[statement] is not AssignmentStatementAst { Operator: TokenKind.Equals } assignment) return false;
        var target = assignment.Left;
        while (target is AttributedExpressionAst attributed) target = attributed.Child;
        return target is VariableExpressionAst variable && variable.VariablePath.UserPath.Equals(name, StringComparison.OrdinalIgnoreCase);
    }
}
