using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using Scaling.Native.Parquet.Metadata;

namespace Scaling.Native.Parquet.Statistics;

/// <summary>Finds the bounds of values given in PLAIN encoding: of data pages, or of the dictionary that stands for them.</summary>
internal abstract class StatisticsCollector
{
    /// <param name="plain">The values.</param>
    /// <param name="count">How many.</param>
    internal abstract void Add(ReadOnlySpan<byte> plain, int count);

    internal abstract Metadata.Statistics Finish(long nullCount);

    internal static StatisticsCollector Create(SchemaElement element) => ValueOrder.Of(element) switch
    {
        NumberOrder<byte> => new BooleanStatistics(),
        NumberOrder<int> => new IntegerStatistics<int>(),
        NumberOrder<uint> => new IntegerStatistics<uint>(),
        NumberOrder<long> => new IntegerStatistics<long>(),
        NumberOrder<ulong> => new IntegerStatistics<ulong>(),
        NumberOrder<float> => new FloatStatistics<float>(),
        NumberOrder<double> => new FloatStatistics<double>(),
        { } order => new BytesStatistics(order, element.LogicalType?.Kind == LogicalTypeKind.String),
        null => throw new ArgumentException($"{element.Type} values have no order.", nameof(element)),
    };

    protected static Metadata.Statistics Make(
        long nullCount, byte[]? min, byte[]? max, bool isMinExact = true, bool isMaxExact = true) => new()
        {
            NullCount = nullCount,
            MinValue = min,
            MaxValue = max,
            IsMinValueExact = min is null ? null : isMinExact,
            IsMaxValueExact = max is null ? null : isMaxExact,
        };
}

internal sealed class BooleanStatistics : StatisticsCollector
{
    private bool _hasFalse;
    private bool _hasTrue;

    internal override void Add(ReadOnlySpan<byte> plain, int count)
    {
        var set = Encodings.BitPacking.CountBits(plain, 0, count);
        (_hasTrue, _hasFalse) = (_hasTrue | set > 0, _hasFalse | set < count);
    }

    internal override Metadata.Statistics Finish(long nullCount) => _hasFalse || _hasTrue
        ? Make(nullCount, [(byte)(_hasFalse ? 0 : 1)], [(byte)(_hasTrue ? 1 : 0)])
        : Make(nullCount, null, null);
}

internal sealed class IntegerStatistics<T> : StatisticsCollector where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    private T _min = T.MaxValue;
    private T _max = T.MinValue;

    internal override void Add(ReadOnlySpan<byte> plain, int count)
    {
        var (min, max) = (_min, _max);
        foreach (var value in MemoryMarshal.Cast<byte, T>(plain)[..count])
        {
            min = T.Min(min, value);
            max = T.Max(max, value);
        }

        (_min, _max) = (min, max);
    }

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

    internal override void Add(ReadOnlySpan<byte> plain, int count)
    {
        var (min, max, hasNaN) = (_min, _max, _hasNaN);
        foreach (var value in MemoryMarshal.Cast<byte, T>(plain)[..count])
        {
            if (value < min) min = value;
            if (value > max) max = value;
            hasNaN |= T.IsNaN(value);
        }

        (_min, _max, _hasNaN) = (min, max, hasNaN);
    }

    internal override Metadata.Statistics Finish(long nullCount)
    {
        // Infinities alone leave the one bound they equal as it was.
        if (_hasNaN || _min > _max) return Make(nullCount, null, null);
        return Make(nullCount, Bytes(T.IsZero(_min) ? T.NegativeZero : _min), Bytes(T.IsZero(_max) ? T.Zero : _max));
    }

    private static byte[] Bytes(T value) => MemoryMarshal.AsBytes([value]).ToArray();
}

/// <summary>Byte arrays of any or of fixed length. Long bounds are shortened.</summary>
internal sealed class BytesStatistics(ValueOrder order, bool isText) : StatisticsCollector
{
    private byte[]? _min;
    private byte[]? _max;

    internal override void Add(ReadOnlySpan<byte> plain, int count)
    {
        for (; count > 0; count--)
        {
            var length = order.Width ?? BinaryPrimitives.ReadInt32LittleEndian(plain);
            if (order.Width is null) plain = plain[sizeof(int)..];
            var value = plain[..length];
            plain = plain[length..];
            if (_min is null)
            {
                _min = _max = value.ToArray();
                continue;
            }

            if (order.Compare(value, _min) < 0) _min = value.ToArray();
            else if (order.Compare(value, _max) > 0) _max = value.ToArray();
        }
    }

    internal override Metadata.Statistics Finish(long nullCount)
    {
        if (_min is null || _max is null || order.Width is not null) return Make(nullCount, _min, _max);
        return Make(nullCount, BoundShortening.Below(_min, isText), BoundShortening.Above(_max, isText),
            _min.Length <= BoundShortening.LongestBound, _max.Length <= BoundShortening.LongestBound);
    }
}
