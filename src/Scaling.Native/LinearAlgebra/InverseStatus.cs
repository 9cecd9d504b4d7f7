namespace Scaling.Native.LinearAlgebra;

/// <summary>What an inverse is worth.</summary>
public enum InverseStatus
{
    /// <summary>Its condition leaves digits that can be relied on.</summary>
    Regular,

    /// <summary>The reciprocal condition is below the machine epsilon only because rows or columns differ much in magnitude:
    /// scaled to like magnitudes, the matrix is regular.</summary>
    BadlyScaled,

    /// <summary>The reciprocal condition is below the machine epsilon, however rows and columns are scaled: no digit can be relied on.</summary>
    IllConditioned,

    /// <summary>Elements of the inverse are too large for a double.</summary>
    Overflow,

    /// <summary>All pivots of a column are exactly zero: there is no inverse.</summary>
    Singular,
}
