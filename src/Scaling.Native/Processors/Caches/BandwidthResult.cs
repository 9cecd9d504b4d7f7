using Scaling.Native.Kernels;
using Scaling.Native.Measuring;

namespace Scaling.Native.Processors.Caches;

/// <summary>The bandwidth of one operation with one kind of stores.</summary>
/// <param name="Operation">What was done.</param>
/// <param name="Store">Where results went.</param>
/// <param name="CountedBytes">Bytes of one run as STREAM counts them: each array that is read or written once. What the caches move besides,
/// such as lines that are read only to be overwritten, does not count.</param>
/// <param name="Measurement">Seconds of one run; the outcome is compared with what the elements must be.</param>
public sealed record BandwidthResult(BandwidthOperation Operation, StoreMode Store, long CountedBytes, Measurement Measurement)
{
    /// <summary>By the median time.</summary>
    public double BytesPerSecond => CountedBytes / Measurement.MedianSeconds;

    /// <summary>By the least time, which is what STREAM reports.</summary>
    public double BestBytesPerSecond => CountedBytes / Measurement.MinimumSeconds;
}
