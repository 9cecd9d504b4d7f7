using Apache.Arrow;
using Scaling.Native.Datasets;
using Scaling.Native.Parquet.Encodings;
using Scaling.Native.Parquet.Metadata;
using Scaling.Native.Parquet.Statistics;

namespace Scaling.Native.Parquet.Writing;

/// <summary>Categories: each batch's dictionary is translated once to the column chunk's.</summary>
internal sealed class CategoryColumnEncoder : ColumnEncoder
{
    private const int Unknown = -1;
    private readonly BytesDictionaryBuilder _dictionary = new();
    private readonly BytesPage _page = new();
    private IArrowArray? _values;
    private int[] _translation = [];

    internal override IReadOnlyList<Encoding> Encodings => BytesPage.Encodings;

    internal override int PlainBytes => _page.PlainBytes;

    internal override int DictionaryCount => _dictionary.Count;

    internal override long DictionaryBytes => _dictionary.Page.Length;

    internal override int Gather(IArrowArray array, int start, int count, int bytes)
    {
        var validity = array.Validity();
        var indices = array.Values<int>();
        var values = ((DictionaryArray)array).Dictionary;
        var rows = 0;
        for (; rows < count && (rows == 0 || PlainBytes < bytes); rows++)
            if (ColumnAccess.IsValid(validity, start + rows)) _page.Add(ColumnValue.Slice(values, indices[start + rows]));
        return rows;
    }

    internal override void Write(Encoding encoding, ByteBuffer target) => _page.Write(encoding, target);

    internal override void AddTo(StatisticsCollector statistics) => _page.AddTo(statistics);

    internal override void Clear() => _page.Clear();

    internal override void Reset()
    {
        _page.Clear();
        _dictionary.Clear();
        _values = null;
    }

    internal override bool TryIndex(IArrowArray array, int start, int count, IndexBuffer indices)
    {
        var values = ((DictionaryArray)array).Dictionary;
        if (!ReferenceEquals(values.Data, _values?.Data))
        {
            _values = values;
            _translation = new int[values.Length];
            _translation.AsSpan().Fill(Unknown);
        }

        var source = array.Values<int>();
        var slots = indices.Extend(CountValid(array, start, count));
        var runs = new ValidRuns(array.Validity(), start, count);
        while (runs.MoveNext())
        {
            if (!TryTranslate(values, source.Slice(runs.Start, runs.Length), slots)) return false;
            slots = slots[runs.Length..];
        }

        return !_dictionary.IsFull;
    }

    internal override void WriteDictionary(ByteBuffer target) => target.Append(_dictionary.Page);

    private bool TryTranslate(IArrowArray values, ReadOnlySpan<int> source, Span<int> slots)
    {
        var translation = _translation;
        for (var i = 0; i < source.Length; i++)
        {
            ref var known = ref translation[source[i]];
            if (known == Unknown)
            {
                var value = ColumnValue.Slice(values, source[i]);
                if (_dictionary.Page.Length + (long)value.Length > LargestDictionary) return false;
                known = _dictionary.GetOrAdd(value);
            }

            slots[i] = known;
        }

        return true;
    }
}
