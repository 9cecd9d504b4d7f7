namespace Scaling.Native.Sampling;

/// <summary>Why a group could not be bootstrapped.</summary>
public enum BootstrapFailure
{
    /// <summary>Fewer than two rows with a weight above zero: resampling them has no spread.</summary>
    TooFewRows,

    /// <summary>A value is null.</summary>
    NullValue,

    /// <summary>A value is NaN or infinite.</summary>
    ValueNotFinite,

    /// <summary>A weight is null.</summary>
    NullWeight,

    /// <summary>A weight is negative, NaN or infinite.</summary>
    InvalidWeight,

    /// <summary>Every weight is zero.</summary>
    AllWeightsZero,

    /// <summary>Sampling without replacement needs fewer draws than rows.</summary>
    SampleSizeTooLarge,

    /// <summary>Blocks are longer than the series.</summary>
    BlockTooLong,

    /// <summary>A row has no stratum.</summary>
    NullStratum,

    /// <summary>The statistic has no value for the rows or for a resample, such as a correlation of equal values.</summary>
    StatisticUndefined,

    /// <summary>The caller's statistic failed or gave no number.</summary>
    StatisticFailed,

    /// <summary>The interval has no end: BCa with all resamples on one side of the estimate, or with too large an acceleration.</summary>
    IntervalUndefined,
}
