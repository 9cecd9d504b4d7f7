using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Scaling.Native.Parquet.Encodings;

/// <summary>Packs groups of eight numbers, least significant bit first, a whole group in registers.</summary>
internal static class BitPacker
{
    /// <summary>Bytes after the packed ones that may be written over.</summary>
    internal const int Slack = 16;

    /// <param name="values">Numbers that fit the width, a multiple of eight of them.</param>
    /// <param name="width">Bits of a number, 1 to 32.</param>
    /// <param name="target">Gets <c>values.Length / 8 * width</c> bytes, and has <see cref="Slack"/> more.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Pack(ReadOnlySpan<uint> values, int width, Span<byte> target)
    {
        Debug.Assert(values.Length % 8 == 0 && target.Length >= values.Length / 8 * width + Slack);
        ref var to = ref MemoryMarshal.GetReference(target);
        ref var from = ref MemoryMarshal.GetReference(values);
        for (var left = values.Length; left > 0; left -= 8)
        {
            var a = from | (ulong)Unsafe.Add(ref from, 1) << width;
            var b = Unsafe.Add(ref from, 2) | (ulong)Unsafe.Add(ref from, 3) << width;
            var c = Unsafe.Add(ref from, 4) | (ulong)Unsafe.Add(ref from, 5) << width;
            var d = Unsafe.Add(ref from, 6) | (ulong)Unsafe.Add(ref from, 7) << width;
            if (width <= 16) StoreNarrow(ref to, a, b, c, d, width * 2);
            else StoreWide(ref to, a, b, c, d, width * 2);
            from = ref Unsafe.Add(ref from, 8);
            to = ref Unsafe.Add(ref to, width);
        }
    }

    /// <summary>The same for numbers of up to 64 bits.</summary>
    /// <param name="values">Numbers that fit the width, a multiple of eight of them.</param>
    /// <param name="width">Bits of a number, 1 to 64.</param>
    /// <param name="target">Gets <c>values.Length / 8 * width</c> bytes, and has <see cref="Slack"/> more.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Pack(ReadOnlySpan<ulong> values, int width, Span<byte> target)
    {
        Debug.Assert(values.Length % 8 == 0 && target.Length >= values.Length / 8 * width + Slack);
        ref var to = ref MemoryMarshal.GetReference(target);
        var (bits, used) = (0UL, 0);
        foreach (var value in values) to = ref Append(ref to, value, width, ref bits, ref used);
        Unsafe.WriteUnaligned(ref to, bits);
    }

    // Two halves of up to 64 bits each, the second of which begins inside the first one's word.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreNarrow(ref byte to, ulong a, ulong b, ulong c, ulong d, int pair)
    {
        var (low, high) = (a | b << pair, c | d << pair);
        // A shift by 64 would be one by 0, so it is done in two.
        Unsafe.WriteUnaligned(ref to, low | high << (2 * pair - 1) << 1);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, 8), high >> (64 - 2 * pair));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreWide(ref byte to, ulong a, ulong b, ulong c, ulong d, int pair)
    {
        var (bits, used) = (0UL, 0);
        to = ref Append(ref to, a, pair, ref bits, ref used);
        to = ref Append(ref to, b, pair, ref bits, ref used);
        to = ref Append(ref to, c, pair, ref bits, ref used);
        to = ref Append(ref to, d, pair, ref bits, ref used);
        Unsafe.WriteUnaligned(ref to, bits);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref byte Append(ref byte to, ulong value, int width, scoped ref ulong bits, scoped ref int used)
    {
        bits |= value << used;
        if (used + width < 64)
        {
            used += width;
            return ref to;
        }

        Unsafe.WriteUnaligned(ref to, bits);
        bits = value >> 1 >> (63 - used);
        used += width - 64;
        return ref Unsafe.Add(ref to, 8);
    }
}
