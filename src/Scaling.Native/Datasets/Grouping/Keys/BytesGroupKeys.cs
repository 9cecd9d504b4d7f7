using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Apache.Arrow;
using Array = System.Array;

namespace Scaling.Native.Datasets.Grouping.Keys;

/// <summary>
/// Keys of any width: for each column a byte that is 0 for null, else 1 and the value: a code, most significant byte first, or bytes
/// with 00 written as 00 FF and 00 00 after the last, which keeps their order whatever column follows.
/// </summary>
internal sealed class BytesGroupKeys : GroupKeys
{
    private const int FirstRoom = 1 << 12;

    private readonly ColumnType[] _types;
    private readonly MemoryBudget _budget;
    private readonly ulong[] _codes;
    private readonly UInt128[] _wideCodes;
    private readonly int[] _starts;
    private readonly int[] _cursors;
    private readonly long _packedLimit;
    private byte[] _packed = [];
    private BytesKeyTable _table = new();
    private int[] _order = [];

    internal BytesGroupKeys(IReadOnlyList<ColumnType> types, int sliceRows, MemoryBudget budget)
    {
        (_types, _budget) = ([.. types], budget);
        _codes = new ulong[sliceRows];
        _wideCodes = new UInt128[_types.Any(t => OrderedCode.Width(t) == 128) ? sliceRows : 0];
        (_starts, _cursors) = (new int[sliceRows + 1], new int[sliceRows]);
        _packedLimit = Math.Min(budget.Limit / 16, 1 << 28);
        budget.Take(16L * sliceRows + 16L * _wideCodes.Length);
    }

    internal override int Count => _table.Count;

    internal override int Capacity => _table.Capacity;

    internal override int BytesPerKey => BytesKeyTable.BytesPerKey;

    internal override int Encode(ReadOnlySpan<IArrowArray> columns, int start, int rows)
    {
        rows = Measure(columns, start, rows);
        Reserve(_starts[rows]);
        _starts.AsSpan(0, rows).CopyTo(_cursors);
        for (var c = 0; c < columns.Length; c++)
        {
            switch (OrderedCode.Width(_types[c]))
            {
                case 0: PackBytes(columns[c], start, rows); break;
                case 128: PackWide(columns[c], _types[c], start, rows); break;
                default: PackCodes(columns[c], _types[c], start, rows); break;
            }
        }

        return rows;
    }

    internal override int Resolve(int offset, Span<int> numbers)
    {
        var last = -1;
        for (var i = 0; i < numbers.Length; i++)
        {
            var key = Packed(offset + i);
            if (last < 0 || !key.SequenceEqual(Packed(offset + i - 1))) last = _table.Add(key);
            if (last < 0) return i;
            numbers[i] = last;
        }

        return numbers.Length;
    }

    internal override bool TryMakeRoom(int offset)
    {
        var needed = Packed(offset).Length;
        if (_table.RoomLeft >= needed) return true;
        var room = Math.Max(Math.Max(FirstRoom, 2L * _table.Room), (long)_table.Room - _table.RoomLeft + needed);
        if (room > Array.MaxLength || !_budget.TryTake(room)) return false;
        _budget.Release(_table.Room);
        _table.GrowRoom((int)room);
        return true;
    }

    internal override void Grow(int capacity) => _table.Grow(capacity);

    internal override int[] Sort() => _order = _table.Order();

    internal override ReadOnlySpan<byte> Sorted(int place) => _table[_order[place]];

    internal override void Append(ReadOnlySpan<byte> key, ReadOnlySpan<ColumnBuilder> builders)
    {
        foreach (var builder in builders)
        {
            var isNull = key[0] == 0;
            key = key[1..];
            if (isNull)
            {
                builder.AppendNull();
            }
            else if (OrderedCode.Width(builder.Type) is > 0 and var width)
            {
                var code = UInt128.Zero;
                foreach (var b in key[..(width / 8)]) code = code << 8 | b;
                OrderedCode.Append(builder, code);
                key = key[(width / 8)..];
            }
            else
            {
                key = key[AppendBytes(builder, key)..];
            }
        }
    }

    internal override void Clear()
    {
        _budget.Release(_table.Room);
        (_table, _order) = (new(), []);
    }

    private ReadOnlySpan<byte> Packed(int row) => _packed.AsSpan(_starts[row].._starts[row + 1]);

    private int Measure(ReadOnlySpan<IArrowArray> columns, int start, int rows)
    {
        Span<int> lengths = _cursors.AsSpan(0, rows);
        lengths.Fill(columns.Length);
        for (var c = 0; c < columns.Length; c++)
        {
            var width = OrderedCode.Width(_types[c]) / 8;
            var validity = columns[c].Validity();
            if (width > 0)
            {
                for (var i = 0; i < rows; i++)
                    if (ColumnAccess.IsValid(validity, start + i)) lengths[i] += width;
                continue;
            }

            var texts = new BytesColumn(columns[c]);
            for (var i = 0; i < rows; i++)
            {
                if (!texts.IsValid(start + i)) continue;
                var text = texts[start + i];
                lengths[i] = checked(lengths[i] + text.Length + text.Count((byte)0) + 2);
            }
        }

        for (var i = 0; i < rows; i++)
        {
            if (i > 0 && _starts[i] + (long)lengths[i] > _packedLimit) return i;
            _starts[i + 1] = _starts[i] + lengths[i];
        }

        return rows;
    }

    private void Reserve(int bytes)
    {
        if (bytes <= _packed.Length) return;
        _budget.Release(_packed.Length);
        _packed = new byte[Math.Max(bytes, Math.Min(2 * _packed.Length, _packedLimit))];
        _budget.Take(_packed.Length);
    }

    private void PackCodes(IArrowArray column, ColumnType type, int start, int rows)
    {
        var validity = column.Validity();
        var width = OrderedCode.Width(type);
        OrderedCode.Encode(column, type, start, _codes.AsSpan(0, rows));
        Span<byte> code = stackalloc byte[sizeof(ulong)];
        for (var i = 0; i < rows; i++)
        {
            if (!Present(validity, start, i)) continue;
            BinaryPrimitives.WriteUInt64BigEndian(code, _codes[i] << 64 - width);
            code[..(width / 8)].CopyTo(_packed.AsSpan(_cursors[i]));
            _cursors[i] += width / 8;
        }
    }

    private void PackWide(IArrowArray column, ColumnType type, int start, int rows)
    {
        var validity = column.Validity();
        OrderedCode.Encode(column, type, start, _wideCodes.AsSpan(0, rows));
        for (var i = 0; i < rows; i++)
        {
            if (!Present(validity, start, i)) continue;
            BinaryPrimitives.WriteUInt128BigEndian(_packed.AsSpan(_cursors[i]), _wideCodes[i]);
            _cursors[i] += 16;
        }
    }

    private void PackBytes(IArrowArray column, int start, int rows)
    {
        var validity = column.Validity();
        var texts = new BytesColumn(column);
        for (var i = 0; i < rows; i++)
        {
            if (!Present(validity, start, i)) continue;
            var text = texts[start + i];
            var at = _cursors[i];
            for (int zero; (zero = text.IndexOf((byte)0)) >= 0; text = text[(zero + 1)..])
            {
                text[..(zero + 1)].CopyTo(_packed.AsSpan(at));
                _packed[at + zero + 1] = 0xFF;
                at += zero + 2;
            }

            text.CopyTo(_packed.AsSpan(at));
            at += text.Length;
            (_packed[at], _packed[at + 1]) = (0, 0);
            _cursors[i] = at + 2;
        }
    }

    private bool Present(ReadOnlySpan<byte> validity, int start, int row)
    {
        var present = ColumnAccess.IsValid(validity, start + row);
        _packed[_cursors[row]++] = present ? (byte)1 : (byte)0;
        return present;
    }

    /// <returns>Bytes of the key that the value took, its end included.</returns>
    private static int AppendBytes(ColumnBuilder builder, ReadOnlySpan<byte> key)
    {
        var end = key.IndexOf((byte)0);
        if (key[end + 1] == 0)
        {
            BytesBuilding.Append(builder, key[..end]);
            return end + 2;
        }

        var value = new List<byte>();
        for (var from = 0; ; from = end + 2)
        {
            end = from + key[from..].IndexOf((byte)0);
            value.AddRange(key[from..end]);
            if (key[end + 1] == 0) break;
            value.Add(0);
        }

        BytesBuilding.Append(builder, CollectionsMarshal.AsSpan(value));
        return end + 2;
    }
}
