using System.Globalization;

namespace Scaling.Native.Processors;

/// <summary>Limits that environment variables state: what Slurm has allotted, and what the .NET runtime is told.</summary>
internal static class EnvironmentLimits
{
    private const double MiB = 1 << 20;

    internal static IEnumerable<ResourceLimit> Read(SystemView system, double? hardwareBytes)
    {
        foreach (var (name, source) in new[] { ("SLURM_CPUS_PER_TASK", "SlurmTask"), ("SLURM_CPUS_ON_NODE", "SlurmNode"), ("DOTNET_PROCESSOR_COUNT", "Runtime") })
        {
            if (system.Variable(name) is { } text) yield return Limit(LimitedResource.Processor, source, name, text, Whole(text), 1);
        }

        // sbatch: memory of 0 asks for all of the node, which is no limit. Numbers are mebibytes.
        if (system.Variable("SLURM_MEM_PER_NODE") is { } node && node != "0")
            yield return Limit(LimitedResource.Memory, "SlurmNode", "SLURM_MEM_PER_NODE", node, Whole(node), MiB);
        if (system.Variable("SLURM_MEM_PER_CPU") is { } each && each != "0")
            yield return PerProcessor(system, each);

        if (system.Variable("DOTNET_GCHeapHardLimit") is { } heap)
            yield return Limit(LimitedResource.Memory, "RuntimeHeap", "DOTNET_GCHeapHardLimit", heap, Hexadecimal(heap), 1);
        else if (system.Variable("DOTNET_GCHeapHardLimitPercent") is { } percent)
            yield return Limit(LimitedResource.Memory, "RuntimeHeap", "DOTNET_GCHeapHardLimitPercent", percent, Hexadecimal(percent), (hardwareBytes ?? double.NaN) / 100);
    }

    private static ResourceLimit PerProcessor(SystemView system, string each)
    {
        var counts = new[] { "SLURM_CPUS_ON_NODE", "SLURM_CPUS_PER_TASK" };
        foreach (var name in counts)
        {
            if (system.Variable(name) is { } text && Whole(text) is { } processors)
                return Limit(LimitedResource.Memory, "SlurmNode", $"SLURM_MEM_PER_CPU × {name}", each, Whole(each), processors * MiB);
        }

        return new(LimitedResource.Memory, "SlurmNode", null, "SLURM_MEM_PER_CPU", $"is {each} MiB a processor, but {counts[0]} does not say how many there are");
    }

    private static ResourceLimit Limit(LimitedResource resource, string source, string origin, string text, double? value, double unit) => value is > 0 && double.IsFinite(value.Value * unit)
        ? new(resource, source, value * unit, origin)
        : new(resource, source, null, origin, $"is '{text}', which is no number above zero");

    private static double? Whole(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>The runtime reads numbers of its variables as hexadecimal, with or without 0x.</summary>
    private static double? Hexadecimal(string text)
    {
        var digits = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text.AsSpan(2) : text;
        return ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ? value : null;
    }
}
