using System.Numerics;
using System.Runtime.CompilerServices;

namespace Scaling.Native.Sampling;

/// <summary>
/// xoshiro256++ of Blackman and Vigna, "Scrambled linear pseudorandom number generators"
/// (ACM TOMS 47, 2021). A mutable value: pass it by reference.
/// </summary>
public struct Xoshiro256PlusPlus
{
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    /// <exception cref="ArgumentException">All four words are zero, the one state that never leaves itself.</exception>
    public Xoshiro256PlusPlus(ulong s0, ulong s1, ulong s2, ulong s3)
    {
        if ((s0 | s1 | s2 | s3) == 0)
        {
            throw new ArgumentException("The state of xoshiro256++ must not be all zero.", nameof(s0));
        }

        _s0 = s0;
        _s1 = s1;
        _s2 = s2;
        _s3 = s3;
    }

    /// <summary>64 random bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Next()
    {
        var result = BitOperations.RotateLeft(_s0 + _s3, 23) + _s0;
        var shifted = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= shifted;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>Stores the four words, so many places apart.</summary>
    internal readonly unsafe void CopyTo(ulong* state, int stride)
    {
        state[0] = _s0;
        state[stride] = _s1;
        state[2 * stride] = _s2;
        state[3 * stride] = _s3;
    }

    /// <summary>
    /// An integer of 0 … <paramref name="bound"/> − 1, each exactly as likely
    /// (Lemire, "Fast random integer generation in an interval", ACM TOMACS 29, 2019).
    /// </summary>
    /// <param name="bound">At least 1.</param>
    public ulong NextBelow(ulong bound)
    {
        ArgumentOutOfRangeException.ThrowIfZero(bound);
        var high = Math.BigMul(Next(), bound, out ulong low);
        if (low < bound)
        {
            var rejected = (0UL - bound) % bound;
            while (low < rejected)
            {
                high = Math.BigMul(Next(), bound, out low);
            }
        }

        return high;
    }

    /// <summary>The same for bounds that need more than 64 bits.</summary>
    internal UInt128 NextBelow(UInt128 bound)
    {
        if (bound <= ulong.MaxValue) return NextBelow((ulong)bound);
        // As many bits as the bound has; at least every second try is below it.
        var unused = (int)UInt128.LeadingZeroCount(bound);
        while (true)
        {
            var drawn = new UInt128(Next(), Next()) >> unused;
            if (drawn < bound) return drawn;
        }
    }
}
