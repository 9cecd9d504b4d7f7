using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Scaling.Native.Sampling.Draws;

/// <summary>
/// Numbers as integers of one unit above the lowest of them: sums of them are exact, in any order. Numbers on a lattice (integers, multiples of
/// a power of two) are held exactly if it has no more places than the bits can count; others are rounded to 2^-bits of their range.
/// </summary>
internal sealed class FixedPointTerm
{
    /// <summary>The largest number of bits: six bytes.</summary>
    private const int MostBits = 48;

    private readonly double _lowest;
    private readonly double _unit;

    private FixedPointTerm(double lowest, double unit, long[] codes, bool isExact) =>
        (_lowest, _unit, Codes, IsExact) = (lowest, unit, codes, isExact);

    /// <summary>Whether no number was rounded.</summary>
    internal bool IsExact { get; }

    /// <summary>One a number, at least 0.</summary>
    internal long[] Codes { get; }

    /// <summary>Bits for which a sum of so many codes stays below 2^63.</summary>
    internal static int BitsFor(long draws) => Math.Min(MostBits, 62 - BitOperations.Log2((ulong)draws));

    /// <param name="numbers">At least one; finite, as is their range.</param>
    /// <param name="bits">Of a code; see <see cref="BitsFor"/>.</param>
    internal static FixedPointTerm Of(ReadOnlySpan<double> numbers, int bits)
    {
        var (lowest, highest) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var number in numbers) (lowest, highest) = (Math.Min(lowest, number), Math.Max(highest, number));
        var range = highest - lowest;
        var codes = new long[numbers.Length];
        if (range == 0) return new(lowest, 0, codes, isExact: true);
        var lattice = LatticeExponent(numbers);
        var exponent = Math.Max(lattice, Math.ILogB(range) + 1 - bits);
        var scale = Math.ScaleB(1, -exponent);
        // The scale of numbers in a tiny range may be beyond a double; two steps are not.
        var (first, second) = double.IsFinite(scale) ? (scale, 1) : (Math.ScaleB(1, -exponent / 2), Math.ScaleB(1, -exponent - -exponent / 2));
        var largest = (1L << bits) - 1;
        long divisor = 0;
        for (var i = 0; i < codes.Length; i++)
        {
            codes[i] = Math.Min((long)Math.Round((numbers[i] - lowest) * first * second), largest);
            divisor = divisor == 1 ? 1 : GreatestCommonDivisor(divisor, codes[i]);
        }

        if (divisor > 1)
            for (var i = 0; i < codes.Length; i++) codes[i] /= divisor;
        return new(lowest, Math.ScaleB(divisor, exponent), codes, exponent == lattice);
    }

    /// <summary>Adds the shares that the drawn numbers of a stratum have in a mean.</summary>
    /// <param name="sums">Of codes, one a resample.</param>
    /// <param name="draws">In each sum.</param>
    /// <param name="allDraws">In the mean.</param>
    /// <param name="means">As many.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void AddMeans(ReadOnlySpan<long> sums, int draws, long allDraws, Span<double> means)
    {
        var (lowest, unit, count) = (_lowest * draws / allDraws, _unit, (double)allDraws);
        var i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            var (vectorLowest, vectorUnit, vectorCount) = (Vector512.Create(lowest), Vector512.Create(unit), Vector512.Create(count));
            for (; i <= sums.Length - Vector512<long>.Count; i += Vector512<long>.Count)
            {
                var sum = Vector512.ConvertToDouble(Vector512.Create(sums[i..]));
                (Vector512.Create<double>(means[i..]) + (vectorLowest + vectorUnit * (sum / vectorCount))).CopyTo(means[i..]);
            }
        }

        for (; i < sums.Length; i++) means[i] += lowest + unit * (sums[i] / count);
    }

    // The exponent of the smallest power of two that all numbers are multiples of.
    private static int LatticeExponent(ReadOnlySpan<double> numbers)
    {
        const int MantissaBits = 52;
        var smallest = int.MaxValue;
        foreach (var number in numbers)
        {
            if (number == 0) continue;
            var bits = BitConverter.DoubleToUInt64Bits(number);
            var biased = (int)(bits >> MantissaBits) & 0x7FF;
            var mantissa = (bits & ((1UL << MantissaBits) - 1)) | (biased == 0 ? 0 : 1UL << MantissaBits);
            smallest = Math.Min(smallest, BitOperations.TrailingZeroCount(mantissa) + Math.Max(biased, 1) - 1075);
        }

        return smallest;
    }

    private static long GreatestCommonDivisor(long a, long b)
    {
        while (b != 0) (a, b) = (b, a % b);
        return a;
    }
}
