using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Scaling.Native.Parquet.Encodings;

/// <summary>
/// Encodes DELTA_BINARY_PACKED (https://parquet.apache.org/docs/file-format/data-pages/encodings/#DELTAENC) in blocks of 128
/// differences of four miniblocks. Differences wrap around in the type's own width, as the specification asks.
/// </summary>
internal static class DeltaBinaryEncoder
{
    private const int Block = 128;
    private const int Miniblocks = 4;
    private const int MiniblockSize = Block / Miniblocks;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Write<T>(ByteBuffer target, ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryInteger<T>, ISignedNumber<T>, IMinMaxValue<T>
    {
        WriteVarint(target, Block);
        WriteVarint(target, Miniblocks);
        WriteVarint(target, (ulong)values.Length);
        WriteZigZag(target, values.IsEmpty ? T.Zero : values[0]);
        Span<T> differences = stackalloc T[Block];
        for (var i = 1; i < values.Length; i += Block) WriteBlock(target, values[(i - 1)..], differences);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WriteBlock<T>(ByteBuffer target, ReadOnlySpan<T> values, Span<T> differences)
        where T : unmanaged, IBinaryInteger<T>, ISignedNumber<T>, IMinMaxValue<T>
    {
        var count = Math.Min(Block, values.Length - 1);
        var least = Subtract(values, differences, count);
        differences[count..].Fill(least);
        WriteZigZag(target, least);
        var widths = target.Length;
        target.Reserve(Miniblocks).Clear();
        target.Advance(Miniblocks);
        for (var m = 0; m * MiniblockSize < count; m++)
        {
            var part = differences.Slice(m * MiniblockSize, MiniblockSize);
            var width = Rebase(part, least);
            target.SetByte(widths + m, (byte)width);
            if (width > 0) Pack(target, part, width);
        }
    }

    // The least of the differences; what lies beyond the count is filled afterwards.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Subtract<T>(ReadOnlySpan<T> values, Span<T> differences, int count)
        where T : unmanaged, IBinaryInteger<T>, ISignedNumber<T>, IMinMaxValue<T>
    {
        ref var from = ref MemoryMarshal.GetReference(values);
        ref var to = ref MemoryMarshal.GetReference(differences);
        var (i, least) = (0, T.MaxValue);
        if (count >= Vector<T>.Count)
        {
            var vector = new Vector<T>(T.MaxValue);
            for (; i <= count - Vector<T>.Count; i += Vector<T>.Count)
            {
                var difference = Vector.LoadUnsafe(ref from, (nuint)i + 1) - Vector.LoadUnsafe(ref from, (nuint)i);
                difference.StoreUnsafe(ref to, (nuint)i);
                vector = Vector.Min(vector, difference);
            }

            for (var lane = 0; lane < Vector<T>.Count; lane++) least = T.Min(least, vector[lane]);
        }

        for (; i < count; i++) least = T.Min(least, differences[i] = unchecked(values[i + 1] - values[i]));
        return least;
    }

    // Makes the differences relative to the least one.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Rebase<T>(Span<T> differences, T least) where T : unmanaged, IBinaryInteger<T>
    {
        ref var from = ref MemoryMarshal.GetReference(differences);
        var (bits, origin) = (Vector<T>.Zero, new Vector<T>(least));
        for (var i = 0; i < differences.Length; i += Vector<T>.Count)
        {
            var above = Vector.LoadUnsafe(ref from, (nuint)i) - origin;
            above.StoreUnsafe(ref from, (nuint)i);
            bits |= above;
        }

        var all = T.Zero;
        for (var lane = 0; lane < Vector<T>.Count; lane++) all |= bits[lane];
        return Unsafe.SizeOf<T>() * 8 - int.CreateTruncating(T.LeadingZeroCount(all));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pack<T>(ByteBuffer target, ReadOnlySpan<T> values, int width) where T : unmanaged, IBinaryInteger<T>
    {
        var bytes = MiniblockSize / 8 * width;
        var packed = target.Reserve(bytes + BitPacker.Slack);
        if (typeof(T) == typeof(int))
        {
            BitPacker.Pack(MemoryMarshal.Cast<T, uint>(values), width, packed);
        }
        else if (width <= 32)
        {
            Span<uint> narrow = stackalloc uint[MiniblockSize];
            var wide = MemoryMarshal.Cast<T, ulong>(values);
            for (var i = 0; i < narrow.Length; i++) narrow[i] = (uint)wide[i];
            BitPacker.Pack(narrow, width, packed);
        }
        else
        {
            BitPacker.Pack(MemoryMarshal.Cast<T, ulong>(values), width, packed);
        }

        target.Advance(bytes);
    }

    private static void WriteZigZag<T>(ByteBuffer target, T value) where T : unmanaged, IBinaryInteger<T>
    {
        var signed = long.CreateTruncating(value);
        WriteVarint(target, (ulong)(signed << 1 ^ signed >> 63));
    }

    private static void WriteVarint(ByteBuffer target, ulong value)
    {
        for (; value >= 0x80; value >>= 7) target.Append((byte)(value | 0x80));
        target.Append((byte)value);
    }
}
