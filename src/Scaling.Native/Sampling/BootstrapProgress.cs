namespace Scaling.Native.Sampling;

/// <summary>How far a run is.</summary>
/// <param name="GroupsDone">Groups with an outcome.</param>
/// <param name="Groups">Groups in all.</param>
/// <param name="BlocksDone">Blocks of resamples drawn, for the first time.</param>
/// <param name="Blocks">Blocks in all.</param>
public readonly record struct BootstrapProgress(int GroupsDone, int Groups, long BlocksDone, long Blocks);
