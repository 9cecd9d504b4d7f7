namespace Scaling.Native.Sampling;

/// <summary>A group and what its rows have in common.</summary>
public sealed record KeyedBootstrapGroup(GroupKey Key, BootstrapGroup Group);
