using System.Globalization;

namespace Scaling.Native.Datasets.Expressions;

/// <summary>
/// A comparison. Null equals only null; in order it stands before every other value, but after negative numbers.
/// </summary>
internal abstract class ComparisonNode(BinaryOperator op, Node left, Node right) : Node(ValueKind.Boolean)
{
    internal BinaryOperator Operator => op;

    internal Node Left => left;

    internal Node Right => right;

    internal override Vector Evaluate(Chunk chunk)
    {
        var (a, b) = (left.Evaluate(chunk), right.Evaluate(chunk));
        Compute(a, b, chunk);
        if (a.HasNulls || b.HasNulls) CompareNulls(a, b, chunk);
        return Result;
    }

    protected abstract void Compute(Vector left, Vector right, Chunk chunk);

    /// <summary>The sign of a number against null: below it if negative, null where that is not known.</summary>
    protected abstract bool? IsNegative(Vector vector, int row);

    protected bool Decide(int order) => op switch
    {
        BinaryOperator.Equal => order == 0,
        BinaryOperator.NotEqual => order != 0,
        BinaryOperator.LessThan => order < 0,
        BinaryOperator.LessOrEqual => order <= 0,
        BinaryOperator.GreaterThan => order > 0,
        _ => order >= 0,
    };

    protected bool Decide(double a, double b) => op switch
    {
        BinaryOperator.Equal => a == b,
        BinaryOperator.NotEqual => a != b,
        BinaryOperator.LessThan => a < b,
        BinaryOperator.LessOrEqual => a <= b,
        BinaryOperator.GreaterThan => a > b,
        _ => a >= b,
    };

    private void CompareNulls(Vector a, Vector b, Chunk chunk)
    {
        for (var i = 0; i < chunk.Count; i++)
        {
            var (leftNull, rightNull) = (a.IsNull(i), b.IsNull(i));
            if (!leftNull && !rightNull) continue;
            if (leftNull && rightNull)
            {
                Result.Flags[i] = Decide(0);
            }
            else if (op is BinaryOperator.Equal or BinaryOperator.NotEqual)
            {
                Result.Flags[i] = op == BinaryOperator.NotEqual;
            }
            else if (IsNegative(leftNull ? b : a, i) is { } negative)
            {
                Result.Flags[i] = Decide(negative == leftNull ? 1 : -1);
            }
            else
            {
                chunk.GiveUp(i);
            }
        }
    }
}

/// <summary>Values kept as longs: integers with integers, and dates and times with their like.</summary>
internal sealed class LongComparisonNode(BinaryOperator op, Node left, Node right) : ComparisonNode(op, left, right)
{
    private readonly BinaryOperator _op = op;

    protected override bool? IsNegative(Vector vector, int row) => vector.Kind.IsNumeric() && vector.Longs[row] < 0;

    protected override void Compute(Vector left, Vector right, Chunk chunk)
    {
        var count = chunk.Count;
        var a = left.Longs.AsSpan(0, count);
        var b = right.Longs.AsSpan(0, count);
        var r = Result.Flags.AsSpan(0, count);
        switch (_op)
        {
            case BinaryOperator.Equal:
                for (var i = 0; i < r.Length; i++) r[i] = a[i] == b[i];
                break;
            case BinaryOperator.NotEqual:
                for (var i = 0; i < r.Length; i++) r[i] = a[i] != b[i];
                break;
            case BinaryOperator.LessThan:
                for (var i = 0; i < r.Length; i++) r[i] = a[i] < b[i];
                break;
            case BinaryOperator.LessOrEqual:
                for (var i = 0; i < r.Length; i++) r[i] = a[i] <= b[i];
                break;
            case BinaryOperator.GreaterThan:
                for (var i = 0; i < r.Length; i++) r[i] = a[i] > b[i];
                break;
            default:
                for (var i = 0; i < r.Length; i++) r[i] = a[i] >= b[i];
                break;
        }
    }
}

/// <summary>Numbers of which at least one may be a double.</summary>
internal sealed class NumberComparisonNode(BinaryOperator op, Node left, Node right) : ComparisonNode(op, left, right)
{
    protected override bool? IsNegative(Vector vector, int row)
    {
        var value = vector.ToDouble(row);
        return double.IsNaN(value) ? null : value < 0;
    }

    protected override void Compute(Vector left, Vector right, Chunk chunk)
    {
        var mixed = left.Kind == ValueKind.Mixed || right.Kind == ValueKind.Mixed;
        for (var i = 0; i < chunk.Count; i++)
        {
            var (a, b) = (left.ToDouble(i), right.ToDouble(i));
            Result.Flags[i] = Decide(a, b);
            if (mixed && !IsCertain(left, right, i)) chunk.GiveUp(i);
        }
    }

    /// <summary>A long beyond 2^53 is compared with an int exactly, and a decimal with a double after rounding that to 15 digits.</summary>
    private static bool IsCertain(Vector left, Vector right, int row)
    {
        if (!left.TryNumber(row, out var a, out var leftTag) || !right.TryNumber(row, out var b, out var rightTag)) return false;
        var (low, high) = (Math.Min(leftTag, rightTag), Math.Max(leftTag, rightTag));
        if (low != NumberTag.Decimal || high != NumberTag.Double) return true;
        return Math.Abs(a) < ValueKinds.ExactDecimal && Math.Abs(b) < ValueKinds.ExactDecimal
            && (a == b || Math.Abs(a - b) > 1e-9 * Math.Max(1, Math.Abs(a)));
    }
}

/// <summary>Decimals with decimals, integers, or doubles.</summary>
internal sealed class DecimalComparisonNode(BinaryOperator op, Node left, Node right) : ComparisonNode(op, left, right)
{
    private const double LargestDecimal = 7.9e28;

    protected override bool? IsNegative(Vector vector, int row) =>
        TryDecimal(vector, row, out var value) ? value < 0 : null;

    protected override void Compute(Vector left, Vector right, Chunk chunk)
    {
        for (var i = 0; i < chunk.Count; i++)
        {
            if (TryDecimal(left, i, out var a) && TryDecimal(right, i, out var b)) Result.Flags[i] = Decide(a.CompareTo(b));
            else chunk.GiveUp(i);
        }
    }

    private static bool TryDecimal(Vector vector, int row, out decimal value)
    {
        value = 0;
        if (vector.Decimals.Length > 0)
        {
            value = vector.Decimals[row];
        }
        else if (vector.Longs.Length > 0)
        {
            value = vector.Longs[row];
        }
        else
        {
            if (!(Math.Abs(vector.Numbers[row]) < LargestDecimal)) return false;
            value = (decimal)vector.Numbers[row];
        }

        return true;
    }
}

internal sealed class BooleanComparisonNode(BinaryOperator op, Node left, Node right) : ComparisonNode(op, left, right)
{
    protected override bool? IsNegative(Vector vector, int row) => false;

    protected override void Compute(Vector left, Vector right, Chunk chunk)
    {
        for (var i = 0; i < chunk.Count; i++) Result.Flags[i] = Decide(left.Flags[i].CompareTo(right.Flags[i]));
    }
}

/// <summary>Texts, by the rules of the invariant culture as PowerShell's operators have it.</summary>
internal sealed class TextComparisonNode(BinaryOperator op, Node left, Node right, bool ignoreCase) : ComparisonNode(op, left, right)
{
    private readonly TextRules _rules = TextRules.For(ignoreCase);
    private readonly bool _equality = op is BinaryOperator.Equal or BinaryOperator.NotEqual;

    protected override bool? IsNegative(Vector vector, int row) => false;

    protected override void Compute(Vector left, Vector right, Chunk chunk)
    {
        for (var i = 0; i < chunk.Count; i++)
        {
            var (a, b) = (left.Texts[i], right.Texts[i]);
            if (a is null || b is null) continue;
            Result.Flags[i] = Decide(_equality ? _rules.Equals(a, b) ? 0 : 1 : _rules.Compare(a, b));
        }
    }
}

/// <summary>How PowerShell compares texts.</summary>
internal sealed class TextRules
{
    private static readonly TextRules Sensitive = new(CompareOptions.None);
    private static readonly TextRules Insensitive = new(CompareOptions.IgnoreCase);
    private readonly CompareInfo _invariant = CultureInfo.InvariantCulture.CompareInfo;
    private readonly CompareOptions _options;

    private TextRules(CompareOptions options) => _options = options;

    internal bool IgnoresCase => _options == CompareOptions.IgnoreCase;

    internal StringComparer PlainComparer => IgnoresCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    internal static TextRules For(bool ignoreCase) => ignoreCase ? Insensitive : Sensitive;

    internal int Compare(string a, string b) => _invariant.Compare(a, b, _options);

    /// <summary>Linguistic equality; of printable ASCII that is equality of the characters, but for case.</summary>
    internal bool Equals(string a, string b)
    {
        if (string.Equals(a, b, IgnoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal) && IsPlain(a)) return true;
        return !(IsPlain(a) && IsPlain(b)) && Compare(a, b) == 0;
    }

    /// <summary>Whether a text is printable ASCII, none of which is ignored or equal to anything else when texts are compared.</summary>
    internal static bool IsPlain(string text) => !text.AsSpan().ContainsAnyExceptInRange(' ', '~');
}

/// <summary>Whether a value is null.</summary>
internal sealed class NullTestNode(Node operand, bool whenNull) : Node(ValueKind.Boolean)
{
    internal Node Operand => operand;

    internal bool WhenNull => whenNull;

    internal override Vector Evaluate(Chunk chunk)
    {
        var value = operand.Evaluate(chunk);
        for (var i = 0; i < chunk.Count; i++) Result.Flags[i] = value.IsNull(i) == whenNull;
        return Result;
    }
}
