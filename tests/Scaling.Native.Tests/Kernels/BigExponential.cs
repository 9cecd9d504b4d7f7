using System.Numerics;

namespace Scaling.Native.Tests.Kernels;

/// <summary>e^x in integers of more than 200 bits: e^x = 2^k e^r, e^r = (e^(r/256))^256 by its series.</summary>
internal static class BigExponential
{
    private const int Bits = 256;
    private const int Halvings = 8;
    private const int Terms = 40;

    private static readonly BigInteger One = BigInteger.One << Bits;
    private static readonly BigInteger Ln2 = LogarithmOfTwo();

    /// <summary>How many units in the last place a result is from e^x.</summary>
    /// <param name="x">Finite.</param>
    /// <param name="result">Finite and not negative.</param>
    /// <param name="fractionBits">52 of doubles, 23 of singles.</param>
    /// <param name="leastExponent">Of normal numbers: −1022, −126.</param>
    internal static double UlpError(double x, double result, int fractionBits, int leastExponent)
    {
        var (mantissa, k) = Of(x);
        var exponent = k + (int)mantissa.GetBitLength() - 1 - Bits;
        var ulp = Math.Max(exponent, leastExponent) - fractionBits;

        // Both in units of 2^(ulp − 64).
        var truth = Shift(mantissa, k - Bits - ulp + 64);
        var difference = BigInteger.Abs(truth - Exact(result, ulp - 64));
        return (double)difference / Math.Pow(2, 64);
    }

    private static (BigInteger Mantissa, int K) Of(double x)
    {
        var fixedPoint = Exact(x, -Bits);
        var k = (int)Math.Round(x / Math.Log(2));
        var r = (fixedPoint - k * Ln2) >> Halvings;
        BigInteger sum = One, term = One;
        for (var i = 1; i < Terms; i++)
        {
            term = ((term * r) >> Bits) / i;
            sum += term;
        }

        for (var i = 0; i < Halvings; i++) sum = (sum * sum) >> Bits;
        return (sum, k);
    }

    /// <summary>In units of 2^unit, cut off.</summary>
    private static BigInteger Exact(double value, int unit)
    {
        var bits = BitConverter.DoubleToInt64Bits(Math.Abs(value));
        var exponent = (int)(bits >> 52);
        var fraction = bits & ((1L << 52) - 1);
        var mantissa = (BigInteger)(exponent == 0 ? fraction : fraction | (1L << 52));
        var shifted = Shift(mantissa, Math.Max(1, exponent) - 1075 - unit);
        return value < 0 ? -shifted : shifted;
    }

    private static BigInteger Shift(BigInteger value, int bits) => bits >= 0 ? value << bits : value >> -bits;

    // ln 2 = Σ 1 / (i 2^i).
    private static BigInteger LogarithmOfTwo()
    {
        var sum = BigInteger.Zero;
        for (var i = 1; i <= Bits + 32; i++) sum += (One << 32) / (BigInteger.Pow(2, i) * i);
        return sum >> 32;
    }
}
