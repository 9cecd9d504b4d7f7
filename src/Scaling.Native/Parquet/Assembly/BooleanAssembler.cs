using Apache.Arrow;
using Scaling.Native.Datasets;
using Scaling.Native.Parquet.Encodings;
using Scaling.Native.Parquet.Metadata;

namespace Scaling.Native.Parquet.Assembly;

/// <summary>Columns of bits, PLAIN or RLE.</summary>
internal sealed class BooleanAssembler(ColumnType type) : ColumnAssembler(type)
{
    private byte[] _slots = [];
    private byte[] _dense = [];
    private ReadOnlyMemory<byte> _plain;
    private RleDecoder? _runs;
    private long _bit;

    internal override void StartChunk() => _runs = null;

    internal override void SetDictionary(ReadOnlyMemory<byte> page, int count) =>
        throw DecoderFactory.Unsupported(Encoding.RleDictionary, PhysicalType.Boolean);

    internal override void OpenPage(Encoding encoding, ReadOnlyMemory<byte> values)
    {
        (_plain, _bit, _runs) = (values, 0, null);
        if (encoding == Encoding.Rle) _runs = values.IsEmpty ? new(values, 1) : DecoderFactory.SizedRuns(values, 1, out _);
        else if (encoding != Encoding.Plain) throw DecoderFactory.Unsupported(encoding, PhysicalType.Boolean);
    }

    protected override void BeginValues(int capacity) => _slots = new byte[capacity / 8 + 9];

    protected override void AppendValues(int rows, int valid)
    {
        if (valid == rows)
        {
            Read(_slots, Count, rows);
            return;
        }

        _dense = new byte[valid / 8 + 9];
        Read(_dense, 0, valid);
        for (var (i, next) = (Count, 0); next < valid; i++)
        {
            if (!IsValid(i)) continue;
            if (ColumnAccess.IsSet(_dense, next)) _slots[i >> 3] |= (byte)(1 << (i & 7));
            next++;
        }
    }

    protected override void SkipValues(int count) => Read(new byte[count / 8 + 9], 0, count);

    protected override IArrowArray FinishArray(int count, int nullCount, ArrowBuffer validity) =>
        new BooleanArray(new ArrowBuffer(_slots.AsMemory(0, (count + 7) / 8)), validity, count, nullCount, 0);

    private void Read(byte[] target, int bit, int count)
    {
        if (_runs is not null)
        {
            _runs.ReadBits(target, bit, count);
            return;
        }

        if (_bit + count > _plain.Length * 8L) throw PageError.TooShort();
        BitPacking.CopyBits(_plain.Span, _bit, target, bit, count);
        _bit += count;
    }
}
