using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Scaling.Native.Sampling.Draws;

/// <summary>Eight xoshiro256++ streams in four registers. A mutable value.</summary>
internal unsafe struct Lanes512
{
    private const byte ExclusiveOrOfThree = 0x96;

    private Vector512<ulong> _s0;
    private Vector512<ulong> _s1;
    private Vector512<ulong> _s2;
    private Vector512<ulong> _s3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Lanes512 Load(ulong* state) => new()
    {
        _s0 = Vector512.Load(state),
        _s1 = Vector512.Load(state + DrawPath.Lanes),
        _s2 = Vector512.Load(state + 2 * DrawPath.Lanes),
        _s3 = Vector512.Load(state + 3 * DrawPath.Lanes),
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
    internal Vector512<byte> Next()
    {
        var result = Avx512F.RotateLeft(_s0 + _s3, 23) + _s0;
        var shifted = _s1 << 17;
        var s2 = _s2 ^ _s0;
        var s3 = _s3 ^ _s1;
        var s1 = Avx512F.TernaryLogic(_s1, _s2, _s0, ExclusiveOrOfThree);
        _s0 = Avx512F.TernaryLogic(_s0, _s3, _s1, ExclusiveOrOfThree);
        _s1 = s1;
        _s2 = s2 ^ shifted;
        _s3 = Avx512F.RotateLeft(s3, 45);
        return result.AsByte();
    }
}
