using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Scaling.Native.Sampling.Draws;

/// <summary>Four of the eight xoshiro256++ streams in four registers. A mutable value.</summary>
internal unsafe struct Lanes256
{
    /// <summary>Streams in it.</summary>
    internal const int Count = 4;

    private Vector256<ulong> _s0;
    private Vector256<ulong> _s1;
    private Vector256<ulong> _s2;
    private Vector256<ulong> _s3;

    /// <param name="state">Of the eight lanes, from the first of the four on.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Lanes256 Load(ulong* state) => new()
    {
        _s0 = Vector256.Load(state),
        _s1 = Vector256.Load(state + DrawPath.Lanes),
        _s2 = Vector256.Load(state + 2 * DrawPath.Lanes),
        _s3 = Vector256.Load(state + 3 * DrawPath.Lanes),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly void Store(ulong* state)
    {
        _s0.Store(state);
        _s1.Store(state + DrawPath.Lanes);
        _s2.Store(state + 2 * DrawPath.Lanes);
        _s3.Store(state + 3 * DrawPath.Lanes);
    }

    /// <summary>64 random bits a lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Vector256<byte> Next()
    {
        var result = RotateLeft(_s0 + _s3, 23) + _s0;
        var shifted = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= shifted;
        _s3 = RotateLeft(_s3, 45);
        return result.AsByte();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> RotateLeft(Vector256<ulong> bits, int count) => (bits << count) | (bits >>> (64 - count));
}
