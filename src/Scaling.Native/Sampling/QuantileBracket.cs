using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Scaling.Native.Sampling;

/// <summary>
/// Two values of the data between which an order statistic most likely lies, the values in between, and counts of all others; so that
/// one pass of comparisons leaves little to select from (Floyd and Rivest, "Expected time bounds for selection", CACM 18, 1975). Ties are
/// counted where they are ends; infinities are values like others.
/// </summary>
internal ref struct QuantileBracket
{
    // Standard deviations of a rank in the sample: one in some hundred brackets misses and costs a selection from all data.
    private const double Reach = 3;

    private readonly double _low;
    private readonly double _high;
    private readonly Span<double> _inside;
    private int _below;
    private int _atLow;
    private int _atHigh;
    private int _insideCount;

    /// <param name="sample">Of the data; reordered.</param>
    /// <param name="probability">Of the quantile.</param>
    /// <param name="inside">Room for what lies between the ends.</param>
    public QuantileBracket(Span<double> sample, double probability, Span<double> inside)
    {
        _inside = inside;
        var center = sample.Length * probability;
        var reach = Reach * Math.Sqrt(center * (1 - probability)) + 2;
        var first = (int)Math.Floor(center - reach);
        var last = (int)Math.Ceiling(center + reach);
        _low = first < 0 ? double.NegativeInfinity : OrderStatistics.Select(sample, first);
        first = Math.Max(first, 0);
        _high = last >= sample.Length ? double.PositiveInfinity : OrderStatistics.Select(sample[first..], last - first);
    }

    /// <summary>Fills two brackets in one pass.</summary>
    /// <returns>Whether both had room enough.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool Scan(ReadOnlySpan<double> data, ref QuantileBracket a, ref QuantileBracket b)
    {
        var row = 0;
        // Pairs of shorter vectors, where there are no longer ones, still are three times as fast as single numbers.
        if (Vector128.IsHardwareAccelerated)
        {
            ref var start = ref MemoryMarshal.GetReference(data);
            var lowA = Vector256.Create(a._low);
            var highA = Vector256.Create(a._high);
            var lowB = Vector256.Create(b._low);
            var highB = Vector256.Create(b._high);
            var belowA = Vector256<long>.Zero;
            var atLowA = Vector256<long>.Zero;
            var atHighA = Vector256<long>.Zero;
            var belowB = Vector256<long>.Zero;
            var atLowB = Vector256<long>.Zero;
            var atHighB = Vector256<long>.Zero;
            for (; row <= data.Length - Vector256<double>.Count; row += Vector256<double>.Count)
            {
                var values = Vector256.LoadUnsafe(ref start, (nuint)row);
                belowA -= Vector256.LessThan(values, lowA).AsInt64();
                atLowA -= Vector256.Equals(values, lowA).AsInt64();
                atHighA -= Vector256.Equals(values, highA).AsInt64();
                belowB -= Vector256.LessThan(values, lowB).AsInt64();
                atLowB -= Vector256.Equals(values, lowB).AsInt64();
                atHighB -= Vector256.Equals(values, highB).AsInt64();
                var insideA = Vector256.GreaterThan(values, lowA) & Vector256.LessThan(values, highA);
                var insideB = Vector256.GreaterThan(values, lowB) & Vector256.LessThan(values, highB);
                if ((insideA | insideB).ExtractMostSignificantBits() != 0
                    && !(a.Gather(data.Slice(row, Vector256<double>.Count), insideA.ExtractMostSignificantBits())
                        && b.Gather(data.Slice(row, Vector256<double>.Count), insideB.ExtractMostSignificantBits())))
                {
                    return false;
                }
            }

            a.Count(Vector256.Sum(belowA), Vector256.Sum(atLowA), Vector256.Sum(atHighA));
            b.Count(Vector256.Sum(belowB), Vector256.Sum(atLowB), Vector256.Sum(atHighB));
        }

        for (; row < data.Length; row++)
        {
            if (!(a.Add(data[row]) && b.Add(data[row])))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The quantile of type 7, if it lies in the bracket.</summary>
    /// <param name="length">Of the data.</param>
    /// <param name="probability">Of the quantile.</param>
    /// <param name="quantile">The quantile.</param>
    public readonly bool TryGet(int length, double probability, out double quantile)
    {
        var (index, fraction) = OrderStatistics.Position(length, probability);
        var found = TryFind(index, out quantile);
        if (!found || fraction == 0)
        {
            return found;
        }

        double next;
        var inside = index - _below - _atLow;
        if (inside >= 0 && inside < _insideCount - 1)
        {
            // The selection has put all that is not smaller behind it.
            next = OrderStatistics.Smallest(_inside[(inside + 1).._insideCount]);
        }
        else if (!TryFind(index + 1, out next))
        {
            return false;
        }

        quantile = OrderStatistics.Interpolate(quantile, next, fraction);
        return true;
    }

    private readonly bool TryFind(int index, out double value)
    {
        var rank = index - _below;
        value = _low;
        if (rank < _atLow)
        {
            return rank >= 0;
        }

        rank -= _atLow;
        if (rank < _insideCount)
        {
            value = OrderStatistics.Select(_inside[.._insideCount], rank);
            return true;
        }

        value = _high;
        return _low < _high && rank - _insideCount < _atHigh;
    }

    private void Count(long below, long atLow, long atHigh)
    {
        _below += (int)below;
        _atLow += (int)atLow;
        _atHigh += (int)atHigh;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Gather(ReadOnlySpan<double> values, uint mask)
    {
        var count = _insideCount;
        if (count > _inside.Length - Vector256<double>.Count)
        {
            return false;
        }

        for (; mask != 0; mask &= mask - 1)
        {
            _inside[count++] = values[BitOperations.TrailingZeroCount(mask)];
        }

        _insideCount = count;
        return true;
    }

    private bool Add(double value)
    {
        _below += value < _low ? 1 : 0;
        _atLow += value == _low ? 1 : 0;
        _atHigh += value == _high ? 1 : 0;
        if (value > _low && value < _high)
        {
            if (_insideCount == _inside.Length)
            {
                return false;
            }

            _inside[_insideCount++] = value;
        }

        return true;
    }
}
