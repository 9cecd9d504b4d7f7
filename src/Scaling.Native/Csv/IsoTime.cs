namespace Scaling.Native.Csv;

/// <summary>
/// A moment as written in ISO 8601: <c>yyyy-MM-dd</c>, <c>yyyy-MM-dd[T ]HH:mm[:ss[.fffffffff]]</c>, the same with
/// <c>[ ](Z|±HH[[:]mm])</c>, or <c>HH:mm[:ss[.fffffffff]]</c>. Years 0001 to 9999 of the Gregorian calendar; no leap seconds.
/// </summary>
internal readonly struct IsoTime
{
    private const int SecondsPerDay = 86_400;

    private IsoTime(long seconds, int nanoseconds, int fractionDigits) =>
        (Seconds, Nanoseconds, FractionDigits) = (seconds, nanoseconds, fractionDigits);

    /// <summary>Whole seconds since 1970-01-01 or, of a time, midnight; in UTC where an offset is written.</summary>
    internal long Seconds { get; private init; }

    internal int Nanoseconds { get; }

    /// <summary>Digits written behind the second's point, 0 to 9.</summary>
    internal int FractionDigits { get; }

    internal bool HasSeconds { get; private init; }

    internal bool HasTime { get; private init; }

    internal bool HasOffset { get; private init; }

    internal int Days => (int)(Seconds / SecondsPerDay - (Seconds % SecondsPerDay < 0 ? 1 : 0));

    internal static bool TryReadDate(ReadOnlySpan<byte> text, out IsoTime time)
    {
        time = default;
        if (text.Length != 10 || text[4] != '-' || text[7] != '-') return false;
        var (year, month, day) = (Two(text, 0) * 100 + Two(text, 2), Two(text, 5), Two(text, 8));
        if (year < 1 || month is < 1 or > 12 || day < 1) return false;
        if (day > 28 && day > DateTime.DaysInMonth(year, month)) return false;
        time = new(DaysSinceEpoch(year, month, day) * (long)SecondsPerDay, 0, 0);
        return true;
    }

    internal static bool TryReadTime(ReadOnlySpan<byte> text, out IsoTime time)
    {
        time = default;
        if (text.Length < 5 || text[2] != ':') return false;
        var (hour, minute) = (Two(text, 0), Two(text, 3));
        if (hour is < 0 or > 23 || minute is < 0 or > 59) return false;
        var (second, fraction, digits) = (0, 0, 0);
        if (text.Length > 5)
        {
            if (text.Length < 8 || text[5] != ':') return false;
            second = Two(text, 6);
            if (second is < 0 or > 59 || text.Length > 8 && !TryReadFraction(text[8..], out fraction, out digits)) return false;
        }

        time = new(hour * 3600 + minute * 60 + second, fraction, digits) { HasTime = true, HasSeconds = text.Length > 5 };
        return true;
    }

    /// <summary>A date, or a date and a time with or without an offset.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> text, out IsoTime moment)
    {
        moment = default;
        if (text.Length < 10 || !TryReadDate(text[..10], out var date)) return false;
        moment = date;
        if (text.Length == 10) return true;
        if (text[10] is not ((byte)'T' or (byte)' ')) return false;
        var time = text[11..];
        var zone = time.IndexOfAny((byte)'Z', (byte)'+', (byte)'-');
        var offset = 0;
        if (zone >= 0)
        {
            if (!TryReadOffset(time[zone..], out offset)) return false;
            time = time[..(zone > 0 && time[zone - 1] == ' ' ? zone - 1 : zone)];
        }

        if (!TryReadTime(time, out moment)) return false;
        moment = moment with { Seconds = date.Seconds + moment.Seconds - offset, HasOffset = zone >= 0 };
        return true;
    }

    /// <summary>The count of milli-, micro- or nanoseconds (3, 6 or 9 digits); false where that would lose digits or overflow.</summary>
    internal bool TryScale(int digits, out long value)
    {
        var unitsPerSecond = digits switch { 3 => 1_000, 6 => 1_000_000, _ => 1_000_000_000 };
        var nanosecondsPerUnit = 1_000_000_000 / unitsPerSecond;
        value = 0;
        if (Nanoseconds % nanosecondsPerUnit != 0) return false;
        var wide = (Int128)Seconds * unitsPerSecond + Nanoseconds / nanosecondsPerUnit;
        if (wide < long.MinValue || wide > long.MaxValue) return false;
        value = (long)wide;
        return true;
    }

    internal static IsoTime FromTicks(long ticksSinceEpoch, bool hasTime)
    {
        var seconds = Math.DivRem(ticksSinceEpoch, TimeSpan.TicksPerSecond, out var rest);
        if (rest < 0) (seconds, rest) = (seconds - 1, rest + TimeSpan.TicksPerSecond);
        return new(seconds, (int)rest * 100, 0) { HasTime = hasTime, HasSeconds = hasTime };
    }

    private static bool TryReadFraction(ReadOnlySpan<byte> text, out int nanoseconds, out int digits)
    {
        (nanoseconds, digits) = (0, text.Length - 1);
        if (text[0] != '.' || digits is < 1 or > 9) return false;
        foreach (var character in text[1..])
        {
            var digit = (uint)character - '0';
            if (digit > 9) return false;
            nanoseconds = nanoseconds * 10 + (int)digit;
        }

        for (var i = digits; i < 9; i++) nanoseconds *= 10;
        return true;
    }

    /// <summary>Seconds east of UTC; as in .NET not beyond fourteen hours.</summary>
    private static bool TryReadOffset(ReadOnlySpan<byte> text, out int seconds)
    {
        seconds = 0;
        if (text[0] == 'Z') return text.Length == 1;
        var (hours, minutes) = text.Length switch
        {
            3 => (Two(text, 1), 0),
            5 => (Two(text, 1), Two(text, 3)),
            6 when text[3] == ':' => (Two(text, 1), Two(text, 4)),
            _ => (-1, 0),
        };
        if (hours < 0 || minutes is < 0 or > 59 || hours * 60 + minutes > 14 * 60) return false;
        seconds = (hours * 3600 + minutes * 60) * (text[0] == '-' ? -1 : 1);
        return true;
    }

    /// <summary>Two digits, or a negative number.</summary>
    private static int Two(ReadOnlySpan<byte> text, int at)
    {
        var (tens, ones) = ((uint)text[at] - '0', (uint)text[at + 1] - '0');
        return tens <= 9 && ones <= 9 ? (int)(tens * 10 + ones) : -100_000;
    }

    /// <summary>C. Neri and L. Schneider, "Euclidean affine functions and their application to calendar algorithms", Software: Practice
    /// and Experience 53, 2023, for years from 1: the year begins in March, lest the leap day be within it.</summary>
    internal static int DaysSinceEpoch(int year, int month, int day)
    {
        const int DaysToEpoch = 719_469;
        var isBeforeMarch = Flag.Of(month <= 2);
        var (y, m) = ((uint)year - isBeforeMarch, (uint)month + isBeforeMarch * 12);
        var century = y / 100;
        return (int)(1461 * y / 4 - century + century / 4 + (979 * m - 2919) / 32 + (uint)day) - DaysToEpoch;
    }
}
