namespace Scaling.Native.Kernels;

/// <summary>Powers of two by way of the bits of floating-point numbers. A number to which 1.5 × 2^52 (1.5 × 2^23) has been added is rounded to a whole one,
/// which its last bits hold. The shifts here have a further 2048 (256) in them, so that those bits are positive and their half can be taken by a logical
/// shift: AVX2 has no arithmetic one of 64 bits. 2^k is then the product of two powers that are both normal numbers, where 2^k is none.</summary>
internal static class PowerOfTwo
{
    internal const double DoubleShift = 6755399441055744 + 2048;
    internal const float SingleShift = 12582912 + 256;

    /// <summary>Bits of 1.5 × 2^52.</summary>
    internal const long DoubleShiftBits = 0x4338000000000000;

    /// <summary>Bits of 1.5 × 2^23.</summary>
    internal const int SingleShiftBits = 0x4B400000;

    internal const int DoubleFractionBits = 52;
    internal const int SingleFractionBits = 23;
}
