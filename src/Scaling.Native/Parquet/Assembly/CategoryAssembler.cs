using System.Runtime.InteropServices;
using Apache.Arrow;
using Scaling.Native.Datasets;
using Scaling.Native.Parquet.Encodings;
using Scaling.Native.Parquet.Metadata;

namespace Scaling.Native.Parquet.Assembly;

/// <summary>
/// Categories: indices into distinct values. Where a batch comes from one dictionary page its array is shared by all such batches;
/// where it spans several, or plain pages, the distinct values are gathered anew.
/// </summary>
internal sealed class CategoryAssembler(ColumnType type) : ColumnAssembler(type)
{
    private readonly BytesSource _source = new(null);
    private readonly ByteBuffer _bytes = new();
    private DistinctText? _chunkValues;
    private DistinctText _values = new();
    private int[] _chunkIndex = [];
    private int[]? _translation;
    private byte[] _slots = [];
    private int[] _dense = [];

    internal override int LongestDictionaryValue => 0;

    internal override void StartChunk()
    {
        _source.StartChunk();
        (_chunkValues, _translation) = (null, null);
    }

    internal override void SetDictionary(ReadOnlyMemory<byte> page, int count)
    {
        _source.SetDictionary(page, count);
        var dictionary = _source.Dictionary!;
        Utf8Text.Check(dictionary.Bytes, dictionary.Offsets);
        // A dictionary page may hold a value twice; a category's values are distinct.
        (_chunkValues, _chunkIndex) = (new(), new int[count]);
        for (var i = 0; i < count; i++) _chunkIndex[i] = _chunkValues.Add(dictionary[i]);
    }

    internal override void OpenPage(Encoding encoding, ReadOnlyMemory<byte> values) => _source.OpenPage(encoding, values);

    protected override void BeginValues(int capacity)
    {
        _slots = new byte[capacity * sizeof(int)];
        (_values, _translation) = (_chunkValues ?? new(), _chunkValues is null ? null : _chunkIndex);
    }

    protected override void AppendValues(int rows, int valid)
    {
        if (_dense.Length < valid) _dense = new int[Math.Max(valid, 1024)];
        var dense = _dense.AsSpan(0, valid);
        if (_source.Values is DictionaryBytesDecoder dictionary) ReadTranslated(dictionary, dense);
        else ReadPlain(dense);
        var slots = MemoryMarshal.Cast<byte, int>(_slots.AsSpan()).Slice(Count, rows);
        if (valid == rows) dense.CopyTo(slots);
        else
            for (var (i, next) = (0, 0); next < valid; i++)
                if (IsValid(Count + i)) slots[i] = dense[next++];
    }

    protected override void SkipValues(int count)
    {
        if (_dense.Length < count) _dense = new int[Math.Max(count, 1024)];
        var dense = _dense.AsSpan(0, count);
        if (_source.Values is DictionaryBytesDecoder dictionary)
        {
            dictionary.ReadIndices(dense);
            return;
        }

        _bytes.Clear();
        _source.Values.Read(dense, _bytes);
    }

    protected override IArrowArray FinishArray(int count, int nullCount, ArrowBuffer validity)
    {
        var indices = new ArrowBuffer(_slots.AsMemory(0, count * sizeof(int)));
        var values = _values.ToArray(isPointedAt: count > 0);
        return new DictionaryArray(new ArrayData(Type.ToArrow(), count, nullCount, 0, [validity, indices], null, values.Data));
    }

    private void ReadTranslated(DictionaryBytesDecoder source, Span<int> target)
    {
        source.ReadIndices(target);
        if (target.IsEmpty) return;
        if (_translation is null)
        {
            Unshare();
            _translation = new int[source.Dictionary.Count];
            for (var i = 0; i < _translation.Length; i++) _translation[i] = _values.Add(source.Dictionary[i]);
        }

        foreach (ref var slot in target) slot = _translation[slot];
    }

    private void ReadPlain(Span<int> target)
    {
        _bytes.Clear();
        _source.Values.Read(target, _bytes);
        if (target.IsEmpty) return;
        Unshare();
        var bytes = _bytes.Written;
        foreach (ref var slot in target)
        {
            var value = bytes[..slot];
            bytes = bytes[slot..];
            Utf8Text.Check(value, []);
            slot = _values.Add(value);
        }
    }

    // Other batches hold the chunk's values: what is added for this one goes into a copy that begins alike.
    private void Unshare()
    {
        if (ReferenceEquals(_values, _chunkValues) || _values.IsShared) _values = _values.Copy();
    }
}
