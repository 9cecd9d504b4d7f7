using Scaling.Native.Measuring;

namespace Scaling.Native.Processors.Caches;

/// <summary>The latency of one working set.</summary>
/// <param name="WorkingSetBytes">Bytes over which loads were spread.</param>
/// <param name="Measurement">Seconds of one load.</param>
public sealed record LatencyRung(long WorkingSetBytes, Measurement Measurement)
{
    /// <summary>Median latency.</summary>
    public double NanosecondsPerLoad => Measurement.MedianSeconds * 1e9;
}
