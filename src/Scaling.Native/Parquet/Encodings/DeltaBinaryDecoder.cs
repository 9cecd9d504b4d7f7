using System.Numerics;

namespace Scaling.Native.Parquet.Encodings;

/// <summary>
/// Decodes DELTA_BINARY_PACKED (https://parquet.apache.org/docs/file-format/data-pages/encodings/#DELTAENC): a first value, then
/// blocks of differences, each of miniblocks with a bit width of their own.
/// </summary>
internal sealed class DeltaBinaryDecoder
{
    private const int LargestBlock = 1 << 20;
    private readonly ReadOnlyMemory<byte> _data;
    private readonly int _miniblocks;
    private readonly int _miniblockSize;
    private readonly byte[] _widths;
    private readonly long _count;
    private long _read;
    private int _position;
    private long _value;
    private long _minimum;
    private int _miniblock;
    private int _leftInMiniblock;
    private long _bit;

    internal DeltaBinaryDecoder(ReadOnlyMemory<byte> data)
    {
        _data = data;
        var block = ReadVarint();
        var miniblocks = ReadVarint();
        if (block is 0 or > LargestBlock || miniblocks == 0 || miniblocks > block || block % miniblocks != 0 || block / miniblocks % 8 != 0)
            throw PageError.Damaged($"blocks of {block} differences in {miniblocks} parts");
        _count = (long)Math.Min(ReadVarint(), int.MaxValue);
        _value = ReadZigZag();
        (_miniblocks, _miniblockSize) = ((int)miniblocks, (int)(block / miniblocks));
        _widths = new byte[_miniblocks];
        _miniblock = _miniblocks;
    }

    internal void Read<T>(Span<T> target) where T : unmanaged, IBinaryInteger<T>
    {
        if (target.IsEmpty) return;
        if (target.Length > _count - _read) throw PageError.TooShort();
        var i = 0;
        if (_read == 0) target[i++] = T.CreateTruncating(_value);
        while (i < target.Length)
        {
            if (_leftInMiniblock == 0) NextMiniblock();
            var data = _data.Span;
            var taken = Math.Min(_leftInMiniblock, target.Length - i);
            var width = _widths[_miniblock];
            if (width <= 32) AddNarrow(data, width, target.Slice(i, taken));
            else AddWide(data, width, target.Slice(i, taken));
            (i, _leftInMiniblock) = (i + taken, _leftInMiniblock - taken);
        }

        _read += target.Length;
    }

    private void AddNarrow<T>(ReadOnlySpan<byte> data, int width, Span<T> target) where T : unmanaged, IBinaryInteger<T>
    {
        Span<int> some = stackalloc int[128];
        while (!target.IsEmpty)
        {
            var differences = some[..Math.Min(some.Length, target.Length)];
            if (width == 0) differences.Clear();
            else BitUnpacking.Read(data, _bit, width, differences);
            var (value, minimum) = (_value, _minimum);
            for (var i = 0; i < differences.Length; i++)
            {
                value = unchecked(value + minimum + (uint)differences[i]);
                target[i] = T.CreateTruncating(value);
            }

            (_value, _bit) = (value, _bit + ((long)differences.Length * width));
            target = target[differences.Length..];
        }
    }

    private void AddWide<T>(ReadOnlySpan<byte> data, int width, Span<T> target) where T : unmanaged, IBinaryInteger<T>
    {
        var (value, bit) = (_value, _bit);
        foreach (ref var slot in target)
        {
            value = unchecked(value + _minimum + (long)BitPacking.Read(data, bit, width));
            bit += width;
            slot = T.CreateTruncating(value);
        }

        (_value, _bit) = (value, bit);
    }

    /// <summary>Where the differences end; of a decoder that has not read yet.</summary>
    internal int FindEnd()
    {
        for (var left = _count - 1; left > 0;)
        {
            _miniblock = _miniblocks;
            do
            {
                NextMiniblock();
                left -= _miniblockSize;
            }
            while (left > 0 && _miniblock < _miniblocks - 1);
        }

        return _position;
    }

    private void NextMiniblock()
    {
        if (++_miniblock >= _miniblocks)
        {
            _minimum = ReadZigZag();
            if (_data.Length - _position < _miniblocks) throw PageError.TooShort();
            _data.Span.Slice(_position, _miniblocks).CopyTo(_widths);
            (_position, _miniblock) = (_position + _miniblocks, 0);
        }

        var width = _widths[_miniblock];
        if (width > 64) throw PageError.Damaged($"differences of {width} bits");
        var bytes = (long)_miniblockSize * width / 8;
        if (bytes > _data.Length - _position) throw PageError.TooShort();
        _bit = _position * 8L;
        _position += (int)bytes;
        _leftInMiniblock = _miniblockSize;
    }

    private long ReadZigZag()
    {
        var value = ReadVarint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    private ulong ReadVarint()
    {
        var data = _data.Span;
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (_position == data.Length) throw PageError.TooShort();
            var b = data[_position++];
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80) return value;
        }

        throw PageError.Damaged("a number has more than 64 bits");
    }
}
