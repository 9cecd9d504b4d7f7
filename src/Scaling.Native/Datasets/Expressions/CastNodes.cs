using System.Globalization;

namespace Scaling.Native.Datasets.Expressions;

/// <summary><c>[int]</c> and <c>[long]</c>: halves go to the even neighbour; what does not fit is an error.</summary>
internal sealed class IntegerCastNode(ValueKind kind, Node operand) : Node(kind)
{
    // Beyond it doubles have no fraction, but the ends of the range need PowerShell's own care.
    private const double SafeLong = 1L << 62;
    private const int MaxDigitsOfInt32 = 9;
    private const int MaxDigitsOfInt64 = 18;

    internal override Vector Evaluate(Chunk chunk)
    {
        var value = operand.Evaluate(chunk);
        Result.HasNulls = false;
        for (var i = 0; i < chunk.Count; i++)
        {
            if (!TryConvert(value, i, out Result.Longs[i])) chunk.GiveUp(i);
        }

        return Result;
    }

    private bool TryConvert(Vector value, int row, out long result)
    {
        result = 0;
        if (value.IsNull(row)) return true;
        switch (value.Kind)
        {
            case ValueKind.Boolean:
                result = value.Flags[row] ? 1 : 0;
                return true;
            case ValueKind.String:
                return TryParse(value.Texts[row] ?? "", out result);
            case ValueKind.Single or ValueKind.Double or ValueKind.Mixed:
                var rounded = Math.Round(value.Numbers[row], MidpointRounding.ToEven);
                if (!(Math.Abs(rounded) < SafeLong)) return false;
                result = (long)rounded;
                break;
            case ValueKind.Decimal:
                var whole = decimal.Round(value.Decimals[row], MidpointRounding.ToEven);
                if (whole < long.MinValue || whole > long.MaxValue) return false;
                result = (long)whole;
                break;
            default:
                result = value.Longs[row];
                break;
        }

        return Kind == ValueKind.Int64 || result == (int)result;
    }

    private bool TryParse(string text, out long result)
    {
        result = 0;
        var digits = text.AsSpan(text.StartsWith('-') ? 1 : 0);
        return digits.Length > 0 && digits.Length <= (Kind == ValueKind.Int32 ? MaxDigitsOfInt32 : MaxDigitsOfInt64)
            && !digits.ContainsAnyExceptInRange('0', '9')
            && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out result);
    }
}

/// <summary><c>[double]</c>.</summary>
internal sealed class DoubleCastNode(Node operand) : Node(ValueKind.Double)
{
    private const int MaxDigits = 15;

    internal override Vector Evaluate(Chunk chunk)
    {
        var value = operand.Evaluate(chunk);
        Result.HasNulls = false;
        for (var i = 0; i < chunk.Count; i++)
        {
            Result.Numbers[i] = value.Kind switch
            {
                _ when value.IsNull(i) => 0,
                ValueKind.Boolean => value.Flags[i] ? 1 : 0,
                ValueKind.Decimal => (double)value.Decimals[i],
                ValueKind.String => Parse(value.Texts[i] ?? "", chunk, i),
                _ => value.ToDouble(i),
            };
        }

        return Result;
    }

    private static double Parse(string text, Chunk chunk, int row)
    {
        var unsigned = text.AsSpan(text.StartsWith('-') ? 1 : 0);
        var point = unsigned.IndexOf('.');
        var whole = point < 0 ? unsigned : unsigned[..point];
        var fraction = point < 0 ? default : unsigned[(point + 1)..];
        var plain = whole.Length is > 0 and <= MaxDigits && fraction.Length <= MaxDigits && (point < 0 || fraction.Length > 0)
            && !whole.ContainsAnyExceptInRange('0', '9') && !fraction.ContainsAnyExceptInRange('0', '9');
        if (plain) return double.Parse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        chunk.GiveUp(row);
        return 0;
    }
}

/// <summary><c>[string]</c>, and texts in expandable strings: invariant, doubles with 15 digits.</summary>
internal sealed class TextCastNode(Node operand) : Node(ValueKind.String)
{
    internal static bool Supports(ValueKind kind) => kind is ValueKind.Null or ValueKind.Boolean or ValueKind.Narrow or ValueKind.Int32
        or ValueKind.Int64 or ValueKind.Unsigned or ValueKind.Double or ValueKind.Mixed or ValueKind.Decimal or ValueKind.String
        or ValueKind.DateTime or ValueKind.Date or ValueKind.DayOfWeek;

    internal override Vector Evaluate(Chunk chunk)
    {
        var value = operand.Evaluate(chunk);
        Result.HasNulls = false;
        for (var i = 0; i < chunk.Count; i++)
        {
            Result.Texts[i] = value.IsNull(i) ? "" : Text(value, i);
            if (value.Kind == ValueKind.Mixed && Math.Abs(value.Numbers[i]) >= ValueKinds.ExactDecimal) chunk.GiveUp(i);
        }

        return Result;
    }

    internal static string Text(double value) => value.ToString("G15", CultureInfo.InvariantCulture);

    private static string Text(Vector value, int row) => value.Kind switch
    {
        ValueKind.Boolean => value.Flags[row] ? bool.TrueString : bool.FalseString,
        ValueKind.Double or ValueKind.Mixed => Text(value.Numbers[row]),
        ValueKind.Decimal => value.Decimals[row].ToString(CultureInfo.InvariantCulture),
        ValueKind.String => value.Texts[row]!,
        ValueKind.DateTime => new DateTime(value.Longs[row]).ToString(CultureInfo.InvariantCulture),
        ValueKind.Date => DateOnly.FromDayNumber((int)value.Longs[row]).ToString(CultureInfo.InvariantCulture),
        ValueKind.DayOfWeek => ((DayOfWeek)value.Longs[row]).ToString(),
        _ => value.Longs[row].ToString(CultureInfo.InvariantCulture),
    };
}

/// <summary><c>[datetime]</c> of texts in ISO 8601 form without a zone.</summary>
internal sealed class DateTimeCastNode(Node operand) : Node(ValueKind.DateTime)
{
    private static readonly string[] Forms = ["yyyy-MM-dd", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-dd HH:mm"];

    internal override int FractionDigits => operand.FractionDigits;

    internal override Vector Evaluate(Chunk chunk)
    {
        var value = operand.Evaluate(chunk);
        Result.HasNulls = false;
        for (var i = 0; i < chunk.Count; i++)
        {
            Result.Longs[i] = 0;
            if (value.IsNull(i)) chunk.GiveUp(i);
            else if (value.Kind == ValueKind.DateTime) Result.Longs[i] = value.Longs[i];
            else if (TryParse(value.Texts[i], out var time)) Result.Longs[i] = time.Ticks;
            else chunk.GiveUp(i);
        }

        return Result;
    }

    private static bool TryParse(string? text, out DateTime time) =>
        DateTime.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
}

/// <summary>Bitwise operators and shifts of integers.</summary>
internal sealed class BitwiseNode(ValueKind kind, BinaryOperator op, Node left, Node right) : Node(kind)
{
    internal override Vector Evaluate(Chunk chunk)
    {
        var (a, b) = (left.Evaluate(chunk), right.Evaluate(chunk));
        var shift = Kind == ValueKind.Int32 ? 0x1F : 0x3F;
        for (var i = 0; i < chunk.Count; i++)
        {
            if (a.IsNull(i) || b.IsNull(i)) chunk.GiveUp(i);
            var (x, y) = (a.Longs[i], b.Longs[i]);
            Result.Longs[i] = op switch
            {
                BinaryOperator.BitwiseAnd => x & y,
                BinaryOperator.BitwiseOr => x | y,
                BinaryOperator.BitwiseExclusiveOr => x ^ y,
                BinaryOperator.ShiftRight => x >> ((int)y & shift),
                _ when Kind == ValueKind.Int32 => (int)x << ((int)y & shift),
                _ => x << ((int)y & shift),
            };
        }

        return Result;
    }
}
