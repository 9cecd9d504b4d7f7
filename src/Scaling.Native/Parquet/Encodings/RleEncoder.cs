using System.Buffers.Binary;

namespace Scaling.Native.Parquet.Encodings;

/// <summary>Encodes the hybrid of runs and bit-packed groups
/// (https://parquet.apache.org/docs/file-format/data-pages/encodings/#RLE).</summary>
internal static class RleEncoder
{
    /// <summary>Indices into a dictionary: a run where one repeats eight times or more, groups elsewhere.</summary>
    /// <param name="target">Gets the runs, without a length before them.</param>
    /// <param name="values">Numbers that fit the width.</param>
    /// <param name="width">Bits of a number, 0 to 32.</param>
    internal static void Write(ByteBuffer target, ReadOnlySpan<int> values, int width)
    {
        var (packed, i) = (0, 0);
        while (i < values.Length)
        {
            var run = RunLength(values[i..]);
            // Groups have eight numbers each, so the pending ones take from the run what fills the last group.
            var filler = -(i - packed) & 7;
            if (run - filler < 8)
            {
                i += run;
                continue;
            }

            WriteGroups(target, values[packed..(i + filler)], width);
            WriteRun(target, run - filler, values[i], width);
            packed = i += run;
        }

        WriteGroups(target, values[packed..], width);
    }

    /// <summary>Levels of one bit: a single run where all are alike, otherwise the bitmap as it is.</summary>
    /// <param name="target">Gets the runs, without a length before them.</param>
    /// <param name="bits">The bitmap from its first bit; unused bits of the last byte are 0.</param>
    /// <param name="count">Levels.</param>
    /// <param name="set">Levels that are 1.</param>
    internal static void WriteBits(ByteBuffer target, ReadOnlySpan<byte> bits, int count, int set)
    {
        if (count == 0) return;
        if (set == 0 || set == count)
        {
            WriteRun(target, count, set == 0 ? 0 : 1, 1);
            return;
        }

        var groups = (count + 7) / 8;
        WriteVarint(target, (uint)groups << 1 | 1);
        target.Append(bits[..groups]);
    }

    private static int RunLength(ReadOnlySpan<int> values)
    {
        var end = values.IndexOfAnyExcept(values[0]);
        return end < 0 ? values.Length : end;
    }

    private static void WriteRun(ByteBuffer target, int count, int value, int width)
    {
        WriteVarint(target, (uint)count << 1);
        for (var bytes = (width + 7) / 8; bytes > 0; bytes--, value >>= 8) target.Append((byte)value);
    }

    private static void WriteGroups(ByteBuffer target, ReadOnlySpan<int> values, int width)
    {
        if (values.IsEmpty) return;
        var groups = (values.Length + 7) / 8;
        WriteVarint(target, (uint)groups << 1 | 1);
        var packed = target.Reserve(groups * width);
        packed.Clear();
        var (at, used, bits) = (0, 0, 0UL);
        foreach (var value in values)
        {
            bits |= (ulong)(uint)value << used;
            used += width;
            if (used < 32) continue;
            BinaryPrimitives.WriteUInt32LittleEndian(packed[at..], (uint)bits);
            (at, used, bits) = (at + 4, used - 32, bits >> 32);
        }

        for (; used > 0; used -= 8, bits >>= 8) packed[at++] = (byte)bits;
        target.Advance(groups * width);
    }

    private static void WriteVarint(ByteBuffer target, uint value)
    {
        for (; value >= 0x80; value >>= 7) target.Append((byte)(value | 0x80));
        target.Append((byte)value);
    }
}
