using System.Runtime.InteropServices;
using Apache.Arrow;
using Scaling.Native.Datasets;
using Scaling.Native.Parquet.Encodings;
using Scaling.Native.Parquet.Metadata;

namespace Scaling.Native.Parquet.Assembly;

/// <summary>Columns whose stored values and slots both have a fixed width.</summary>
internal sealed class FixedAssembler<TStored, TValue, TConversion>(ColumnType type, PhysicalType physical) : ColumnAssembler(type)
    where TStored : unmanaged
    where TValue : unmanaged
    where TConversion : struct, IConversion<TStored, TValue>
{
    private TStored[] _dense = [];
    private byte[] _slots = [];
    private FixedDictionary? _dictionary;
    private FixedDecoder? _values;

    private static unsafe int Width => sizeof(TStored);

    internal override void StartChunk() => (_dictionary, _values) = (null, null);

    internal override void SetDictionary(ReadOnlyMemory<byte> page, int count)
    {
        if ((long)count * Width > page.Length) throw PageError.TooShort();
        _dictionary = new(page[..(count * Width)].ToArray(), Width);
    }

    internal override void OpenPage(Encoding encoding, ReadOnlyMemory<byte> values) =>
        _values = DecoderFactory.Fixed(encoding, values, physical, Width, _dictionary);

    protected override unsafe void BeginValues(int capacity) => _slots = new byte[capacity * sizeof(TValue)];

    protected override void AppendValues(int rows, int valid)
    {
        var slots = MemoryMarshal.Cast<byte, TValue>(_slots.AsSpan()).Slice(Count, rows);
        if (typeof(TConversion) == typeof(Same<TStored>) && valid == rows)
        {
            _values!.Read(MemoryMarshal.AsBytes(slots));
            return;
        }

        if (_dense.Length < valid) _dense = new TStored[Math.Max(valid, 1024)];
        var dense = _dense.AsSpan(0, valid);
        _values!.Read(MemoryMarshal.AsBytes(dense));
        if (valid == rows)
        {
            for (var i = 0; i < slots.Length; i++) slots[i] = TConversion.Convert(dense[i]);
        }
        else
        {
            var runs = new ValidRuns(Validity, Count, rows);
            while (runs.MoveNext())
            {
                var run = slots.Slice(runs.Start - Count, runs.Length);
                var values = dense[..runs.Length];
                if (typeof(TConversion) == typeof(Same<TStored>)) values.CopyTo(MemoryMarshal.Cast<TValue, TStored>(run));
                else for (var i = 0; i < run.Length; i++) run[i] = TConversion.Convert(values[i]);
                dense = dense[runs.Length..];
            }
        }
    }

    protected override void SkipValues(int count)
    {
        if (_dense.Length < count) _dense = new TStored[Math.Max(count, 1024)];
        _values!.Read(MemoryMarshal.AsBytes(_dense.AsSpan(0, count)));
    }

    protected override unsafe IArrowArray FinishArray(int count, int nullCount, ArrowBuffer validity) =>
        Make(count, nullCount, validity, new ArrowBuffer(_slots.AsMemory(0, count * sizeof(TValue))));
}
