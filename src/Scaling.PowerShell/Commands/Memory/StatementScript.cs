using System.Management.Automation;
using System.Management.Automation.Language;

namespace Scaling.PowerShell.Commands.Memory;

/// <summary>A script block whose statements can be told apart while it runs.</summary>
internal sealed class StatementScript
{
    private readonly ScriptBlock _script;
    private readonly ScriptBlockAst _ast;

    internal StatementScript(ScriptBlock script)
    {
        (_script, _ast) = (script, BodyOf(script));
        Statements = _ast.EndBlock?.Statements ?? (IReadOnlyList<StatementAst>)[];
    }

    /// <summary>What runs: of a function (<c>$function:name</c>), its body.</summary>
    internal static ScriptBlockAst BodyOf(ScriptBlock script) => script.Ast as ScriptBlockAst ?? ((FunctionDefinitionAst)script.Ast).Body;

    /// <summary>Whether the block is a list of statements, without begin, process and other named blocks.</summary>
    internal bool IsPlain => _ast is { BeginBlock: null, ProcessBlock: null, DynamicParamBlock: null } && _ast.EndBlock is null or { Unnamed: true };

    internal IReadOnlyList<StatementAst> Statements { get; }

    /// <summary>The same script, which calls <see cref="StatementProbe.Reach"/> before each statement.</summary>
    internal ScriptBlock WithProbe(StatementProbe probe)
    {
        var body = Statements.SelectMany((s, i) => new[] { Call(probe, i, s.Extent), (StatementAst)s.Copy() });
        var traps = _ast.EndBlock?.Traps?.Select(t => (TrapStatementAst)t.Copy());
        var block = new StatementBlockAst(_ast.Extent, body, traps);
        var probed = new ScriptBlockAst(_ast.Extent, Parameters(), block, isFilter: false).GetScriptBlock();
        return _script.Module is { } module ? module.NewBoundScriptBlock(probed) : probed;
    }

    /// <summary>Those of <c>param()</c>, or of a function, <c>function f($x)</c>.</summary>
    private ParamBlockAst? Parameters() => _script.Ast is FunctionDefinitionAst { Parameters: { Count: > 0 } given } function
        ? new ParamBlockAst(function.Extent, [], given.Select(p => (ParameterAst)p.Copy()))
        : (ParamBlockAst?)_ast.ParamBlock?.Copy();

    /// <summary>A call on the probe itself, so that no variable has to hold it.</summary>
    private static PipelineAst Call(StatementProbe probe, int index, IScriptExtent extent) => new(
        extent,
        new CommandExpressionAst(
            extent,
            new InvokeMemberExpressionAst(
                extent,
                new ConstantExpressionAst(extent, probe),
                new StringConstantExpressionAst(extent, nameof(StatementProbe.Reach), StringConstantType.BareWord),
                [new ConstantExpressionAst(extent, index)],
                @static: false),
            redirections: null));
}
