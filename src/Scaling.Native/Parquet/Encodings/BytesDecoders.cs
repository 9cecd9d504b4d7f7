using System.Buffers.Binary;
using System.Runtime.Intrinsics;

namespace Scaling.Native.Parquet.Encodings;

/// <summary>Decodes values of any length.</summary>
internal abstract class BytesDecoder
{
    /// <summary>Appends the bytes of the next values, as many as there are lengths to fill.</summary>
    internal abstract void Read(Span<int> lengths, ByteBuffer bytes);
}

/// <summary>PLAIN: a length of 32 bits before each value.</summary>
internal sealed class PlainBytesDecoder(ReadOnlyMemory<byte> data) : BytesDecoder
{
    private ReadOnlyMemory<byte> _data = data;

    internal override void Read(Span<int> lengths, ByteBuffer bytes)
    {
        var data = _data.Span;
        var at = 0;
        foreach (ref var slot in lengths)
        {
            if (data.Length - at < sizeof(int)) throw PageError.TooShort();
            var length = BinaryPrimitives.ReadInt32LittleEndian(data[at..]);
            at += sizeof(int);
            if (length < 0 || length > data.Length - at) throw PageError.Damaged($"a value of {length} bytes");
            bytes.Append(data.Slice(at, length));
            at += length;
            slot = length;
        }

        _data = _data[at..];
    }
}

/// <summary>RLE_DICTIONARY and PLAIN_DICTIONARY.</summary>
internal sealed class DictionaryBytesDecoder(RleDecoder indices, BytesDictionary dictionary) : BytesDecoder
{
    internal BytesDictionary Dictionary => dictionary;

    internal override void Read(Span<int> lengths, ByteBuffer bytes)
    {
        // The lengths' own room holds the indices first.
        ReadIndices(lengths);
        dictionary.AppendTo(bytes, lengths);
    }

    /// <summary>The next values as indices, each checked to lie in the dictionary.</summary>
    internal void ReadIndices(Span<int> target)
    {
        indices.Read(target);
        foreach (var index in target)
            if ((uint)index >= (uint)dictionary.Count) throw FixedDictionary.Outside(index, dictionary.Count);
    }
}

/// <summary>The values of a dictionary page whose type has no fixed width.</summary>
internal sealed class BytesDictionary
{
    private readonly int[] _offsets;
    private readonly ReadOnlyMemory<byte> _bytes;

    /// <param name="values">Gives the values.</param>
    /// <param name="count">How many; at most as many as the page has bytes.</param>
    internal BytesDictionary(BytesDecoder values, int count)
    {
        var (lengths, bytes) = (new int[count], new ByteBuffer());
        values.Read(lengths, bytes);
        _offsets = new int[count + 1];
        for (var i = 0; i < count; i++)
        {
            _offsets[i + 1] = _offsets[i] + lengths[i];
            LongestValue = Math.Max(LongestValue, lengths[i]);
        }

        _bytes = bytes.Detach();
    }

    internal int Count => _offsets.Length - 1;

    internal int LongestValue { get; }

    internal ReadOnlySpan<int> Offsets => _offsets;

    internal ReadOnlySpan<byte> Bytes => _bytes.Span;

    /// <summary>Appends values.</summary>
    /// <param name="target">Gets their bytes.</param>
    /// <param name="indices">Which; each becomes the value's length.</param>
    internal void AppendTo(ByteBuffer target, Span<int> indices)
    {
        var (offsets, total) = (_offsets, 0L);
        foreach (var index in indices) total += offsets[index + 1] - offsets[index];
        // Short values are copied as 16 bytes, of which what follows is written over.
        var slots = target.Reserve((int)Math.Min(total + Vector128<byte>.Count, int.MaxValue));
        var source = _bytes.Span;
        var (at, safe) = (0, source.Length - Vector128<byte>.Count);
        foreach (ref var slot in indices)
        {
            var (start, length) = (offsets[slot], offsets[slot + 1] - offsets[slot]);
            slot = length;
            if (length <= Vector128<byte>.Count && start <= safe)
                Vector128.Create(source.Slice(start, Vector128<byte>.Count)).CopyTo(slots[at..]);
            else
                source.Slice(start, length).CopyTo(slots[at..]);
            at += length;
        }

        target.Advance(at);
    }

    internal ReadOnlySpan<byte> this[int index] => _bytes.Span[_offsets[index].._offsets[index + 1]];
}

/// <summary>DELTA_LENGTH_BYTE_ARRAY: all lengths, then all bytes.</summary>
internal sealed class DeltaLengthDecoder : BytesDecoder
{
    private readonly DeltaBinaryDecoder _lengths;
    private ReadOnlyMemory<byte> _bytes;

    internal DeltaLengthDecoder(ReadOnlyMemory<byte> data)
    {
        _bytes = data[new DeltaBinaryDecoder(data).FindEnd()..];
        _lengths = new(data);
    }

    internal override void Read(Span<int> lengths, ByteBuffer bytes)
    {
        _lengths.Read(lengths);
        var total = 0L;
        foreach (var length in lengths) total += length >= 0 ? length : throw PageError.Damaged($"a value of {length} bytes");
        if (total > _bytes.Length) throw PageError.TooShort();
        bytes.Append(_bytes.Span[..(int)total]);
        _bytes = _bytes[(int)total..];
    }
}

/// <summary>DELTA_BYTE_ARRAY: how many bytes each value shares with the one before, then the rest of each.</summary>
internal sealed class DeltaBytesDecoder : BytesDecoder
{
    private readonly DeltaBinaryDecoder _prefixes;
    private readonly DeltaLengthDecoder _suffixes;
    private readonly ByteBuffer _suffix = new();
    private readonly ByteBuffer _previous = new();
    private readonly int[] _one = new int[1];

    internal DeltaBytesDecoder(ReadOnlyMemory<byte> data)
    {
        _suffixes = new(data[new DeltaBinaryDecoder(data).FindEnd()..]);
        _prefixes = new(data);
    }

    internal override void Read(Span<int> lengths, ByteBuffer bytes)
    {
        _prefixes.Read(lengths);
        foreach (ref var slot in lengths)
        {
            if (slot < 0 || slot > _previous.Length) throw PageError.Damaged($"a value shares {slot} bytes with one of {_previous.Length}");
            _suffix.Clear();
            _suffixes.Read(_one, _suffix);
            _previous.Truncate(slot);
            _previous.Append(_suffix.Written);
            bytes.Append(_previous.Written);
            slot = _previous.Length;
        }
    }
}

/// <summary>Values of one width as values of any length.</summary>
/// <param name="values">Gives them.</param>
/// <param name="width">Bytes of a value.</param>
/// <param name="source">Bytes of what the values come from: no value is longer.</param>
internal sealed class FixedAsBytesDecoder(FixedDecoder values, int width, int source) : BytesDecoder
{
    private const int StepBytes = 1 << 20;

    internal override void Read(Span<int> lengths, ByteBuffer bytes)
    {
        if (!lengths.IsEmpty && width > source) throw PageError.TooShort();
        // In steps, so that a page with fewer values than it says does not cost their memory first.
        var step = Math.Max(1, StepBytes / width);
        for (var left = lengths.Length; left > 0; left -= step)
        {
            var taken = Math.Min(left, step) * width;
            values.Read(bytes.Reserve(taken));
            bytes.Advance(taken);
        }

        lengths.Fill(width);
    }
}
