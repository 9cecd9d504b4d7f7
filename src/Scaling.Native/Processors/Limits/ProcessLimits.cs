using System.Globalization;

namespace Scaling.Native.Processors;

/// <summary>Limits of the process itself on Linux: its affinity, and the limits of its resources (ulimit).</summary>
internal static class ProcessLimits
{
    private const string LimitsFile = "/proc/self/limits";

    internal static IEnumerable<ResourceLimit> Processors(SystemView system, IReadOnlyList<int>? online)
    {
        const string file = "/proc/self/status";
        var status = system.Text(file);
        if (ProcessorList.Parse(Field(status, "Cpus_allowed_list:")) is { Count: > 0 } allowed)
            yield return new(LimitedResource.Processor, "Affinity", ProcessorList.Online(allowed, online).Count, file);

        // getrlimit(2): threads count as processes of their user; root is exempt.
        if (Field(status, "Uid:")?.Split('\t') is not ["0", ..] && Limit(system.Text(LimitsFile), "Max processes") is { } threads)
            yield return new(LimitedResource.Processor, "UserLimit", threads, $"{LimitsFile}: Max processes");
    }

    internal static IEnumerable<ResourceLimit> Memory(SystemView system)
    {
        var text = system.Text(LimitsFile);
        foreach (var name in new[] { "Max address space", "Max data size" })
        {
            if (Limit(text, name) is { } bytes) yield return new(LimitedResource.Memory, "UserLimit", bytes, $"{LimitsFile}: {name}");
        }
    }

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
