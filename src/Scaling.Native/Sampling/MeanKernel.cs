namespace Scaling.Native.Sampling;

/// <summary>Draws rows of one group and averages them.</summary>
internal abstract class MeanKernel
{
    /// <summary>Resampled means per block, the unit of seeding and of parallel work. Part of the digits.</summary>
    public const int BlockSize = 512;

    /// <summary>Streams per block: mean number i of a block is drawn from lane i mod 8. Part of the digits.</summary>
    public const int Lanes = 8;

    /// <summary>
    /// The mean of one resample, in the units of <see cref="CenteredSample"/>. Each 64 bits of the stream make two draws, the lower half
    /// first; lower and upper halves are summed apart.
    /// </summary>
    /// <param name="stream">The lane's stream, left behind the last bits used.</param>
    /// <param name="key">The block, for draws that need bits beyond the stream's.</param>
    /// <param name="firstDraw">The number of the mean's first draw in its block.</param>
    /// <param name="sampleSize">Draws, at least 1.</param>
    public abstract double DrawMean(ref Xoshiro256PlusPlus stream, in StreamKey key, ulong firstDraw, int sampleSize);

    /// <summary>Fills a block, or the beginning of one.</summary>
    public void DrawBlock(in StreamKey key, int sampleSize, Span<double> means, CancellationToken cancellationToken)
    {
        Span<Xoshiro256PlusPlus> lanes = stackalloc Xoshiro256PlusPlus[Lanes];
        for (var lane = 0; lane < Lanes; lane++)
        {
            lanes[lane] = key.Open(StreamPurpose.Draws, (ulong)lane);
        }

        for (var mean = 0; mean < means.Length; mean++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            means[mean] = DrawMean(ref lanes[mean % Lanes], key, (ulong)mean * (ulong)sampleSize, sampleSize);
        }
    }
}
