using System.Buffers.Binary;
using Apache.Arrow;
using Scaling.Native.Datasets.Grouping.Keys;
using Scaling.Native.Datasets.Grouping.Spilling;

namespace Scaling.Native.Datasets.Grouping.States;

/// <summary>Distinct values of up to 64 bits: pairs of a group's number, in the high half, and a value's code.</summary>
internal sealed class PackedDistinctState : DistinctState
{
    private const int FirstCapacity = 256;

    private readonly ColumnType _type;
    private readonly MemoryBudget _budget;
    private readonly ulong[] _codes;
    private PackedKeyTable _pairs = new();
    private int _written;

    internal PackedDistinctState(ColumnType type, int sliceRows, MemoryBudget budget)
    {
        (_type, _budget, _codes) = (type, budget, new ulong[sliceRows]);
        budget.Take((long)sizeof(ulong) * sliceRows);
    }

    internal override bool TryReserve(IArrowArray? column, int start, int rows)
    {
        while (_pairs.Count + rows > _pairs.Capacity)
        {
            var capacity = Math.Max(FirstCapacity, 2 * _pairs.Capacity);
            if (capacity > PackedKeyTable.MaxCapacity || !_budget.TryTake((long)PackedKeyTable.BytesPerKey * capacity)) return false;
            _budget.Release((long)PackedKeyTable.BytesPerKey * _pairs.Capacity);
            _pairs.Grow(capacity);
        }

        return true;
    }

    internal override void Update(IArrowArray? column, int start, ReadOnlySpan<int> groups)
    {
        var validity = column!.Validity();
        OrderedCode.Encode(column!, _type, start, _codes.AsSpan(0, groups.Length));
        for (var i = 0; i < groups.Length; i++)
        {
            if (!ColumnAccess.IsValid(validity, start + i)) continue;
            var before = _pairs.Count;
            _pairs.Add(new UInt128((uint)groups[i], _codes[i]));
            Counts[groups[i]] += _pairs.Count - before;
        }
    }

    internal override void PrepareWrite(ReadOnlySpan<int> order)
    {
        var places = new uint[order.Length];
        for (var i = 0; i < order.Length; i++) places[order[i]] = (uint)i;
        foreach (ref var pair in _pairs.Keys) pair = new UInt128(places[(int)(pair >> 64)], (ulong)pair);
        _pairs.Keys.Sort();
        _written = 0;
    }

    internal override void Write(int group, int place, RunWriter writer)
    {
        Span<byte> value = stackalloc byte[sizeof(ulong)];
        for (; _written < _pairs.Count && (int)(_pairs.Keys[_written] >> 64) == place; _written++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(value, (ulong)_pairs.Keys[_written]);
            writer.WriteValue(value);
        }

        writer.EndValues();
    }

    internal override void Clear()
    {
        _budget.Release((long)PackedKeyTable.BytesPerKey * _pairs.Capacity);
        _pairs = new();
        base.Clear();
    }
}
