using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Scaling.Native.Csv;

internal readonly struct BlockReader512 : IBlockReader
{
    public static string Name => "512";

    // Vector512 is not called accelerated on processors that lower their clock for it; comparing bytes is not what lowers it.
    public static bool IsSupported => Avx512BW.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static BlockMasks Read(ref byte text, byte delimiter)
    {
        var bytes = Vector512.LoadUnsafe(ref text);
        return new(
            Vector512.Equals(bytes, Vector512.Create(delimiter)).ExtractMostSignificantBits(),
            Vector512.Equals(bytes, Vector512.Create((byte)'"')).ExtractMostSignificantBits(),
            Vector512.Equals(bytes, Vector512.Create((byte)'\n')).ExtractMostSignificantBits(),
            Vector512.Equals(bytes, Vector512.Create((byte)'\r')).ExtractMostSignificantBits());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong PrefixXor(ulong bits) => Parity.PrefixXor(bits);
}

internal readonly struct BlockReader256 : IBlockReader
{
    public static string Name => "256";

    public static bool IsSupported => Vector256.IsHardwareAccelerated;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static BlockMasks Read(ref byte text, byte delimiter)
    {
        var (low, high) = (Vector256.LoadUnsafe(ref text), Vector256.LoadUnsafe(ref text, 32));
        return new(Find(low, high, delimiter), Find(low, high, (byte)'"'), Find(low, high, (byte)'\n'), Find(low, high, (byte)'\r'));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong PrefixXor(ulong bits) => Parity.PrefixXor(bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Find(Vector256<byte> low, Vector256<byte> high, byte value)
    {
        var wanted = Vector256.Create(value);
        return Vector256.Equals(low, wanted).ExtractMostSignificantBits()
            | (ulong)Vector256.Equals(high, wanted).ExtractMostSignificantBits() << 32;
    }
}

internal readonly struct BlockReader128 : IBlockReader
{
    public static string Name => "128";

    public static bool IsSupported => Vector128.IsHardwareAccelerated;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static BlockMasks Read(ref byte text, byte delimiter) =>
        new(Find(ref text, delimiter), Find(ref text, (byte)'"'), Find(ref text, (byte)'\n'), Find(ref text, (byte)'\r'));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong PrefixXor(ulong bits) => Parity.PrefixXor(bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Find(ref byte text, byte value)
    {
        var wanted = Vector128.Create(value);
        return Vector128.Equals(Vector128.LoadUnsafe(ref text), wanted).ExtractMostSignificantBits()
            | (ulong)Vector128.Equals(Vector128.LoadUnsafe(ref text, 16), wanted).ExtractMostSignificantBits() << 16
            | (ulong)Vector128.Equals(Vector128.LoadUnsafe(ref text, 32), wanted).ExtractMostSignificantBits() << 32
            | (ulong)Vector128.Equals(Vector128.LoadUnsafe(ref text, 48), wanted).ExtractMostSignificantBits() << 48;
    }
}

/// <summary>Eight bytes at a time in a general register.</summary>
internal readonly struct BlockReaderScalar : IBlockReader
{
    private const ulong Ones = 0x0101_0101_0101_0101;
    private const ulong Sevens = 0x7F7F_7F7F_7F7F_7F7F;

    public static string Name => "scalar";

    public static bool IsSupported => true;

    public static BlockMasks Read(ref byte text, byte delimiter)
    {
        var masks = default(BlockMasks);
        for (var at = 0; at < 64; at += 8)
        {
            var word = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref text, at));
            if (!BitConverter.IsLittleEndian) word = System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(word);
            masks = new(masks.Delimiters | Find(word, delimiter) << at, masks.Quotes | Find(word, (byte)'"') << at,
                masks.Feeds | Find(word, (byte)'\n') << at, masks.Returns | Find(word, (byte)'\r') << at);
        }

        return masks;
    }

    public static ulong PrefixXor(ulong bits) => Parity.ByShifts(bits);

    /// <summary>One bit for each byte that is equal; no carry goes from one byte to the next.</summary>
    private static ulong Find(ulong word, byte value)
    {
        var difference = word ^ Ones * value;
        var equal = ~((difference & Sevens) + Sevens | difference | Sevens);
        // Brings the top bits of the eight bytes together.
        return (equal >> 7) * 0x0102_0408_1020_4080 >> 56;
    }
}

internal static class Parity
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong PrefixXor(ulong bits) => Pclmulqdq.IsSupported
        ? Pclmulqdq.CarrylessMultiply(Vector128.CreateScalar(bits), Vector128<ulong>.AllBitsSet, 0).ToScalar()
        : ByShifts(bits);

    internal static ulong ByShifts(ulong bits)
    {
        for (var shift = 1; shift < 64; shift <<= 1) bits ^= bits << shift;
        return bits;
    }
}
