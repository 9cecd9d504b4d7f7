using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Scaling.Native.Parquet.Statistics;

internal sealed class BooleanStatistics : StatisticsCollector
{
    private bool _hasFalse;
    private bool _hasTrue;

    internal override void Add(ReadOnlySpan<byte> plain, int count)
    {
        var set = Encodings.BitPacking.CountBits(plain, 0, count);
        (_hasTrue, _hasFalse) = (_hasTrue | set > 0, _hasFalse | set < count);
    }

    internal override void Merge(StatisticsCollector other)
    {
        var page = (BooleanStatistics)other;
        (_hasTrue, _hasFalse) = (_hasTrue | page._hasTrue, _hasFalse | page._hasFalse);
    }

    internal override void Reset() => (_hasTrue, _hasFalse) = (false, false);

    internal override Metadata.Statistics Finish(long nullCount) => _hasFalse || _hasTrue
        ? Make(nullCount, [(byte)(_hasFalse ? 0 : 1)], [(byte)(_hasTrue ? 1 : 0)])
        : Make(nullCount, null, null);
}

internal sealed class IntegerStatistics<T> : StatisticsCollector where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    private T _min = T.MaxValue;
    private T _max = T.MinValue;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override void Add(ReadOnlySpan<byte> plain, int count)
    {
        var values = MemoryMarshal.Cast<byte, T>(plain)[..count];
        var (min, max) = (_min, _max);
        if (values.Length >= Vector<T>.Count)
        {
            var (low, high) = (new Vector<T>(min), new Vector<T>(max));
            for (; values.Length >= Vector<T>.Count; values = values[Vector<T>.Count..])
            {
                var vector = new Vector<T>(values);
                (low, high) = (Vector.Min(low, vector), Vector.Max(high, vector));
            }

            for (var lane = 0; lane < Vector<T>.Count; lane++) (min, max) = (T.Min(min, low[lane]), T.Max(max, high[lane]));
        }

        foreach (var value in values)
        {
            min = T.Min(min, value);
            max = T.Max(max, value);
        }

        (_min, _max) = (min, max);
    }

    internal override void Merge(StatisticsCollector other)
    {
        var page = (IntegerStatistics<T>)other;
        (_min, _max) = (T.Min(_min, page._min), T.Max(_max, page._max));
    }

    internal override void Reset() => (_min, _max) = (T.MaxValue, T.MinValue);

    internal override Metadata.Statistics Finish(long nullCount) => _min <= _max
        ? Make(nullCount, Bytes(_min), Bytes(_max))
        : Make(nullCount, null, null);

    private static byte[] Bytes(T value) => MemoryMarshal.AsBytes([value]).ToArray();
}

/// <summary>
/// Floating point numbers. Zeros are written as -0 below and +0 above, as the specification asks. Where there is a NaN no bounds are
/// written: the specification keeps NaN out of them, and a reader that sorts NaN above all numbers would drop it for "x &gt; max".
/// </summary>
internal sealed class FloatStatistics<T> : StatisticsCollector where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private T _min = T.PositiveInfinity;
    private T _max = T.NegativeInfinity;
    private bool _hasNaN;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override void Add(ReadOnlySpan<byte> plain, int count)
    {
        var values = MemoryMarshal.Cast<byte, T>(plain)[..count];
        var (min, max, hasNaN) = (_min, _max, _hasNaN);
        if (values.Length >= Vector<T>.Count)
        {
            var (low, high, numbers) = (new Vector<T>(min), new Vector<T>(max), Vector<T>.AllBitsSet);
            for (; values.Length >= Vector<T>.Count; values = values[Vector<T>.Count..])
            {
                var vector = new Vector<T>(values);
                low = Vector.ConditionalSelect(Vector.LessThan(vector, low), vector, low);
                high = Vector.ConditionalSelect(Vector.GreaterThan(vector, high), vector, high);
                numbers &= Vector.Equals(vector, vector);
            }

            for (var lane = 0; lane < Vector<T>.Count; lane++)
            {
                if (low[lane] < min) min = low[lane];
                if (high[lane] > max) max = high[lane];
                // A lane that is all ones is a NaN itself.
                hasNaN |= !T.IsNaN(numbers[lane]);
            }
        }

        foreach (var value in values)
        {
            if (value < min) min = value;
            if (value > max) max = value;
            hasNaN |= T.IsNaN(value);
        }

        (_min, _max, _hasNaN) = (min, max, hasNaN);
    }

    internal override void Merge(StatisticsCollector other)
    {
        var page = (FloatStatistics<T>)other;
        if (page._min < _min) _min = page._min;
        if (page._max > _max) _max = page._max;
        _hasNaN |= page._hasNaN;
    }

    internal override void Reset() => (_min, _max, _hasNaN) = (T.PositiveInfinity, T.NegativeInfinity, false);

    internal override Metadata.Statistics Finish(long nullCount)
    {
        // Infinities alone leave the one bound they equal as it was.
        if (_hasNaN || _min > _max) return Make(nullCount, null, null);
        return Make(nullCount, Bytes(T.IsZero(_min) ? T.NegativeZero : _min), Bytes(T.IsZero(_max) ? T.Zero : _max));
    }

    private static byte[] Bytes(T value) => MemoryMarshal.AsBytes([value]).ToArray();
}
