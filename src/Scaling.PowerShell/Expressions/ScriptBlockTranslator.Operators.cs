using System.Management.Automation;
using System.Management.Automation.Language;
using Scaling.Native.Datasets.Expressions;

namespace Scaling.PowerShell.Expressions;

internal sealed partial class ScriptBlockTranslator
{
    private static readonly Dictionary<TokenKind, BinaryOperator> Operators = new()
    {
        [TokenKind.Plus] = BinaryOperator.Add,
        [TokenKind.Minus] = BinaryOperator.Subtract,
        [TokenKind.Multiply] = BinaryOperator.Multiply,
        [TokenKind.Divide] = BinaryOperator.Divide,
        [TokenKind.Rem] = BinaryOperator.Remainder,
        [TokenKind.And] = BinaryOperator.And,
        [TokenKind.Or] = BinaryOperator.Or,
        [TokenKind.Xor] = BinaryOperator.ExclusiveOr,
        [TokenKind.Band] = BinaryOperator.BitwiseAnd,
        [TokenKind.Bor] = BinaryOperator.BitwiseOr,
        [TokenKind.Bxor] = BinaryOperator.BitwiseExclusiveOr,
        [TokenKind.Shl] = BinaryOperator.ShiftLeft,
        [TokenKind.Shr] = BinaryOperator.ShiftRight,
        [TokenKind.Ieq] = BinaryOperator.Equal,
        [TokenKind.Ine] = BinaryOperator.NotEqual,
        [TokenKind.Ilt] = BinaryOperator.LessThan,
        [TokenKind.Ile] = BinaryOperator.LessOrEqual,
        [TokenKind.Igt] = BinaryOperator.GreaterThan,
        [TokenKind.Ige] = BinaryOperator.GreaterOrEqual,
        [TokenKind.Ilike] = BinaryOperator.Like,
        [TokenKind.Imatch] = BinaryOperator.Match,
        [TokenKind.Ireplace] = BinaryOperator.Replace,
    };

    /// <summary>The case-sensitive operators and their counterparts.</summary>
    private static readonly Dictionary<TokenKind, TokenKind> Insensitive = new()
    {
        [TokenKind.Ceq] = TokenKind.Ieq,
        [TokenKind.Cne] = TokenKind.Ine,
        [TokenKind.Clt] = TokenKind.Ilt,
        [TokenKind.Cle] = TokenKind.Ile,
        [TokenKind.Cgt] = TokenKind.Igt,
        [TokenKind.Cge] = TokenKind.Ige,
        [TokenKind.Clike] = TokenKind.Ilike,
        [TokenKind.Cnotlike] = TokenKind.Inotlike,
        [TokenKind.Cmatch] = TokenKind.Imatch,
        [TokenKind.Cnotmatch] = TokenKind.Inotmatch,
        [TokenKind.Creplace] = TokenKind.Ireplace,
        [TokenKind.Cin] = TokenKind.Iin,
        [TokenKind.Cnotin] = TokenKind.Inotin,
        [TokenKind.Ccontains] = TokenKind.Icontains,
        [TokenKind.Cnotcontains] = TokenKind.Inotcontains,
    };

    private static readonly Dictionary<TokenKind, TokenKind> Negated = new()
    {
        [TokenKind.Inotlike] = TokenKind.Ilike,
        [TokenKind.Inotmatch] = TokenKind.Imatch,
        [TokenKind.Inotin] = TokenKind.Iin,
        [TokenKind.Inotcontains] = TokenKind.Icontains,
    };

    private Expression TranslateBinary(BinaryExpressionAst binary)
    {
        var ignoreCase = !Insensitive.TryGetValue(binary.Operator, out var op);
        if (ignoreCase) op = binary.Operator;
        if (Negated.TryGetValue(op, out var positive))
            return new UnaryExpression(
                UnaryOperator.Not, TranslateBinary(binary, positive, ignoreCase, $"-{(ignoreCase ? 'i' : 'c')}{positive.ToString()[1..]}"));
        return TranslateBinary(binary, op, ignoreCase, binary.ErrorPosition.Text);
    }

    private Expression TranslateBinary(BinaryExpressionAst binary, TokenKind op, bool ignoreCase, string text)
    {
        if (op == TokenKind.Iin) return new MembershipExpression(Translate(binary.Left), Items(binary.Right), ignoreCase);
        if (op == TokenKind.Icontains) return new MembershipExpression(Translate(binary.Right), Items(binary.Left), ignoreCase);
        if (!Operators.TryGetValue(op, out var known)) throw new NotTranslatedException($"the operator {binary.ErrorPosition.Text}");
        if (known == BinaryOperator.Replace && binary.Right is ArrayLiteralAst)
            return new BinaryExpression(known, Translate(binary.Left), new ConstantExpression(Items(binary.Right)), ignoreCase);
        var (left, right) = (Translate(binary.Left), Translate(binary.Right));
        return left is ConstantExpression a && right is ConstantExpression b
            ? Fold($"$args[0] {text} $args[1]", binary, a.Value, b.Value)
            : new BinaryExpression(known, left, right, ignoreCase);
    }

    private Expression TranslateUnary(UnaryExpressionAst unary)
    {
        var (op, text) = unary.TokenKind switch
        {
            TokenKind.Not or TokenKind.Exclaim => (UnaryOperator.Not, "-not"),
            TokenKind.Minus => (UnaryOperator.Minus, "-"),
            TokenKind.Plus => (UnaryOperator.Plus, "+"),
            TokenKind.Bnot => (UnaryOperator.BitwiseNot, "-bnot"),
            _ => throw Unknown(unary),
        };
        var operand = Translate(unary.Child);
        return operand is ConstantExpression constant
            ? Fold($"{text} $args[0]", unary, constant.Value)
            : new UnaryExpression(op, operand);
    }

    /// <summary>
    /// An operator on constants, computed by PowerShell itself: 1GB * 4 is a double there, and not an overflow in every row.
    /// </summary>
    private static ConstantExpression Fold(string script, Ast ast, params object?[] operands)
    {
        try
        {
            var result = ScriptBlock.Create(script).InvokeReturnAsIs(operands);
            if (result is PSObject wrapped) result = wrapped.BaseObject;
            if (CapturedVariables.IsScalar(result)) return new ConstantExpression(result);
        }
        catch (RuntimeException)
        {
            // An error for every row, which only the script itself can word.
        }

        throw new NotTranslatedException($"the constant {Shorten(ast.Extent.Text)}");
    }

    /// <summary>The constants of a list, or a single constant as a list of one.</summary>
    private object?[] Items(ExpressionAst ast)
    {
        switch (ast)
        {
            case ArrayLiteralAst literal:
                return [.. literal.Elements.Select(Item)];
            case ArrayExpressionAst { SubExpression: { Statements: [PipelineAst { PipelineElements: [CommandExpressionAst command] }] } }
                when command.Expression is ArrayLiteralAst or ConstantExpressionAst:
                return Items(command.Expression);
            case ParenExpressionAst { Pipeline: PipelineAst { PipelineElements: [CommandExpressionAst command] } }:
                return Items(command.Expression);
            case UsingExpressionAst { SubExpression: VariableExpressionAst variable }:
                return Items(variable);
            case VariableExpressionAst variable when IsSessionVariable(variable)
                && _variables.Read(variable.VariablePath.UserPath) is object?[] items:
                return items;
            default:
                return [Item(ast)];
        }
    }

    private static bool IsSessionVariable(VariableExpressionAst variable) =>
        !ScriptReferences.IsRow(variable) && variable.VariablePath is { IsVariable: true } path && (path.IsUnqualified || path.IsGlobal)
        && path.UserPath.ToUpperInvariant() is not ("TRUE" or "FALSE" or "NULL");

    private object? Item(ExpressionAst ast) => Translate(ast) is ConstantExpression constant
        ? constant.Value
        : throw new NotTranslatedException($"a list with '{Shorten(ast.Extent.Text)}', which is not constant,");
}
