namespace Scaling.Native.Sampling;

/// <summary>
/// Names the random streams of one block: the same (seed, group, block) opens the same streams on any worker,
/// instruction path and machine, without any block before it being drawn.
/// </summary>
/// <param name="Seed">The user's seed; the key of Philox.</param>
/// <param name="Group">The group's index in the sorted order of all groups of the run.</param>
/// <param name="Block">The block's index within its group.</param>
internal readonly record struct StreamKey(long Seed, int Group, int Block)
{
    // Two Philox outputs make the four state words, so an ordinal takes two counters.
    private const int OrdinalBits = 55;

    /// <param name="purpose">What the stream is for.</param>
    /// <param name="ordinal">Below 2^55: tells the streams of one purpose apart.</param>
    public Xoshiro256PlusPlus Open(StreamPurpose purpose, ulong ordinal)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(ordinal, 1UL << OrdinalBits);
        var upper = ((ulong)(uint)Group << 32) | (uint)Block;
        var lower = ((ulong)purpose << (OrdinalBits + 1)) | (ordinal << 1);
        var first = Philox4x32.Generate(lower, upper, unchecked((ulong)Seed));
        var second = Philox4x32.Generate(lower | 1, upper, unchecked((ulong)Seed));
        // Philox is a bijection: two counters never give the same output, so the state is never all zero.
        return new Xoshiro256PlusPlus(first.Lower, first.Upper, second.Lower, second.Upper);
    }
}
