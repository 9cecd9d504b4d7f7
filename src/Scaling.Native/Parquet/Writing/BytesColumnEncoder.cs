using Apache.Arrow;
using Scaling.Native.Datasets;
using Scaling.Native.Parquet.Encodings;

namespace Scaling.Native.Parquet.Writing;

/// <summary>Text and bytes of any length.</summary>
internal sealed class BytesColumnEncoder : ColumnEncoder
{
    private readonly BytesDictionaryBuilder _dictionary = new();

    internal override int DictionaryCount => _dictionary.Count;

    internal override void WritePlain(IArrowArray array, int start, int count, ByteBuffer target, int valuesInPage)
    {
        var validity = array.Validity();
        var offsets = array.Offsets();
        var bytes = array.Bytes();
        for (var i = start; i < start + count; i++)
        {
            if (!ColumnAccess.IsValid(validity, i)) continue;
            target.Append(offsets[i + 1] - offsets[i]);
            target.Append(bytes[offsets[i]..offsets[i + 1]]);
        }
    }

    internal override bool TryIndex(IArrowArray array, int start, int count, IndexBuffer indices)
    {
        var validity = array.Validity();
        var offsets = array.Offsets();
        var bytes = array.Bytes();
        var slots = indices.Extend(CountValid(array, start, count));
        var next = 0;
        for (var i = start; i < start + count; i++)
        {
            if (!ColumnAccess.IsValid(validity, i)) continue;
            var value = bytes[offsets[i]..offsets[i + 1]];
            // Before the value, not after the slice: one value may be larger than a dictionary should be.
            if (_dictionary.Page.Length + (long)value.Length > LargestDictionary) return false;
            slots[next++] = _dictionary.GetOrAdd(value);
            IndexedPlainBytes += sizeof(int) + value.Length;
        }

        return Pays(_dictionary.Count, indices.Count, _dictionary.Page.Length);
    }

    internal override void WriteDictionary(ByteBuffer target) => target.Append(_dictionary.Page);

    internal override int RowsFitting(IArrowArray array, int start, int count, int bytes)
    {
        var offsets = array.Offsets();
        var rows = 1;
        while (rows < count && offsets[start + rows + 1] - offsets[start] + (rows + 1L) * sizeof(int) <= bytes) rows++;
        return rows;
    }
}
