using System.Runtime.CompilerServices;

namespace Scaling.Native.Sampling.Draws;

/// <summary>
/// Draws that are looked up one after the other, a resample a lane, and the few that the first bits leave open. 64 bits of a lane are two
/// draws, the lower half first.
/// </summary>
internal abstract unsafe class LaneSumKernel(long[] codes, DrawPath path) : SumKernel
{
    /// <summary>Draws whose bits stay in the nearest cache.</summary>
    private const int MostDraws = 256;

    /// <summary>Passes between two looks at the token.</summary>
    private const int PassesPerLook = 256;

    internal sealed override string PathName => path.Name;

    private protected long[] Codes { get; } = codes;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal sealed override void Add(
        in StreamKey key, int stratum, int draws, int count, Span<long> sums, CancellationToken cancellationToken)
    {
        var state = stackalloc ulong[DrawPath.StateWords];
        SlotDraws.Open(key, stratum, state);
        var rest = key.Open(StreamPurpose.Rests, (ulong)stratum);
        var open = new OpenDraws();
        var bits = stackalloc ulong[(Math.Min(draws, MostDraws) + 1) / 2 * Lanes];
        for (var first = 0; first < count; first += Lanes)
        {
            for (int done = 0, pass = 0; done < draws; done += MostDraws, pass++)
            {
                if (pass % PassesPerLook == 0) cancellationToken.ThrowIfCancellationRequested();
                var some = Math.Min(draws - done, MostDraws);
                path.Step(state, (some + 1) / 2, bits);
                for (var lane = 0; lane < Lanes; lane++) sums[first + lane] += Sum(bits + lane, some, lane, open);
                foreach (var (lane, place) in open.Draws) sums[first + lane] += Correction(place, ref rest);
                open.Draws.Clear();
            }
        }
    }

    /// <summary>Sums the codes over the draws of a lane; those left open count with what they gave.</summary>
    /// <param name="bits">Of the lane; the next 64 are as many words on as there are lanes.</param>
    /// <param name="draws">At least 1.</param>
    /// <param name="lane">Of the bits.</param>
    /// <param name="open">Gets the draws left open.</param>
    private protected abstract long Sum(ulong* bits, int draws, int lane, OpenDraws open);

    /// <summary>Draws again what a draw left open.</summary>
    /// <returns>The code that comes out less the one that was counted.</returns>
    private protected abstract long Correction(int place, ref Xoshiro256PlusPlus rest);
}
