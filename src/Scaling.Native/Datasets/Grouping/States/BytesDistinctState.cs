using System.Buffers.Binary;
using Apache.Arrow;
using Scaling.Native.Datasets.Grouping.Keys;
using Scaling.Native.Datasets.Grouping.Spilling;
using Array = System.Array;

namespace Scaling.Native.Datasets.Grouping.States;

/// <summary>Distinct texts, bytes, decimals and guids: pairs of a group's number, four bytes, and a value.</summary>
internal sealed class BytesDistinctState : DistinctState
{
    private const int FirstCapacity = 256;
    private const int FirstRoom = 1 << 12;
    private const int GroupBytes = sizeof(int);
    private const int CodeBytes = 16;

    private readonly ColumnType _type;
    private readonly MemoryBudget _budget;
    private readonly UInt128[] _codes;
    private byte[] _pair = new byte[GroupBytes + CodeBytes];
    private BytesKeyTable _pairs = new();
    private int[] _order = [];
    private int _written;

    internal BytesDistinctState(ColumnType type, int sliceRows, MemoryBudget budget)
    {
        (_type, _budget, _codes) = (type, budget, new UInt128[OrderedCode.Width(type) == 128 ? sliceRows : 0]);
        budget.Take((long)CodeBytes * _codes.Length);
    }

    internal override bool TryReserve(IArrowArray? column, int start, int rows)
    {
        var bytes = (long)GroupBytes * rows + (_codes.Length > 0 ? (long)CodeBytes * rows : new BytesColumn(column!).Length(start, rows));
        return TryReservePlaces(rows) && TryReserveRoom(bytes);
    }

    internal override void Update(IArrowArray? column, int start, ReadOnlySpan<int> groups)
    {
        if (_codes.Length > 0) UpdateCodes(column!, start, groups);
        else UpdateBytes(column!, start, groups);
    }

    internal override void PrepareWrite(ReadOnlySpan<int> order)
    {
        var places = new int[order.Length];
        for (var i = 0; i < order.Length; i++) places[order[i]] = i;
        for (var i = 0; i < _pairs.Count; i++)
            BinaryPrimitives.WriteInt32BigEndian(_pairs[i], places[BinaryPrimitives.ReadInt32BigEndian(_pairs[i])]);
        _order = _pairs.Order();
        _written = 0;
    }

    internal override void Write(int group, int place, RunWriter writer)
    {
        for (; _written < _order.Length; _written++)
        {
            var pair = _pairs[_order[_written]];
            if (BinaryPrimitives.ReadInt32BigEndian(pair) != place) break;
            writer.WriteValue(pair[GroupBytes..]);
        }

        writer.EndValues();
    }

    internal override void Clear()
    {
        _budget.Release((long)BytesKeyTable.BytesPerKey * _pairs.Capacity + _pairs.Room);
        (_pairs, _order) = (new(), []);
        base.Clear();
    }

    private bool TryReservePlaces(int rows)
    {
        while (_pairs.Count + rows > _pairs.Capacity)
        {
            var capacity = Math.Max(FirstCapacity, 2 * _pairs.Capacity);
            if (capacity > BytesKeyTable.MaxCapacity || !_budget.TryTake((long)BytesKeyTable.BytesPerKey * capacity)) return false;
            _budget.Release((long)BytesKeyTable.BytesPerKey * _pairs.Capacity);
            _pairs.Grow(capacity);
        }

        return true;
    }

    private bool TryReserveRoom(long bytes)
    {
        if (bytes <= _pairs.RoomLeft) return true;
        var room = Math.Max(Math.Max(FirstRoom, 2L * _pairs.Room), _pairs.Room - _pairs.RoomLeft + bytes);
        if (room > Array.MaxLength || !_budget.TryTake(room)) return false;
        _budget.Release(_pairs.Room);
        _pairs.GrowRoom((int)room);
        return true;
    }

    private void UpdateCodes(IArrowArray column, int start, ReadOnlySpan<int> groups)
    {
        var validity = column.Validity();
        OrderedCode.Encode(column, _type, start, _codes.AsSpan(0, groups.Length));
        for (var i = 0; i < groups.Length; i++)
        {
            if (!ColumnAccess.IsValid(validity, start + i)) continue;
            BinaryPrimitives.WriteUInt128BigEndian(_pair.AsSpan(GroupBytes), _codes[i]);
            Add(groups[i], CodeBytes);
        }
    }

    private void UpdateBytes(IArrowArray column, int start, ReadOnlySpan<int> groups)
    {
        var texts = new BytesColumn(column);
        for (var i = 0; i < groups.Length; i++)
        {
            if (!texts.IsValid(start + i)) continue;
            var text = texts[start + i];
            if (_pair.Length < GroupBytes + text.Length) _pair = new byte[Math.Max(2 * _pair.Length, GroupBytes + text.Length)];
            text.CopyTo(_pair.AsSpan(GroupBytes));
            Add(groups[i], text.Length);
        }
    }

    private void Add(int group, int length)
    {
        BinaryPrimitives.WriteInt32BigEndian(_pair, group);
        var before = _pairs.Count;
        _pairs.Add(_pair.AsSpan(0, GroupBytes + length));
        Counts[group] += _pairs.Count - before;
    }
}
