using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Scaling.Native.Parquet.Encodings;

/// <summary>Numbers of any bit width, least significant bit first, without gaps.</summary>
internal static class BitPacking
{
    /// <summary>The number of <paramref name="width"/> bits that begins at a bit; bits after the end are 0.</summary>
    internal static ulong Read(ReadOnlySpan<byte> data, long bit, int width)
    {
        if (width == 0) return 0;
        var at = (int)(bit >> 3);
        var shift = (int)(bit & 7);
        var low = Read64(data, at) >> shift;
        if (shift + width > 64 && at + 8 < data.Length) low |= (ulong)data[at + 8] << (64 - shift);
        return width == 64 ? low : low & (1UL << width) - 1;
    }

    /// <summary>Bits that hold every number up to this one.</summary>
    internal static int WidthOf(int largest) => 32 - BitOperations.LeadingZeroCount((uint)largest);

    /// <summary>Copies bits; the target's bits from there on must be clear.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void CopyBits(ReadOnlySpan<byte> source, long sourceBit, Span<byte> target, int targetBit, int count)
    {
        while (count > 0)
        {
            var shift = targetBit & 7;
            var taken = Math.Min(count, 8 - shift);
            target[targetBit >> 3] |= (byte)((uint)Read(source, sourceBit, taken) << shift);
            (sourceBit, targetBit, count) = (sourceBit + taken, targetBit + taken, count - taken);
            if ((targetBit & 7) != 0) continue;
            for (; count >= 56; (sourceBit, targetBit, count) = (sourceBit + 56, targetBit + 56, count - 56))
            {
                var bits = Read(source, sourceBit, 56);
                var at = target[(targetBit >> 3)..];
                BinaryPrimitives.WriteUInt32LittleEndian(at, (uint)bits);
                BinaryPrimitives.WriteUInt16LittleEndian(at[4..], (ushort)(bits >> 32));
                at[6] = (byte)(bits >> 48);
            }
        }
    }

    /// <summary>Sets bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void SetBits(Span<byte> target, int bit, int count)
    {
        var end = bit + count;
        while (bit < end && (bit & 7) != 0) target[bit >> 3] |= (byte)(1 << (bit++ & 7));
        var whole = (end - bit) >> 3;
        if (whole > 0) target.Slice(bit >> 3, whole).Fill(0xFF);
        for (bit += whole * 8; bit < end; bit++) target[bit >> 3] |= (byte)(1 << (bit & 7));
    }

    /// <summary>Bits that are set among these.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int CountBits(ReadOnlySpan<byte> bits, int bit, int count)
    {
        var set = 0;
        for (; count >= 56; (bit, count) = (bit + 56, count - 56)) set += BitOperations.PopCount(Read(bits, bit, 56));
        return set + BitOperations.PopCount(Read(bits, bit, count));
    }

    private static ulong Read64(ReadOnlySpan<byte> data, int at)
    {
        if (data.Length - at >= 8) return BinaryPrimitives.ReadUInt64LittleEndian(data[at..]);
        ulong value = 0;
        for (var i = data.Length - 1; i >= at; i--) value = value << 8 | data[i];
        return value;
    }
}
