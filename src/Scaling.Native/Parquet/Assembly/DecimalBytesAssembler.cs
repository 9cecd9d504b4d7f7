using System.Runtime.InteropServices;
using Apache.Arrow;
using Scaling.Native.Datasets;
using Scaling.Native.Parquet.Encodings;
using Scaling.Native.Parquet.Metadata;

namespace Scaling.Native.Parquet.Assembly;

/// <summary>Decimals stored as bytes: two's complement, the most significant byte first.</summary>
internal sealed class DecimalBytesAssembler(ColumnType type, int? width) : ColumnAssembler(type)
{
    private const int Width = 16;
    private readonly BytesSource _source = new(width);
    private readonly ByteBuffer _bytes = new();
    private byte[] _slots = [];
    private int[] _lengths = [];

    internal override int LongestDictionaryValue => _source.LongestDictionaryValue;

    internal override void StartChunk() => _source.StartChunk();

    internal override void SetDictionary(ReadOnlyMemory<byte> page, int count) => _source.SetDictionary(page, count);

    internal override void OpenPage(Encoding encoding, ReadOnlyMemory<byte> values) => _source.OpenPage(encoding, values);

    protected override void BeginValues(int capacity) => _slots = new byte[capacity * Width];

    protected override void AppendValues(int rows, int valid)
    {
        if (_lengths.Length < valid) _lengths = new int[Math.Max(valid, 1024)];
        var lengths = _lengths.AsSpan(0, valid);
        _bytes.Clear();
        _source.Values.Read(lengths, _bytes);
        var slots = MemoryMarshal.Cast<byte, Int128>(_slots.AsSpan()).Slice(Count, rows);
        var bytes = _bytes.Written;
        var next = 0;
        for (var i = 0; next < valid; i++)
        {
            if (valid != rows && !IsValid(Count + i)) continue;
            var length = lengths[next++];
            slots[i] = ToInt128(bytes[..length]);
            bytes = bytes[length..];
        }
    }

    protected override void SkipValues(int count)
    {
        if (_lengths.Length < count) _lengths = new int[Math.Max(count, 1024)];
        _bytes.Clear();
        _source.Values.Read(_lengths.AsSpan(0, count), _bytes);
    }

    protected override IArrowArray FinishArray(int count, int nullCount, ArrowBuffer validity) =>
        Make(count, nullCount, validity, new ArrowBuffer(_slots.AsMemory(0, count * Width)));

    /// <exception cref="DatasetException"><see cref="DatasetError.ValueOverflow"/>: more than 128 bits.</exception>
    internal static Int128 ToInt128(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) throw PageError.Damaged("a decimal has no bytes");
        var sign = (byte)((sbyte)bytes[0] >> 7);
        while (bytes.Length > Width)
        {
            if (bytes[0] != sign || (sbyte)bytes[1] >> 7 != (sbyte)sign)
                throw new DatasetException(DatasetError.ValueOverflow, "A decimal has more than the 38 digits that are read.");
            bytes = bytes[1..];
        }

        Int128 value = (sbyte)sign;
        foreach (var b in bytes) value = value << 8 | b;
        return value;
    }
}
