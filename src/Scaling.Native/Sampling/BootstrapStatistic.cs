namespace Scaling.Native.Sampling;

/// <summary>What is computed of the rows and of each resample.</summary>
public enum BootstrapStatistic
{
    /// <summary>Arithmetic mean, weighted where there are weights.</summary>
    Mean,

    /// <summary>Sum of a sample: sample size × mean.</summary>
    Sum,

    /// <summary>The 0.5 quantile.</summary>
    Median,

    /// <summary>A quantile of type 7 of Hyndman and Fan (1996).</summary>
    Quantile,

    /// <summary>Square root of <see cref="Variance"/>.</summary>
    StandardDeviation,

    /// <summary>Variance with divisor n − 1.</summary>
    Variance,

    /// <summary>Pearson's correlation of two columns.</summary>
    Correlation,

    /// <summary>Sum of the first column over the sum of the second.</summary>
    Ratio,
}
