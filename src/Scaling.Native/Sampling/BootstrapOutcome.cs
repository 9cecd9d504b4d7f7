namespace Scaling.Native.Sampling;

/// <summary>What became of one group: its figures or the reason it has none.</summary>
/// <param name="Group">The group's index in the run.</param>
/// <param name="Estimate">Null if and only if there is an error.</param>
/// <param name="Error">Null if and only if there is an estimate.</param>
public sealed record BootstrapOutcome(int Group, BootstrapEstimate? Estimate, BootstrapException? Error);
