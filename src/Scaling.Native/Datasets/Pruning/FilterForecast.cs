using System.Text;
using Scaling.Native.Datasets.Expressions;

namespace Scaling.Native.Datasets.Pruning;

/// <summary>
/// Tells, from bounds of columns, what may come of a filter. It follows the compiled form node by node, and so PowerShell's conversions
/// and comparisons, which that form keeps to. What it does not understand may have any outcome; nothing is said of a row that would be
/// handed back to the script.
/// </summary>
internal sealed class FilterForecast
{
    private readonly Node _root;

    private FilterForecast(Node root) => _root = root;

    /// <summary>The forecast for a filter as it stands now, or null where it has no compiled form or names what is no column.</summary>
    internal static FilterForecast? TryCreate(RowScript filter, DatasetSchema schema)
    {
        if (filter.Translate().Expression is not { } expression) return null;
        if (filter.Columns.Any(name => schema.IndexOf(name) < 0)) return null;
        return CompiledExpression.TryCompileFilter(expression, schema, out _) is { } compiled ? new(compiled.Root) : null;
    }

    /// <summary>Whether the rows can be left out: for none of them is the filter true, and none of them fails.</summary>
    internal bool Excludes(IColumnRanges ranges) => (Foresee(_root, ranges) & (Outcomes.True | Outcomes.Failure)) == 0;

    internal Outcomes Foresee(IColumnRanges ranges) => Foresee(_root, ranges);

    private static Outcomes Foresee(Node node, IColumnRanges ranges) => node switch
    {
        ConstantNode constant => constant.Value is true ? Outcomes.True : Outcomes.False,
        NotNode not => Negate(Foresee(not.Operand, ranges)),
        LogicNode logic => Combine(logic, ranges),
        TruthNode truth => RangeOf(truth.Operand, ranges) is { } range ? TruthOf(truth.Operand.Kind, range) : Outcomes.Any,
        NullTestNode { Operand: ColumnNode column, WhenNull: var whenNull } => ranges.Of(column.Index) is { } range
            ? When(range.MayBeNull, whenNull) | When(range.MayHaveValue, !whenNull)
            : Outcomes.Any,
        ComparisonNode comparison => Compare(comparison, ranges),
        IntegerMembershipNode membership => Membership(membership, ranges),
        TextTestNode test => TestText(test, ranges),
        _ => Outcomes.Any,
    };

    private static Outcomes Combine(LogicNode logic, IColumnRanges ranges)
    {
        var left = Foresee(logic.Left, ranges);
        var right = Foresee(logic.Right, ranges);
        if (logic.Operator == BinaryOperator.ExclusiveOr)
        {
            var failure = (left | right) & Outcomes.Failure;
            var (l, r) = (left & Outcomes.Truths, right & Outcomes.Truths);
            return failure | (l == Outcomes.Truths || r == Outcomes.Truths ? Outcomes.Truths : When(true, l != r));
        }

        // The right side counts only where the left one does not decide.
        var decides = logic.Operator == BinaryOperator.And ? Outcomes.False : Outcomes.True;
        var goesOn = decides == Outcomes.False ? Outcomes.True : Outcomes.False;
        return left & (decides | Outcomes.Failure) | ((left & goesOn) != 0 ? right : Outcomes.None);
    }

    private static Outcomes Negate(Outcomes outcomes) => outcomes & Outcomes.Failure
        | ((outcomes & Outcomes.True) != 0 ? Outcomes.False : 0) | ((outcomes & Outcomes.False) != 0 ? Outcomes.True : 0);

    private static Outcomes When(bool possible, bool outcome) =>
        !possible ? Outcomes.None : outcome ? Outcomes.True : Outcomes.False;

    private static ValueRange? RangeOf(Node node, IColumnRanges ranges) => node switch
    {
        ColumnNode column => ranges.Of(column.Index),
        ConstantNode constant => RangeOf(constant),
        DatePartNode { IsMonotonic: true } part when RangeOf(part.Operand, ranges) is { MayBeNull: false, Longs: { } longs } range =>
            range with { Longs = new(part.Compute(longs.Low), part.Compute(longs.High)) },
        _ => null,
    };

    private static ValueRange? RangeOf(ConstantNode constant)
    {
        if (constant.Value is null) return ValueRange.Null;
        var known = new ValueRange { MayBeNull = false };
        return constant.Value switch
        {
            bool flag => known with { Flags = new(flag, flag) },
            decimal number => known with { Decimals = new(number, number) },
            double number => double.IsNaN(number) ? null : known with { Numbers = new(number, number) },
            _ when constant.Long is { } number => known with { Longs = new(number, number) },
            _ => null,
        };
    }

    private static Outcomes TruthOf(ValueKind kind, ValueRange range)
    {
        var ofNull = When(range.MayBeNull, false);
        if (!range.MayHaveValue) return ofNull;
        if (kind == ValueKind.Boolean && range.Flags is { } flags) return ofNull | When(!flags.Low, false) | When(flags.High, true);
        // Dates and times are true, whatever they are; a null among the bounds' unknowns was counted above.
        if (kind is >= ValueKind.DateTime and <= ValueKind.TimeSpan && range.Longs is not null) return ofNull | Outcomes.True;
        if (kind.IsLong() && range.Longs is { } longs) return ofNull | OfZero(longs.Contains(0), longs.IsPoint);
        if (range.Decimals is { } decimals) return ofNull | OfZero(decimals.Contains(0), decimals.IsPoint);
        if (range.Numbers is { } numbers) return ofNull | OfZero(numbers.Contains(0), numbers.IsPoint) | When(range.MayBeNaN, true);
        return Outcomes.Any;
    }

    private static Outcomes OfZero(bool mayBeZero, bool isOnly) =>
        !mayBeZero ? Outcomes.True : isOnly ? Outcomes.False : Outcomes.Truths;

    private static Outcomes Compare(ComparisonNode node, IColumnRanges ranges)
    {
        if (node is TextComparisonNode) return Outcomes.Any;
        if (node.Left.Kind == ValueKind.Mixed || node.Right.Kind == ValueKind.Mixed) return Outcomes.Any;
        if (RangeOf(node.Left, ranges) is not { } left || RangeOf(node.Right, ranges) is not { } right) return Outcomes.Any;
        var result = Outcomes.None;
        var op = node.Operator;
        if (left.MayHaveValue && right.MayHaveValue)
        {
            var ofValues = node switch
            {
                LongComparisonNode when (left.Longs, right.Longs) is ({ } a, { } b) => Compare(op, a, b),
                DecimalComparisonNode when (left.AsDecimals(), right.AsDecimals()) is ({ } a, { } b) => Compare(op, a, b),
                BooleanComparisonNode when (left.Flags, right.Flags) is ({ } a, { } b) => Compare(op, a, b),
                NumberComparisonNode when (left.AsNumbers(), right.AsNumbers()) is ({ } a, { } b) => Compare(op, a, b)
                    | When(left.MayBeNaN || right.MayBeNaN, op == BinaryOperator.NotEqual),
                _ => Outcomes.Any,
            };
            result |= ofValues;
        }

        if (left.MayBeNull && right.MayBeNull) result |= When(true, Decide(op, 0));
        if (left.MayBeNull && right.MayHaveValue) result |= CompareWithNull(op, right, node.Right.Kind, leftIsNull: true);
        if (right.MayBeNull && left.MayHaveValue) result |= CompareWithNull(op, left, node.Left.Kind, leftIsNull: false);
        return result;
    }

    private static Outcomes Compare<T>(BinaryOperator op, Interval<T> a, Interval<T> b) where T : IComparable<T>
    {
        var result = Outcomes.None;
        if (a.Low.CompareTo(b.High) < 0) result |= When(true, Decide(op, -1));
        if (a.High.CompareTo(b.Low) > 0) result |= When(true, Decide(op, 1));
        if (a.Low.CompareTo(b.High) <= 0 && b.Low.CompareTo(a.High) <= 0) result |= When(true, Decide(op, 0));
        return result;
    }

    /// <summary>Null equals only null; in order it stands after negative numbers and before everything else.</summary>
    private static Outcomes CompareWithNull(BinaryOperator op, ValueRange other, ValueKind kind, bool leftIsNull)
    {
        if (op == BinaryOperator.Equal) return Outcomes.False;
        if (op == BinaryOperator.NotEqual) return Outcomes.True;
        // Null and NaN is left to the script.
        if (other.MayBeNaN) return Outcomes.Any;
        var (mayBeNegative, mayBeOther) = (kind.IsNumeric(), true);
        if (other.Longs is { } longs && kind.IsNumeric()) (mayBeNegative, mayBeOther) = (longs.Low < 0, longs.High >= 0);
        else if (other.Numbers is { } numbers) (mayBeNegative, mayBeOther) = (numbers.Low < 0, numbers.High >= 0);
        else if (other.Decimals is { } decimals) (mayBeNegative, mayBeOther) = (decimals.Low < 0, decimals.High >= 0);
        else if (kind.IsNumeric()) return Outcomes.Any;
        return When(mayBeNegative, Decide(op, leftIsNull ? 1 : -1)) | When(mayBeOther, Decide(op, leftIsNull ? -1 : 1));
    }

    private static bool Decide(BinaryOperator op, int order) => op switch
    {
        BinaryOperator.Equal => order == 0,
        BinaryOperator.NotEqual => order != 0,
        BinaryOperator.LessThan => order < 0,
        BinaryOperator.LessOrEqual => order <= 0,
        BinaryOperator.GreaterThan => order > 0,
        _ => order >= 0,
    };

    private static Outcomes Membership(IntegerMembershipNode node, IColumnRanges ranges)
    {
        if (RangeOf(node.Operand, ranges) is not { } range) return Outcomes.Any;
        var result = When(range.MayBeNull, node.OfNull);
        if (!range.MayHaveValue) return result;
        if (range.Longs is not { } longs) return Outcomes.Any;
        var mayBeIn = node.Items.Any(longs.Contains);
        return result | When(mayBeIn, true) | When(!mayBeIn || !longs.IsPoint, false);
    }

    private static Outcomes TestText(TextTestNode node, IColumnRanges ranges)
    {
        if (node.Operand is not ColumnNode column || ranges.Of(column.Index) is not { } range) return Outcomes.Any;
        var result = !range.MayBeNull ? Outcomes.None : node.Test.OfNull is { } ofNull ? When(true, ofNull) : Outcomes.Any;
        if (!range.MayHaveValue) return result;
        if (range.Texts is not { } texts) return Outcomes.Any;
        if (node.Test is not TextMembership membership) return Outcomes.Any;
        if (texts.IsPoint) return result | When(true, membership.Test(Encoding.UTF8.GetString(texts.Low)));
        return result | Outcomes.False | When(membership.Items.Any(item => MayEqual(item, membership.IgnoresCase, texts)), true);
    }

    /// <summary>
    /// Whether a text between two may equal another linguistically. All texts between share the bytes that the bounds share; where these
    /// are printable ASCII, each counts by itself, and a text whose first ones differ cannot be equal. Anything else, such as a control
    /// character or one beyond ASCII, may count for nothing or as another character, so from there on nothing is certain.
    /// </summary>
    internal static bool MayEqual(string item, bool ignoresCase, TextInterval texts)
    {
        if (!TextRules.IsPlain(item)) return true;
        for (var i = 0; ; i++)
        {
            if (i == texts.Low.Length || i == texts.High.Length) return true;
            var (low, high) = (texts.Low[i], texts.High[i]);
            if (low is < (byte)' ' or > (byte)'~' || high > (byte)'~') return true;
            // There is one character more than in the item.
            if (i == item.Length) return false;
            var mayBe = Between(item[i]) || ignoresCase && (Between(char.ToLowerInvariant(item[i])) || Between(char.ToUpperInvariant(item[i])));
            if (!mayBe) return false;
            if (low != high) return true;

            bool Between(char c) => c >= low && c <= high;
        }
    }
}
