using Scaling.Native.Processors;
using Scaling.Native.Processors.Caches;

namespace Scaling.PowerShell.Commands.Processors;

/// <summary>What the measurements of memory take their defaults from.</summary>
internal static class CacheFacts
{
    private const long AssumedFirstBytes = 32 << 10;
    private const long AssumedLastBytes = 32 << 20;

    /// <summary>Data and unified caches as the system reports them; none where it does not.</summary>
    internal static IReadOnlyList<ReportedCache> Reported { get; } =
        [.. ProcessorTopology.Current.DataCaches.Select(c => new ReportedCache(c.Level, c.Bytes, c.LineBytes))];

    internal static long FirstBytes => Reported.MinBy(c => c.Level)?.Bytes ?? AssumedFirstBytes;

    internal static long LastBytes => Reported.MaxBy(c => c.Level)?.Bytes ?? AssumedLastBytes;

    internal static int? LineBytes => Reported.MinBy(c => c.Level)?.LineBytes;

    /// <summary>Memory that the process may use.</summary>
    internal static long MemoryLimitBytes => ResourceLimits.MemoryBytes();

    /// <summary>Threads that the process may keep busy.</summary>
    internal static int Workers => ResourceLimits.Workers();

    /// <summary>Name of the smallest reported cache that holds a working set, Memory where none does; null where none is reported.</summary>
    internal static string? LevelOf(long workingSetBytes) => Reported.Count == 0
        ? null
        : Reported.Where(c => c.Bytes >= workingSetBytes).MinBy(c => c.Level) is { } cache ? $"L{cache.Level}" : MemoryLevel.Memory;
}
