using System.Runtime.InteropServices;
using Apache.Arrow;

namespace Scaling.Native.Datasets;

/// <summary>The buffers of a batch's arrays as spans. They rely on arrays starting at offset 0, as <see cref="DatasetBatch"/> ensures.</summary>
public static class ColumnAccess
{
    /// <summary>The values of a fixed-width column; null rows hold anything. Booleans are bits: use <see cref="Bits"/>.</summary>
    public static ReadOnlySpan<T> Values<T>(this IArrowArray array) where T : unmanaged =>
        MemoryMarshal.Cast<byte, T>(array.Data.Buffers[1].Span)[..array.Length];

    /// <summary>Values of a boolean column, bit <c>i % 8</c> of byte <c>i / 8</c>, least significant first.</summary>
    public static ReadOnlySpan<byte> Bits(this IArrowArray array) => array.Data.Buffers[1].Span;

    /// <summary>The bitmap of rows that are not null; empty where no row is null.</summary>
    public static ReadOnlySpan<byte> Validity(this IArrowArray array) => array.NullCount == 0 ? default : array.Data.Buffers[0].Span;

    /// <summary>Offsets of a string or binary column: row <c>i</c> is <c>bytes[offsets[i]..offsets[i + 1]]</c>.</summary>
    public static ReadOnlySpan<int> Offsets(this IArrowArray array) => MemoryMarshal.Cast<byte, int>(array.Data.Buffers[1].Span)[..(array.Length + 1)];

    /// <summary>The bytes of a string or binary column, all rows after one another.</summary>
    public static ReadOnlySpan<byte> Bytes(this IArrowArray array) => array.Data.Buffers[2].Span;

    public static bool IsSet(ReadOnlySpan<byte> bits, int index) => (bits[index >> 3] >> (index & 7) & 1) != 0;

    public static bool IsValid(ReadOnlySpan<byte> validity, int index) => validity.IsEmpty || IsSet(validity, index);
}
