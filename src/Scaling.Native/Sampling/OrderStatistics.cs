using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Scaling.Native.Sampling;

/// <summary>Order statistics and quantiles by selection, without sorting everything.</summary>
internal static class OrderStatistics
{
    private const int SortBelow = 64;
    private const int NintherFrom = 256;
    private const int SampleFrom = 1024;

    /// <summary>
    /// Two quantiles of type 7 at the cost of little more than one pass: a sample brackets each, and only what lies in the brackets is
    /// selected from. The data are left as they are, and the result does not depend on their order.
    /// </summary>
    /// <param name="data">At least one number, none of them NaN.</param>
    /// <param name="lower">One probability, 0 … 1.</param>
    /// <param name="upper">The other.</param>
    public static (double Lower, double Upper) Quantiles(ReadOnlySpan<double> data, double lower, double upper)
    {
        if (data.Length >= SampleFrom && TryBracket(data, lower, upper, out var quantiles))
        {
            return quantiles;
        }

        var rented = ArrayPool<double>.Shared.Rent(data.Length);
        var copy = rented.AsSpan(0, data.Length);
        data.CopyTo(copy);
        quantiles = (Signless(Quantile(copy, lower)), Signless(Quantile(copy, upper)));
        ArrayPool<double>.Shared.Return(rented);
        return quantiles;
    }

    /// <summary>
    /// The quantile of type 7 of Hyndman and Fan (1996): x(j) + (h − j) (x(j + 1) − x(j)) with h = (n − 1) p, j = floor(h),
    /// counted from 0. Reorders the data.
    /// </summary>
    /// <param name="data">At least one number, none of them NaN.</param>
    /// <param name="probability">0 … 1.</param>
    public static double Quantile(Span<double> data, double probability)
    {
        var (index, fraction) = Position(data.Length, probability);
        var lower = Select(data, index);
        return fraction > 0 ? Interpolate(lower, Smallest(data[(index + 1)..]), fraction) : lower;
    }

    /// <summary>The order statistic below the quantile of type 7, and how far it is from there to the next.</summary>
    public static (int Index, double Fraction) Position(int length, double probability)
    {
        var position = (length - 1) * probability;
        var index = Math.Min((int)position, length - 1);
        return (index, position - index);
    }

    /// <summary>The value the fraction of the way from one order statistic to the next one, of which either may be infinite.</summary>
    public static double Interpolate(double lower, double upper, double fraction)
    {
        if (fraction == 0 || lower == upper)
        {
            return lower;
        }

        var value = lower + fraction * (upper - lower);
        if (double.IsFinite(value))
        {
            return value;
        }

        // Between the infinities only the nearer one is left to say; a difference beyond the largest double is taken apart.
        return double.IsInfinity(lower) && double.IsInfinity(upper)
            ? fraction <= 0.5 ? lower : upper
            : (1 - fraction) * lower + fraction * upper;
    }

    /// <summary>
    /// The element that sorting would put at the index (quickselect, its partition without branches). Reorders the data so that no element
    /// before the index is above it and none behind it is below it.
    /// </summary>
    public static double Select(Span<double> data, int index)
    {
        var low = 0;
        var high = data.Length - 1;
        var budget = 3 * (32 - int.LeadingZeroCount(data.Length));
        while (high - low >= SortBelow && budget-- > 0)
        {
            var range = data[low..(high + 1)];
            var pivot = Pivot(range);
            var smaller = Partition(range, pivot);
            if (index < low + smaller)
            {
                high = low + smaller - 1;
            }
            else if (smaller > 0)
            {
                low += smaller;
            }
            else
            {
                // The pivot is the smallest, and there may be many of it; nothing but infinity if it is infinite.
                var notLarger = Partition(range, Math.BitIncrement(pivot));
                if (index < low + notLarger || double.IsPositiveInfinity(pivot))
                {
                    return data[index];
                }

                low += notLarger;
            }
        }

        // Either little is left, or the pivots were unlucky so often that sorting is the safe bound.
        data[low..(high + 1)].Sort();
        return data[index];
    }

    /// <summary>The smallest of at least one number.</summary>
    public static double Smallest(ReadOnlySpan<double> data)
    {
        var smallest = data[0];
        foreach (var item in data)
        {
            smallest = Math.Min(smallest, item);
        }

        return smallest;
    }

    private static bool TryBracket(ReadOnlySpan<double> data, double lower, double upper, out (double Lower, double Upper) quantiles)
    {
        var sampleLength = Math.Clamp(data.Length / 32, 256, 16384);
        var room = data.Length / 4 + 64;
        var rented = ArrayPool<double>.Shared.Rent(sampleLength + 2 * room);
        var sample = rented.AsSpan(0, sampleLength);
        for (var i = 0; i < sample.Length; i++)
        {
            // Multiples of the golden ratio: spread evenly, and in step with no period of the data.
            sample[i] = data[(int)(((ulong)unchecked((uint)i * 2654435769u) * (uint)data.Length) >> 32)];
        }

        var first = new QuantileBracket(sample, lower, rented.AsSpan(sampleLength, room));
        var second = new QuantileBracket(sample, upper, rented.AsSpan(sampleLength + room, room));
        quantiles = default;
        var found = QuantileBracket.Scan(data, ref first, ref second)
            && first.TryGet(data.Length, lower, out quantiles.Lower)
            && second.TryGet(data.Length, upper, out quantiles.Upper);
        quantiles = (Signless(quantiles.Lower), Signless(quantiles.Upper));
        ArrayPool<double>.Shared.Return(rented);
        return found;
    }

    // Which of equal zeros comes out depends on the order; adding zero takes the sign from either.
    private static double Signless(double value) => value + 0.0;

    private static double Pivot(ReadOnlySpan<double> data)
    {
        var last = data.Length - 1;
        var middle = data.Length / 2;
        if (data.Length < NintherFrom)
        {
            return MedianOfThree(data[0], data[middle], data[last]);
        }

        var step = data.Length / 8;
        return MedianOfThree(
            MedianOfThree(data[0], data[step], data[2 * step]),
            MedianOfThree(data[middle - step], data[middle], data[middle + step]),
            MedianOfThree(data[last - 2 * step], data[last - step], data[last]));
    }

    private static double MedianOfThree(double a, double b, double c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));

    /// <summary>Puts what is below the limit in front of all else (Lomuto's partition) and counts it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Partition(Span<double> data, double limit)
    {
        ref var start = ref MemoryMarshal.GetReference(data);
        nint front = 0;
        for (nint i = 0; i < data.Length; i++)
        {
            // Swapped in any case: which way a comparison goes cannot be foreseen, and a wrong guess costs more than a swap.
            var value = Unsafe.Add(ref start, i);
            Unsafe.Add(ref start, i) = Unsafe.Add(ref start, front);
            Unsafe.Add(ref start, front) = value;
            front += limit > value ? 1 : 0;
        }

        return (int)front;
    }
}
