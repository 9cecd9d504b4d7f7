namespace Scaling.Native.Sampling;

/// <summary>How a series is cut into blocks that are drawn whole.</summary>
public enum BlockMethod
{
    /// <summary>Any run of the block length, also over the end to the beginning (Politis and Romano 1992).</summary>
    Circular,

    /// <summary>Any run of the block length within the series (Künsch 1989): rows near its ends are drawn less often.</summary>
    Moving,

    /// <summary>Runs of random lengths, geometric with the block length as mean, over the end to the beginning (Politis and Romano 1994).</summary>
    Stationary,
}
