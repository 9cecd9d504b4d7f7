namespace Scaling.Native.Sampling;

/// <summary>Order statistics and quantiles by selection, without sorting everything.</summary>
internal static class OrderStatistics
{
    private const int SortBelow = 64;

    /// <summary>
    /// The quantile of type 7 of Hyndman and Fan (1996): x(j) + (h − j) (x(j + 1) − x(j)) with h = (n − 1) p, j = floor(h),
    /// counted from 0. Reorders the data.
    /// </summary>
    /// <param name="data">At least one number, none of them NaN.</param>
    /// <param name="probability">0 … 1.</param>
    public static double Quantile(Span<double> data, double probability)
    {
        var position = (data.Length - 1) * probability;
        var index = Math.Min((int)position, data.Length - 1);
        var fraction = position - index;
        var lower = Select(data, index);
        return fraction > 0 ? Interpolate(lower, Smallest(data[(index + 1)..]), fraction) : lower;
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
    /// The element that sorting would put at the index (Hoare's quickselect, median of three). Reorders the data so that no element
    /// before the index is above it and none behind it is below it.
    /// </summary>
    public static double Select(Span<double> data, int index)
    {
        var low = 0;
        var high = data.Length - 1;
        var budget = 2 * (32 - int.LeadingZeroCount(data.Length));
        while (high - low >= SortBelow && budget-- > 0)
        {
            var pivot = MedianOfThree(data[low], data[low + ((high - low) >> 1)], data[high]);
            var left = low;
            var right = high;
            while (left <= right)
            {
                while (data[left] < pivot)
                {
                    left++;
                }

                while (data[right] > pivot)
                {
                    right--;
                }

                if (left <= right)
                {
                    (data[left], data[right]) = (data[right], data[left]);
                    left++;
                    right--;
                }
            }

            if (index <= right)
            {
                high = right;
            }
            else if (index >= left)
            {
                low = left;
            }
            else
            {
                return data[index];
            }
        }

        // Either little is left, or the pivots were unlucky so often that sorting is the safe bound.
        data[low..(high + 1)].Sort();
        return data[index];
    }

    private static double MedianOfThree(double a, double b, double c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));

    private static double Smallest(ReadOnlySpan<double> data)
    {
        var smallest = data[0];
        foreach (var item in data)
        {
            smallest = Math.Min(smallest, item);
        }

        return smallest;
    }
}
