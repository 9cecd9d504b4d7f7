namespace Scaling.Native.Memory.Sizes;

/// <summary>
/// From parts of the data to all of it: the ratio estimator of cluster sampling, whose parts are the units, and its standard error (W. G. Cochran,
/// "Sampling Techniques", 3rd ed., Wiley 1977, §6.3 and §9A.1). Everything there is has the size of one part, the sum of all.
/// </summary>
internal sealed class SampleScale
{
    private readonly double[] _sizes;
    private readonly double _sampled;
    private readonly double _quantile;

    /// <param name="sizes">The sizes of the parts, in whatever unit the whole is known: bytes of text, or rows.</param>
    /// <param name="whole">The size of all of the data; not below the sum of the parts.</param>
    internal SampleScale(double[] sizes, double whole)
    {
        (_sizes, _sampled) = (sizes, sizes.Sum());
        (Whole, Factor) = (whole, _sampled > 0 ? whole / _sampled : 1);
        _quantile = StudentQuantile(Math.Max(1, sizes.Length - 1));
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
        var squares = 0.0;
        for (var i = 0; i < _sizes.Length; i++)
        {
            var rest = amounts(i) - ratio * _sizes[i];
            squares += rest * rest;
        }

        var (parts, mean) = (_sizes.Length, _sampled / _sizes.Length);
        var variance = (1 - 1 / Factor) / parts * squares / (parts - 1) / (mean * mean);
        return SizeEstimate.Of(ratio * Whole, _quantile * Whole * Math.Sqrt(variance));
    }

    /// <summary>The 97.5 % quantile of Student's distribution: the first terms of its expansion around the
    /// normal one (M. Abramowitz and I. Stegun, "Handbook of Mathematical Functions", 26.7.5), which do from three degrees on.</summary>
    private static double StudentQuantile(int degrees) => degrees switch
    {
        1 => 12.706,
        2 => 4.303,
        _ => Expand(1.959964, degrees),
    };

    private static double Expand(double z, double degrees)
    {
        var (z3, z5, z7) = (Math.Pow(z, 3), Math.Pow(z, 5), Math.Pow(z, 7));
        return z + (z3 + z) / (4 * degrees) + (5 * z5 + 16 * z3 + 3 * z) / (96 * degrees * degrees)
            + (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * Math.Pow(degrees, 3));
    }
}
