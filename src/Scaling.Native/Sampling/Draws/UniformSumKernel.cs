using System.Runtime.CompilerServices;

namespace Scaling.Native.Sampling.Draws;

/// <summary>
/// Any number of rows, all alike: the row is the upper half of 32 bits × rows; a lower half in the biased rest asks for other bits, so that all
/// rows have exactly the same probability (Lemire, "Fast random integer generation in an interval", ACM TOMACS 29, 2019).
/// </summary>
/// <param name="codes">One a row.</param>
/// <param name="path">How to draw.</param>
internal sealed unsafe class UniformSumKernel(long[] codes, DrawPath path) : LaneSumKernel(codes, path)
{
    private protected override long Sum(ulong* bits, int draws, int lane, OpenDraws open)
    {
        fixed (long* first = Codes) return Sum(bits, first, (uint)Codes.Length, draws, lane, open);
    }

    private protected override long Correction(int place, ref Xoshiro256PlusPlus rest) =>
        Codes[rest.NextBelow((ulong)Codes.Length)] - Codes[place];

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static long Sum(ulong* bits, long* codes, uint rows, int draws, int lane, OpenDraws open)
    {
        var rejected = unchecked(0u - rows) % rows;
        long lowerSum = 0, upperSum = 0;
        for (var draw = 0; draw < draws; draw++, bits += Lanes)
        {
            var product = (ulong)(uint)*bits * rows;
            lowerSum += codes[product >> 32];
            if ((uint)product < rejected) open.Draws.Add((lane, (int)(product >> 32)));
            if (++draw == draws) break;
            product = (*bits >> 32) * rows;
            upperSum += codes[product >> 32];
            if ((uint)product < rejected) open.Draws.Add((lane, (int)(product >> 32)));
        }

        return lowerSum + upperSum;
    }
}
