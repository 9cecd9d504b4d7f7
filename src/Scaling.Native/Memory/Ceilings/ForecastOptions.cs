namespace Scaling.Native.Memory.Ceilings;

/// <summary>What a forecast takes into account beside the plan.</summary>
public sealed record ForecastOptions
{
    /// <summary>Memory of the process without any object of the plan, in bytes.</summary>
    public long BaseBytes { get; init; }

    /// <summary>The step after which <see cref="CeilingPolicy.Checkpoint"/> cuts; null for the one with the lowest ceiling.</summary>
    public string? CheckpointAfter { get; init; }

    /// <summary>Bytes that a checkpoint takes in storage for each byte of its objects in memory.</summary>
    public double StorageRatio { get; init; } = 1;

    /// <summary>Told how much of the search for a cut, and of the trials of changes, is done, from 0 to 1 for each; null for nobody.</summary>
    public IProgress<double>? Progress { get; init; }
}
