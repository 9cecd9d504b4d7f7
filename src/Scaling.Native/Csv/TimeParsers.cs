using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Scaling.Native.Csv;

/// <summary><c>yyyy-MM-dd</c>.</summary>
internal readonly struct DateParser : IValueParser<int>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryParse(ref byte text, uint length, out int value)
    {
        value = 0;
        return length == 10 && IsoDigits.TryReadDate(ref text, NotDigits.Find(ref text), out value);
    }
}

/// <summary><c>yyyy-MM-dd[T ]HH:mm:ss</c>, for counts of <paramref name="unitsPerSecond"/> that reach all years.</summary>
internal readonly struct DateTimeParser(long unitsPerSecond) : IValueParser<long>
{
    private const uint NoDigitsOfTime = 0b0010_0100_0000_0000;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryParse(ref byte text, uint length, out long value)
    {
        value = 0;
        if (length != 19) return false;
        var others = NotDigits.Find(ref text);
        if ((others & 0xFC00) != NoDigitsOfTime || !IsoDigits.TryReadDate(ref text, others, out var days)) return false;
        var isSeparated = (Unsafe.Add(ref text, 10) is (byte)'T' or (byte)' ')
            & Unsafe.Add(ref text, 13) == ':' & Unsafe.Add(ref text, 16) == ':';
        var (hour, minute) = (IsoDigits.Two(ref text, 11), IsoDigits.Two(ref text, 14));
        var (tens, ones) = ((uint)Unsafe.Add(ref text, 17) - '0', (uint)Unsafe.Add(ref text, 18) - '0');
        if (!isSeparated | hour > 23 | minute > 59 | tens > 5 | ones > 9) return false;
        value = (days * 86_400L + hour * 3600 + minute * 60 + tens * 10 + ones) * unitsPerSecond;
        return true;
    }
}

internal static class IsoDigits
{
    private const uint NoDigitsOfDate = 0b00_1001_0000;

    /// <param name="text">Ten bytes.</param>
    /// <param name="others">Those that are no digits.</param>
    /// <param name="days">Since 1970-01-01.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool TryReadDate(ref byte text, uint others, out int days)
    {
        days = 0;
        if (!Vector128.IsHardwareAccelerated || (others & 0x3FF) != NoDigitsOfDate) return false;
        if (Unsafe.Add(ref text, 4) != '-' || Unsafe.Add(ref text, 7) != '-') return false;
        var (year, month, day) = ((int)(Two(ref text, 0) * 100 + Two(ref text, 2)), (int)Two(ref text, 5), (int)Two(ref text, 8));
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > 28 && day > DateTime.DaysInMonth(year, month)) return false;
        days = IsoTime.DaysSinceEpoch(year, month, day);
        return true;
    }

    /// <summary>Two digits, known to be such.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint Two(ref byte text, int at) => (uint)(Unsafe.Add(ref text, at) * 10 + Unsafe.Add(ref text, at + 1)) - '0' * 11;
}
