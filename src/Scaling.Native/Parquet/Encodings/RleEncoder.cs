using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Scaling.Native.Parquet.Encodings;

/// <summary>Encodes the hybrid of runs and bit-packed groups
/// (https://parquet.apache.org/docs/file-format/data-pages/encodings/#RLE).</summary>
internal static class RleEncoder
{
    private const int RunCost = 4;

    /// <summary>Indices into a dictionary: runs where one repeats so long that this is shorter, bit-packed groups elsewhere.</summary>
    /// <param name="target">Gets the runs, without a length before them.</param>
    /// <param name="values">Numbers that fit the width.</param>
    /// <param name="width">Bits of a number, 0 to 32.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Write(ByteBuffer target, ReadOnlySpan<int> values, int width)
    {
        // A run costs its header and value, and the header of the groups after it.
        var leastRun = width == 0 ? 1 : Math.Max(8, (RunCost + (width + 7) / 8) * 8 / width);
        var (packed, i) = (0, 0);
        while (values.Length - i >= 8)
        {
            // Groups have eight numbers each, so runs are looked for where a group would begin.
            var run = values[i] == values[i + 1] && values[i] == values[i + 7] ? RunLength(values[i..]) : 1;
            if (run < leastRun)
            {
                i += 8;
                continue;
            }

            WriteGroups(target, values[packed..i], width);
            WriteRun(target, run, values[i], width);
            packed = i += run;
        }

        WriteGroups(target, values[packed..], width);
    }

    /// <summary>Levels of one bit: a single run where all are alike, otherwise the bitmap as it is.</summary>
    /// <param name="target">Gets the runs, without a length before them.</param>
    /// <param name="bits">The bitmap from its first bit; unused bits of the last byte are 0.</param>
    /// <param name="count">Levels.</param>
    /// <param name="set">Levels that are 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WriteGroups(ByteBuffer target, ReadOnlySpan<int> values, int width)
    {
        if (values.IsEmpty) return;
        var groups = (values.Length + 7) / 8;
        WriteVarint(target, (uint)groups << 1 | 1);
        if (width == 0) return;
        var packed = target.Reserve(groups * width + BitPacker.Slack);
        var numbers = MemoryMarshal.Cast<int, uint>(values);
        var whole = values.Length & ~7;
        BitPacker.Pack(numbers[..whole], width, packed);
        if (whole < values.Length)
        {
            Span<uint> last = stackalloc uint[8];
            last.Clear();
            numbers[whole..].CopyTo(last);
            BitPacker.Pack(last, width, packed[(whole / 8 * width)..]);
        }

        target.Advance(groups * width);
    }

    private static void WriteVarint(ByteBuffer target, uint value)
    {
        for (; value >= 0x80; value >>= 7) target.Append((byte)(value | 0x80));
        target.Append((byte)value);
    }
}
