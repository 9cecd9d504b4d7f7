using System.Globalization;
using System.Management.Automation.Language;

namespace Scaling.PowerShell.Commands.Memory.Scripts;

/// <summary>Works out numbers and texts that stand in a script, without running any of it.</summary>
internal static class Constants
{
    /// <summary>A number or a text; null where the script's text does not tell it.</summary>
    internal static object? Evaluate(ExpressionAst expression, KnownVariables known) => expression switch
    {
        ConstantExpressionAst constant => constant.Value,
        ExpandableStringExpressionAst text => Expand(text, known),
        VariableExpressionAst { Splatted: false } variable => OfVariable(variable, known),
        ParenExpressionAst { Pipeline: PipelineAst { PipelineElements: [CommandExpressionAst { Redirections.Count: 0 } inner] } } => Evaluate(inner.Expression, known),
        ConvertExpressionAst cast when IsNumber(cast.StaticType) && Number(cast.Child, known) is { } number => Convert(number, cast.StaticType),
        ConvertExpressionAst cast when cast.StaticType == typeof(string) => Evaluate(cast.Child, known) as string,
        UnaryExpressionAst { TokenKind: TokenKind.Minus } negative when Number(negative.Child, known) is { } number => -number,
        BinaryExpressionAst { Operator: TokenKind.Plus } sum when Evaluate(sum.Left, known) is string left => left + Evaluate(sum.Right, known),
        BinaryExpressionAst binary when Number(binary.Left, known) is { } left && Number(binary.Right, known) is { } right => binary.Operator switch
        {
            TokenKind.Plus => left + right,
            TokenKind.Minus => left - right,
            TokenKind.Multiply => left * right,
            TokenKind.Divide when right != 0 => left / right,
            TokenKind.Rem when right != 0 => left % right,
            _ => null,
        },
        _ => null,
    };

    internal static double? Number(ExpressionAst expression, KnownVariables known) => KnownValue.Of(Evaluate(expression, known)).AsNumber;

    private static object? OfVariable(VariableExpressionAst variable, KnownVariables known) =>
        variable.VariablePath.UserPath.Equals("PSScriptRoot", StringComparison.OrdinalIgnoreCase) ? known["PSScriptRoot"].Constant
        : ScriptVariables.Of(variable.VariablePath) is { } named ? known[named.Name].Constant : null;

    private static string? Expand(ExpandableStringExpressionAst text, KnownVariables known)
    {
        var expanded = text.Value;
        foreach (var nested in text.NestedExpressions.OrderByDescending(n => n.Extent.Text.Length))
        {
            if (nested is not VariableExpressionAst || Evaluate(nested, known) is not { } value) return null;
            expanded = expanded.Replace(nested.Extent.Text, System.Convert.ToString(value, CultureInfo.InvariantCulture), StringComparison.Ordinal);
        }

        return expanded;
    }

    private static bool IsNumber(Type type) => type.IsPrimitive && type != typeof(bool) && type != typeof(char) || type == typeof(decimal);

    private static double Convert(double number, Type type) =>
        type == typeof(double) || type == typeof(float) || type == typeof(decimal) ? number : Math.Round(number);
}
