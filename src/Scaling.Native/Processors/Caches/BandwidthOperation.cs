namespace Scaling.Native.Processors.Caches;

/// <summary>The operations of STREAM (McCalpin, "Memory Bandwidth and Machine Balance in Current High Performance Computers", 1995).</summary>
public enum BandwidthOperation
{
    /// <summary>c[i] = a[i].</summary>
    Copy,

    /// <summary>b[i] = s c[i].</summary>
    Scale,

    /// <summary>c[i] = a[i] + b[i].</summary>
    Add,

    /// <summary>a[i] = b[i] + s c[i].</summary>
    Triad,
}
