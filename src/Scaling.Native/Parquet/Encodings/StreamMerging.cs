using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Scaling.Native.Parquet.Encodings;

/// <summary>Puts values together from streams that hold their first bytes, their second bytes, and so on.</summary>
internal static class StreamMerging
{
    private const int Step = 16;

    /// <summary>Whether this machine has the vector form.</summary>
    internal static bool HasVectors => Sse2.IsSupported;

    /// <summary>Merges the streams.</summary>
    /// <param name="data">All streams, one after another.</param>
    /// <param name="stride">Bytes of a stream.</param>
    /// <param name="start">The first value.</param>
    /// <param name="width">Bytes of a value; as many streams there are.</param>
    /// <param name="target">Gets the values.</param>
    internal static void Merge(ReadOnlySpan<byte> data, int stride, int start, int width, Span<byte> target) =>
        Merge(data, stride, start, width, target, HasVectors);

    /// <inheritdoc cref="Merge(ReadOnlySpan{byte}, int, int, int, Span{byte})"/>
    internal static void Merge(ReadOnlySpan<byte> data, int stride, int start, int width, Span<byte> target, bool useVectors)
    {
        var count = target.Length / width;
        var done = 0;
        if (useVectors && count > 0 && width is sizeof(uint) or sizeof(ulong))
        {
            // The last byte that is read lies inside the last stream.
            _ = data[(width - 1) * stride + start + count - 1];
            ref var source = ref Unsafe.Add(ref MemoryMarshal.GetReference(data), start);
            ref var slots = ref MemoryMarshal.GetReference(target);
            for (; done + Step <= count; done += Step)
            {
                ref var from = ref Unsafe.Add(ref source, done);
                if (width == sizeof(ulong)) Merge8(ref from, stride, ref Unsafe.Add(ref slots, done * sizeof(ulong)));
                else Merge4(ref from, stride, ref Unsafe.Add(ref slots, done * sizeof(uint)));
            }
        }

        for (var k = 0; k < width; k++)
        {
            var stream = data.Slice(k * stride + start, count);
            for (var i = done; i < stream.Length; i++) target[i * width + k] = stream[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Merge4(ref byte source, int stride, ref byte target)
    {
        var (low01, high01) = Zip(Load(ref source, stride, 0), Load(ref source, stride, 1));
        var (low23, high23) = Zip(Load(ref source, stride, 2), Load(ref source, stride, 3));
        Store16(low01, low23, ref target);
        Store16(high01, high23, ref Unsafe.Add(ref target, 32));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store16(Vector128<byte> a, Vector128<byte> b, ref byte target)
    {
        Sse2.UnpackLow(a.AsUInt16(), b.AsUInt16()).AsByte().StoreUnsafe(ref target);
        Sse2.UnpackHigh(a.AsUInt16(), b.AsUInt16()).AsByte().StoreUnsafe(ref target, 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Merge8(ref byte source, int stride, ref byte target)
    {
        var (low01, high01) = Zip(Load(ref source, stride, 0), Load(ref source, stride, 1));
        var (low23, high23) = Zip(Load(ref source, stride, 2), Load(ref source, stride, 3));
        var (low45, high45) = Zip(Load(ref source, stride, 4), Load(ref source, stride, 5));
        var (low67, high67) = Zip(Load(ref source, stride, 6), Load(ref source, stride, 7));
        Store32(low01, low23, low45, low67, ref target);
        Store32(high01, high23, high45, high67, ref Unsafe.Add(ref target, 64));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store32(Vector128<byte> a, Vector128<byte> b, Vector128<byte> c, Vector128<byte> d, ref byte target)
    {
        var (lowAB, highAB) = (Sse2.UnpackLow(a.AsUInt16(), b.AsUInt16()).AsUInt32(), Sse2.UnpackHigh(a.AsUInt16(), b.AsUInt16()).AsUInt32());
        var (lowCD, highCD) = (Sse2.UnpackLow(c.AsUInt16(), d.AsUInt16()).AsUInt32(), Sse2.UnpackHigh(c.AsUInt16(), d.AsUInt16()).AsUInt32());
        Sse2.UnpackLow(lowAB, lowCD).AsByte().StoreUnsafe(ref target);
        Sse2.UnpackHigh(lowAB, lowCD).AsByte().StoreUnsafe(ref target, 16);
        Sse2.UnpackLow(highAB, highCD).AsByte().StoreUnsafe(ref target, 32);
        Sse2.UnpackHigh(highAB, highCD).AsByte().StoreUnsafe(ref target, 48);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Load(ref byte source, int stride, int stream) => Vector128.LoadUnsafe(ref source, (nuint)(stream * stride));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<byte> Low, Vector128<byte> High) Zip(Vector128<byte> a, Vector128<byte> b) =>
        (Sse2.UnpackLow(a, b), Sse2.UnpackHigh(a, b));
}
