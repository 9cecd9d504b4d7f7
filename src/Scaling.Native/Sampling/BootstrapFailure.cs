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
}
