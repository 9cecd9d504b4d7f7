using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Scaling.Native.Csv;

/// <summary>Integers without plus and without zeros in front.</summary>
internal readonly struct IntegerParser<T, TDigits> : IValueParser<T>
    where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> where TDigits : struct, IDigitBlock<TDigits>
{
    private const uint BlockDigits = 16;
    private const uint MaxDigits = 19;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryParse(ref byte text, uint length, out T value)
    {
        value = default;
        if (length > BlockDigits) return false;
        var block = TDigits.Load(ref text);
        var others = block.Others(length);
        // Signs cannot be predicted, so there is no branch.
        var sign = others & Flag.Of(text == '-');
        var magnitude = (long)block.Number(length);
        var signed = (magnitude ^ -(long)sign) + sign;
        value = T.CreateTruncating(signed);
        var isPadded = magnitude < Unsafe.Add(ref MemoryMarshal.GetReference(Least), length - sign);
        // A minus without a number behind it leaves zero, which has none.
        var isWrong = others != sign | isPadded | (uint)((ulong)signed >> 63) != sign;
        if (typeof(T) == typeof(long)) return !isWrong;
        return !isWrong & (sign == 0 | !T.IsZero(T.MinValue)) & long.CreateTruncating(value) == signed;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryParseRest(ref byte text, uint length, out T value)
    {
        value = default;
        if (length == 0) return true;
        if (length <= BlockDigits || typeof(T) != typeof(long) && typeof(T) != typeof(ulong)) return false;
        var sign = text == '-' ? 1u : 0u;
        var count = length - sign;
        if (count > MaxDigits) return false;
        ref var digits = ref Unsafe.Add(ref text, sign);
        var (first, rest) = (TDigits.Load(ref digits), TDigits.Load(ref Unsafe.Add(ref digits, BlockDigits)));
        var (head, tail) = (Math.Min(count, BlockDigits), Math.Max(count, BlockDigits) - BlockDigits);
        if (digits == '0' || (first.Others(head) | rest.Others(tail)) != 0) return false;
        var magnitude = first.Number(head) * DigitWords.PowerOfTen(tail) + rest.Number(tail);
        value = T.CreateTruncating(sign == 0 ? magnitude : 0 - magnitude);
        return typeof(T) == typeof(long) ? magnitude <= long.MaxValue + (ulong)sign : sign == 0;
    }

    /// <summary>The least number of so many digits that does not begin with zero, of one digit zero itself.</summary>
    private static ReadOnlySpan<long> Least =>
    [
        0, 0, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000, 100_000_000_000,
        1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000,
    ];
}

internal static class Flag
{
    /// <summary>1 for true, without a branch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint Of(bool flag) => Unsafe.BitCast<bool, byte>(flag);
}

/// <summary>A number with or without a point, whose first character but for a minus is a digit.</summary>
/// <param name="Sign">1 if there is a minus, else 0.</param>
/// <param name="Point">The point's place; where there is none, the length.</param>
/// <param name="Wrong">0 where it is such a number: without another point or other characters, and without zeros in front.</param>
internal readonly record struct PointedNumber(uint Sign, uint Point, uint Wrong)
{
    /// <param name="text">Its first byte.</param>
    /// <param name="length">May be none.</param>
    /// <param name="others">Which bytes are no digits.</param>
    /// <param name="points">Which bytes are points; others may be too that do not belong to the number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static PointedNumber Of(ref byte text, uint length, uint others, uint points)
    {
        // Signs cannot be predicted, so there is no branch.
        var sign = others & Flag.Of(text == '-');
        others ^= sign;
        var point = (uint)BitOperations.TrailingZeroCount(others | 1u << (int)length);
        // After a zero there are no more digits; after others as many as there may ever be, but never less than none.
        var more = point - sign - Flag.Of(length != 0);
        var mostMore = 0 - 2 * ((uint)Unsafe.Add(ref text, sign) - '0');
        return new(sign, point, others & (others - 1) | others & ~points | Flag.Of(more > mostMore));
    }
}

/// <summary>Numbers of up to 17 significant digits: those are the ones that a double stands for without loss.</summary>
internal readonly struct DoubleParser<TDigits>(byte point) : IValueParser<double> where TDigits : struct, IDigitBlock<TDigits>
{
    private const uint BlockDigits = 16;
    private const uint MaxLength = 2 * BlockDigits;

    /// <summary>Integers of so many bits are doubles.</summary>
    private const int ExactBits = 53;

    private const ulong MaxFaithful = 100_000_000_000_000_000;

    // Kept here so that a loop over a column has it in a register.
    private readonly byte[] _shuffles = DigitShuffles.WithoutOne;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryParse(ref byte text, uint length, out double value)
    {
        value = 0;
        if (length > BlockDigits) return false;
        var block = TDigits.Load(ref text);
        var number = PointedNumber.Of(ref text, length, block.Others(length), block.EqualTo(point));
        var mantissa = block.Number(length, number.Point, _shuffles);
        // Both are exact and one rounding remains: W. D. Clinger, "How to read floating point numbers accurately", PLDI 1990.
        value = (long)mantissa / Unsafe.Add(ref MemoryMarshal.GetReference(Powers), length - number.Point);
        value = BitConverter.UInt64BitsToDouble(BitConverter.DoubleToUInt64Bits(value) ^ (ulong)number.Sign << 63);
        return (mantissa >> ExactBits | number.Wrong) == 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryParseRest(ref byte text, uint length, out double value)
    {
        value = 0;
        if (length is 0 or >= MaxLength) return length == 0;
        var (first, rest) = (TDigits.Load(ref text), TDigits.Load(ref Unsafe.Add(ref text, BlockDigits)));
        var (head, tail) = (Math.Min(length, BlockDigits), Math.Max(length, BlockDigits) - BlockDigits);
        var others = first.Others(head) | rest.Others(tail) << (int)BlockDigits;
        var number = PointedNumber.Of(ref text, length, others, first.EqualTo(point) | rest.EqualTo(point) << (int)BlockDigits);
        // Integers as long as that must be held exactly; whether they are is not for here.
        if (number.Point == length || number.Wrong != 0) return false;
        var isLate = number.Point >= BlockDigits;
        var tailDigits = tail - Flag.Of(isLate);
        var mantissa = first.Number(head, Math.Min(number.Point, head), _shuffles);
        // Digits beyond the nineteenth would overflow.
        if (mantissa >= MaxFaithful / DigitWords.PowerOfTen(tailDigits)) return false;
        mantissa = mantissa * DigitWords.PowerOfTen(tailDigits) + rest.Number(tail, isLate ? number.Point - BlockDigits : tail, _shuffles);
        if (!DecimalToDouble.TryConvert(mantissa, -(int)(length - 1 - number.Point), out value)) return false;
        if (number.Sign != 0) value = -value;
        return true;
    }

    /// <summary>Ten to the number of digits behind the point, by the length less the point's place.</summary>
    private static ReadOnlySpan<double> Powers =>
        [1, 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];
}

/// <summary>Single precision, by way of double precision where that cannot round twice.</summary>
internal readonly struct SingleParser<TDigits>(byte point) : IValueParser<float> where TDigits : struct, IDigitBlock<TDigits>
{
    /// <summary>The bits of a double that a single lacks, and those of the middle between two singles.</summary>
    private const ulong Lost = (1UL << 29) - 1;
    private const ulong Middle = 1UL << 28;

    private readonly DoubleParser<TDigits> _parser = new(point);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryParse(ref byte text, uint length, out float value)
    {
        var isRead = _parser.TryParse(ref text, length, out var wide);
        return isRead & TryNarrow(wide, out value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryParseRest(ref byte text, uint length, out float value)
    {
        var isRead = _parser.TryParseRest(ref text, length, out var wide);
        return isRead & TryNarrow(wide, out value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryNarrow(double wide, out float value)
    {
        value = (float)wide;
        // Subnormal singles have their middles elsewhere, and infinities are refused.
        var magnitude = Math.Abs(wide);
        var isNormal = (magnitude >= 1e-37 & magnitude <= 1e38) | wide == 0;
        return isNormal & (BitConverter.DoubleToUInt64Bits(wide) & Lost) != Middle;
    }
}

/// <summary>Decimals of up to sixteen characters.</summary>
internal readonly struct DecimalParser<TDigits>(byte point, int precision, int scale) : IValueParser<Int128>
    where TDigits : struct, IDigitBlock<TDigits>
{
    private const uint BlockDigits = 16;

    /// <summary>Powers of ten that a word holds.</summary>
    private const int MaxPower = 19;

    private readonly byte[] _shuffles = DigitShuffles.WithoutOne;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryParse(ref byte text, uint length, out Int128 value)
    {
        value = default;
        if (length > BlockDigits) return false;
        var block = TDigits.Load(ref text);
        var number = PointedNumber.Of(ref text, length, block.Others(length), block.EqualTo(point));
        var fraction = (int)(length - number.Point) - (int)Flag.Of(number.Point != length);
        var missing = (uint)(scale - fraction);
        if (number.Wrong != 0 | (int)(number.Point - number.Sign) + scale > precision | missing > MaxPower) return false;
        var high = Math.BigMul(block.Number(length, number.Point, _shuffles), DigitWords.PowerOfTen(missing), out var low);
        var sign = -(Int128)number.Sign;
        value = (new Int128(high, low) ^ sign) - sign;
        return true;
    }
}
