using System.Globalization;

namespace Scaling.Native.Processors;

/// <summary>What the machine has: processors that are on line, and memory.</summary>
internal static class HardwareLimits
{
    internal static IEnumerable<ResourceLimit> Read(SystemView system)
    {
        const string online = "/sys/devices/system/cpu/online";
        if (ProcessorList.Parse(system.Text(online)) is { Count: > 0 } processors)
            yield return new(LimitedResource.Processor, "Hardware", processors.Count, online);

        const string memory = "/proc/meminfo";
        if (TotalBytes(system.Text(memory)) is { } bytes) yield return new(LimitedResource.Memory, "Hardware", bytes, memory);
    }

    /// <summary>proc(5): the figure is in kibibytes, whatever the unit beside it says.</summary>
    private static double? TotalBytes(string? text)
    {
        const string name = "MemTotal:";
        var line = text?.Split('\n').FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal));
        return line?[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var kibibytes, ..]
            && long.TryParse(kibibytes, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value * 1024.0
            : null;
    }
}
