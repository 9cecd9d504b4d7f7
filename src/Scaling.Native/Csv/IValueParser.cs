using System.Runtime.CompilerServices;

namespace Scaling.Native.Csv;

/// <summary>
/// Reads the usual forms of a type's values fast. What it reads, the type's <see cref="IFieldAppender"/> reads alike; the rest is left
/// to that one.
/// </summary>
internal interface IValueParser<T> where T : unmanaged
{
    /// <param name="text">The field's first byte; <see cref="StructuralCursor.Padding"/> bytes are readable from there.</param>
    /// <param name="length">Its <see cref="FieldSpan.PlainLength"/>.</param>
    /// <param name="value">The value, or anything.</param>
    bool TryParse(ref byte text, uint length, out T value);
}

/// <summary>Digits in eight bytes of a register at once, first digit in the lowest byte.</summary>
internal static class DigitWords
{
    internal const int MaxDigits = 16;

    /// <summary>The number of up to sixteen digits, known to be such.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Read(ref byte digits, int count)
    {
        var first = Unsafe.ReadUnaligned<ulong>(ref digits);
        if (count <= 8) return Value(Last(first, count));
        var rest = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref digits, 8));
        return Value(first) * PowerOfTen(count - 8) + Value(Last(rest, count - 8));
    }

    /// <summary>Ten to a power of up to 22.</summary>
    internal static ReadOnlySpan<double> ExactPowers =>
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    /// <summary>Ten to a power of up to 15.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong PowerOfTen(int power) => Powers[power];

    private static ReadOnlySpan<ulong> Powers =>
    [
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000, 100_000_000_000,
        1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000,
    ];

    /// <summary>Zeros before the first bytes. In two shifts, because none of 64 is possible.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Last(ulong word, int count) => word << (4 * (8 - count)) << (4 * (8 - count));

    /// <summary>Adds neighbours: digits to pairs, pairs to fours, fours to the number. Follows D. Lemire, "Number parsing at a gigabyte
    /// per second", Software: Practice and Experience 51, 2021.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Value(ulong word)
    {
        word &= 0x0F0F_0F0F_0F0F_0F0F;
        word = (word * 10 + (word >> 8)) & 0x00FF_00FF_00FF_00FF;
        word = (word * 100 + (word >> 16)) & 0x0000_FFFF_0000_FFFF;
        return (word * 10_000 + (word >> 32)) & 0xFFFF_FFFF;
    }
}
