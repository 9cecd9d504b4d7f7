namespace Scaling.Native.Memory.Peaks;

/// <summary>Where a peak comes from, and so how exact it is.</summary>
public enum PeakSource
{
    /// <summary>The kernel's high-water mark, reset at the start: the most that was in memory in between.</summary>
    ResetHighWaterMark,

    /// <summary>The kernel's high-water mark, which had never stood so high: the most that was in memory in between.</summary>
    NewHighWaterMark,

    /// <summary>
    /// The mark could not be reset and was not passed: the peak lies between the largest sample and the mark, which the figure is.
    /// </summary>
    EarlierHighWaterMark,
}
