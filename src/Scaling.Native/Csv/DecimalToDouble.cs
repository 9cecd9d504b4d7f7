using System.Numerics;
using System.Runtime.CompilerServices;

namespace Scaling.Native.Csv;

/// <summary>
/// The double nearest to a decimal number. Follows D. Lemire, "Number parsing at a gigabyte per second", Software: Practice and
/// Experience 51, 2021, and N. Mushtak and D. Lemire, "Fast number parsing without fallback", ibid. 53, 2023, which proves that 128 bits of
/// the power of five always suffice.
/// </summary>
internal static class DecimalToDouble
{
    /// <summary>Powers of ten beyond these are rare and need not be prepared for.</summary>
    private const int MinPower = -64;
    private const int MaxPower = 64;

    private const int FractionBits = 52;
    private const int ExponentBias = 1023;
    private const int MaxExponent = 0x7FF;

    private static readonly UInt128[] PowersOfFive = [.. Enumerable.Range(MinPower, MaxPower - MinPower + 1).Select(PowerOfFive)];

    /// <summary><paramref name="digits"/> times ten to the <paramref name="power"/>, rounded to the nearest, ties to even.</summary>
    /// <returns>False where the power is not prepared.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static bool TryConvert(ulong digits, int power, out double value)
    {
        value = 0;
        if (digits == 0) return true;
        if (power is < MinPower or > MaxPower) return false;

        var zeros = BitOperations.LeadingZeroCount(digits);
        var normal = digits << zeros;
        var five = PowersOfFive[power - MinPower];
        var high = Math.BigMul(normal, (ulong)(five >> 64), out var low);
        // Nine bits are not needed for the 53 and the two that tell how to round. If all are set, the lower half may carry into them.
        if ((high & 0x1FF) == 0x1FF)
        {
            var carry = Math.BigMul(normal, (ulong)five, out _);
            low += carry;
            if (low < carry) high++;
        }

        var top = (int)(high >> 63);
        var shift = top + 64 - FractionBits - 3;
        var mantissa = high >> shift;
        // The binary exponent of ten to the power: 217706 / 2^16 is the logarithm of ten to base two.
        var exponent = (217_706 * power >> 16) + 63 + top - zeros + ExponentBias;
        if (exponent is <= 0 or >= MaxExponent - 1) return false;

        // Halfway cases exist for these powers only; they round to even.
        if (low <= 1 && power is >= -4 and <= 23 && (mantissa & 3) == 1 && mantissa << shift == high) mantissa &= ~1UL;
        mantissa = (mantissa + (mantissa & 1)) >> 1;
        if (mantissa >> (FractionBits + 1) != 0) (mantissa, exponent) = (mantissa >> 1, exponent + 1);
        value = BitConverter.UInt64BitsToDouble(mantissa & ((1UL << FractionBits) - 1) | (ulong)exponent << FractionBits);
        return true;
    }

    /// <summary>The first 128 bits of five to the power. Those of negative powers do not end: from -27 on, where products of them can be
    /// exactly halfway, they are rounded up, so that these come out as such.</summary>
    private static UInt128 PowerOfFive(int power)
    {
        const int LastHalfway = -27;
        var five = BigInteger.Pow(5, Math.Abs(power));
        if (power < 0)
        {
            var bits = (int)five.GetBitLength();
            five = (BigInteger.One << (power >= LastHalfway ? bits + 127 : 2 * bits + 128)) / five + 1;
        }

        var excess = (int)five.GetBitLength() - 128;
        return (UInt128)(excess >= 0 ? five >> excess : five << -excess);
    }
}
