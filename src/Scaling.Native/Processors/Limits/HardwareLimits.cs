using System.Globalization;

namespace Scaling.Native.Processors;

/// <summary>What a Linux machine has: processors that are on line, and memory.</summary>
internal static class HardwareLimits
{
    private const string OnlineFile = "/sys/devices/system/cpu/online";

    /// <summary>Numbers of the processors on line; null where they are not told.</summary>
    internal static IReadOnlyList<int>? Online(SystemView system) => ProcessorList.Parse(system.Text(OnlineFile)) is { Count: > 0 } online ? online : null;

    internal static IEnumerable<ResourceLimit> Processors(IReadOnlyList<int>? online)
    {
        if (online is not null) yield return new(LimitedResource.Processor, "Hardware", online.Count, OnlineFile);
    }

    internal static IEnumerable<ResourceLimit> Memory(SystemView system)
    {
        const string memory = "/proc/meminfo";
        if (TotalBytes(system.Text(memory)) is { } bytes) yield return new(LimitedResource.Memory, "Hardware", bytes, memory);
    }

    /// <summary>proc(5): the figure is in kibibytes, whatever the unit beside it says.</summary>
    private static double? TotalBytes(string? text) =>
        ProcessLimits.Field(text, "MemTotal:")?.Split(' ') is [var kibibytes, ..]
        && long.TryParse(kibibytes, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value * 1024.0
            : null;
}
