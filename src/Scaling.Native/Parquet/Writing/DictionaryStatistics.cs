using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Scaling.Native.Parquet.Statistics;

namespace Scaling.Native.Parquet.Writing;

/// <summary>
/// Gives the statistics of a page the values that its dictionary indices stand for. Which values occur is marked where the dictionary is
/// small, so that each of them is looked at once; byte arrays are compared by eight of their bytes first.
/// </summary>
internal sealed class DictionaryStatistics
{
    private const int MostMarks = 1 << 12;
    private const int Step = 1024;
    private readonly bool[] _marks = new bool[MostMarks];
    private readonly int[] _places = new int[MostMarks];
    private readonly byte[] _gathered = new byte[Step * sizeof(ulong)];
    private byte[] _plain = [];
    private int[] _offsets = [];
    private ulong[] _keys = [];
    private ValueOrder _order = null!;
    private int _count;

    private bool IsNumeric => _order.Width is sizeof(int) or sizeof(long) && _order is not (UnsignedBytesOrder or SignedBytesOrder);

    /// <summary>Takes the dictionary of a column chunk.</summary>
    /// <param name="plain">Its page.</param>
    /// <param name="count">Its values.</param>
    /// <param name="order">Their order.</param>
    internal void Begin(ReadOnlySpan<byte> plain, int count, ValueOrder order)
    {
        (_order, _count) = (order, count);
        if (_plain.Length < plain.Length) _plain = new byte[plain.Length];
        plain.CopyTo(_plain);
        if (!IsNumeric) MakeKeys();
    }

    /// <summary>Adds the values of a page.</summary>
    internal void AddTo(StatisticsCollector statistics, ReadOnlySpan<int> indices)
    {
        if (indices.IsEmpty) return;
        if (_count <= MostMarks) indices = Distinct(indices);
        if (!IsNumeric)
        {
            var (min, max) = Extremes(indices);
            statistics.AddBounds(Value(min), Value(max));
        }
        else if (_order.Width == sizeof(int))
        {
            Gather<int>(indices, statistics);
        }
        else
        {
            Gather<long>(indices, statistics);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ReadOnlySpan<int> Distinct(ReadOnlySpan<int> indices)
    {
        var marks = _marks.AsSpan(0, _count);
        marks.Clear();
        foreach (var index in indices) marks[index] = true;
        var found = 0;
        for (var i = 0; i < marks.Length; i++)
        {
            _places[found] = i;
            found += marks[i] ? 1 : 0;
            if (found == MostMarks) break;
        }

        return _places.AsSpan(0, found);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Gather<T>(ReadOnlySpan<int> indices, StatisticsCollector statistics) where T : unmanaged
    {
        var source = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, T>(_plain.AsSpan())[.._count];
        var slots = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, T>(_gathered.AsSpan());
        for (; !indices.IsEmpty; indices = indices[Math.Min(Step, indices.Length)..])
        {
            var some = indices[..Math.Min(Step, indices.Length)];
            for (var i = 0; i < some.Length; i++) slots[i] = source[some[i]];
            statistics.Add(_gathered.AsSpan(0, some.Length * Unsafe.SizeOf<T>()), some.Length);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (int Min, int Max) Extremes(ReadOnlySpan<int> indices)
    {
        var keys = _keys;
        var (min, max) = (indices[0], indices[0]);
        var (lowest, highest) = (keys[min], keys[max]);
        foreach (var index in indices)
        {
            var key = keys[index];
            if (key <= lowest && index != min && (key < lowest || _order.Compare(Value(index), Value(min)) < 0)) (min, lowest) = (index, key);
            if (key >= highest && index != max && (key > highest || _order.Compare(Value(index), Value(max)) > 0)) (max, highest) = (index, key);
        }

        return (min, max);
    }

    private ReadOnlySpan<byte> Value(int index) => _order.Width is { } width
        ? _plain.AsSpan(index * width, width)
        : _plain.AsSpan(_offsets[index], _offsets[index + 1] - _offsets[index] - sizeof(int));

    /// <summary>The eight bytes of each value after those that all of them begin with, as a number that sorts as they do.</summary>
    private void MakeKeys()
    {
        if (_order.Width is null) FindValues();
        var (min, max) = (0, 0);
        for (var i = 1; i < _count; i++)
        {
            if (_order.Compare(Value(i), Value(min)) < 0) min = i;
            else if (_order.Compare(Value(i), Value(max)) > 0) max = i;
        }

        // Between the least and the greatest, all begin with what these two have in common.
        var common = Value(min).CommonPrefixLength(Value(max));
        var flip = common == 0 && _order.IsSigned ? 1UL << 63 : 0;
        if (_keys.Length < _count) _keys = new ulong[_count];
        for (var i = 0; i < _count; i++) _keys[i] = Key(Value(i)[common..]) ^ flip;
    }

    private void FindValues()
    {
        if (_offsets.Length <= _count) _offsets = new int[_count + 1];
        var at = sizeof(int);
        for (var i = 0; i < _count; i++)
        {
            _offsets[i] = at;
            at += BinaryPrimitives.ReadInt32LittleEndian(_plain.AsSpan(at - sizeof(int))) + sizeof(int);
        }

        _offsets[_count] = at;
    }

    private static ulong Key(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= sizeof(ulong)) return BinaryPrimitives.ReadUInt64BigEndian(bytes);
        ulong key = 0;
        for (var i = 0; i < bytes.Length; i++) key |= (ulong)bytes[i] << (56 - 8 * i);
        return key;
    }
}
