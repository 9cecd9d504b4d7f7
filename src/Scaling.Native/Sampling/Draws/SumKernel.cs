namespace Scaling.Native.Sampling.Draws;

/// <summary>Draws rows for a block of resamples and sums the codes of terms over them.</summary>
internal abstract class SumKernel
{
    /// <summary>Resamples per block, the unit of seeding and of parallel work. Part of the digits.</summary>
    internal const int BlockSize = 512;

    /// <summary>Streams per block: part of the digits.</summary>
    internal const int Lanes = DrawPath.Lanes;

    /// <summary>Of the instructions that draw.</summary>
    internal abstract string PathName { get; }

    /// <summary>Adds the sums of the drawn codes.</summary>
    /// <param name="key">The block.</param>
    /// <param name="stratum">Tells the draws of one block apart.</param>
    /// <param name="draws">A resample, at least 1.</param>
    /// <param name="count">Resamples, up to <see cref="BlockSize"/>.</param>
    /// <param name="sums">Of resample i and term t at t × <see cref="BlockSize"/> + i; room for all of a block.</param>
    /// <param name="cancellationToken">Looked at about every million draws.</param>
    internal abstract void Add(in StreamKey key, int stratum, int draws, int count, Span<long> sums, CancellationToken cancellationToken);

    /// <summary>A kernel that draws rows in proportion to their weights, the fastest for them.</summary>
    /// <param name="weights">One a row, not all zero, with a sum below 2^63.</param>
    /// <param name="terms">The codes of each term, one a row.</param>
    /// <param name="path">How to draw; null for the best way.</param>
    internal static SumKernel Create(ReadOnlySpan<ulong> weights, IReadOnlyList<long[]> terms, DrawPath? path = null)
    {
        path ??= DrawPath.Best;
        if (SlotTable.TryCreate(weights) is { } table) return new SlotSumKernel(table, terms, path);
        return weights.ContainsAnyExcept(weights[0])
            ? new AliasSumKernel(AliasTable.FromWeights(weights), terms, path)
            : new UniformSumKernel(terms, path);
    }

    /// <summary>The stream of a lane.</summary>
    private protected static Xoshiro256PlusPlus Open(in StreamKey key, int stratum, int lane) =>
        key.Open(StreamPurpose.Draws, (ulong)stratum * Lanes + (ulong)lane);
}
