using System.Text.RegularExpressions;

namespace Scaling.Native.Datasets.Expressions;

/// <summary>
/// Turns an expression into nodes for the columns of a schema. What is not certain to mean what PowerShell means is refused.
/// </summary>
internal sealed partial class ExpressionBinder(DatasetSchema schema)
{
    /// <exception cref="NotCompiledException">The reason why the expression, or a part of it, has no compiled form.</exception>
    internal Node Bind(Expression expression) => expression switch
    {
        ColumnExpression column => BindColumn(column),
        ConstantExpression constant => ConstantNode.Of(constant.Value),
        UnaryExpression unary => BindUnary(unary),
        BinaryExpression binary => BindBinary(binary),
        MembershipExpression membership => BindMembership(membership),
        CastExpression cast => BindCast(cast.Target, Bind(cast.Operand)),
        MemberExpression member => BindMember(Bind(member.Target), member.Name),
        MethodExpression method => BindMethod(method),
        FunctionExpression function => BindFunction(function),
        ConditionalExpression conditional => BindConditional(conditional),
        InterpolationExpression interpolation => new InterpolationNode([.. interpolation.Parts.Select(p => BindText(Bind(p)))]),
        _ => throw new NotCompiledException($"an expression of type {expression.GetType().Name}"),
    };

    /// <summary>The truth of a value as conditions take it.</summary>
    internal static Node BindTruth(Node node)
    {
        if (node.Kind is ValueKind.Opaque or ValueKind.DayOfWeek) throw new NotCompiledException($"the truth of {node.Kind.Describe()}");
        node.TakeAsNumber();
        return node.Kind == ValueKind.Null ? ConstantNode.Of(false) : TruthNode.Of(node);
    }

    private ColumnNode BindColumn(ColumnExpression column)
    {
        var index = schema.IndexOf(column.Name);
        return index >= 0
            ? new ColumnNode(index, schema[index].Type)
            : throw new NotCompiledException($"'{column.Name}', which is no column,");
    }

    private Node BindUnary(UnaryExpression unary)
    {
        var operand = Bind(unary.Operand);
        if (unary.Operator == UnaryOperator.Not) return new NotNode(BindTruth(operand));
        RefuseBlend(operand);
        switch (unary.Operator)
        {
            case UnaryOperator.Minus when operand.Kind.IsInteger():
                return new NegateNode(Promote(operand.Kind), operand);
            case UnaryOperator.Minus when operand.Kind.IsFloating():
                return new NegateNode(ValueKind.Double, operand);
            case UnaryOperator.Minus when operand.Kind == ValueKind.Mixed:
                return new NegateNode(ValueKind.Mixed, operand);
            case UnaryOperator.BitwiseNot when operand.Kind is ValueKind.Int32 or ValueKind.Int64:
                return new BitwiseNode(operand.Kind, BinaryOperator.BitwiseExclusiveOr, operand, new ConstantNode(operand.Kind, -1L));
            default:
                throw new NotCompiledException($"the operator {unary.Operator} on {operand.Kind.Describe()}");
        }
    }

    private Node BindBinary(BinaryExpression binary)
    {
        var op = binary.Operator;
        if (op is BinaryOperator.Like or BinaryOperator.Match or BinaryOperator.Replace) return BindPattern(binary);
        var (left, right) = (Bind(binary.Left), Bind(binary.Right));
        if (op >= BinaryOperator.BitwiseAnd)
        {
            RefuseBlend(left);
            RefuseBlend(right);
        }

        return op switch
        {
            BinaryOperator.And or BinaryOperator.Or or BinaryOperator.ExclusiveOr => new LogicNode(op, BindTruth(left), BindTruth(right)),
            >= BinaryOperator.Equal and <= BinaryOperator.GreaterOrEqual => BindComparison(op, left, right, binary.IgnoreCase),
            >= BinaryOperator.BitwiseAnd and <= BinaryOperator.BitwiseExclusiveOr when left.Kind.IsInteger() && right.Kind.IsInteger() =>
                new BitwiseNode(Wider(left.Kind, right.Kind), op, left, right),
            BinaryOperator.ShiftLeft or BinaryOperator.ShiftRight
                when left.Kind is ValueKind.Int32 or ValueKind.Int64 && right.Kind is ValueKind.Narrow or ValueKind.Int32 =>
                new BitwiseNode(left.Kind, op, left, right),
            <= BinaryOperator.Remainder => BindArithmetic(op, left, right),
            _ => throw Unsupported(op, left, right),
        };
    }

    private static Node BindArithmetic(BinaryOperator op, Node left, Node right)
    {
        if (op == BinaryOperator.Add && left.Kind == ValueKind.String && right.Kind != ValueKind.Null)
            return right.Kind == ValueKind.String ? new ConcatenationNode(left, right) : new AppendedNode(left, BindText(right));
        if (BindTicks(op, left, right) is { } ticks) return ticks;
        RefuseBlend(left);
        RefuseBlend(right);
        var (a, b) = (Promote(left.Kind), Promote(right.Kind));
        if (a == ValueKind.Decimal || b == ValueKind.Decimal)
        {
            var exact = (a == ValueKind.Decimal || a.IsInteger()) && (b == ValueKind.Decimal || b.IsInteger());
            return exact && op <= BinaryOperator.Multiply ? new DecimalArithmeticNode(op, left, right) : throw Unsupported(op, left, right);
        }

        if (!IsComputable(a) || !IsComputable(b)) throw Unsupported(op, left, right);
        if (left.MayBeDecimal || right.MayBeDecimal) return new MixedArithmeticNode(op, left, right);
        if (a == ValueKind.Double || b == ValueKind.Double) return new DoubleArithmeticNode(op, left, right);
        if (a == ValueKind.Mixed || b == ValueKind.Mixed) return new MixedArithmeticNode(op, left, right);
        return op == BinaryOperator.Divide ? new IntegerDivisionNode(left, right) : new IntegerArithmeticNode(Wider(a, b), op, left, right);
    }

    private static TickArithmeticNode? BindTicks(BinaryOperator op, Node left, Node right)
    {
        if (op is not (BinaryOperator.Add or BinaryOperator.Subtract)) return null;
        var subtract = op == BinaryOperator.Subtract;
        return (left.Kind, right.Kind) switch
        {
            (ValueKind.DateTime, ValueKind.DateTime) or (ValueKind.DateTimeOffset, ValueKind.DateTimeOffset) when subtract =>
                new(ValueKind.TimeSpan, subtract, left, right),
            (ValueKind.DateTime or ValueKind.DateTimeOffset or ValueKind.TimeSpan, ValueKind.TimeSpan) when left is not ConstantNode =>
                new(left.Kind, subtract, left, right),
            _ => null,
        };
    }

    private Node BindPattern(BinaryExpression binary)
    {
        var text = Bind(binary.Left);
        if (text.Kind != ValueKind.String) throw new NotCompiledException($"the operator {binary.Operator} on {text.Kind.Describe()}");
        var value = (binary.Right as ConstantExpression)?.Value
            ?? throw new NotCompiledException($"the operator {binary.Operator} with a pattern that is not constant");
        return (binary.Operator, value) switch
        {
            (BinaryOperator.Like, string pattern) => new TextTestNode(WildcardTest.Parse(pattern, binary.IgnoreCase), text),
            (BinaryOperator.Match, string pattern) => BindMatch(NewRegex(pattern, binary.IgnoreCase), text),
            (BinaryOperator.Replace, string pattern) => BindReplace(NewRegex(pattern, binary.IgnoreCase), "", text),
            (BinaryOperator.Replace, object?[] and [string pattern]) => BindReplace(NewRegex(pattern, binary.IgnoreCase), "", text),
            (BinaryOperator.Replace, object?[] and [string pattern, string replacement]) =>
                BindReplace(NewRegex(pattern, binary.IgnoreCase), replacement, text),
            _ => throw new NotCompiledException($"the operator {binary.Operator} with this right side"),
        };
    }

    private static TextTestNode BindMatch(Regex regex, Node text) => new(new TextPredicate(regex.IsMatch, regex.IsMatch("")), text);

    private static TextFunctionNode BindReplace(Regex regex, string replacement, Node text) =>
        new(s => regex.Replace(s, replacement), text, takesNull: true);

    private static Regex NewRegex(string pattern, bool ignoreCase)
    {
        try
        {
            return new Regex(pattern, ignoreCase ? RegexOptions.IgnoreCase : RegexOptions.None);
        }
        catch (ArgumentException)
        {
            throw new NotCompiledException($"the regular expression '{pattern}'");
        }
    }

    private static Node BindCast(Type target, Node operand)
    {
        var kind = operand.Kind;
        var isNumber = kind.IsBinaryNumber() || kind is ValueKind.Boolean or ValueKind.Decimal or ValueKind.String;
        if (target == typeof(bool)) return BindTruth(operand);
        if (target == typeof(string)) return BindText(operand);
        if (target == typeof(DateTime) && kind is ValueKind.DateTime or ValueKind.String) return new DateTimeCastNode(operand);
        operand.TakeAsNumber();
        if (target == typeof(double) && isNumber) return new DoubleCastNode(operand);
        if (target == typeof(int) && (isNumber || kind == ValueKind.DayOfWeek)) return new IntegerCastNode(ValueKind.Int32, operand);
        if (target == typeof(long) && (isNumber || kind == ValueKind.DayOfWeek)) return new IntegerCastNode(ValueKind.Int64, operand);
        throw new NotCompiledException($"a conversion of {kind.Describe()} to [{target.Name}]");
    }

    private static Node BindText(Node operand)
    {
        if (operand is ConstantNode { Value: string }) return operand;
        return TextCastNode.Supports(operand.Kind)
            ? new TextCastNode(operand)
            : throw new NotCompiledException($"the text of {operand.Kind.Describe()}");
    }

    private ConditionalNode BindConditional(ConditionalExpression conditional)
    {
        var test = BindTruth(Bind(conditional.Test));
        var then = Bind(conditional.Then);
        var otherwise = conditional.Else is null ? ConstantNode.Of(null) : Bind(conditional.Else);
        if (then.Kind == ValueKind.Null) then = new ConstantNode(otherwise.Kind, null);
        if (otherwise.Kind == ValueKind.Null) otherwise = new ConstantNode(then.Kind, null);
        if (then is ConstantNode { Value: DateTime { Kind: not DateTimeKind.Unspecified } }
            || otherwise is ConstantNode { Value: DateTime { Kind: not DateTimeKind.Unspecified } or DateTimeOffset })
            throw new NotCompiledException("a choice of date-times with a zone");
        var (a, b) = (then.Kind, otherwise.Kind);
        var kind = a == b ? a
            : a is ValueKind.Int32 or ValueKind.Int64 && b is ValueKind.Int32 or ValueKind.Int64 ? ValueKind.Int64
            : IsComputable(a) && IsComputable(b) ? ValueKind.Mixed
            : throw new NotCompiledException($"a choice between {a.Describe()} and {b.Describe()}");
        if (kind is ValueKind.Null or ValueKind.Narrow or ValueKind.Unsigned or ValueKind.Single or ValueKind.Decimal or ValueKind.Opaque)
            throw new NotCompiledException($"a choice of {kind.Describe()}");
        var isBlend = a != b && kind == ValueKind.Int64 || IsBlend(then) || IsBlend(otherwise);
        return new ConditionalNode(kind, test, then, otherwise, isBlend);
    }

    private static bool IsBlend(Node node) => node is ConditionalNode { IsBlend: true };

    /// <summary>Which of a blend's rows are int and which long is not kept, and shows where results overflow.</summary>
    private static void RefuseBlend(Node node)
    {
        if (IsBlend(node)) throw new NotCompiledException("arithmetic on a choice between int and long");
    }

    private static bool IsComputable(ValueKind kind) => kind is ValueKind.Int32 or ValueKind.Int64 or ValueKind.Double or ValueKind.Mixed;

    /// <summary>The kind that PowerShell computes with.</summary>
    private static ValueKind Promote(ValueKind kind) => kind switch
    {
        ValueKind.Narrow => ValueKind.Int32,
        ValueKind.Single => ValueKind.Double,
        _ => kind,
    };

    private static ValueKind Wider(ValueKind a, ValueKind b) =>
        a == ValueKind.Int64 || b == ValueKind.Int64 ? ValueKind.Int64 : ValueKind.Int32;

    private static NotCompiledException Unsupported(BinaryOperator op, Node left, Node right) =>
        new($"the operator {op} on {left.Kind.Describe()} and {right.Kind.Describe()}");
}
