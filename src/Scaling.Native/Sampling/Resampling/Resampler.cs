namespace Scaling.Native.Sampling.Resampling;

/// <summary>Draws resamples of one group and computes the statistic of each.</summary>
internal abstract class Resampler
{
    /// <summary>Draws in each resample.</summary>
    internal abstract int SampleSize { get; }

    /// <summary>Instruction set of the draws.</summary>
    internal abstract string PathName { get; }

    /// <summary>The statistic of the rows themselves, in the units of <see cref="Draw"/>.</summary>
    internal abstract double Estimate { get; }

    /// <summary>Draws a block, or the beginning of one.</summary>
    /// <param name="key">The block.</param>
    /// <param name="values">Gets the statistic of each resample, NaN where it has none; up to <see cref="Draws.SumKernel.BlockSize"/>.</param>
    /// <param name="squaredErrors">Empty, or gets the squared standard error that each resample gives of its own.</param>
    /// <param name="cancellationToken">Looked at about every million draws.</param>
    internal abstract void Draw(in StreamKey key, Span<double> values, Span<double> squaredErrors, CancellationToken cancellationToken);

    /// <summary>The squared standard error that the rows themselves give, by the rule of <see cref="Draw"/>; for the studentized method.</summary>
    internal abstract double SquaredError { get; }

    /// <summary>For the BCa method.</summary>
    internal abstract double Acceleration();

    /// <summary>From a value in scaled units to the user's.</summary>
    internal abstract double ToLocation(double value);

    /// <summary>From a difference of values in scaled units to the user's.</summary>
    internal abstract double ToDifference(double difference);
}
