using Scaling.Native.Parallel.Laws;

namespace Scaling.Native.Memory.Sizes;

/// <summary>
/// From parts spread evenly over the data to all of it: the ratio estimator of cluster sampling, whose parts are the units (W. G. Cochran, "Sampling
/// Techniques", 3rd ed., Wiley 1977, §6.3 and §9A.1). Its standard error is that of successive differences, so that what changes slowly
/// along the data, and is met by every part alike, does not count as chance (K. M. Wolter, "Introduction to Variance Estimation", 2nd ed.,
/// Springer 2007, §8.2, estimator 2).
/// </summary>
internal sealed class SampleScale
{
    private readonly double[] _sizes;
    private readonly double _sampled;
    private readonly double _quantile;

    /// <param name="sizes">The sizes of the parts, in their order, in whatever unit the whole is known: bytes of text, or rows.</param>
    /// <param name="whole">The size of all of the data; not below the sum of the parts.</param>
    internal SampleScale(double[] sizes, double whole)
    {
        (_sizes, _sampled) = (sizes, sizes.Sum());
        (Whole, Factor) = (whole, _sampled > 0 ? whole / _sampled : 1);
        _quantile = StudentDistribution.TwoSided(0.95, Math.Max(1, sizes.Length - 1));
    }

    internal double Whole { get; }

    /// <summary>Bytes of all of the data for one that was looked at.</summary>
    internal double Factor { get; }

    /// <summary>What the whole has of something.</summary>
    /// <param name="amounts">What each part has of it.</param>
    internal SizeEstimate Estimate(Func<int, double> amounts)
    {
        var sum = 0.0;
        for (var i = 0; i < _sizes.Length; i++) sum += amounts(i);
        var ratio = _sampled > 0 ? sum / _sampled : 0;
        if (Factor <= 1 || _sizes.Length < 2) return SizeEstimate.Of(ratio * Whole);
        var (squares, last) = (0.0, 0.0);
        for (var i = 0; i < _sizes.Length; i++)
        {
            var rest = amounts(i) - ratio * _sizes[i];
            if (i > 0) squares += (rest - last) * (rest - last);
            last = rest;
        }

        var (parts, mean) = (_sizes.Length, _sampled / _sizes.Length);
        var variance = (1 - 1 / Factor) / parts * squares / (2 * (parts - 1)) / (mean * mean);
        return SizeEstimate.Of(ratio * Whole, _quantile * Whole * Math.Sqrt(variance));
    }
}
