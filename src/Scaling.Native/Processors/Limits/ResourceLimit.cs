namespace Scaling.Native.Processors;

/// <summary>One source that limits, or would limit, what this process may use.</summary>
/// <param name="Resource">What it limits.</param>
/// <param name="Source">Who sets it, such as <c>ControlGroup</c>.</param>
/// <param name="Value">Processors, or bytes; null where the source sets no limit, or one that cannot be read.</param>
/// <param name="Origin">The file, variable or call it was read from.</param>
/// <param name="Problem">What is wrong with the value, which then does not count; null if nothing is.</param>
public sealed record ResourceLimit(LimitedResource Resource, string Source, double? Value, string Origin, string? Problem = null)
{
    /// <summary>Whether somebody made it of other sources when the process started: they may have changed since, so it counts only where there are no others.</summary>
    public bool IsDerived { get; init; }
}
