using System.Numerics;
using System.Runtime.InteropServices;
using Scaling.Native.Datasets.Grouping.Spilling;

namespace Scaling.Native.Datasets.Grouping.States;

/// <summary>
/// The sum of any finite doubles without rounding: a fixed-point number over their whole range, in digits of 32 bits with room for carries
/// (the small superaccumulator of R. M. Neal, "Fast exact summation using small and large superaccumulators", 2015).
/// </summary>
internal sealed class ExactSum
{
    private const int Lowest = -1074;
    private const int DigitCount = 68;
    private const int AdditionsBetweenCarries = 1 << 30;

    private readonly long[] _digits = new long[DigitCount];
    private int _additions;

    /// <summary>Bytes on the heap, with the entry that leads to it.</summary>
    internal const int Bytes = DigitCount * sizeof(long) + 128;

    /// <summary>The sum in units of 2^-1074.</summary>
    private BigInteger Units
    {
        get
        {
            Carry();
            var bytes = new byte[DigitCount * sizeof(uint) + sizeof(uint)];
            for (var i = 0; i < DigitCount - 1; i++) MemoryMarshal.Write(bytes.AsSpan(i * sizeof(uint)), (uint)_digits[i]);
            MemoryMarshal.Write(bytes.AsSpan((DigitCount - 1) * sizeof(uint)), _digits[^1]);
            return new BigInteger(bytes);
        }
    }

    /// <param name="value">A finite number.</param>
    internal void Add(double value)
    {
        var bits = BitConverter.DoubleToUInt64Bits(value);
        var exponent = (int)(bits >> 52) & 0x7FF;
        var mantissa = bits & (1UL << 52) - 1;
        if (exponent > 0) (mantissa, exponent) = (mantissa | 1UL << 52, exponent - 1);
        var wide = (UInt128)mantissa << (exponent & 31);
        var sign = value < 0 ? -1L : 1L;
        for (var digit = exponent >> 5; wide != 0; digit++, wide >>= 32) _digits[digit] += sign * (uint)wide;
        if (++_additions == AdditionsBetweenCarries) Carry();
    }

    /// <summary>The double nearest to the sum; infinite where that is beyond the largest.</summary>
    internal double Round()
    {
        var (mantissa, exponent) = Rounding.Round(Units);
        return Math.ScaleB(mantissa, exponent + Lowest);
    }

    /// <summary>The rounded sum divided; where only the sum is beyond all doubles, the exact one.</summary>
    internal double Mean(long count) => Round() is var sum && double.IsFinite(sum) ? sum / count : Rounding.Quotient(Units, count, Lowest);

    internal void Write(RunWriter writer)
    {
        Carry();
        foreach (var digit in _digits) writer.Write(digit);
    }

    /// <summary>Adds a sum that was written.</summary>
    internal void Read(RunReader reader)
    {
        Carry();
        for (var i = 0; i < DigitCount; i++) _digits[i] += reader.Read<long>();
    }

    private void Carry()
    {
        for (var i = 0; i < DigitCount - 1; i++)
        {
            _digits[i + 1] += _digits[i] >> 32;
            _digits[i] &= uint.MaxValue;
        }

        _additions = 0;
    }
}
