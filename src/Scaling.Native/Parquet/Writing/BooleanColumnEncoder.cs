using Apache.Arrow;
using Scaling.Native.Datasets;
using Scaling.Native.Parquet.Encodings;
using Scaling.Native.Parquet.Metadata;
using Scaling.Native.Parquet.Statistics;

namespace Scaling.Native.Parquet.Writing;

/// <summary>Bits, which no dictionary can shorten.</summary>
internal sealed class BooleanColumnEncoder : ColumnEncoder
{
    private readonly ByteBuffer _bits = new();
    private int _count;

    internal override IReadOnlyList<Encoding> Encodings { get; } = [Encoding.Plain];

    internal override int PlainBytes => _bits.Length;

    internal override int DictionaryCount => 0;

    internal override long DictionaryBytes => 0;

    internal override int Gather(IArrowArray array, int start, int count, int bytes)
    {
        var source = array.Bits();
        var runs = new ValidRuns(array.Validity(), start, count);
        while (runs.MoveNext())
        {
            var added = (_count + runs.Length + 7) / 8 - _bits.Length;
            _bits.Reserve(added).Clear();
            _bits.Advance(added);
            BitPacking.CopyBits(source, runs.Start, _bits.Writable, _count, runs.Length);
            _count += runs.Length;
        }

        return count;
    }

    internal override void Write(Encoding encoding, ByteBuffer target) => target.Append(_bits.Written);

    internal override void AddTo(StatisticsCollector statistics) => statistics.Add(_bits.Written, _count);

    internal override void Clear()
    {
        _bits.Clear();
        _count = 0;
    }

    internal override void Reset() => Clear();

    internal override bool TryIndex(IArrowArray array, int start, int count, IndexBuffer indices) => false;

    internal override void WriteDictionary(ByteBuffer target) => throw new NotSupportedException("Booleans have no dictionary.");
}
