using System.Runtime.CompilerServices;

namespace Scaling.Native.Csv;

/// <summary><c>yyyy-MM-dd</c>.</summary>
internal readonly struct DateParser<TDigits>() : IValueParser<int> where TDigits : struct, IDigitBlock<TDigits>
{
    private const uint DateLength = 10;

    private readonly int[] _months = TimeBlocks.Months;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryParse(ref byte text, uint length, out int value)
    {
        value = 0;
        if (length != DateLength) return length == 0;
        var block = TDigits.Load(ref text);
        var isFound = TimeBlocks.TryReadDays(block.TimePairs(), _months, out value, out var wrong);
        return isFound && (wrong | TimeBlocks.FindWrong(ref text) | block.Others(DateLength) ^ TimeBlocks.NoDigitsOfDate) == 0;
    }
}

/// <summary>
/// <c>yyyy-MM-dd[T ]HH:mm:ss[.fraction]</c>, of columns with offsets with <c>Z</c> or <c>±HH:mm</c> behind it, for counts of
/// <paramref name="unitsPerSecond"/> that reach all years.
/// </summary>
internal readonly struct DateTimeParser<TDigits>(long unitsPerSecond, bool hasOffset) : IValueParser<long>
    where TDigits : struct, IDigitBlock<TDigits>
{
    private const uint MomentLength = 19;
    private const uint MaxFractionDigits = 9;
    private const uint OffsetLength = 6;
    private const int MaxOffset = 14 * 60;

    private readonly int[] _months = TimeBlocks.Months;

    /// <summary>Of a moment without fraction and offset; of columns with offsets none has it.</summary>
    private readonly uint _length = hasOffset ? uint.MaxValue : MomentLength;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryParse(ref byte text, uint length, out long value)
    {
        value = 0;
        return length == _length ? TryParseMoment(ref text, out value) : length == 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryParseRest(ref byte text, uint length, out long value)
    {
        value = 0;
        if (length - MomentLength > 1 + MaxFractionDigits + OffsetLength) return length == 0;
        return TryParseMoment(ref text, out value)
            && TryAddRest(ref Unsafe.Add(ref text, MomentLength), length - MomentLength, ref value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryParseMoment(ref byte text, out long value)
    {
        value = 0;
        var block = TDigits.Load(ref text);
        var pairs = block.TimePairs();
        if (!TimeBlocks.TryReadDays(pairs, _months, out var days, out var wrong)) return false;
        // Digits are 0 to 9 after this, and no other bytes are.
        var seconds = Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref text, 17)) ^ 0x3030u;
        var wrongSeconds = (seconds + (0x7F - 5 | (0x7F - 9) << 8) | seconds) & 0x8080;
        var ofDay = ((uint)(pairs >> 32) & 0xFF) * 3600 + (uint)(pairs >> 40) * 60 + (seconds & 0xFF) * 10 + (seconds >> 8);
        var between = Unsafe.Add(ref text, 10);
        value = (days * 86_400L + ofDay) * unitsPerSecond;
        return (wrong | wrongSeconds | TimeBlocks.FindWrong(ref text) | block.Others(IDigitBlock<TDigits>.Size) ^ TimeBlocks.NoDigitsOfMoment
            | TimeBlocks.FindWrongTime(ref text, pairs)) == 0 & (between == 'T' | between == ' ');
    }

    /// <summary>Fraction and offset.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryAddRest(ref byte text, uint length, ref long value)
    {
        if (hasOffset)
        {
            if (length == 0) return false;
            if (Unsafe.Add(ref text, length - 1) == 'Z')
            {
                length--;
            }
            else
            {
                if (length < OffsetLength || !TryReadOffset(ref Unsafe.Add(ref text, length - OffsetLength), out var minutes)) return false;
                length -= OffsetLength;
                value -= minutes * 60L * unitsPerSecond;
            }
        }

        if (length == 0) return true;
        var digits = length - 1;
        if (text != '.' || digits - 1 >= MaxFractionDigits) return false;
        var block = TDigits.Load(ref Unsafe.Add(ref text, 1));
        if (block.Others(digits) != 0) return false;
        var nanoseconds = (long)(block.Number(digits) * DigitWords.PowerOfTen(MaxFractionDigits - digits));
        var (units, lost) = Math.DivRem(nanoseconds, 1_000_000_000 / unitsPerSecond);
        value += units;
        return lost == 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryReadOffset(ref byte text, out int minutes)
    {
        minutes = 0;
        if (text is not ((byte)'+' or (byte)'-') || Unsafe.Add(ref text, 3) != ':') return false;
        for (var i = 1; i < OffsetLength; i++)
            if (i != 3 && (uint)Unsafe.Add(ref text, i) - '0' > 9) return false;
        var (hours, rest) = (Two(ref text, 1), Two(ref text, 4));
        minutes = hours * 60 + rest;
        if (rest > 59 || minutes > MaxOffset) return false;
        if (text == '-') minutes = -minutes;
        return true;

        static int Two(ref byte text, int at) => Unsafe.Add(ref text, at) * 10 + Unsafe.Add(ref text, at + 1) - '0' * 11;
    }
}

/// <summary>The parts of dates and times.</summary>
internal static class TimeBlocks
{
    internal const uint NoDigitsOfDate = 0b00_1001_0000;
    internal const uint NoDigitsOfMoment = 0b0010_0100_1001_0000;

    // Data are of these years. Others are read too, but not as fast.
    private const int FirstYear = 1900;
    private const int Years = 256;
    private const int MonthBits = 4;

    /// <summary>A month has fewer days than this has bits.</summary>
    private const int DayBits = 5;

    /// <summary>The two bytes at the ends of four.</summary>
    private const uint Ends = 0xFF00_00FF;

    /// <summary>Of each month the days before it since 1970-01-01, less one, and its length; 0 where there is no such month.</summary>
    internal static int[] Months { get; } = MakeMonths();

    /// <summary>Other than 0 where there are no hyphens between year, month and day.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint FindWrong(ref byte text) => (Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref text, 4)) ^ 0x2D00_002D) & Ends;

    /// <summary>Other than 0 where there are no colons between hour, minute and second, or hour or minute are too large.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint FindWrongTime(ref byte text, ulong pairs)
    {
        var colons = (Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref text, 13)) ^ 0x3A00_003A) & Ends;
        return colons | ((uint)(pairs >> 32) + (127 - 23 | (127 - 59) << 8)) & 0x8080;
    }

    /// <param name="pairs">As <see cref="IDigitBlock{TSelf}.TimePairs"/> has them.</param>
    /// <param name="months"><see cref="Months"/>.</param>
    /// <param name="days">Since 1970-01-01.</param>
    /// <param name="wrong">Other than 0 where there is no such date.</param>
    /// <returns>False where the year is not among those prepared.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool TryReadDays(ulong pairs, int[] months, out int days, out uint wrong)
    {
        (days, wrong) = (0, 0);
        var (month, day) = ((uint)pairs >> 16 & 0xFF, (uint)pairs >> 24);
        var at = ((uint)pairs & 0xFF) * (100 << MonthBits) + (((uint)pairs >> 8 & 0xFF) << MonthBits) + month - (FirstYear << MonthBits);
        if (at >= (uint)months.Length) return false;
        var entry = months[at];
        days = (entry >> DayBits) + (int)day;
        wrong = month >> MonthBits | Flag.Of(day - 1 >= ((uint)entry & ((1 << DayBits) - 1)));
        return true;
    }

    private static int[] MakeMonths()
    {
        var months = new int[Years << MonthBits];
        for (var year = 0; year < Years; year++)
        {
            for (var month = 1; month <= 12; month++)
            {
                var before = IsoTime.DaysSinceEpoch(FirstYear + year, month, 0);
                months[year << MonthBits | month] = before << DayBits | DateTime.DaysInMonth(FirstYear + year, month);
            }
        }

        return months;
    }
}
