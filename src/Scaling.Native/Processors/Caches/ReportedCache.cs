namespace Scaling.Native.Processors.Caches;

/// <summary>A data or unified cache as the system reports it.</summary>
/// <param name="Level">1 for the one next to the processor.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="LineBytes">Size of its lines; null where not known.</param>
public sealed record ReportedCache(int Level, long Bytes, int? LineBytes)
{
    /// <summary>Those that data go through; none where the system tells of none.</summary>
    public static IReadOnlyList<ReportedCache> Of(ProcessorTopology topology) => [.. topology.DataCaches.Select(c => new ReportedCache(c.Level, c.Bytes, c.LineBytes))];
}
