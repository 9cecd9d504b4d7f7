namespace Scaling.PowerShell.Commands.Memory;

/// <summary>Where a peak comes from, and so how exact it is.</summary>
public enum PeakSource
{
    /// <summary>The kernel's high-water mark, reset at the start: exact.</summary>
    ResetHighWaterMark,

    /// <summary>The kernel's high-water mark, which had never stood so high: exact.</summary>
    NewHighWaterMark,

    /// <summary>The mark could not be reset and was not passed: the true peak is at most this.</summary>
    EarlierHighWaterMark,
}
