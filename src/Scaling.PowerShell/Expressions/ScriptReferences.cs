using System.Management.Automation.Language;

namespace Scaling.PowerShell.Expressions;

/// <summary>Which columns a script block reads, as far as its text tells.</summary>
internal sealed class ScriptReferences : AstVisitor
{
    private static readonly HashSet<string> IntrinsicMembers =
        new(StringComparer.OrdinalIgnoreCase) { "PSObject", "PSBase", "PSAdapted", "PSExtended", "PSTypeNames" };

    private readonly HashSet<string> _columns = new(StringComparer.OrdinalIgnoreCase);
    private bool _knowsColumns = true;

    private ScriptReferences()
    {
    }

    /// <summary>
    /// Names N of every <c>$_.N</c>; none where the row may be something else or the script looks for itself what there is.
    /// </summary>
    internal IReadOnlyCollection<string> Columns => _knowsColumns ? _columns : [];

    /// <summary>Whether the script may read other columns as well, or keep the row.</summary>
    internal bool ReadsWholeRow { get; private set; }

    internal static ScriptReferences Of(ScriptBlockAst script)
    {
        var references = new ScriptReferences();
        script.Visit(references);
        return references;
    }

    internal static bool IsRow(Ast ast) =>
        ast is VariableExpressionAst { Splatted: false } variable && variable.VariablePath.UserPath.ToUpperInvariant() is "_" or "PSITEM"
        && variable.VariablePath.IsUnqualified;

    public override AstVisitAction VisitVariableExpression(VariableExpressionAst variableExpressionAst)
    {
        if (!IsRow(variableExpressionAst)) return AstVisitAction.Continue;
        if (variableExpressionAst.Parent is MemberExpressionAst { Static: false, Member: StringConstantExpressionAst name } member
            and not InvokeMemberExpressionAst && ReferenceEquals(member.Expression, variableExpressionAst) && !IsAssigned(member))
        {
            if (IntrinsicMembers.Contains(name.Value)) Forget();
            else _columns.Add(name.Value);
        }
        else
        {
            ReadsWholeRow = true;
            if (IsAssigned(variableExpressionAst)) Forget();
        }

        return AstVisitAction.Continue;
    }

    // In these, $_ is not the row, or not for certain.
    public override AstVisitAction VisitScriptBlockExpression(ScriptBlockExpressionAst scriptBlockExpressionAst) => Skip();

    public override AstVisitAction VisitFunctionDefinition(FunctionDefinitionAst functionDefinitionAst) => Skip();

    public override AstVisitAction VisitCatchClause(CatchClauseAst catchClauseAst) => Skip();

    public override AstVisitAction VisitTrap(TrapStatementAst trapStatementAst) => Skip();

    public override AstVisitAction VisitSwitchStatement(SwitchStatementAst switchStatementAst) => Skip();

    public override AstVisitAction VisitForEachStatement(ForEachStatementAst forEachStatementAst)
    {
        if (IsRow(forEachStatementAst.Variable)) Forget();
        return AstVisitAction.Continue;
    }

    // What is called sees $_ too.
    public override AstVisitAction VisitCommand(CommandAst commandAst)
    {
        ReadsWholeRow = true;
        return AstVisitAction.Continue;
    }

    public override AstVisitAction VisitInvokeMemberExpression(InvokeMemberExpressionAst methodCallAst)
    {
        ReadsWholeRow |= !IsRowOrType(methodCallAst.Expression);
        return AstVisitAction.Continue;
    }

    private static bool IsRowOrType(Ast target) => target switch
    {
        MemberExpressionAst { Static: false } member => IsRow(member.Expression) || IsRowOrType(member.Expression),
        TypeExpressionAst or StringConstantExpressionAst or ConvertExpressionAst or ParenExpressionAst => true,
        _ => false,
    };

    private static bool IsAssigned(ExpressionAst target) =>
        target.Parent is AssignmentStatementAst assignment && ReferenceEquals(assignment.Left, target);

    private AstVisitAction Skip()
    {
        ReadsWholeRow = true;
        return AstVisitAction.SkipChildren;
    }

    private void Forget() => (_knowsColumns, ReadsWholeRow) = (false, true);
}
