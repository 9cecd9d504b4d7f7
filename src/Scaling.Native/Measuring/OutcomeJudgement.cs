namespace Scaling.Native.Measuring;

/// <summary>How far what a run has come to is from what it must be.</summary>
/// <param name="Difference">Null where there is nothing to be compared.</param>
/// <param name="Tolerance">Greatest difference of what counts as equal; null where nothing follows from a difference.</param>
public readonly record struct OutcomeJudgement(double? Difference, double? Tolerance)
{
    /// <summary>Null where it cannot be told.</summary>
    public bool? IsEqual => Difference is { } difference && Tolerance is { } tolerance ? difference <= tolerance : null;
}
