using System.Globalization;

namespace Scaling.Native.Processors;

/// <summary>Limits of the process itself on Linux: its affinity, and the limits of its resources (ulimit).</summary>
internal static class ProcessLimits
{
    private const string LimitsFile = "/proc/self/limits";
    private const string StatusFile = "/proc/self/status";

    internal static IEnumerable<ResourceLimit> Processors(SystemView system, IReadOnlyList<int>? online)
    {
        var status = system.Text(StatusFile);
        if (Threads(status, online) is { } threads) yield return new(LimitedResource.Processor, "Affinity", threads.Count, StatusFile);

        // getrlimit(2): threads count as processes of their user; root is exempt.
        if (Field(status, "Uid:")?.Split('\t') is not ["0", ..] && Limit(system.Text(LimitsFile), "Max processes") is { } most)
            yield return new(LimitedResource.Processor, "UserLimit", most, $"{LimitsFile}: Max processes");
    }

    /// <summary>Hardware threads that the process may run on, ascending; null where that is not told.</summary>
    /// <param name="system">Where /proc is.</param>
    /// <param name="online">Ascending; null where not known.</param>
    internal static IReadOnlyList<int>? Threads(SystemView system, IReadOnlyList<int>? online) => Threads(system.Text(StatusFile), online);

    internal static IEnumerable<ResourceLimit> Memory(SystemView system)
    {
        var text = system.Text(LimitsFile);
        foreach (var name in new[] { "Max address space", "Max data size" })
        {
            if (Limit(text, name) is { } bytes) yield return new(LimitedResource.Memory, "UserLimit", bytes, $"{LimitsFile}: {name}");
        }
    }

    private static IReadOnlyList<int>? Threads(string? status, IReadOnlyList<int>? online) =>
        ProcessorList.Parse(Field(status, "Cpus_allowed_list:")) is { Count: > 0 } allowed ? ProcessorList.Online(allowed, online) : null;

    /// <summary>What follows a name at the start of a line; null without such a line.</summary>
    internal static string? Field(string? text, string name)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.StartsWith(name, StringComparison.Ordinal)) return line[name.Length..].Trim().ToString();
        }

        return null;
    }

    /// <summary>The soft limit, which comes first; null for <c>unlimited</c>.</summary>
    private static double? Limit(string? text, string name) =>
        Field(text, name)?.Split(' ') is [var soft, ..] && double.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
