using System.Globalization;

namespace Scaling.Native.Datasets.Expressions;

internal sealed partial class ExpressionBinder
{
    private const int MaxComparedItems = 64;

    private static Node BindComparison(BinaryOperator op, Node left, Node right, bool ignoreCase)
    {
        var equality = op is BinaryOperator.Equal or BinaryOperator.NotEqual;
        if (left.Kind == ValueKind.Null && right.Kind == ValueKind.Null) throw Unsupported(op, left, right);
        if (equality && right.Kind == ValueKind.Null) return new NullTestNode(left, op == BinaryOperator.Equal);
        if (equality && left.Kind == ValueKind.Null) return new NullTestNode(right, op == BinaryOperator.Equal);
        if (left.Kind == ValueKind.Null) left = new ConstantNode(right.Kind, null);
        if (right.Kind == ValueKind.Null) right = new ConstantNode(left.Kind, null);
        if (right is ConstantNode { Value: { } value }) right = ConvertConstant(value, left.Kind) ?? right;

        var (a, b) = (left.Kind, right.Kind);
        if (a.IsBinaryNumber() && b.IsBinaryNumber())
        {
            left.TakeAsNumber();
            right.TakeAsNumber();
            return a.IsLong() && b.IsLong() ? new LongComparisonNode(op, left, right) : new NumberComparisonNode(op, left, right);
        }

        if ((a == ValueKind.Decimal || b == ValueKind.Decimal) && IsComparedWithDecimals(a) && IsComparedWithDecimals(b))
            return new DecimalComparisonNode(op, left, right);
        if (a != b) throw Unsupported(op, left, right);
        return a switch
        {
            ValueKind.Boolean => new BooleanComparisonNode(op, left, right),
            ValueKind.String => BindTextComparison(op, left, right, ignoreCase),
            >= ValueKind.DateTime and <= ValueKind.TimeSpan => new LongComparisonNode(op, left, right),
            ValueKind.DayOfWeek when equality => new LongComparisonNode(op, left, right),
            _ => throw Unsupported(op, left, right),
        };
    }

    private static bool IsComparedWithDecimals(ValueKind kind) => kind.IsNumeric() && kind != ValueKind.Mixed;

    private static Node BindTextComparison(BinaryOperator op, Node left, Node right, bool ignoreCase)
    {
        var (constant, other) = right is ConstantNode ? (right, left) : (left, right);
        if (op is not (BinaryOperator.Equal or BinaryOperator.NotEqual) || constant is not ConstantNode { Value: string text })
            return new TextComparisonNode(op, left, right, ignoreCase);
        var test = new TextTestNode(new TextMembership([text], TextRules.For(ignoreCase), ofNull: false), other);
        return op == BinaryOperator.Equal ? test : new NotNode(test);
    }

    /// <summary>
    /// A constant on the right side as PowerShell converts it to the kind of the left, or null where it does not or it is not certain.
    /// </summary>
    private static ConstantNode? ConvertConstant(object value, ValueKind kind) => (kind, value) switch
    {
        (ValueKind.String, not string) => TextOf(value) is { } text ? ConstantNode.Of(text) : null,
        (ValueKind.Boolean, int number) => ConstantNode.Of(number != 0),
        (ValueKind.Boolean, long number) => ConstantNode.Of(number != 0),
        (ValueKind.Boolean, double number) => ConstantNode.Of(number != 0),
        (ValueKind.Boolean, string text) => ConstantNode.Of(text.Length > 0),
        (ValueKind.DayOfWeek, string text) => DayOf(text),
        (ValueKind.DayOfWeek, int day) => new(ValueKind.DayOfWeek, (long)day),
        (ValueKind.DateTime, string text) =>
            DateTime.TryParse(text, CultureInfo.InvariantCulture, out var time) ? ConstantNode.Of(time) : null,
        // The first and last day may be beyond the range in another zone.
        (ValueKind.DateTimeOffset, DateTime { Year: > 1 and < 9999 } time) => ConstantNode.Of(new DateTimeOffset(time)),
        (ValueKind.DateTimeOffset, string text) =>
            DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var time) ? ConstantNode.Of(time) : null,
        (ValueKind.Date, string text) => DateOnly.TryParse(text, CultureInfo.InvariantCulture, out var date) ? ConstantNode.Of(date) : null,
        (ValueKind.Time, string text) => TimeOnly.TryParse(text, CultureInfo.InvariantCulture, out var time) ? ConstantNode.Of(time) : null,
        (_, string text) when kind.IsNumeric() =>
            IsPlainInteger(text) ? ConstantNode.Of(int.Parse(text, CultureInfo.InvariantCulture)) : null,
        _ => null,
    };

    private static string? TextOf(object value) => value switch
    {
        bool b => b.ToString(),
        int or long or decimal => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        double d => TextCastNode.Text(d),
        _ => null,
    };

    private static ConstantNode? DayOf(string text)
    {
        var day = Array.FindIndex(Enum.GetNames<DayOfWeek>(), n => n.Equals(text, StringComparison.OrdinalIgnoreCase));
        return day < 0 ? null : new ConstantNode(ValueKind.DayOfWeek, (long)day);
    }

    /// <summary>Digits that every way of reading numbers reads alike.</summary>
    private static bool IsPlainInteger(string text)
    {
        const int MaxDigits = 9;
        var digits = text.AsSpan(text.StartsWith('-') ? 1 : 0);
        return digits.Length is > 0 and <= MaxDigits && !digits.ContainsAnyExceptInRange('0', '9') && digits[0] != '0';
    }

    private Node BindMembership(MembershipExpression membership)
    {
        var value = Bind(membership.Value);
        var items = membership.Items;
        if (items.Count == 0) return ConstantNode.Of(false);
        if (value.Kind == ValueKind.String && items.All(i => i is null or string))
        {
            var rules = TextRules.For(membership.IgnoreCase);
            return new TextTestNode(new TextMembership(items.OfType<string>(), rules, items.Contains(null)), value);
        }

        if (value.Kind.IsInteger() && items.All(i => i is null or int or long))
        {
            value.TakeAsNumber();
            return new IntegerMembershipNode(value, items);
        }

        if (items.Count > MaxComparedItems) throw new NotCompiledException($"a list of {items.Count} values of this kind");
        return items
            .Select(item => item is null
                ? new NullTestNode(value, whenNull: true)
                : BindComparison(BinaryOperator.Equal, ConstantNode.Of(item), value, membership.IgnoreCase))
            .Aggregate((a, b) => new LogicNode(BinaryOperator.Or, a, b));
    }
}

/// <summary>Whether an integer is one of some.</summary>
internal sealed class IntegerMembershipNode(Node operand, IReadOnlyList<object?> items) : Node(ValueKind.Boolean)
{
    private readonly HashSet<long> _items =
        [.. items.Where(i => i is not null).Select(i => Convert.ToInt64(i, CultureInfo.InvariantCulture))];

    private readonly bool _ofNull = items.Contains(null);

    internal Node Operand => operand;

    internal IReadOnlyCollection<long> Items => _items;

    internal bool OfNull => _ofNull;

    internal override Vector Evaluate(Chunk chunk)
    {
        var value = operand.Evaluate(chunk);
        for (var i = 0; i < chunk.Count; i++) Result.Flags[i] = value.IsNull(i) ? _ofNull : _items.Contains(value.Longs[i]);
        return Result;
    }
}
