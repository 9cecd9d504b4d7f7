using System.Buffers.Binary;
using Apache.Arrow;

namespace Scaling.Native.Datasets.Grouping.Keys;

/// <summary>Keys of up to 128 bits: for each column, a bit that is 0 for null, then the value's code.</summary>
internal sealed class PackedGroupKeys : GroupKeys
{
    private readonly ColumnType[] _types;
    private readonly int _bytes;
    private readonly UInt128[] _packed;
    private readonly ulong[] _codes;
    private readonly byte[] _sorted = new byte[16];
    private PackedKeyTable _table = new();

    internal PackedGroupKeys(IReadOnlyList<ColumnType> types, int sliceRows, MemoryBudget budget)
    {
        _types = [.. types];
        _bytes = (_types.Sum(t => OrderedCode.Width(t) + 1) + 7) / 8;
        (_packed, _codes) = (new UInt128[sliceRows], new ulong[sliceRows]);
        budget.Take(24L * sliceRows);
    }

    internal override int Count => _table.Count;

    internal override int Capacity => _table.Capacity;

    internal override int BytesPerKey => PackedKeyTable.BytesPerKey + sizeof(int);

    internal override int Encode(ReadOnlySpan<IArrowArray> columns, int start, int rows)
    {
        var packed = _packed.AsSpan(0, rows);
        var codes = _codes.AsSpan(0, rows);
        packed.Clear();
        for (var c = 0; c < columns.Length; c++)
        {
            var width = OrderedCode.Width(_types[c]);
            var validity = columns[c].Validity();
            var present = UInt128.One << width;
            OrderedCode.Encode(columns[c], _types[c], start, codes);
            for (var i = 0; i < packed.Length; i++)
            {
                var shifted = packed[i] << width + 1;
                packed[i] = ColumnAccess.IsValid(validity, start + i) ? shifted | present | codes[i] : shifted;
            }
        }

        return rows;
    }

    internal override int Resolve(int offset, Span<int> numbers) => _table.Resolve(_packed.AsSpan(offset), numbers);

    internal override bool TryMakeRoom(int offset) => true;

    internal override void Grow(int capacity) => _table.Grow(capacity);

    internal override int[] Sort()
    {
        var order = new int[_table.Count];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        _table.Sort(order);
        return order;
    }

    internal override ReadOnlySpan<byte> Sorted(int place)
    {
        BinaryPrimitives.WriteUInt128BigEndian(_sorted, _table.Keys[place]);
        return _sorted.AsSpan(16 - _bytes);
    }

    internal override void Append(ReadOnlySpan<byte> key, ReadOnlySpan<ColumnBuilder> builders)
    {
        var rest = UInt128.Zero;
        foreach (var b in key) rest = rest << 8 | b;
        for (var c = builders.Length - 1; c >= 0; c--)
        {
            var width = OrderedCode.Width(_types[c]);
            if ((rest >> width & UInt128.One) == 0) builders[c].AppendNull();
            else OrderedCode.Append(builders[c], rest & (UInt128.One << width) - 1);
            rest >>= width + 1;
        }
    }

    internal override void Clear() => _table = new();
}
