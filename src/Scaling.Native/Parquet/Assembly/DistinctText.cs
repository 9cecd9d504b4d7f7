using System.Text;
using Apache.Arrow;
using Scaling.Native.Datasets;

namespace Scaling.Native.Parquet.Assembly;

/// <summary>Distinct texts in the order they came, as the dictionary of a category column.</summary>
internal sealed class DistinctText
{
    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);
    private readonly List<string> _values = [];
    private IArrowArray? _array;

    /// <summary>An array was made of it, so it must not change any more.</summary>
    internal bool IsShared => _array is not null;

    /// <summary>The place of a value, which is added where it is new.</summary>
    internal int Add(ReadOnlySpan<byte> value)
    {
        var text = Encoding.UTF8.GetString(value);
        if (_index.TryGetValue(text, out var index)) return index;
        _index.Add(text, index = _values.Count);
        _values.Add(text);
        return index;
    }

    internal DistinctText Copy()
    {
        var copy = new DistinctText();
        foreach (var value in _values)
        {
            copy._index.Add(value, copy._values.Count);
            copy._values.Add(value);
        }

        return copy;
    }

    /// <summary>The values; made once.</summary>
    /// <param name="isPointedAt">There are rows: then even nulls must find a value at index 0.</param>
    internal IArrowArray ToArray(bool isPointedAt)
    {
        if (_array is not null) return _array;
        var builder = (BytesColumnBuilder)ColumnBuilder.Create(ColumnType.String);
        foreach (var value in _values) builder.Append(value.AsSpan());
        if (_values.Count == 0 && isPointedAt) builder.Append(ReadOnlySpan<byte>.Empty);
        return _array = builder.Build();
    }
}
