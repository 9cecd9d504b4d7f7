using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Scaling.Native.Csv;

/// <summary>Sixteen bytes of text seen as decimal digits, in one set of instructions.</summary>
internal interface IDigitBlock<TSelf> where TSelf : struct, IDigitBlock<TSelf>
{
    internal const int Size = 16;

    static abstract string Name { get; }

    static abstract bool IsSupported { get; }

    /// <param name="text">Sixteen readable bytes.</param>
    static abstract TSelf Load(ref byte text);

    /// <summary>Which of the first bytes are no digits: bit <c>i</c> stands for byte <c>i</c>.</summary>
    uint Others(uint length);

    /// <summary>Which of the sixteen bytes are this one.</summary>
    uint EqualTo(byte value);

    /// <summary>The number that the first bytes make: digits, of which the first may be a minus, which does not count.</summary>
    ulong Number(uint length);

    /// <summary>The same, of bytes of which one more is no digit and is passed over.</summary>
    /// <param name="length">How many.</param>
    /// <param name="skipped">The place of that one; as much as the length for none.</param>
    /// <param name="shuffles"><see cref="DigitShuffles.WithoutOne"/>.</param>
    ulong Number(uint length, uint skipped, byte[] shuffles);

    /// <summary>The numbers of two digits at 0, 2, 5, 8, 11 and 14, as in <c>yyyy-MM-dd HH:mm</c>, each in a byte, the first lowest.</summary>
    ulong TimePairs();
}

/// <summary>The shuffles that move digits to a register's end, without the point.</summary>
internal static class DigitShuffles
{
    private const int Row = (IDigitBlock<DigitBlockScalar>.Size + 1) * IDigitBlock<DigitBlockScalar>.Size;

    /// <summary>For each length of up to 16, for each byte of up to 16 that is left out, sixteen indices; 0x80 makes a zero.</summary>
    internal static byte[] WithoutOne { get; } = Make();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<byte> For(byte[] shuffles, uint length, uint skipped) =>
        Vector128.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(shuffles), length * Row + skipped * IDigitBlock<DigitBlockScalar>.Size);

    /// <summary>The same without leaving one out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<byte> For(uint length) => Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(Sliding), length);

    private static ReadOnlySpan<byte> Sliding =>
    [
        0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
    ];

    private static byte[] Make()
    {
        const int Size = IDigitBlock<DigitBlockScalar>.Size;
        var shuffles = new byte[(Size + 1) * Row];
        shuffles.AsSpan().Fill(0x80);
        for (var length = 0; length <= Size; length++)
        {
            for (var skipped = 0; skipped <= Size; skipped++)
            {
                var to = length * Row + skipped * Size + Size;
                for (var from = length - 1; from >= 0; from--)
                    if (from != skipped) shuffles[--to] = (byte)from;
            }
        }

        return shuffles;
    }
}

/// <summary>Multiplies and adds neighbours in one instruction.</summary>
internal readonly struct DigitBlockX86 : IDigitBlock<DigitBlockX86>
{
    private readonly Vector128<byte> _text;

    private DigitBlockX86(Vector128<byte> text) => _text = text;

    public static string Name => "x86";

    public static bool IsSupported => Sse41.IsSupported;

    // A minus and a point are before the digits and become zero.
    private Vector128<byte> Digits => Sse2.SubtractSaturate(_text, Vector128.Create((byte)'0'));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Others(uint length)
    {
        var others = Vector128.GreaterThan(_text - Vector128.Create((byte)'0'), Vector128.Create((byte)9)).ExtractMostSignificantBits();
        return Bmi2.IsSupported ? Bmi2.ZeroHighBits(others, length) : others & ((1u << (int)length) - 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DigitBlockX86 Load(ref byte text) => new(Vector128.LoadUnsafe(ref text));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint EqualTo(byte value) => Vector128.Equals(_text, Vector128.Create(value)).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Number(uint length) => Value(Ssse3.Shuffle(Digits, DigitShuffles.For(length)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Number(uint length, uint skipped, byte[] shuffles) =>
        Value(Ssse3.Shuffle(Digits, DigitShuffles.For(shuffles, length, skipped)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong TimePairs()
    {
        var digits = Ssse3.Shuffle(Digits, Vector128.Create((byte)0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 0x80, 0x80, 0x80, 0x80));
        var pairs = Ssse3.MultiplyAddAdjacent(digits, Vector128.Create(10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, (sbyte)1));
        return Sse2.PackUnsignedSaturate(pairs, pairs).AsUInt64().ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Value(Vector128<byte> digits)
    {
        var pairs = Ssse3.MultiplyAddAdjacent(digits, Vector128.Create(10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, (sbyte)1));
        var fours = Sse2.MultiplyAddAdjacent(pairs, Vector128.Create(100, 1, 100, 1, 100, 1, 100, (short)1));
        var packed = Sse41.PackUnsignedSaturate(fours, fours).AsInt16();
        var eights = Sse2.MultiplyAddAdjacent(packed, Vector128.Create(10_000, 1, 10_000, 1, 10_000, 1, 10_000, (short)1)).AsUInt64().ToScalar();
        return (eights & 0xFFFF_FFFF) * 100_000_000 + (eights >> 32);
    }
}

/// <summary>What any processor with vectors of 128 bits can do.</summary>
internal readonly struct DigitBlock128 : IDigitBlock<DigitBlock128>
{
    private readonly Vector128<byte> _text;

    private DigitBlock128(Vector128<byte> text) => _text = text;

    public static string Name => "128";

    public static bool IsSupported => Vector128.IsHardwareAccelerated && BitConverter.IsLittleEndian;

    // A minus and a point are before the digits and become zero.
    private Vector128<byte> Digits => Vector128.SubtractSaturate(_text, Vector128.Create((byte)'0'));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Others(uint length)
    {
        var others = Vector128.GreaterThan(_text - Vector128.Create((byte)'0'), Vector128.Create((byte)9)).ExtractMostSignificantBits();
        return others & ((1u << (int)length) - 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DigitBlock128 Load(ref byte text) => new(Vector128.LoadUnsafe(ref text));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint EqualTo(byte value) => Vector128.Equals(_text, Vector128.Create(value)).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Number(uint length) => Value(Vector128.ShuffleNative(Digits, DigitShuffles.For(length)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Number(uint length, uint skipped, byte[] shuffles) =>
        Value(Vector128.ShuffleNative(Digits, DigitShuffles.For(shuffles, length, skipped)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong TimePairs()
    {
        var order = Vector128.Create((byte)0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 0x80, 0x80, 0x80, 0x80);
        var pairs = Pairs(Vector128.ShuffleNative(Digits, order));
        return Vector128.Narrow(pairs, pairs).AsUInt64().ToScalar();
    }

    private static Vector128<ushort> Pairs(Vector128<byte> digits)
    {
        var words = digits.AsUInt16();
        return (words & Vector128.Create((ushort)0xFF)) * 10 + (words >> 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Value(Vector128<byte> digits)
    {
        var pairs = Pairs(digits).AsUInt32();
        var fours = ((pairs & Vector128.Create(0xFFFFu)) * 100 + (pairs >> 16)).AsUInt64();
        return DigitWords.JoinFours(fours.ToScalar()) * 100_000_000 + DigitWords.JoinFours(fours.GetElement(1));
    }
}

/// <summary>Eight digits at a time in a general register.</summary>
internal readonly struct DigitBlockScalar : IDigitBlock<DigitBlockScalar>
{
    private const ulong Ones = 0x0101_0101_0101_0101;
    private const ulong Sevens = 0x7F * Ones;
    private const ulong Zeros = '0' * Ones;

    /// <summary>Each byte's lowest first, as the text's.</summary>
    private readonly UInt128 _digits;

    private DigitBlockScalar(UInt128 digits) => _digits = digits;

    public static string Name => "scalar";

    public static bool IsSupported => true;

    private UInt128 Magnitude => (byte)_digits == ('-' ^ '0') ? _digits & ~(UInt128)byte.MaxValue : _digits;

    public uint Others(uint length) => (Others8((ulong)_digits) | Others8((ulong)(_digits >> 64)) << 8) & ((1u << (int)length) - 1);

    public static DigitBlockScalar Load(ref byte text) =>
        new(new UInt128(Read(ref Unsafe.Add(ref text, sizeof(ulong))) ^ Zeros, Read(ref text) ^ Zeros));

    public uint EqualTo(byte value)
    {
        var differences = _digits ^ new UInt128(Ones, Ones) * (byte)(value ^ '0');
        return (Present8((ulong)differences) | Present8((ulong)(differences >> 64)) << 8) ^ ushort.MaxValue;
    }

    public ulong Number(uint length) => Value(Magnitude, length);

    public ulong Number(uint length, uint skipped, byte[] shuffles)
    {
        var digits = Magnitude;
        if (skipped >= length) return Value(digits, length);
        var before = (UInt128.One << (int)skipped * 8) - 1;
        return Value(digits & before | digits >> 8 & ~before, length - 1);
    }

    public ulong TimePairs() =>
        Pair(0) | Pair(2) << 8 | Pair(5) << 16 | Pair(8) << 24 | Pair(11) << 32 | Pair(14) << 40;

    private ulong Pair(int at)
    {
        var pair = (uint)(ushort)(_digits >> (at * 8));
        return (pair & 0xFF) * 10 + (pair >> 8);
    }

    private static ulong Value(UInt128 digits, uint length)
    {
        // Shifts go round at 128 bits.
        if (length == 0) return 0;
        digits <<= (IDigitBlock<DigitBlockScalar>.Size - (int)length) * 8;
        return DigitWords.Value((ulong)digits) * 100_000_000 + DigitWords.Value((ulong)(digits >> 64));
    }

    /// <summary>Bits of the bytes beyond nine; no carry goes from one byte to the next.</summary>
    private static uint Others8(ulong word) => Gather((word & Sevens) + (0x7F - 9) * Ones | word);

    /// <summary>Bits of the bytes other than zero.</summary>
    private static uint Present8(ulong word) => Gather((word & Sevens) + Sevens | word);

    /// <summary>Brings the top bits of the eight bytes together.</summary>
    private static uint Gather(ulong word) => (uint)((word >> 7 & Ones) * 0x0102_0408_1020_4080 >> 56);

    private static ulong Read(ref byte text)
    {
        var word = Unsafe.ReadUnaligned<ulong>(ref text);
        return BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word);
    }
}

/// <summary>Digits in eight bytes of a register at once, the first in the lowest byte.</summary>
internal static class DigitWords
{
    /// <summary>Ten to a power of up to 22, which are all that a double holds exactly.</summary>
    internal static ReadOnlySpan<double> ExactPowers =>
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    /// <summary>Ten to a power of up to 19.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong PowerOfTen(uint power) => Powers[(int)power];

    private static ReadOnlySpan<ulong> Powers =>
    [
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000, 100_000_000_000,
        1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000, 10_000_000_000_000_000,
        100_000_000_000_000_000, 1_000_000_000_000_000_000, 10_000_000_000_000_000_000,
    ];

    /// <summary>Adds neighbours: digits to pairs, pairs to fours, fours to the number. Follows D. Lemire, "Number parsing at a gigabyte
    /// per second", Software: Practice and Experience 51, 2021.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Value(ulong digits)
    {
        digits = (digits * 10 + (digits >> 8)) & 0x00FF_00FF_00FF_00FF;
        return JoinFours((digits * 100 + (digits >> 16)) & 0x0000_FFFF_0000_FFFF);
    }

    /// <summary>Two numbers of four digits, the first in the lower half, to one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong JoinFours(ulong fours) => (uint)fours * 10_000UL + (fours >> 32);
}
