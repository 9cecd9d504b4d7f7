using Apache.Arrow;
using Scaling.Native.Datasets;
using Scaling.Native.Parquet.Encodings;

namespace Scaling.Native.Parquet.Writing;

/// <summary>Columns of a fixed width, by their stored bits: two NaNs of different bits are two values.</summary>
internal sealed class FixedColumnEncoder<TValue>(PlainForm<TValue> form) : ColumnEncoder where TValue : unmanaged, IEquatable<TValue>
{
    private readonly FixedDictionaryBuilder<TValue> _dictionary = new();
    private TValue[] _dense = [];

    internal override int DictionaryCount => _dictionary.Count;

    internal override void WritePlain(IArrowArray array, int start, int count, ByteBuffer target, int valuesInPage)
    {
        var values = Dense(array, start, count);
        var bytes = values.Length * form.Width;
        form.Write(values, target.Reserve(bytes));
        target.Advance(bytes);
    }

    internal override bool TryIndex(IArrowArray array, int start, int count, IndexBuffer indices)
    {
        var values = Dense(array, start, count);
        var slots = indices.Extend(values.Length);
        for (var i = 0; i < slots.Length; i++) slots[i] = _dictionary.GetOrAdd(values[i]);
        IndexedPlainBytes += (long)values.Length * form.Width;
        return Pays(_dictionary.Count, indices.Count, (long)_dictionary.Count * form.Width);
    }

    internal override void WriteDictionary(ByteBuffer target)
    {
        var bytes = _dictionary.Count * form.Width;
        form.Write(_dictionary.Values, target.Reserve(bytes));
        target.Advance(bytes);
    }

    private ReadOnlySpan<TValue> Dense(IArrowArray array, int start, int count)
    {
        var values = array.Values<TValue>().Slice(start, count);
        var validity = array.Validity();
        if (validity.IsEmpty) return values;
        if (_dense.Length < count) _dense = new TValue[count];
        var valid = 0;
        for (var i = 0; i < values.Length; i++)
        {
            _dense[valid] = values[i];
            if (ColumnAccess.IsSet(validity, start + i)) valid++;
        }

        return _dense.AsSpan(0, valid);
    }
}
