using System.Numerics;

namespace Scaling.Native.Memory.Sizes;

/// <summary>
/// Estimates how many different values there are, from their hashes, in 16 KiB and within 0.81 % (one standard error): P. Flajolet, É. Fusy, O. Gandouet and
/// F. Meunier, "HyperLogLog", AofA 2007, with the estimator of O. Ertl, "New cardinality estimation algorithms for HyperLogLog sketches",
/// arXiv:1702.01284, algorithm 6, which has no bias for small numbers.
/// </summary>
internal sealed class HyperLogLog
{
    private const int IndexBits = 14;
    private const int Registers = 1 << IndexBits;
    private const int MostZeros = 64 - IndexBits;

    private readonly byte[] _registers = new byte[Registers];

    internal void Add(ulong hash)
    {
        ref var register = ref _registers[hash >> MostZeros];
        var rank = (byte)(BitOperations.LeadingZeroCount(hash << IndexBits | 1UL << (IndexBits - 1)) + 1);
        if (rank > register) register = rank;
    }

    internal void Add(HyperLogLog other)
    {
        for (var i = 0; i < Registers; i++) _registers[i] = Math.Max(_registers[i], other._registers[i]);
    }

    internal double Estimate()
    {
        var counts = new int[MostZeros + 2];
        foreach (var register in _registers) counts[register]++;
        var z = Registers * Tau(1 - (double)counts[^1] / Registers);
        for (var k = MostZeros; k >= 1; k--) z = 0.5 * (z + counts[k]);
        z += Registers * Sigma((double)counts[0] / Registers);
        return Registers / (2 * Math.Log(2)) * (Registers / z);
    }

    private static double Sigma(double x)
    {
        if (x == 1) return double.PositiveInfinity;
        var (y, z, last) = (1.0, x, double.NaN);
        while (z != last)
        {
            x *= x;
            last = z;
            z += x * y;
            y += y;
        }

        return z;
    }

    private static double Tau(double x)
    {
        if (x is 0 or 1) return 0;
        var (y, z, last) = (1.0, 1 - x, double.NaN);
        while (z != last)
        {
            x = Math.Sqrt(x);
            last = z;
            y *= 0.5;
            z -= (1 - x) * (1 - x) * y;
        }

        return z / 3;
    }
}
