using System.Runtime.CompilerServices;

namespace Scaling.Native.Sampling.Draws;

/// <summary>
/// Any number of rows, all alike: the row is the upper half of 32 bits × rows; a lower half in the biased rest asks for other bits, so that all
/// rows have exactly the same probability (Lemire, "Fast random integer generation in an interval", ACM TOMACS 29, 2019).
/// </summary>
/// <param name="terms">The codes of each term, one a row.</param>
/// <param name="path">How to draw.</param>
internal sealed unsafe class UniformSumKernel(IReadOnlyList<long[]> terms, DrawPath path) : LaneSumKernel(terms, path)
{
    private protected override long Sum(ulong* bits, int term, int draws, int lane, OpenDraws? open)
    {
        var codes = Terms[term];
        fixed (long* first = codes) return Sum(bits, first, (uint)codes.Length, draws, lane, open);
    }

    private protected override (int Row, int Counted) Settle(int place, ref Xoshiro256PlusPlus rest) =>
        ((int)rest.NextBelow((ulong)Terms[0].Length), place);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static long Sum(ulong* bits, long* codes, uint rows, int draws, int lane, OpenDraws? open)
    {
        var rejected = unchecked(0u - rows) % rows;
        long lowerSum = 0, upperSum = 0;
        for (var draw = 0; draw < draws; draw++, bits += Lanes)
        {
            var product = (ulong)(uint)*bits * rows;
            lowerSum += codes[product >> 32];
            if ((uint)product < rejected) open?.Draws.Add((lane, (int)(product >> 32)));
            if (++draw == draws) break;
            product = (*bits >> 32) * rows;
            upperSum += codes[product >> 32];
            if ((uint)product < rejected) open?.Draws.Add((lane, (int)(product >> 32)));
        }

        return lowerSum + upperSum;
    }
}
