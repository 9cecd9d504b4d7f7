namespace Scaling.Native.Processors.Caches;

/// <summary>Working sets whose latencies lie on one line over the logarithm of their size.</summary>
/// <param name="First">Index of the first working set.</param>
/// <param name="Last">Index of the last one, inclusive.</param>
/// <param name="Slope">Growth of the latency's natural logarithm a doubling; not negative.</param>
public readonly record struct LadderSegment(int First, int Last, double Slope)
{
    public int Count => Last - First + 1;
}
