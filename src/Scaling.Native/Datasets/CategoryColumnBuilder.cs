using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using Apache.Arrow;

namespace Scaling.Native.Datasets;

/// <summary>Builds a column of repeating text: indices into the distinct values of the batch, in order of first appearance.</summary>
public sealed class CategoryColumnBuilder : ColumnBuilder
{
    private readonly FixedColumnBuilder<int> _indices = new(ColumnType.Int32);
    private readonly BytesColumnBuilder _values = new(ColumnType.String);
    private readonly CategoryIndex _known = new();

    internal CategoryColumnBuilder() : base(ColumnType.Category)
    {
    }

    public override long ByteCount => _indices.ByteCount + _values.ByteCount;

    /// <exception cref="InvalidCastException">Half of a surrogate pair, which UTF-8 cannot hold.</exception>
    public void Append(ReadOnlySpan<char> value)
    {
        const int OnStack = 512;
        var room = Encoding.UTF8.GetMaxByteCount(value.Length);
        var bytes = room <= OnStack ? stackalloc byte[OnStack] : new byte[room];
        if (Utf8.FromUtf16(value, bytes, out _, out var length, replaceInvalidSequences: false) != OperationStatus.Done)
            throw BytesColumnBuilder.NotText(value);
        Append(bytes[..length]);
    }

    /// <param name="value">Valid UTF-8.</param>
    public void Append(ReadOnlySpan<byte> value)
    {
        if (value.Length >= CategoryIndex.InlineLength)
        {
            _indices.Append(IndexOf(ref MemoryMarshal.GetReference(value), value.Length));
        }
        else
        {
            Span<byte> padded = stackalloc byte[CategoryIndex.InlineLength];
            value.CopyTo(padded);
            _indices.Append(IndexOf(ref MemoryMarshal.GetReference(padded), value.Length));
        }

        MarkValid();
    }

    /// <summary>The index of a value, which is added where it is new.</summary>
    /// <param name="value">Valid UTF-8, of which <see cref="CategoryIndex.InlineLength"/> bytes are readable.</param>
    /// <param name="length">The value's bytes.</param>
    internal int IndexOf(ref byte value, int length)
    {
        var index = _known.Find(ref value, length, _values);
        if (index == _values.Count) _values.Append(MemoryMarshal.CreateReadOnlySpan(ref value, length));
        return index;
    }

    /// <summary>Room for more indices, to be written and then counted by <see cref="Commit"/>.</summary>
    internal Span<int> Reserve(int values) => _indices.Reserve(values);

    /// <summary>Counts up to 64 indices of the room; a bit that is not set makes a null.</summary>
    internal void Commit(ulong valid, int values)
    {
        _indices.Commit(values == 64 ? ulong.MaxValue : (1UL << values) - 1, values);
        Mark(valid, values);
    }

    private protected override void AppendDefault() => _indices.Append(0);

    private protected override IArrowArray ViewArray(int count, int nullCount, ArrowBuffer validity)
    {
        // An all-null column has indices 0 and must have something there to point at.
        if (_values.Count == 0 && count > 0) _values.Append(ReadOnlySpan<byte>.Empty);
        var (indices, values) = (_indices.View(), _values.View());
        return new DictionaryArray(new ArrayData(Type.ToArrow(), count, nullCount, 0, [validity, indices.Data.Buffers[1]], null, values.Data));
    }

    internal override void Fit()
    {
        _indices.Fit();
        _values.Fit();
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
