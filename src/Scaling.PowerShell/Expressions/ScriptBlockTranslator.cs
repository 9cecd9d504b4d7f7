using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;
using Scaling.Native.Datasets.Expressions;

namespace Scaling.PowerShell.Expressions;

/// <summary>
/// Turns the syntax tree of a script block into an expression of the core. Only what has no effect beside its value is translated; what
/// the translation means for the columns at hand, and whether it can be evaluated column by column, the core decides.
/// </summary>
internal sealed partial class ScriptBlockTranslator
{
    private readonly CapturedVariables _variables;

    private ScriptBlockTranslator(CapturedVariables variables) => _variables = variables;

    internal static ScriptTranslation Translate(ScriptBlockAst script, CapturedVariables variables)
    {
        try
        {
            return new(new ScriptBlockTranslator(variables).TranslateScript(script), null);
        }
        catch (NotTranslatedException e)
        {
            return new(null, $"{e.Message} is not compiled");
        }
    }

    private Expression TranslateScript(ScriptBlockAst script)
    {
        if (script.ParamBlock is not null) throw new NotTranslatedException("a param block");
        if (script is not { BeginBlock: null, ProcessBlock: null, DynamicParamBlock: null, EndBlock: { Unnamed: true } body })
            throw new NotTranslatedException("a begin, process or end block");
        if (body.Traps is { Count: > 0 }) throw new NotTranslatedException("a trap");
        return TranslateBody(body.Statements);
    }

    private Expression TranslateBody(ReadOnlyCollection<StatementAst> statements) => statements.Count switch
    {
        0 => new ConstantExpression(null),
        1 => TranslateStatement(statements[0]),
        _ => throw new NotTranslatedException("a sequence of statements"),
    };

    private Expression TranslateStatement(StatementAst statement) => statement switch
    {
        PipelineAst { PipelineElements: [CommandExpressionAst { Redirections.Count: 0 } command] } pipeline when !IsBackground(pipeline) =>
            Translate(command.Expression),
        ReturnStatementAst { Pipeline: { } value } => TranslateStatement(value),
        IfStatementAst choice => TranslateIf(choice),
        PipelineAst { PipelineElements: [CommandAst command, ..] } =>
            throw new NotTranslatedException($"the command {command.GetCommandName() ?? "call"}"),
        _ => throw Unknown(statement),
    };

    private Expression TranslateIf(IfStatementAst choice)
    {
        var otherwise = choice.ElseClause is { } last ? TranslateBody(last.Statements) : null;
        foreach (var (test, body) in choice.Clauses.Reverse())
            otherwise = new ConditionalExpression(TranslateStatement(test), TranslateBody(body.Statements), otherwise);
        return otherwise!;
    }

    private Expression Translate(ExpressionAst ast) => ast switch
    {
        ParenExpressionAst paren => TranslateStatement(paren.Pipeline),
        SubExpressionAst sub when sub.SubExpression.Traps is not { Count: > 0 } => TranslateBody(sub.SubExpression.Statements),
        StringConstantExpressionAst text => new ConstantExpression(text.Value),
        ConstantExpressionAst { Value: var value } => CapturedVariables.IsScalar(value)
            ? new ConstantExpression(value)
            : throw new NotTranslatedException($"a constant of type {value.GetType().Name}"),
        ExpandableStringExpressionAst text => TranslateText(text),
        VariableExpressionAst variable => TranslateVariable(variable),
        UsingExpressionAst { SubExpression: VariableExpressionAst variable } => TranslateVariable(variable),
        InvokeMemberExpressionAst call => TranslateCall(call),
        MemberExpressionAst member => TranslateMember(member),
        ConvertExpressionAst convert => TranslateConvert(convert),
        UnaryExpressionAst unary => TranslateUnary(unary),
        BinaryExpressionAst binary => TranslateBinary(binary),
        _ when ast.GetType().Name == "TernaryExpressionAst" => TranslateTernary(ast),
        _ => throw Unknown(ast),
    };

    // Classes of syntax that PowerShell 5.1, whose interface this compiles against, does not have.
    private ConditionalExpression TranslateTernary(ExpressionAst ternary) => new(
        Translate(Part(ternary, "Condition")), Translate(Part(ternary, "IfTrue")), Translate(Part(ternary, "IfFalse")));

    private static ExpressionAst Part(ExpressionAst ast, string name) =>
        ast.GetType().GetProperty(name)?.GetValue(ast) as ExpressionAst ?? throw Unknown(ast);

    private static bool IsBackground(PipelineAst pipeline) => Flag(pipeline, "Background");

    private static bool Flag(Ast ast, string name) => ast.GetType().GetProperty(name)?.GetValue(ast) is true;

    private ConstantExpression TranslateVariable(VariableExpressionAst variable)
    {
        var path = variable.VariablePath;
        if (variable.Splatted) throw new NotTranslatedException("splatting");
        if (ScriptReferences.IsRow(variable)) throw new NotTranslatedException("the row $_ as a whole");
        if (!path.IsVariable || !path.IsUnqualified && !path.IsGlobal) throw new NotTranslatedException($"the variable ${path.UserPath}");
        return path.UserPath.ToUpperInvariant() switch
        {
            "TRUE" => new ConstantExpression(true),
            "FALSE" => new ConstantExpression(false),
            "NULL" => new ConstantExpression(null),
            _ => _variables.Read(path.UserPath) is var value and not object?[]? new ConstantExpression(value)
                : throw new NotTranslatedException($"the list ${path.UserPath} in this place"),
        };
    }

    private Expression TranslateMember(MemberExpressionAst member)
    {
        if (Flag(member, "NullConditional")) throw new NotTranslatedException("the operator ?.");
        if (member.Member is not StringConstantExpressionAst name) throw new NotTranslatedException("a property whose name is computed");
        if (member.Static) return StaticConstant(member.Expression, name.Value);
        return ScriptReferences.IsRow(member.Expression)
            ? new ColumnExpression(name.Value)
            : new MemberExpression(Translate(member.Expression), name.Value);
    }

    private static ConstantExpression StaticConstant(ExpressionAst target, string name)
    {
        var type = (target as TypeExpressionAst)?.TypeName.GetReflectionType();
        Type[] known = [typeof(Math), typeof(int), typeof(long), typeof(double), typeof(decimal)];
        var fields = known.Contains(type) ? type!.GetFields() : [];
        var field = Array.Find(fields, f => f.IsStatic && f.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return field?.GetValue(null) is { } value && CapturedVariables.IsScalar(value)
            ? new ConstantExpression(value)
            : throw new NotTranslatedException($"{target.Extent.Text}::{name}");
    }

    private Expression TranslateCall(InvokeMemberExpressionAst call)
    {
        if (Flag(call, "NullConditional")) throw new NotTranslatedException("the operator ?.");
        if (call.Member is not StringConstantExpressionAst name) throw new NotTranslatedException("a method whose name is computed");
        if (ScriptReferences.IsRow(call.Expression)) throw new NotTranslatedException("a method of the row");
        Expression[] arguments = [.. (call.Arguments ?? Enumerable.Empty<ExpressionAst>()).Select(Translate)];
        if (!call.Static) return new MethodExpression(Translate(call.Expression), name.Value, arguments);
        var type = (call.Expression as TypeExpressionAst)?.TypeName.GetReflectionType();
        return type == typeof(Math) || type == typeof(double) || type == typeof(string)
            ? new FunctionExpression(type, name.Value, arguments)
            : throw new NotTranslatedException($"{call.Expression.Extent.Text}::{name.Value}");
    }

    private Expression TranslateConvert(ConvertExpressionAst convert)
    {
        var type = convert.Type.TypeName.GetReflectionType() ?? throw new NotTranslatedException($"the type {convert.Type.TypeName.Name}");
        var operand = Translate(convert.Child);
        if (operand is not ConstantExpression { Value: { } value }) return new CastExpression(type, operand);
        try
        {
            var constant = LanguagePrimitives.ConvertTo(value, type, CultureInfo.InvariantCulture);
            if (CapturedVariables.IsScalar(constant)) return new ConstantExpression(constant);
        }
        catch (PSInvalidCastException)
        {
            // An error for every row, which only the script itself can word.
        }

        throw new NotTranslatedException($"the constant {convert.Extent.Text}");
    }

    /// <summary>An expandable string without escapes, whose parts can be told apart by their places.</summary>
    private InterpolationExpression TranslateText(ExpandableStringExpressionAst text)
    {
        var raw = text.Extent.Text;
        if (text.StringConstantType != StringConstantType.DoubleQuoted || raw.Contains('`') || raw.AsSpan(1, raw.Length - 2).Contains('"')
            || raw[0] != '"' || raw[^1] != '"')
            throw new NotTranslatedException("an expandable string with escapes");
        var parts = new List<Expression>();
        var position = 1;
        foreach (var nested in text.NestedExpressions)
        {
            var start = nested.Extent.StartOffset - text.Extent.StartOffset;
            if (start > position) parts.Add(new ConstantExpression(raw[position..start]));
            parts.Add(Translate(nested));
            position = nested.Extent.EndOffset - text.Extent.StartOffset;
        }

        if (position < raw.Length - 1) parts.Add(new ConstantExpression(raw[position..^1]));
        return new InterpolationExpression(parts);
    }

    private static NotTranslatedException Unknown(Ast ast)
    {
        var kind = ast.GetType().Name;
        if (kind.EndsWith("Ast", StringComparison.Ordinal)) kind = kind[..^3];
        return new($"'{Shorten(ast.Extent.Text)}' ({kind})");
    }

    private static string Shorten(string text)
    {
        const int MaxLength = 40;
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= MaxLength ? line : line[..(MaxLength - 1)] + "…";
    }
}
