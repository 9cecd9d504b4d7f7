using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Scaling.Native.Parquet.Statistics;

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
            AddBounds(plain[..length], plain[..length]);
            plain = plain[length..];
        }
    }

    internal override void AddBounds(ReadOnlySpan<byte> min, ReadOnlySpan<byte> max)
    {
        if (_min is null || order.Compare(min, _min) < 0) _min = min.ToArray();
        if (_max is null || order.Compare(max, _max) > 0) _max = max.ToArray();
    }

    internal override void Merge(StatisticsCollector other)
    {
        if (other is BytesStatistics { _min: { } min, _max: { } max }) AddBounds(min, max);
    }

    internal override void Reset() => (_min, _max) = (null, null);

    /// <summary>Values of any length, compared as unsigned bytes.</summary>
    /// <param name="bytes">All their bytes.</param>
    /// <param name="lengths">Their lengths.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Add(ReadOnlySpan<byte> bytes, ReadOnlySpan<int> lengths)
    {
        if (lengths.IsEmpty) return;
        var min = _min is null ? bytes[..lengths[0]] : _min;
        var max = _max is null ? min : _max;
        var (lowest, highest, at) = (Prefix(min, 0, min.Length), Prefix(max, 0, max.Length), 0);
        foreach (var length in lengths)
        {
            // Most values lie inside by their first eight bytes.
            var prefix = Prefix(bytes, at, length);
            if (prefix < lowest || prefix == lowest && bytes.Slice(at, length).SequenceCompareTo(min) < 0)
            {
                min = bytes.Slice(at, length);
                lowest = prefix;
            }

            if (prefix > highest || prefix == highest && bytes.Slice(at, length).SequenceCompareTo(max) > 0)
            {
                max = bytes.Slice(at, length);
                highest = prefix;
            }

            at += length;
        }

        (_min, _max) = (min.ToArray(), max.ToArray());
    }

    // The first eight bytes as a number that sorts as they do; what is missing is zero.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Prefix(ReadOnlySpan<byte> bytes, int at, int length)
    {
        if (length >= sizeof(ulong)) return BinaryPrimitives.ReadUInt64BigEndian(bytes[at..]);
        if (length == 0) return 0;
        var unused = 64 - 8 * length;
        if (bytes.Length - at >= sizeof(ulong)) return BinaryPrimitives.ReadUInt64BigEndian(bytes[at..]) >> unused << unused;
        ulong prefix = 0;
        for (var i = 0; i < length; i++) prefix |= (ulong)bytes[at + i] << (56 - 8 * i);
        return prefix;
    }

    internal override Metadata.Statistics Finish(long nullCount)
    {
        if (_min is null || _max is null || order.Width is not null) return Make(nullCount, _min, _max);
        return Make(nullCount, BoundShortening.Below(_min, isText), BoundShortening.Above(_max, isText),
            _min.Length <= BoundShortening.LongestBound, _max.Length <= BoundShortening.LongestBound);
    }
}
