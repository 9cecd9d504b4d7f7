using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Scaling.Native.Csv;

/// <summary>Integers of up to sixteen digits, without plus and without zeros in front.</summary>
internal readonly struct IntegerParser<T> : IValueParser<T> where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryParse(ref byte text, uint length, out T value)
    {
        value = default;
        var isNegative = text == '-';
        var count = length - (isNegative ? 1u : 0u);
        if (!BitConverter.IsLittleEndian || !Vector128.IsHardwareAccelerated || count - 1 >= DigitWords.MaxDigits) return false;
        ref var digits = ref Unsafe.Add(ref text, isNegative ? 1 : 0);
        if ((NotDigits.Find(ref digits) & ((1u << (int)count) - 1)) != 0) return false;
        if (digits == '0' && length > 1) return false;
        var magnitude = (long)DigitWords.Read(ref digits, (int)count);
        var signed = isNegative ? -magnitude : magnitude;
        value = T.CreateTruncating(signed);
        if (typeof(T) == typeof(long)) return true;
        return (!isNegative || !T.IsZero(T.MinValue)) && long.CreateTruncating(value) == signed;
    }
}

/// <summary>Numbers of up to fifteen digits with or without a point, without exponent, plus and zeros in front.</summary>
internal readonly struct DoubleParser(byte point) : IValueParser<double>
{
    /// <summary>Fewer than 2^53 in any case.</summary>
    private const int MaxDigits = 15;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryParse(ref byte text, uint length, out double value)
    {
        value = 0;
        var sign = text == '-' ? 1u : 0u;
        var count = length - sign;
        if (!BitConverter.IsLittleEndian || !Vector128.IsHardwareAccelerated || count - 1 >= MaxDigits + 1) return false;
        ref var digits = ref Unsafe.Add(ref text, sign);
        var others = NotDigits.Find(ref digits) & ((1u << (int)count) - 1);
        var whole = BitOperations.TrailingZeroCount(others | 1u << (int)count);
        var fraction = 0;
        if (others != 0)
        {
            // One other character, the point, with digits around it.
            if ((others & (others - 1)) != 0 || Unsafe.Add(ref digits, whole) != point || count == 1) return false;
            fraction = (int)count - whole - 1;
        }

        if (whole + fraction > MaxDigits || digits == '0' && whole > 1) return false;
        var mantissa = DigitWords.Read(ref digits, whole) * DigitWords.PowerOfTen(fraction)
            + DigitWords.Read(ref Unsafe.Add(ref digits, whole + 1), fraction);
        // Both are exact and one rounding remains: W. D. Clinger, "How to read floating point numbers accurately", PLDI 1990.
        value = (long)mantissa / DigitWords.ExactPowers[fraction];
        // Signs of coordinates cannot be predicted, so there is no branch.
        value = BitConverter.UInt64BitsToDouble(BitConverter.DoubleToUInt64Bits(value) ^ (ulong)sign << 63);
        return true;
    }
}

internal static class NotDigits
{
    /// <summary>One bit for each of sixteen bytes that is no digit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint Find(ref byte text) =>
        Vector128.GreaterThan(Vector128.LoadUnsafe(ref text) - Vector128.Create((byte)'0'), Vector128.Create((byte)9))
            .ExtractMostSignificantBits();
}
