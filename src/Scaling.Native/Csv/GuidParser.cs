using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Scaling.Native.Csv;

/// <summary>Thirty-two hexadecimal digits, alone or with hyphens.</summary>
internal readonly struct GuidParser : IValueParser<UInt128>
{
    private const uint PlainLength = 32;
    private const uint HyphenedLength = 36;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryParse(ref byte text, uint length, out UInt128 value)
    {
        value = default;
        if (!Vector128.IsHardwareAccelerated) return length == 0;
        Vector128<byte> first, second;
        if (length == HyphenedLength)
        {
            var areHyphens = Unsafe.Add(ref text, 8) == '-' & Unsafe.Add(ref text, 13) == '-'
                & Unsafe.Add(ref text, 18) == '-' & Unsafe.Add(ref text, 23) == '-';
            if (!areHyphens) return false;
            // The second of each pair of loads brings what the first cannot reach.
            first = Vector128.ShuffleNative(Vector128.LoadUnsafe(ref text),
                    Vector128.Create((byte)0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 14, 15, 0x80, 0x80))
                | Vector128.ShuffleNative(Vector128.LoadUnsafe(ref text, 2),
                    Vector128.Create(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 14, (byte)15));
            second = Vector128.ShuffleNative(Vector128.LoadUnsafe(ref text, 19),
                    Vector128.Create((byte)0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0x80))
                | Vector128.ShuffleNative(Vector128.LoadUnsafe(ref text, 20),
                    Vector128.Create(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, (byte)15));
        }
        else
        {
            if (length != PlainLength) return length == 0;
            (first, second) = (Vector128.LoadUnsafe(ref text), Vector128.LoadUnsafe(ref text, 16));
        }

        var (high, low) = (Pairs(first, out var wrongOfFirst), Pairs(second, out var wrongOfSecond));
        value = Unsafe.BitCast<Vector128<byte>, UInt128>(Vector128.Narrow(high, low));
        return (wrongOfFirst | wrongOfSecond) == Vector128<byte>.Zero;
    }

    /// <summary>Bytes of two digits each, in the order they are written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ushort> Pairs(Vector128<byte> text, out Vector128<byte> wrong)
    {
        var digits = text - Vector128.Create((byte)'0');
        var letters = (text | Vector128.Create((byte)0x20)) - Vector128.Create((byte)'a');
        var areLetters = Vector128.LessThan(letters, Vector128.Create((byte)6));
        wrong = Vector128.AndNot(Vector128.GreaterThan(digits, Vector128.Create((byte)9)), areLetters);
        var halves = Vector128.ConditionalSelect(areLetters, letters + Vector128.Create((byte)10), digits).AsUInt16();
        return (halves & Vector128.Create((ushort)0xF)) << 4 | halves >> 8;
    }
}
