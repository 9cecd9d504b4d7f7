using System.Globalization;

namespace Scaling.Native.Processors;

/// <summary>Limits of the process itself on Linux: its affinity, and the limits of its resources (ulimit).</summary>
internal static class ProcessLimits
{
    internal static IEnumerable<ResourceLimit> Read(SystemView system)
    {
        const string status = "/proc/self/status";
        if (Field(system.Text(status), "Cpus_allowed_list:") is { } list && ProcessorList.Parse(list) is { Count: > 0 } allowed)
            yield return new(LimitedResource.Processor, "Affinity", allowed.Count, status);

        const string limits = "/proc/self/limits";
        var text = system.Text(limits);
        foreach (var name in new[] { "Max address space", "Max data size" })
        {
            if (Field(text, name)?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var soft, ..]
                && double.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes))
                yield return new(LimitedResource.Memory, "UserLimit", bytes, $"{limits}: {name}");
        }
    }

    private static string? Field(string? text, string name)
    {
        foreach (var line in text?.Split('\n') ?? [])
        {
            if (line.StartsWith(name, StringComparison.Ordinal)) return line[name.Length..].Trim();
        }

        return null;
    }
}
