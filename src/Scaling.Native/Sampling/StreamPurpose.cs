namespace Scaling.Native.Sampling;

/// <summary>Keeps streams of one (seed, group, block) apart by what they are drawn for. The numbers are part of the digits.</summary>
internal enum StreamPurpose : byte
{
    /// <summary>The draws of a bootstrap; the ordinal is the lane.</summary>
    Draws = 1,

    /// <summary>What the first bits of a draw leave open: the rest of a table, ties, biased parts; the ordinal is the stratum.</summary>
    Rests = 2,

    /// <summary>The elements of a random matrix; the ordinal is the row.</summary>
    MatrixElements = 3,
}
