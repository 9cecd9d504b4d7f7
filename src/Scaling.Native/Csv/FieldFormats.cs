using System.Globalization;
using System.Numerics;

namespace Scaling.Native.Csv;

/// <summary>Writes one value, in at most 64 bytes, so that the reader gives it back the same.</summary>
internal interface IFieldFormat<T>
{
    /// <returns>Bytes written.</returns>
    int Format(T value, Span<byte> text);
}

internal readonly struct IntegerFormat<T> : IFieldFormat<T> where T : IBinaryInteger<T>
{
    public int Format(T value, Span<byte> text)
    {
        value.TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        return length;
    }
}

/// <summary>The shortest digits that give the number back; whole ones with <c>.0</c>, lest they be read as integers.</summary>
internal readonly record struct FloatFormat<T>(byte Point) : IFieldFormat<T> where T : IFloatingPointIeee754<T>
{
    public int Format(T value, Span<byte> text)
    {
        value.TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        if (!T.IsFinite(value)) return length;
        var point = text[..length].IndexOf((byte)'.');
        if (point >= 0)
        {
            text[point] = Point;
        }
        else if (!text[..length].Contains((byte)'E'))
        {
            text[length++] = Point;
            text[length++] = (byte)'0';
        }

        return length;
    }
}

/// <summary>All digits of the scale.</summary>
internal readonly record struct DecimalFormat(int Scale, byte Point) : IFieldFormat<Int128>
{
    public int Format(Int128 value, Span<byte> text)
    {
        var start = 0;
        if (value < 0) text[start++] = (byte)'-';
        var magnitude = value < 0 ? (UInt128)(-value) : (UInt128)value;
        Span<byte> digits = stackalloc byte[40];
        magnitude.TryFormat(digits, out var count, default, CultureInfo.InvariantCulture);
        var whole = Math.Max(0, count - Scale);
        if (whole == 0) text[start++] = (byte)'0';
        digits[..whole].CopyTo(text[start..]);
        start += whole;
        if (Scale == 0) return start;
        text[start++] = Point;
        for (var i = count; i < Scale; i++) text[start++] = (byte)'0';
        digits[whole..count].CopyTo(text[start..]);
        return start + count - whole;
    }
}

/// <summary><c>yyyy-MM-dd</c>.</summary>
internal readonly struct DateFormat : IFieldFormat<int>
{
    public int Format(int value, Span<byte> text) => TimeDigits.WriteDate(TimeDigits.DateOf(value * 86_400L), text);
}

/// <summary><c>HH:mm:ss</c> and any fraction; nanoseconds always with nine digits, so that they are inferred again.</summary>
internal readonly record struct TimeFormat<T>(int Precision) : IFieldFormat<T> where T : IBinaryInteger<T>
{
    public int Format(T value, Span<byte> text)
    {
        var (seconds, fraction) = TimeDigits.Split(long.CreateChecked(value), Precision);
        if (seconds is < 0 or >= 86_400) throw new OverflowException("The time lies outside the day.");
        return TimeDigits.WriteTime((int)seconds, fraction, Precision, text);
    }
}

/// <summary><c>yyyy-MM-ddTHH:mm:ss</c>, the fraction as of times, and <c>Z</c> where the column holds instants.</summary>
internal readonly record struct DateTimeFormat(int Precision, bool HasOffset) : IFieldFormat<long>
{
    public int Format(long value, Span<byte> text)
    {
        var (seconds, fraction) = TimeDigits.Split(value, Precision);
        var time = TimeDigits.DateOf(seconds);
        var length = TimeDigits.WriteDate(time, text);
        text[length++] = (byte)'T';
        length += TimeDigits.WriteTime((int)time.TimeOfDay.TotalSeconds, fraction, Precision, text[length..]);
        if (HasOffset) text[length++] = (byte)'Z';
        return length;
    }
}

/// <summary>Digits of dates and times.</summary>
internal static class TimeDigits
{
    /// <exception cref="OverflowException">Outside the years 1 to 9999.</exception>
    internal static DateTime DateOf(long secondsSinceEpoch)
    {
        const long First = -62_135_596_800, Last = 253_402_300_799;
        if (secondsSinceEpoch is < First or > Last) throw new OverflowException("The date lies outside the years 1 to 9999.");
        return new DateTime((secondsSinceEpoch - First) * TimeSpan.TicksPerSecond);
    }

    /// <summary>Whole seconds, rounded down, and what is left in units of the precision.</summary>
    internal static (long Seconds, int Fraction) Split(long value, int precision)
    {
        var unitsPerSecond = precision switch { 3 => 1_000, 6 => 1_000_000, _ => 1_000_000_000 };
        var (seconds, fraction) = Math.DivRem(value, unitsPerSecond);
        return fraction < 0 ? (seconds - 1, (int)(fraction + unitsPerSecond)) : (seconds, (int)fraction);
    }

    internal static int WriteDate(DateTime date, Span<byte> text)
    {
        var (year, month, day) = DateOnly.FromDateTime(date);
        Two(text, year / 100);
        Two(text[2..], year % 100);
        text[4] = text[7] = (byte)'-';
        Two(text[5..], month);
        Two(text[8..], day);
        return 10;
    }

    internal static int WriteTime(int seconds, int fraction, int precision, Span<byte> text)
    {
        Two(text, seconds / 3600);
        Two(text[3..], seconds / 60 % 60);
        Two(text[6..], seconds % 60);
        text[2] = text[5] = (byte)':';
        if (fraction == 0 && precision < 9) return 8;
        text[8] = (byte)'.';
        for (var i = 8 + precision; i > 8; i--, fraction /= 10) text[i] = (byte)('0' + fraction % 10);
        return 9 + precision;
    }

    private static void Two(Span<byte> text, int value) => (text[0], text[1]) = ((byte)('0' + value / 10), (byte)('0' + value % 10));
}
