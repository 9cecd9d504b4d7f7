namespace Scaling.Native.Sampling;

/// <summary>Keeps streams of one (seed, group, block) apart by what they are drawn for. The numbers are part of the digits.</summary>
internal enum StreamPurpose : byte
{
    /// <summary>The draws of a bootstrap; the ordinal is the lane.</summary>
    Draws = 1,

    /// <summary>The bits that decide one draw whose first 32 bits did not; the ordinal is the draw's number in its block.</summary>
    Ties = 2,
}
