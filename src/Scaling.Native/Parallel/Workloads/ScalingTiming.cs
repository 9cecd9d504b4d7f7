using Scaling.Native.Measuring;

namespace Scaling.Native.Parallel.Workloads;

/// <summary>How long so many workers took.</summary>
/// <param name="Workers">The worker count.</param>
/// <param name="Tasks">The tasks they shared.</param>
/// <param name="StartupSeconds">Seconds until they were there, outside of the measured time.</param>
/// <param name="Measurement">The time of the tasks.</param>
public sealed record ScalingTiming(int Workers, int Tasks, double StartupSeconds, Measurement Measurement);
