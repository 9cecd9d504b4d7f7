using System.Text;
using Apache.Arrow;

namespace Scaling.Native.Datasets;

/// <summary>Builds a column of repeating text: indices into the distinct values of the batch, in order of first appearance.</summary>
public sealed class CategoryColumnBuilder : ColumnBuilder
{
    private readonly FixedColumnBuilder<int> _indices = new(ColumnType.Int32);
    private readonly BytesColumnBuilder _values = new(ColumnType.String);
    private readonly Dictionary<string, int> _known = new(StringComparer.Ordinal);

    internal CategoryColumnBuilder() : base(ColumnType.Category)
    {
    }

    public override long ByteCount => _indices.ByteCount + _values.ByteCount;

    public void Append(ReadOnlySpan<char> value)
    {
        var lookup = _known.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!lookup.TryGetValue(value, out var index))
        {
            _values.Append(value);
            lookup[value] = index = _known.Count;
        }

        _indices.Append(index);
        MarkValid();
    }

    /// <param name="value">Valid UTF-8.</param>
    public void Append(ReadOnlySpan<byte> value)
    {
        const int OnStack = 512;
        var length = Encoding.UTF8.GetMaxCharCount(value.Length);
        var chars = length <= OnStack ? stackalloc char[OnStack] : new char[length];
        Append(chars[..Encoding.UTF8.GetChars(value, chars)]);
    }

    private protected override void AppendDefault() => _indices.Append(0);

    private protected override IArrowArray ViewArray(int count, int nullCount, ArrowBuffer validity)
    {
        // An all-null column has indices 0 and must have something there to point at.
        if (_values.Count == 0 && count > 0) _values.Append(ReadOnlySpan<byte>.Empty);
        var (indices, values) = (_indices.View(), _values.View());
        return new DictionaryArray(new ArrayData(Type.ToArrow(), count, nullCount, 0, [validity, indices.Data.Buffers[1]], null, values.Data));
    }

    private protected override void Release()
    {
        _indices.Build();
        _values.Build();
        _known.Clear();
    }

    // Values that nothing points at any more are no harm.
    private protected override void TruncateValues(int count) => _indices.Truncate(count);

    private protected override void ReturnValues() => Release();

    internal override void EnsureCapacity(int rows, long bytes) => _indices.EnsureCapacity(rows, bytes);

    private protected override void ClearValues()
    {
        _indices.Clear();
        _values.Clear();
        _known.Clear();
    }
}
