namespace Scaling.Native.Sampling;

/// <summary>
/// How a confidence interval is made of the resamples (Davison and Hinkley, "Bootstrap Methods and their Application", 1997, chapter 5;
/// Efron, "Better bootstrap confidence intervals", JASA 82, 1987). t is the estimate, q(p) a quantile of the resampled statistics, z that of the
/// normal distribution, α half of one less the level.
/// </summary>
public enum IntervalMethod
{
    /// <summary>q(α) … q(1 − α).</summary>
    Percentile,

    /// <summary>2 t − q(1 − α) … 2 t − q(α).</summary>
    Basic,

    /// <summary>t − bias ∓ z(1 − α) × standard error.</summary>
    Normal,

    /// <summary>Percentiles corrected for bias and for the change of the spread with the estimate.</summary>
    BCa,

    /// <summary>t less s × quantiles of (t* − t) / s*, with s the standard error that the rows give of themselves, and s* each resample.</summary>
    Studentized,
}
