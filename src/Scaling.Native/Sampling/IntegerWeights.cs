namespace Scaling.Native.Sampling;

/// <summary>Turns real weights into integers of one unit, a power of two, whose sum stays below 2^63.</summary>
internal static class IntegerWeights
{
    private const int SumBits = 62;

    /// <summary>
    /// Weights in multiples of a common power of two. Exact when that power divides every weight and is at least 2^-61 of the sum:
    /// so for integers with a sum below 2^61, and for doubles within some eight binary orders of magnitude of their sum. Otherwise every
    /// weight is rounded to a unit of at most 2^-61 of the sum; a probability p among n is then off by at most (1 + n p) 2^-62.
    /// </summary>
    /// <param name="weights">Any number of finite, non-negative values, not all zero.</param>
    /// <exception cref="ArgumentException">A weight is negative, NaN or infinite, or all are zero.</exception>
    public static ulong[] FromDoubles(ReadOnlySpan<double> weights)
    {
        var largest = 0.0;
        var smallestUnit = int.MaxValue;
        for (var row = 0; row < weights.Length; row++)
        {
            var weight = weights[row];
            if (!double.IsFinite(weight) || weight < 0)
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"Weight {row} is {weight}; weights must be finite and not negative."), nameof(weights));
            }

            if (weight > 0)
            {
                largest = Math.Max(largest, weight);
                smallestUnit = Math.Min(smallestUnit, LowestSetExponent(weight));
            }
        }

        if (largest == 0)
        {
            throw new ArgumentException("No weight is above zero.", nameof(weights));
        }

        var unit = Math.Max(smallestUnit, SumExponent(weights, Math.ILogB(largest)) + 1 - SumBits);
        var integers = new ulong[weights.Length];
        for (var row = 0; row < weights.Length; row++)
        {
            integers[row] = (ulong)Math.Round(Math.ScaleB(weights[row], -unit));
        }

        return integers;
    }

    // The weights are scaled by the largest first, so that a sum beyond the range of a double still has an exponent.
    private static int SumExponent(ReadOnlySpan<double> weights, int largestExponent)
    {
        var sum = 0.0;
        foreach (var weight in weights)
        {
            sum += Math.ScaleB(weight, -largestExponent);
        }

        return largestExponent + Math.ILogB(sum);
    }

    private static int LowestSetExponent(double positive)
    {
        var bits = BitConverter.DoubleToUInt64Bits(positive);
        var biased = (int)(bits >> 52);
        var mantissa = bits & ((1UL << 52) - 1);
        return biased == 0
            ? (int)ulong.TrailingZeroCount(mantissa) - 1074
            : (int)ulong.TrailingZeroCount(mantissa | (1UL << 52)) + biased - 1075;
    }
}
