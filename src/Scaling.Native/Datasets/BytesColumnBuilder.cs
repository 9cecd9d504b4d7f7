using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using Apache.Arrow;
using Array = System.Array;

namespace Scaling.Native.Datasets;

/// <summary>Builds columns of values of any length: UTF-8 text or bytes.</summary>
public sealed class BytesColumnBuilder : ColumnBuilder
{
    private byte[] _offsets = [];
    private byte[] _bytes = [];
    private int _length;
    private (int Offsets, int Bytes) _last;

    internal BytesColumnBuilder(ColumnType type) : base(type)
    {
    }

    public override long ByteCount => _length + (long)Count * sizeof(int);

    /// <param name="value">The bytes; for a string column valid UTF-8.</param>
    /// <exception cref="OverflowException">The column of one batch would exceed 2 GiB.</exception>
    public void Append(ReadOnlySpan<byte> value)
    {
        value.CopyTo(Reserve(value.Length));
        Commit(value.Length);
    }

    /// <inheritdoc cref="Append(ReadOnlySpan{byte})"/>
    /// <exception cref="InvalidCastException">Half of a surrogate pair, which UTF-8 cannot hold.</exception>
    public void Append(ReadOnlySpan<char> value)
    {
        var room = Reserve(Encoding.UTF8.GetMaxByteCount(value.Length));
        if (Utf8.FromUtf16(value, room, out _, out var written, replaceInvalidSequences: false) != OperationStatus.Done)
            throw NotText(value);
        Commit(written);
    }

    internal static InvalidCastException NotText(ReadOnlySpan<char> value) =>
        new($"The text '{value}' holds half of a surrogate pair, which no text column can.");

    /// <summary>The bytes of a value appended since the last <see cref="ColumnBuilder.Build"/>.</summary>
    internal ReadOnlySpan<byte> ValueAt(int index)
    {
        var ends = MemoryMarshal.Cast<byte, int>(_offsets.AsSpan());
        return _bytes.AsSpan(ends[index]..ends[index + 1]);
    }

    /// <summary>Room for more values, to be written and then counted by <see cref="Commit(int, ulong, int)"/>.</summary>
    /// <param name="values">Values, whose ends in the column's bytes are to be written.</param>
    /// <param name="bytes">All their bytes; the room has at least as many.</param>
    /// <param name="ends">Gets the room for the ends.</param>
    /// <param name="length">Bytes of the column so far.</param>
    internal Span<byte> Reserve(int values, int bytes, out Span<int> ends, out int length)
    {
        length = _length;
        var room = Reserve(bytes);
        ReserveEnds(values);
        ends = MemoryMarshal.Cast<byte, int>(_offsets.AsSpan())[(Count + 1)..];
        return room;
    }

    /// <summary>Counts up to 64 values of the room; a bit that is not set makes a null.</summary>
    internal void Commit(int bytes, ulong valid, int values)
    {
        _length += bytes;
        Mark(valid, values);
    }

    private protected override void AppendDefault() => WriteEnd();

    private protected override IArrowArray ViewArray(int count, int nullCount, ArrowBuffer validity)
    {
        if (_offsets.Length == 0) GrowOffsets(sizeof(int));
        var offsets = new ArrowBuffer(_offsets.AsMemory(0, (count + 1) * sizeof(int)));
        var bytes = new ArrowBuffer(_bytes.AsMemory(0, _length));
        return ArrowArrayFactory.BuildArray(new ArrayData(Type.ToArrow(), count, nullCount, 0, [validity, offsets, bytes]));
    }

    internal override void Fit()
    {
        if (_offsets.Length > 0) _offsets = Fit(_offsets, (Count + 1) * sizeof(int));
        _bytes = Fit(_bytes, _length);
    }

    private protected override void Release()
    {
        _last = ((Count + 1) * sizeof(int), _length);
        (_offsets, _bytes, _length) = ([], [], 0);
    }

    private protected override void ClearValues() => _length = 0;

    private protected override void TruncateValues(int count) => _length = MemoryMarshal.Cast<byte, int>(_offsets.AsSpan())[count];

    private protected override void ReturnValues()
    {
        GiveBack(_offsets);
        GiveBack(_bytes);
        (_offsets, _bytes, _length) = ([], [], 0);
    }

    internal override void EnsureCapacity(int rows, long bytes)
    {
        bytes = Math.Min(bytes, Array.MaxLength);
        if (bytes > _bytes.Length) _bytes = Grow(_bytes, _length, (int)bytes);
        if ((rows + 1L) * sizeof(int) > _offsets.Length) GrowOffsets(checked((rows + 1) * sizeof(int)));
    }

    private void GrowOffsets(int bytes)
    {
        var isNew = _offsets.Length == 0;
        _offsets = Grow(_offsets, Math.Min(_offsets.Length, (Count + 1) * sizeof(int)), bytes);
        if (isNew) MemoryMarshal.Write(_offsets, 0);
    }

    private Span<byte> Reserve(int length)
    {
        var needed = checked(_length + length);
        if (needed > _bytes.Length)
        {
            var wanted = Math.Max(Math.Max(needed, 4096), Grown(_bytes.Length, _last.Bytes));
            _bytes = Grow(_bytes, _length, (int)Math.Min(Array.MaxLength, wanted));
        }

        return _bytes.AsSpan(_length);
    }

    private void Commit(int length)
    {
        _length += length;
        WriteEnd();
        MarkValid();
    }

    private void WriteEnd()
    {
        ReserveEnds(1);
        MemoryMarshal.Cast<byte, int>(_offsets.AsSpan())[Count + 1] = _length;
    }

    private void ReserveEnds(int values)
    {
        var needed = (Count + 1 + values) * sizeof(int);
        if (needed > _offsets.Length) GrowOffsets((int)Math.Min(Array.MaxLength, Math.Max(Math.Max(1024, needed), Grown(_offsets.Length, _last.Offsets))));
    }
}
