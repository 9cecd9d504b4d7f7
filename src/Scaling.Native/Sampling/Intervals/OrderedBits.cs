namespace Scaling.Native.Sampling.Intervals;

/// <summary>Doubles as integers of the same order.</summary>
internal static class OrderedBits
{
    private const ulong Sign = 1UL << 63;

    /// <param name="value">No NaN; both zeros are one.</param>
    public static ulong Of(double value)
    {
        var bits = BitConverter.DoubleToUInt64Bits(value + 0.0);
        return (bits & Sign) != 0 ? ~bits : bits | Sign;
    }

    public static double ToDouble(ulong key) => BitConverter.UInt64BitsToDouble((key & Sign) != 0 ? key ^ Sign : ~key);
}
