using System.Runtime.CompilerServices;

namespace Scaling.Native.Sampling;

/// <summary>
/// Philox4x32-10, the counter-based generator of Salmon, Moraes, Dror and Shaw,
/// "Parallel random numbers: as easy as 1, 2, 3" (SC 2011): a keyed bijection of 128-bit counters.
/// </summary>
public static class Philox4x32
{
    private const int Rounds = 10;
    private const uint Multiplier0 = 0xD2511F53;
    private const uint Multiplier1 = 0xCD9E8D57;
    private const uint Weyl0 = 0x9E3779B9;
    private const uint Weyl1 = 0xBB67AE85;

    /// <summary>128 random bits as a pure function of counter and key.</summary>
    /// <param name="counter">The paper's words 0 to 3, word 0 in the lowest 32 bits.</param>
    /// <param name="key">The paper's words 0 and 1, word 0 in the lowest 32 bits.</param>
    /// <returns>The paper's output words 0 to 3, word 0 in the lowest 32 bits.</returns>
    public static UInt128 Generate(UInt128 counter, ulong key)
    {
        var (lower, upper) = Generate((ulong)counter, (ulong)(counter >> 64), key);
        return new UInt128(upper, lower);
    }

    /// <summary>The same by halves of 64 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static (ulong Lower, ulong Upper) Generate(ulong lower, ulong upper, ulong key)
    {
        var (word0, word1) = ((uint)lower, (uint)(lower >> 32));
        var (word2, word3) = ((uint)upper, (uint)(upper >> 32));
        var (key0, key1) = ((uint)key, (uint)(key >> 32));
        for (var round = 0; round < Rounds; round++)
        {
            var product0 = (ulong)Multiplier0 * word0;
            var product1 = (ulong)Multiplier1 * word2;
            word0 = (uint)(product1 >> 32) ^ word1 ^ key0;
            word2 = (uint)(product0 >> 32) ^ word3 ^ key1;
            word1 = (uint)product1;
            word3 = (uint)product0;
            key0 = unchecked(key0 + Weyl0);
            key1 = unchecked(key1 + Weyl1);
        }

        return (word0 | ((ulong)word1 << 32), word2 | ((ulong)word3 << 32));
    }
}
