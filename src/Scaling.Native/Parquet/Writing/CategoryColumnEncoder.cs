using Apache.Arrow;
using Scaling.Native.Datasets;
using Scaling.Native.Parquet.Encodings;

namespace Scaling.Native.Parquet.Writing;

/// <summary>Categories: each batch's dictionary is translated once to the column chunk's.</summary>
internal sealed class CategoryColumnEncoder : ColumnEncoder
{
    private readonly BytesDictionaryBuilder _dictionary = new();
    private IArrowArray? _values;
    private int[] _translation = [];

    internal override int DictionaryCount => _dictionary.Count;

    internal override void WritePlain(IArrowArray array, int start, int count, ByteBuffer target, int valuesInPage)
    {
        var validity = array.Validity();
        var indices = array.Values<int>();
        var values = ((DictionaryArray)array).Dictionary;
        for (var i = start; i < start + count; i++)
        {
            if (!ColumnAccess.IsValid(validity, i)) continue;
            var value = ColumnValue.Slice(values, indices[i]);
            target.Append(value.Length);
            target.Append(value);
        }
    }

    internal override bool TryIndex(IArrowArray array, int start, int count, IndexBuffer indices)
    {
        const int Unknown = -1;
        var values = ((DictionaryArray)array).Dictionary;
        if (!ReferenceEquals(values.Data, _values?.Data))
        {
            _values = values;
            _translation = new int[values.Length];
            _translation.AsSpan().Fill(Unknown);
        }

        var validity = array.Validity();
        var source = array.Values<int>();
        var offsets = values.Offsets();
        var slots = indices.Extend(CountValid(array, start, count));
        var next = 0;
        for (var i = start; i < start + count; i++)
        {
            if (!ColumnAccess.IsValid(validity, i)) continue;
            var index = source[i];
            var length = offsets[index + 1] - offsets[index];
            IndexedPlainBytes += sizeof(int) + length;
            ref var known = ref _translation[index];
            if (known == Unknown)
            {
                if (_dictionary.Page.Length + (long)length > LargestDictionary) return false;
                known = _dictionary.GetOrAdd(ColumnValue.Slice(values, index));
            }

            slots[next++] = known;
        }

        return Pays(_dictionary.Count, indices.Count, _dictionary.Page.Length);
    }

    internal override void WriteDictionary(ByteBuffer target) => target.Append(_dictionary.Page);

    internal override int RowsFitting(IArrowArray array, int start, int count, int bytes)
    {
        var validity = array.Validity();
        var indices = array.Values<int>();
        var offsets = ((DictionaryArray)array).Dictionary.Offsets();
        var (rows, total) = (0, 0L);
        for (; rows < count && total < bytes; rows++)
        {
            if (!ColumnAccess.IsValid(validity, start + rows)) continue;
            var index = indices[start + rows];
            total += sizeof(int) + offsets[index + 1] - offsets[index];
        }

        return rows;
    }
}
