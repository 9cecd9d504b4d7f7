using System.Globalization;

namespace Scaling.Native.Datasets.Expressions;

/// <summary>A number that a property of a date, time or time span gives. A property of null is null, or an error in strict mode.</summary>
internal sealed class DatePartNode(ValueKind kind, Func<long, long> part, Node operand, bool isMonotonic = false) : Node(kind)
{
    internal Node Operand => operand;

    /// <summary>A later time never gives a smaller number.</summary>
    internal bool IsMonotonic => isMonotonic;

    internal override int FractionDigits => operand.FractionDigits;

    internal override Vector Evaluate(Chunk chunk)
    {
        var value = operand.Evaluate(chunk);
        Result.HasNulls = false;
        for (var i = 0; i < chunk.Count; i++)
        {
            if (value.IsNull(i)) chunk.GiveUp(i);
            Result.Longs[i] = part(value.Longs[i]);
        }

        return Result;
    }

    internal long Compute(long value) => part(value);
}

/// <summary>A double that a property of a time span gives.</summary>
internal sealed class SpanPartNode(Func<TimeSpan, double> part, Node operand) : Node(ValueKind.Double)
{
    internal override Vector Evaluate(Chunk chunk)
    {
        var value = operand.Evaluate(chunk);
        for (var i = 0; i < chunk.Count; i++)
        {
            if (value.IsNull(i)) chunk.GiveUp(i);
            Result.Numbers[i] = part(new TimeSpan(value.Longs[i]));
        }

        return Result;
    }
}

/// <summary>Ticks added or subtracted: the time between two times, or a time moved by a time span.</summary>
internal sealed class TickArithmeticNode(ValueKind kind, bool subtract, Node left, Node right) : Node(kind)
{
    internal override int FractionDigits => Math.Max(left.FractionDigits, right.FractionDigits);

    internal override Vector Evaluate(Chunk chunk)
    {
        var (a, b) = (left.Evaluate(chunk), right.Evaluate(chunk));
        for (var i = 0; i < chunk.Count; i++)
        {
            var result = (Int128)a.Longs[i] + (subtract ? -(Int128)b.Longs[i] : b.Longs[i]);
            var fits = Kind == ValueKind.TimeSpan
                ? result == (long)result
                : result >= 0 && result <= DateTime.MaxValue.Ticks;
            if (!fits || a.IsNull(i) || b.IsNull(i)) chunk.GiveUp(i);
            Result.Longs[i] = fits ? (long)result : 0;
        }

        return Result;
    }
}

/// <summary>A date or time moved by a number of units.</summary>
internal sealed class DateShiftNode(ValueKind kind, Func<long, double, long> shift, Node operand, Node amount) : Node(kind)
{
    /// <summary>A part of a unit can end between microseconds.</summary>
    internal override int FractionDigits => amount.Kind == ValueKind.Double ? 9 : operand.FractionDigits;

    internal override Vector Evaluate(Chunk chunk)
    {
        var (value, by) = (operand.Evaluate(chunk), amount.Evaluate(chunk));
        for (var i = 0; i < chunk.Count; i++)
        {
            if (value.IsNull(i) || by.IsNull(i) || chunk.GivenUp[i])
            {
                chunk.GiveUp(i);
                continue;
            }

            try
            {
                Result.Longs[i] = shift(value.Longs[i], by.ToDouble(i));
            }
            catch (ArgumentException)
            {
                chunk.GiveUp(i);
            }
        }

        return Result;
    }
}

/// <summary><c>ToString</c> of a date or time, in the culture of the session.</summary>
internal sealed class DateTextNode(Func<long, string> format, Node operand) : Node(ValueKind.String)
{
    internal override Vector Evaluate(Chunk chunk)
    {
        var value = operand.Evaluate(chunk);
        for (var i = 0; i < chunk.Count; i++)
        {
            Result.Texts[i] = null;
            if (value.IsNull(i) || chunk.GivenUp[i])
            {
                chunk.GiveUp(i);
                continue;
            }

            try
            {
                Result.Texts[i] = format(value.Longs[i]);
            }
            catch (Exception e) when (e is FormatException or ArgumentException)
            {
                chunk.GiveUp(i);
            }
        }

        return Result;
    }

    internal static Func<long, string> Formatter(ValueKind kind, string? format) => kind switch
    {
        ValueKind.DateTime => ticks => new DateTime(ticks).ToString(format, CultureInfo.CurrentCulture),
        ValueKind.DateTimeOffset => ticks => new DateTimeOffset(ticks, TimeSpan.Zero).ToString(format, CultureInfo.CurrentCulture),
        ValueKind.Date => day => DateOnly.FromDayNumber((int)day).ToString(format, CultureInfo.CurrentCulture),
        ValueKind.Time => ticks => new TimeOnly(ticks).ToString(format, CultureInfo.CurrentCulture),
        _ => throw new NotCompiledException($"ToString of {kind.Describe()}"),
    };
}
