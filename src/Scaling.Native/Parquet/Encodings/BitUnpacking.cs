using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Scaling.Native.Parquet.Encodings;

/// <summary>
/// Reads many numbers of one bit width. Eight of them begin at a whole byte; with AVX2 each gets the four bytes that it lies in, by one
/// shuffle, and is shifted and masked.
/// </summary>
internal static class BitUnpacking
{
    /// <summary>Wider numbers, moved by up to seven bits, do not fit four bytes.</summary>
    private const int WidestInVector = 25;
    private const int Group = 8;
    private static readonly Vector256<byte>[] Shuffles = new Vector256<byte>[WidestInVector + 1];
    private static readonly Vector256<uint>[] Shifts = new Vector256<uint>[WidestInVector + 1];

    static BitUnpacking()
    {
        Span<byte> shuffle = stackalloc byte[32];
        Span<uint> shifts = stackalloc uint[Group];
        for (var width = 1; width <= WidestInVector; width++)
        {
            for (var i = 0; i < Group; i++)
            {
                // The upper half is read from the byte in which its first number begins.
                var bit = i * width - (i < 4 ? 0 : UpperHalf(width) * 8);
                for (var k = 0; k < sizeof(uint); k++) shuffle[(i * sizeof(uint)) + k] = (byte)((bit >> 3) + k);
                shifts[i] = (uint)(bit & 7);
            }

            Shuffles[width] = Vector256.Create<byte>(shuffle);
            Shifts[width] = Vector256.Create<uint>(shifts);
        }
    }

    /// <summary>Whether this machine has the vector form.</summary>
    internal static bool HasVectors => Avx2.IsSupported;

    /// <summary>Reads numbers of 1 to 32 bits that begin at a bit; bits after the end are 0.</summary>
    internal static void Read(ReadOnlySpan<byte> data, long bit, int width, Span<int> target) =>
        Read(data, bit, width, target, HasVectors);

    /// <inheritdoc cref="Read(ReadOnlySpan{byte}, long, int, Span{int})"/>
    internal static void Read(ReadOnlySpan<byte> data, long bit, int width, Span<int> target, bool useVectors)
    {
        if (useVectors && width <= WidestInVector && target.Length >= 2 * Group)
        {
            var before = 0;
            while ((bit + ((long)before * width) & 7) != 0 && before < Group) before++;
            ReadEach(data, bit, width, target[..before]);
            bit += (long)before * width;
            target = target[before..];
            // Numbers of a run begin at a whole byte, so that one of every eight does; others may never.
            if ((bit & 7) == 0)
            {
                var done = ReadGroups(data[(int)(bit >> 3)..], width, target);
                bit += (long)done * width;
                target = target[done..];
            }
        }

        ReadEach(data, bit, width, target);
    }

    private static int UpperHalf(int width) => 4 * width >> 3;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int ReadGroups(ReadOnlySpan<byte> data, int width, Span<int> target)
    {
        var upper = UpperHalf(width);
        var fitting = (data.Length - upper - Vector128<byte>.Count) / width + 1;
        var groups = data.Length < upper + Vector128<byte>.Count ? 0 : Math.Min(target.Length / Group, fitting);
        var (shuffle, shifts, mask) = (Shuffles[width], Shifts[width], Vector256.Create((1u << width) - 1));
        ref var source = ref MemoryMarshal.GetReference(data);
        ref var slots = ref Unsafe.As<int, uint>(ref MemoryMarshal.GetReference(target));
        for (var i = 0; i < groups; i++)
        {
            var bytes = Vector256.Create(Vector128.LoadUnsafe(ref source), Vector128.LoadUnsafe(ref source, (nuint)upper));
            var numbers = Avx2.ShiftRightLogicalVariable(Avx2.Shuffle(bytes, shuffle).AsUInt32(), shifts) & mask;
            numbers.StoreUnsafe(ref slots);
            source = ref Unsafe.Add(ref source, width);
            slots = ref Unsafe.Add(ref slots, Group);
        }

        return groups * Group;
    }

    private static void ReadEach(ReadOnlySpan<byte> data, long bit, int width, Span<int> target)
    {
        var mask = width == 32 ? uint.MaxValue : (1u << width) - 1;
        var i = 0;
        // Eight bytes hold a number of 32 bits wherever it begins; the last ones are read with care.
        var safe = (data.Length - 8) * 8L;
        for (; i < target.Length && bit <= safe; i++, bit += width)
            target[i] = (int)((uint)(MemoryMarshal.Read<ulong>(data[(int)(bit >> 3)..]) >> (int)(bit & 7)) & mask);
        for (; i < target.Length; i++, bit += width) target[i] = (int)BitPacking.Read(data, bit, width);
    }
}
