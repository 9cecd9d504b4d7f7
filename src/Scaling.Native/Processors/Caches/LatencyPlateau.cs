namespace Scaling.Native.Processors.Caches;

/// <summary>Working sets of about the same latency, those that one level of the memory hierarchy serves.</summary>
/// <param name="First">Index of the first working set of the plateau.</param>
/// <param name="Last">Index of the last one, inclusive.</param>
/// <param name="NanosecondsPerLoad">Median latency of the plateau.</param>
/// <param name="BoundaryBytes">Working set at which the latency passes the geometric mean of this plateau's and the next one's; null for the last.</param>
public sealed record LatencyPlateau(int First, int Last, double NanosecondsPerLoad, long? BoundaryBytes);
