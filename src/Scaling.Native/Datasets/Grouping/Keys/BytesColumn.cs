using Apache.Arrow;

namespace Scaling.Native.Datasets.Grouping.Keys;

/// <summary>Text or bytes of a string, category or binary column by row.</summary>
internal readonly ref struct BytesColumn
{
    private readonly ReadOnlySpan<byte> _validity;
    private readonly ReadOnlySpan<int> _indices;
    private readonly ReadOnlySpan<int> _offsets;
    private readonly ReadOnlySpan<byte> _bytes;

    internal BytesColumn(IArrowArray column)
    {
        _validity = column.Validity();
        var values = column;
        if (column is DictionaryArray dictionary)
        {
            _indices = column.Values<int>();
            values = dictionary.Dictionary;
        }

        _offsets = values.Offsets();
        _bytes = values.Bytes();
    }

    internal ReadOnlySpan<byte> this[int row]
    {
        get
        {
            var value = _indices.IsEmpty ? row : _indices[row];
            return _bytes[_offsets[value].._offsets[value + 1]];
        }
    }

    internal bool IsValid(int row) => ColumnAccess.IsValid(_validity, row);

    /// <summary>Bytes of these rows after one another.</summary>
    internal long Length(int start, int rows)
    {
        if (_indices.IsEmpty) return _offsets[start + rows] - _offsets[start];
        var length = 0L;
        foreach (var value in _indices.Slice(start, rows)) length += _offsets[value + 1] - _offsets[value];
        return length;
    }
}
