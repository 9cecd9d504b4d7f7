using Apache.Arrow;
using Scaling.Native.Datasets;
using Scaling.Native.Parquet.Encodings;
using Scaling.Native.Parquet.Metadata;
using Scaling.Native.Parquet.Statistics;

namespace Scaling.Native.Parquet.Writing;

/// <summary>Text and bytes of any length.</summary>
internal sealed class BytesColumnEncoder : ColumnEncoder
{
    private readonly BytesDictionaryBuilder _dictionary = new();
    private readonly BytesPage _page = new();

    internal override IReadOnlyList<Encoding> Encodings => BytesPage.Encodings;

    internal override int PlainBytes => _page.PlainBytes;

    internal override int DictionaryCount => _dictionary.Count;

    internal override long DictionaryBytes => _dictionary.Page.Length;

    internal override int Gather(IArrowArray array, int start, int count, int bytes)
    {
        var offsets = array.Offsets();
        count = RowsFitting(offsets, start, count, bytes - PlainBytes);
        var values = array.Bytes();
        var runs = new ValidRuns(array.Validity(), start, count);
        while (runs.MoveNext()) _page.Add(offsets.Slice(runs.Start, runs.Length + 1), values);
        return count;
    }

    internal override void Write(Encoding encoding, ByteBuffer target) => _page.Write(encoding, target);

    internal override void AddTo(StatisticsCollector statistics) => _page.AddTo(statistics);

    internal override void Clear() => _page.Clear();

    internal override void Reset()
    {
        _page.Clear();
        _dictionary.Clear();
    }

    internal override bool TryIndex(IArrowArray array, int start, int count, IndexBuffer indices)
    {
        var offsets = array.Offsets();
        var bytes = array.Bytes();
        var slots = indices.Extend(CountValid(array, start, count));
        var runs = new ValidRuns(array.Validity(), start, count);
        while (runs.MoveNext())
        {
            if (!_dictionary.TryIndex(offsets.Slice(runs.Start, runs.Length + 1), bytes, slots)) return false;
            slots = slots[runs.Length..];
        }

        return !_dictionary.IsFull;
    }

    internal override void WriteDictionary(ByteBuffer target) => target.Append(_dictionary.Page);

    private static int RowsFitting(ReadOnlySpan<int> offsets, int start, int count, int bytes)
    {
        // Offsets ascend, so the answer is searched for, not counted up to.
        var (least, most) = (1, count);
        while (least < most)
        {
            var middle = least + (most - least + 1) / 2;
            if (offsets[start + middle] - offsets[start] + (long)middle * sizeof(int) <= bytes) least = middle;
            else most = middle - 1;
        }

        return least;
    }
}
