using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Scaling.Native.Parquet.Encodings;

/// <summary>Encodes BYTE_STREAM_SPLIT (https://parquet.apache.org/docs/file-format/data-pages/encodings/#BYTESTREAMSPLIT): all first
/// bytes, then all second ones, and so on, so that bytes that resemble each other stand together.</summary>
internal static class StreamSplitEncoder
{
    internal static void Write(ByteBuffer target, ReadOnlySpan<byte> values, int width)
    {
        var split = target.Reserve(values.Length);
        var count = values.Length / width;
        var done = width switch
        {
            sizeof(double) => SplitEights(values, split, count),
            sizeof(float) => SplitFours(values, split, count),
            _ => 0,
        };
        for (; done < count; done++)
            for (var stream = 0; stream < width; stream++) split[stream * count + done] = values[done * width + stream];
        target.Advance(values.Length);
    }

    // Eight values a step: their bytes in pairs, then in fours, then all eight of a stream in half a register.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int SplitEights(ReadOnlySpan<byte> values, Span<byte> split, int count)
    {
        if (!Sse2.IsSupported && !AdvSimd.Arm64.IsSupported) return 0;
        var pairs = Vector128.Create((byte)0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15);
        ref var from = ref MemoryMarshal.GetReference(values);
        ref var to = ref MemoryMarshal.GetReference(split);
        var done = 0;
        for (; done <= count - 8; done += 8)
        {
            var at = (nuint)done * 8;
            var a = Vector128.Shuffle(Vector128.LoadUnsafe(ref from, at), pairs).AsUInt16();
            var b = Vector128.Shuffle(Vector128.LoadUnsafe(ref from, at + 16), pairs).AsUInt16();
            var c = Vector128.Shuffle(Vector128.LoadUnsafe(ref from, at + 32), pairs).AsUInt16();
            var d = Vector128.Shuffle(Vector128.LoadUnsafe(ref from, at + 48), pairs).AsUInt16();
            var (lowA, lowB) = (ZipLow(a, b).AsUInt32(), ZipLow(c, d).AsUInt32());
            var (highA, highB) = (ZipHigh(a, b).AsUInt32(), ZipHigh(c, d).AsUInt32());
            Store(ref to, 0, ZipLow(lowA, lowB).AsUInt64(), count, done);
            Store(ref to, 2, ZipHigh(lowA, lowB).AsUInt64(), count, done);
            Store(ref to, 4, ZipLow(highA, highB).AsUInt64(), count, done);
            Store(ref to, 6, ZipHigh(highA, highB).AsUInt64(), count, done);
        }

        return done;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int SplitFours(ReadOnlySpan<byte> values, Span<byte> split, int count)
    {
        var order = Vector128.Create((byte)0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
        ref var from = ref MemoryMarshal.GetReference(values);
        ref var to = ref MemoryMarshal.GetReference(split);
        var done = 0;
        for (; done <= count - 4; done += 4)
        {
            var fours = Vector128.Shuffle(Vector128.LoadUnsafe(ref from, (nuint)done * 4), order).AsUInt32();
            for (var stream = 0; stream < 4; stream++)
                Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, (nint)stream * count + done), fours.GetElement(stream));
        }

        return done;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ref byte to, int stream, Vector128<ulong> two, int count, int at)
    {
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, (nint)stream * count + at), two.ToScalar());
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, ((nint)stream + 1) * count + at), two.GetElement(1));
    }

    private static Vector128<ushort> ZipLow(Vector128<ushort> a, Vector128<ushort> b) =>
        Sse2.IsSupported ? Sse2.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    private static Vector128<ushort> ZipHigh(Vector128<ushort> a, Vector128<ushort> b) =>
        Sse2.IsSupported ? Sse2.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);

    private static Vector128<uint> ZipLow(Vector128<uint> a, Vector128<uint> b) =>
        Sse2.IsSupported ? Sse2.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    private static Vector128<uint> ZipHigh(Vector128<uint> a, Vector128<uint> b) =>
        Sse2.IsSupported ? Sse2.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);
}
