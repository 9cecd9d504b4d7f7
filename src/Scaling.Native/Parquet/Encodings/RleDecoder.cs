using Scaling.Native.Datasets;

namespace Scaling.Native.Parquet.Encodings;

/// <summary>
/// Decodes the hybrid of runs and bit-packed groups (https://parquet.apache.org/docs/file-format/data-pages/encodings/#RLE), which
/// holds levels, dictionary indices and booleans.
/// </summary>
internal sealed class RleDecoder
{
    private const int LevelsAtOnce = 512;
    private readonly ReadOnlyMemory<byte> _data;
    private readonly int _width;
    private readonly int _most;
    private int _position;
    private int _left;
    private int _value;
    private bool _isPacked;
    private long _bit;

    /// <param name="data">The runs, without a length before them.</param>
    /// <param name="width">Bits of a number, 0 to 32.</param>
    internal RleDecoder(ReadOnlyMemory<byte> data, int width) : this(data, width, 1)
    {
    }

    private RleDecoder(ReadOnlyMemory<byte> data, int width, int most)
    {
        if (width is < 0 or > 32) throw PageError.Damaged($"numbers of {width} bits");
        (_data, _width, _most) = (data, width, most);
    }

    /// <summary>A decoder of levels.</summary>
    /// <param name="data">The runs, without a length before them.</param>
    /// <param name="most">The highest level of the column.</param>
    internal static RleDecoder OfLevels(ReadOnlyMemory<byte> data, int most) => new(data, BitPacking.WidthOf(most), most);

    internal void Read(Span<int> target)
    {
        while (!target.IsEmpty)
        {
            if (_left == 0) NextRun();
            var count = Math.Min(_left, target.Length);
            if (_isPacked) Unpack(target[..count]);
            else target[..count].Fill(_value);
            _left -= count;
            target = target[count..];
        }
    }

    /// <summary>Levels.</summary>
    internal void ReadLevels(Span<int> target)
    {
        Read(target);
        foreach (var level in target)
            if ((uint)level > (uint)_most) throw WrongLevel(level);
    }

    /// <summary>Numbers of one bit, or which levels are the highest, into a bitmap whose bits from there on are clear.</summary>
    internal void ReadBits(Span<byte> target, int bit, int count)
    {
        while (count > 0)
        {
            if (_left == 0) NextRun();
            var taken = Math.Min(_left, count);
            if (!_isPacked)
            {
                if (_value == _most) BitPacking.SetBits(target, bit, taken);
                else if ((uint)_value > (uint)_most) throw WrongLevel(_value);
            }
            else if (_width == 1)
            {
                BitPacking.CopyBits(_data.Span, _bit, target, bit, taken);
                _bit += taken;
            }
            else
            {
                taken = Math.Min(taken, LevelsAtOnce);
                FindHighest(target, bit, taken);
            }

            (bit, count, _left) = (bit + taken, count - taken, _left - taken);
        }
    }

    private void FindHighest(Span<byte> target, int bit, int count)
    {
        Span<int> levels = stackalloc int[LevelsAtOnce];
        levels = levels[..count];
        Unpack(levels);
        foreach (var level in levels)
        {
            if (level == _most) target[bit >> 3] |= (byte)(1 << (bit & 7));
            else if (level > _most) throw WrongLevel(level);
            bit++;
        }
    }

    private static DatasetException WrongLevel(int level) => PageError.Damaged($"a level of {level}");

    private void Unpack(Span<int> target)
    {
        if (_width == 0) target.Clear();
        else BitUnpacking.Read(_data.Span, _bit, _width, target);
        _bit += (long)target.Length * _width;
    }

    private void NextRun()
    {
        var data = _data.Span;
        while (_left == 0)
        {
            var header = ReadVarint(data);
            _isPacked = (header & 1) != 0;
            if (_isPacked)
            {
                // The padding of the last group may be missing.
                var present = _width == 0 ? int.MaxValue : (data.Length - _position) * 8L / _width;
                var claimed = (header >> 1) * 8L;
                _left = (int)Math.Min(Math.Min(claimed, present), int.MaxValue);
                if (_left == 0 && claimed > 0) throw PageError.TooShort();
                _bit = _position * 8L;
                _position = (int)Math.Min(data.Length, _position + (claimed * _width + 7) / 8);
            }
            else
            {
                _left = (int)(header >> 1);
                var bytes = (_width + 7) / 8;
                if (data.Length - _position < bytes) throw PageError.TooShort();
                _value = (int)BitPacking.Read(data.Slice(_position, bytes), 0, bytes * 8);
                _position += bytes;
            }
        }
    }

    private uint ReadVarint(ReadOnlySpan<byte> data)
    {
        uint value = 0;
        for (var shift = 0; shift < 32; shift += 7)
        {
            if (_position == data.Length) throw PageError.TooShort();
            var b = data[_position++];
            value |= (uint)(b & 0x7F) << shift;
            if (b < 0x80) return value;
        }

        throw PageError.Damaged("a run is longer than 32 bits tell");
    }
}
