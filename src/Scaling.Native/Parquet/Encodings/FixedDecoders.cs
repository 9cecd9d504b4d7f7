using System.Numerics;
using System.Runtime.InteropServices;

namespace Scaling.Native.Parquet.Encodings;

/// <summary>Decodes values of a fixed width into the bytes that PLAIN encoding gives them.</summary>
internal abstract class FixedDecoder
{
    /// <summary>The next values, as many as the target holds.</summary>
    internal abstract void Read(Span<byte> target);
}

/// <summary>PLAIN.</summary>
internal sealed class PlainFixedDecoder(ReadOnlyMemory<byte> data) : FixedDecoder
{
    private ReadOnlyMemory<byte> _data = data;

    internal override void Read(Span<byte> target)
    {
        if (target.Length > _data.Length) throw PageError.TooShort();
        _data.Span[..target.Length].CopyTo(target);
        _data = _data[target.Length..];
    }
}

/// <summary>RLE_DICTIONARY and PLAIN_DICTIONARY.</summary>
internal sealed class DictionaryFixedDecoder(RleDecoder indices, FixedDictionary dictionary) : FixedDecoder
{
    internal override void Read(Span<byte> target)
    {
        var width = dictionary.Width;
        Span<int> some = stackalloc int[512];
        while (!target.IsEmpty)
        {
            var count = Math.Min(some.Length, target.Length / width);
            indices.Read(some[..count]);
            switch (width)
            {
                case 4: Gather<int>(some[..count], target); break;
                case 8: Gather<long>(some[..count], target); break;
                case 16: Gather<Int128>(some[..count], target); break;
                default:
                    for (var i = 0; i < count; i++) dictionary[some[i]].CopyTo(target.Slice(i * width, width));
                    break;
            }

            target = target[(count * width)..];
        }
    }

    private void Gather<T>(ReadOnlySpan<int> indices, Span<byte> target) where T : unmanaged
    {
        var source = MemoryMarshal.Cast<byte, T>(dictionary.Values);
        var slots = MemoryMarshal.Cast<byte, T>(target);
        for (var i = 0; i < indices.Length; i++)
        {
            var index = indices[i];
            if ((uint)index >= (uint)source.Length) throw FixedDictionary.Outside(index, source.Length);
            slots[i] = source[index];
        }
    }
}

/// <summary>The values of a dictionary page whose type has a fixed width.</summary>
internal sealed class FixedDictionary(byte[] values, int width)
{
    internal int Width => width;

    internal ReadOnlySpan<byte> Values => values;

    internal ReadOnlySpan<byte> this[int index] => (uint)index < (uint)(values.Length / width)
        ? values.AsSpan(index * width, width)
        : throw Outside(index, values.Length / width);

    internal static Exception Outside(int index, int count) => PageError.Damaged($"index {index} into a dictionary of {count} values");
}

/// <summary>DELTA_BINARY_PACKED.</summary>
internal sealed class DeltaFixedDecoder<T>(ReadOnlyMemory<byte> data) : FixedDecoder where T : unmanaged, IBinaryInteger<T>
{
    private readonly DeltaBinaryDecoder _values = new(data);

    internal override void Read(Span<byte> target) => _values.Read(MemoryMarshal.Cast<byte, T>(target));
}

/// <summary>BYTE_STREAM_SPLIT: first the first bytes of all values, then the second ones, and so on.</summary>
internal sealed class StreamSplitDecoder : FixedDecoder
{
    private readonly ReadOnlyMemory<byte> _data;
    private readonly int _width;
    private readonly int _count;
    private int _read;

    internal StreamSplitDecoder(ReadOnlyMemory<byte> data, int width)
    {
        if (data.Length % width != 0) throw PageError.Damaged($"{data.Length} bytes are no whole number of values of {width}");
        (_data, _width, _count) = (data, width, data.Length / width);
    }

    internal override void Read(Span<byte> target)
    {
        var count = target.Length / _width;
        if (count > _count - _read) throw PageError.TooShort();
        StreamMerging.Merge(_data.Span, _count, _read, _width, target);
        _read += count;
    }
}

/// <summary>Values of a fixed width in an encoding meant for any length.</summary>
internal sealed class BytesAsFixedDecoder(BytesDecoder values, int width) : FixedDecoder
{
    private readonly ByteBuffer _bytes = new();

    internal override void Read(Span<byte> target)
    {
        var lengths = new int[target.Length / width];
        _bytes.Clear();
        values.Read(lengths, _bytes);
        if (lengths.AsSpan().ContainsAnyExcept(width)) throw PageError.Damaged($"a value has not the {width} bytes of its type");
        _bytes.Written.CopyTo(target);
    }
}
