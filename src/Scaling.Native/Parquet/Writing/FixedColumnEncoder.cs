using System.Runtime.InteropServices;
using Apache.Arrow;
using Scaling.Native.Datasets;
using Scaling.Native.Parquet.Encodings;
using Scaling.Native.Parquet.Metadata;
using Scaling.Native.Parquet.Statistics;

namespace Scaling.Native.Parquet.Writing;

/// <summary>Columns of a fixed width, by their stored bits: two NaNs of different bits are two values.</summary>
internal sealed class FixedColumnEncoder<TValue>(PlainForm<TValue> form, PhysicalType type) : ColumnEncoder
    where TValue : unmanaged, IEquatable<TValue>
{
    private readonly FixedDictionaryBuilder<TValue> _dictionary = new();
    private readonly ByteBuffer _page = new();

    internal override IReadOnlyList<Encoding> Encodings { get; } = type switch
    {
        PhysicalType.Int32 or PhysicalType.Int64 => [Encoding.Plain, Encoding.DeltaBinaryPacked],
        PhysicalType.Float or PhysicalType.Double => [Encoding.Plain, Encoding.ByteStreamSplit],
        _ => [Encoding.Plain],
    };

    internal override int PlainBytes => _page.Length;

    internal override int DictionaryCount => _dictionary.Count;

    internal override long DictionaryBytes => (long)_dictionary.Count * form.Width;

    internal override int Gather(IArrowArray array, int start, int count, int bytes)
    {
        count = Math.Clamp((bytes - PlainBytes) / form.Width, 1, count);
        var values = array.Values<TValue>();
        var runs = new ValidRuns(array.Validity(), start, count);
        while (runs.MoveNext()) Append(values.Slice(runs.Start, runs.Length), _page);
        return count;
    }

    internal override void Write(Encoding encoding, ByteBuffer target)
    {
        switch (encoding)
        {
            case Encoding.ByteStreamSplit: StreamSplitEncoder.Write(target, _page.Written, form.Width); break;
            case Encoding.DeltaBinaryPacked when type == PhysicalType.Int32:
                DeltaBinaryEncoder.Write(target, MemoryMarshal.Cast<byte, int>(_page.Written));
                break;
            case Encoding.DeltaBinaryPacked: DeltaBinaryEncoder.Write(target, MemoryMarshal.Cast<byte, long>(_page.Written)); break;
            default: target.Append(_page.Written); break;
        }
    }

    internal override void AddTo(StatisticsCollector statistics) => statistics.Add(_page.Written, _page.Length / form.Width);

    internal override void Clear() => _page.Clear();

    internal override void Reset()
    {
        _page.Clear();
        _dictionary.Clear();
    }

    internal override bool TryIndex(IArrowArray array, int start, int count, IndexBuffer indices)
    {
        var values = array.Values<TValue>();
        var slots = indices.Extend(CountValid(array, start, count));
        var runs = new ValidRuns(array.Validity(), start, count);
        while (runs.MoveNext())
        {
            _dictionary.Index(values.Slice(runs.Start, runs.Length), slots);
            slots = slots[runs.Length..];
        }

        return DictionaryBytes <= LargestDictionary && !_dictionary.IsFull;
    }

    internal override void WriteDictionary(ByteBuffer target) => Append(_dictionary.Values, target);

    private void Append(ReadOnlySpan<TValue> values, ByteBuffer target)
    {
        var bytes = values.Length * form.Width;
        form.Write(values, target.Reserve(bytes));
        target.Advance(bytes);
    }
}
