using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Scaling.Native.Memory.Sizes;

/// <summary>Hashes of 64 bits that are the same in every process: products of eight bytes each, folded (as W. Yi's wyhash does).</summary>
internal static class ValueHash
{
    private const ulong FirstFactor = 0xA0761D6478BD642F;
    private const ulong SecondFactor = 0xE7037ED1A0B428DB;

    internal static ulong Of(ReadOnlySpan<byte> value)
    {
        ref var at = ref MemoryMarshal.GetReference(value);
        var hash = (ulong)value.Length * SecondFactor;
        var left = value.Length;
        while (left > sizeof(ulong))
        {
            hash = Fold(hash ^ Unsafe.ReadUnaligned<ulong>(ref at), FirstFactor);
            at = ref Unsafe.Add(ref at, sizeof(ulong));
            left -= sizeof(ulong);
        }

        return Fold(Fold(hash ^ Rest(ref at, left), FirstFactor) ^ SecondFactor, SecondFactor);
    }

    internal static ulong Of(ulong low, ulong high = 0) => Fold(Fold(low ^ SecondFactor, FirstFactor) ^ high, SecondFactor);

    private static ulong Rest(ref byte at, int length)
    {
        if (length == sizeof(ulong)) return Unsafe.ReadUnaligned<ulong>(ref at);
        var rest = 0UL;
        for (var i = 0; i < length; i++) rest |= (ulong)Unsafe.Add(ref at, i) << (i * 8);
        return rest;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fold(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return high ^ low;
    }
}
