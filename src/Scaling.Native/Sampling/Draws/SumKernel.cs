namespace Scaling.Native.Sampling.Draws;

/// <summary>Draws rows for a block of resamples and sums the codes of one term over them.</summary>
internal abstract class SumKernel
{
    /// <summary>Resamples per block, the unit of seeding and of parallel work. Part of the digits.</summary>
    internal const int BlockSize = 512;

    private protected const int Lanes = DrawPath.Lanes;

    /// <summary>Of the instructions that draw.</summary>
    internal abstract string PathName { get; }

    /// <summary>Sums the drawn codes.</summary>
    /// <param name="key">The block.</param>
    /// <param name="stratum">Tells the draws of one block apart.</param>
    /// <param name="draws">A resample, at least 1.</param>
    /// <param name="count">Resamples, up to <see cref="BlockSize"/>.</param>
    /// <param name="sums"><see cref="BlockSize"/> of them; those of the resamples are added to, the others may be.</param>
    /// <param name="cancellationToken">Looked at about every million draws.</param>
    internal abstract void Add(in StreamKey key, int stratum, int draws, int count, Span<long> sums, CancellationToken cancellationToken);

    /// <summary>A kernel that draws rows in proportion to their weights, the fastest for them.</summary>
    /// <param name="weights">One a row, not all zero, with a sum below 2^63.</param>
    /// <param name="codes">One a row, of at most 48 bits.</param>
    /// <param name="path">How to draw; null for the best way.</param>
    internal static SumKernel Create(ReadOnlySpan<ulong> weights, long[] codes, DrawPath? path = null)
    {
        path ??= DrawPath.Best;
        if (SlotTable.TryCreate(weights) is { } table) return new SlotSumKernel(table, codes, path);
        return weights.ContainsAnyExcept(weights[0])
            ? new AliasSumKernel(AliasTable.FromWeights(weights), codes, path)
            : new UniformSumKernel(codes, path);
    }
}
