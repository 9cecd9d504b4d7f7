using System.Runtime.InteropServices;
using Apache.Arrow;
using Scaling.Native.Datasets;
using Scaling.Native.Parquet.Encodings;
using Scaling.Native.Parquet.Metadata;

namespace Scaling.Native.Parquet.Assembly;

/// <summary>Columns of text or bytes. A width says that the stored values all have it and no length of their own.</summary>
internal sealed class BytesAssembler(ColumnType type, int? width) : ColumnAssembler(type)
{
    private readonly BytesSource _source = new(width);
    private readonly ByteBuffer _bytes = new();
    private byte[] _offsets = [];
    private int[] _lengths = [];
    private int _lastLength;
    private bool _isChecked;

    internal override int LongestDictionaryValue => _source.LongestDictionaryValue;

    internal override void StartChunk() => _source.StartChunk();

    internal override void SetDictionary(ReadOnlyMemory<byte> page, int count)
    {
        _source.SetDictionary(page, count);
        if (Type.Kind == ColumnKind.String && _source.Dictionary is { } dictionary) Utf8Text.Check(dictionary.Bytes, dictionary.Offsets);
    }

    internal override void OpenPage(Encoding encoding, ReadOnlyMemory<byte> values) => _source.OpenPage(encoding, values);

    protected override void BeginValues(int capacity)
    {
        _offsets = new byte[(capacity + 1) * sizeof(int)];
        _bytes.Clear();
        // The next batch is about as long as the last one: growing would copy it several times.
        _bytes.Reserve((int)Math.Min(_lastLength + (_lastLength / 64L), 1 << 26));
        _isChecked = true;
    }

    protected override void AppendValues(int rows, int valid)
    {
        if (_lengths.Length < valid) _lengths = new int[Math.Max(valid, 1024)];
        var lengths = _lengths.AsSpan(0, valid);
        var start = _bytes.Length;
        _source.Values.Read(lengths, _bytes);
        _isChecked &= _source.Values is DictionaryBytesDecoder;
        var ends = MemoryMarshal.Cast<byte, int>(_offsets.AsSpan()).Slice(Count + 1, rows);
        var (end, row) = (start, 0);
        var runs = new ValidRuns(valid == rows ? [] : Validity, Count, rows);
        while (runs.MoveNext())
        {
            ends[row..(runs.Start - Count)].Fill(end);
            row = runs.Start - Count;
            var run = ends.Slice(row, runs.Length);
            for (var i = 0; i < run.Length; i++) run[i] = end += lengths[i];
            lengths = lengths[run.Length..];
            row += run.Length;
        }

        ends[row..].Fill(end);
    }

    protected override void SkipValues(int count)
    {
        if (_lengths.Length < count) _lengths = new int[Math.Max(count, 1024)];
        var kept = _bytes.Length;
        _source.Values.Read(_lengths.AsSpan(0, count), _bytes);
        _bytes.Truncate(kept);
    }

    protected override IArrowArray FinishArray(int count, int nullCount, ArrowBuffer validity)
    {
        var offsets = _offsets.AsMemory(0, (count + 1) * sizeof(int));
        _lastLength = _bytes.Length;
        var bytes = _bytes.Detach();
        // Those of dictionaries were checked there, once.
        if (Type.Kind == ColumnKind.String && !_isChecked) Utf8Text.Check(bytes.Span, MemoryMarshal.Cast<byte, int>(offsets.Span));
        return Make(count, nullCount, validity, new ArrowBuffer(offsets), new ArrowBuffer(bytes));
    }
}

/// <summary>The decoders of a column chunk whose values are bytes.</summary>
internal sealed class BytesSource(int? width)
{
    private FixedDictionary? _fixedDictionary;

    internal BytesDictionary? Dictionary { get; private set; }

    internal int LongestDictionaryValue => Dictionary?.LongestValue ?? _fixedDictionary?.Width ?? 0;

    internal BytesDecoder Values { get; private set; } = null!;

    internal void StartChunk() => (_fixedDictionary, Dictionary) = (null, null);

    internal void SetDictionary(ReadOnlyMemory<byte> page, int count)
    {
        if ((long)count * (width ?? sizeof(int)) > page.Length) throw PageError.TooShort();
        if (width is { } fixedWidth) _fixedDictionary = new(page[..(count * fixedWidth)].ToArray(), fixedWidth);
        else Dictionary = new(new PlainBytesDecoder(page), count);
    }

    internal void OpenPage(Encoding encoding, ReadOnlyMemory<byte> values) => Values = width is { } fixedWidth
        ? new FixedAsBytesDecoder(
            DecoderFactory.Fixed(encoding, values, PhysicalType.FixedLenByteArray, fixedWidth, _fixedDictionary),
            fixedWidth,
            source: Math.Max(values.Length, _fixedDictionary?.Values.Length ?? 0))
        : DecoderFactory.Bytes(encoding, values, Dictionary);
}

/// <summary>Text must be UTF-8, value by value.</summary>
internal static class Utf8Text
{
    /// <exception cref="DatasetException"><see cref="DatasetError.MalformedText"/>.</exception>
    internal static void Check(ReadOnlySpan<byte> bytes, ReadOnlySpan<int> offsets)
    {
        if (!System.Text.Unicode.Utf8.IsValid(bytes)) throw Malformed();
        // Together they are; so each is, unless one begins inside a character.
        foreach (var offset in offsets)
            if (offset < bytes.Length && (bytes[offset] & 0xC0) == 0x80) throw Malformed();
    }

    private static DatasetException Malformed() => new(DatasetError.MalformedText, "A text is not valid UTF-8.");
}
