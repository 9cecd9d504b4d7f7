using System.Numerics;

namespace Scaling.Native.Datasets.Grouping.States;

/// <summary>Exact numbers to the nearest double, ties to even.</summary>
internal static class Rounding
{
    private const int Digits = 53;
    private const long Exact = 1L << Digits;

    /// <summary>A whole number as an integer of at most 53 bits times a power of two.</summary>
    internal static (double Mantissa, int Exponent) Round(BigInteger value)
    {
        var magnitude = BigInteger.Abs(value);
        var excess = (int)magnitude.GetBitLength() - Digits;
        if (excess <= 0) return ((double)value, 0);
        var top = (ulong)(magnitude >> excess);
        var twiceRest = (magnitude - ((BigInteger)top << excess)) << 1;
        var beyondHalf = twiceRest.CompareTo(BigInteger.One << excess);
        if (beyondHalf > 0 || beyondHalf == 0 && (top & 1) != 0) top++;
        return (value.Sign * (double)top, excess);
    }

    /// <summary>The double nearest to <paramref name="numerator"/> / <paramref name="denominator"/>.</summary>
    /// <param name="numerator">Any whole number.</param>
    /// <param name="denominator">A positive whole number.</param>
    /// <param name="exponent">A power of two to multiply by.</param>
    internal static double Quotient(BigInteger numerator, BigInteger denominator, int exponent = 0)
    {
        if (exponent == 0 && BigInteger.Abs(numerator) <= Exact && denominator <= Exact) return (double)numerator / (double)denominator;
        // Two bits more than a double has, and one that says whether anything follows, round as the whole quotient would.
        var shift = (int)Math.Max(0, Digits + 2 + denominator.GetBitLength() - BigInteger.Abs(numerator).GetBitLength());
        var quotient = BigInteger.DivRem(BigInteger.Abs(numerator) << shift, denominator, out var rest);
        var (mantissa, scale) = Round((quotient << 1) + (rest.IsZero ? 0 : 1));
        return numerator.Sign * Math.ScaleB(mantissa, scale - shift - 1 + exponent);
    }

    internal static double Quotient(Int128 numerator, long denominator) =>
        Int128.Abs(numerator) <= Exact && denominator <= Exact
            ? (double)(long)numerator / denominator
            : Quotient((BigInteger)numerator, denominator);
}
