using System.Runtime.CompilerServices;

namespace Scaling.Native.Sampling.Intervals;

/// <summary>The bins of the first pass: of equal width around the middle of a pilot, and one on either side for all else.</summary>
internal sealed class StreamBins
{
    /// <summary>With the two outer ones.</summary>
    public const int Count = Inner + 2;

    private const int Inner = 1 << 16;

    // The pilot's outermost percents may be anything, as t-values are: bins reach half as far again as the others do.
    private const double Tail = 0.01;

    private readonly double _start;
    private readonly double _scale;

    private StreamBins(double start, double width)
    {
        _start = start;
        _scale = Inner / width;
    }

    public static StreamBins Around(ReadOnlySpan<double> pilot)
    {
        var finite = new List<double>(pilot.Length);
        foreach (var value in pilot)
        {
            if (double.IsFinite(value))
            {
                finite.Add(value);
            }
        }

        if (finite.Count == 0)
        {
            finite.Add(0);
        }

        var (lower, upper) = OrderStatistics.Quantiles(finite.ToArray(), Tail, 1 - Tail);
        // Never so narrow that the scale is infinite, nor so wide that a difference is.
        var margin = Math.Min((upper / 2 - lower / 2) + Math.Abs(lower) / (1 << 30) + 1e-290, 1e300);
        var start = Math.Clamp(lower, -1e300, 1e300) - margin;
        return new StreamBins(start, Math.Clamp(upper, -1e300, 1e300) + margin - start);
    }

    /// <summary>Never falls as the value rises.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int BinOf(double value)
    {
        var position = (value - _start) * _scale;
        return position < 0 ? 0
            : position < Inner ? 1 + (int)position
            : Inner + 1;
    }

    /// <summary>The bins that hold the order statistics, each once.</summary>
    /// <param name="counts">By bin.</param>
    /// <param name="ranks">Ascending or not, counted from 0.</param>
    public StreamRange[] Ranges(ReadOnlySpan<long> counts, long[] ranks)
    {
        var ranges = new List<StreamRange>();
        long below = 0;
        for (var bin = 0; bin < Count; bin++)
        {
            var whole = new StreamRange(0, ulong.MaxValue, below, counts[bin]);
            if (Array.Exists(ranks, whole.Holds))
            {
                var last = bin == Count - 1 ? OrderedBits.Of(double.PositiveInfinity) : FirstKey(bin + 1) - 1;
                ranges.Add(whole with { First = FirstKey(bin), Last = last });
            }

            below += counts[bin];
        }

        return [.. ranges];
    }

    /// <summary>The smallest number that is put into the bin or a later one, by bisection of all numbers.</summary>
    private ulong FirstKey(int bin)
    {
        var low = OrderedBits.Of(double.NegativeInfinity);
        var high = OrderedBits.Of(double.PositiveInfinity);
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            if (BinOf(OrderedBits.ToDouble(middle)) >= bin)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }
}
