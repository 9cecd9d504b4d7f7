using System.Globalization;

namespace Scaling.Native.Processors;

/// <summary>Limits that environment variables state: what Slurm has allotted, and what the .NET runtime is told.</summary>
internal static class EnvironmentLimits
{
    private const double MiB = 1 << 20;

    internal static IEnumerable<ResourceLimit> Processors(SystemView system)
    {
        if (system.Variable("SLURM_CPUS_PER_TASK") is { } task) yield return Processors("SlurmTask", "SLURM_CPUS_PER_TASK", task, Whole(task));
        if (OnNode(system) is { } node) yield return Processors("SlurmNode", node.Origin, node.Text, node.Processors);
        if (RuntimeSetting.Find(system, "PROCESSOR_COUNT") is { } count) yield return Processors("Runtime", count.Variable, count.Text, Whole(count.Text));
    }

    /// <param name="system">Where variables are.</param>
    /// <param name="wholeBytes">What the runtime's percentage is of; null where not known.</param>
    internal static IEnumerable<ResourceLimit> Memory(SystemView system, double? wholeBytes)
    {
        // sbatch: memory of 0 asks for all of the node, which is no limit.
        if (system.Variable("SLURM_MEM_PER_NODE") is { } node && node != "0")
            yield return Limit("SlurmNode", "SLURM_MEM_PER_NODE", node, SlurmBytes(node));
        if (system.Variable("SLURM_MEM_PER_CPU") is { } each && each != "0")
            yield return PerProcessor(system, each);

        if (RuntimeSetting.Find(system, "GCHeapHardLimit") is { } heap)
            yield return Limit("RuntimeHeap", heap.Variable, heap.Text, heap.Hexadecimal);
        else if (RuntimeSetting.Find(system, "GCHeapHardLimitPercent") is { } percent)
            yield return Percentage(percent, wholeBytes);
    }

    /// <summary>What Slurm says of this node; a job's list (<c>72(x2),36</c>) is read where a step has no figure of its own, as in salloc.</summary>
    private static (string Origin, string Text, double? Processors)? OnNode(SystemView system)
    {
        if (system.Variable("SLURM_CPUS_ON_NODE") is { } text) return ("SLURM_CPUS_ON_NODE", text, Whole(text));
        if (system.Variable("SLURM_JOB_CPUS_PER_NODE") is not { } list) return null;
        return ("SLURM_JOB_CPUS_PER_NODE", list, OfNode(list, system.Variable("SLURM_NODEID") is { } node ? Whole(node) ?? 0 : 0));
    }

    private static double? OfNode(string list, double node)
    {
        double? found = null;
        foreach (var part in list.Split(','))
        {
            var repeat = part.IndexOf("(x", StringComparison.Ordinal);
            if (Whole(repeat < 0 ? part : part[..repeat]) is not { } processors) return null;
            if ((repeat < 0 ? 1 : Whole(part[(repeat + 2)..].TrimEnd(')'))) is not { } nodes) return null;
            if (node >= 0 && node < nodes) found = processors;
            node -= nodes;
        }

        return found;
    }

    private static ResourceLimit PerProcessor(SystemView system, string each)
    {
        (string Origin, string Text, double? Processors)? task = system.Variable("SLURM_CPUS_PER_TASK") is { } text ? ("SLURM_CPUS_PER_TASK", text, Whole(text)) : null;
        foreach (var count in new[] { OnNode(system), task })
        {
            if (count is { Processors: { } processors } found)
                return Limit("SlurmNode", $"SLURM_MEM_PER_CPU × {found.Origin}", each, SlurmBytes(each) * processors);
        }

        return new(LimitedResource.Memory, "SlurmNode", null, "SLURM_MEM_PER_CPU", $"is '{each}', but SLURM_CPUS_ON_NODE does not say how many there are");
    }

    private static ResourceLimit Percentage(RuntimeSetting setting, double? wholeBytes) => setting.Hexadecimal switch
    {
        null or 0 => Limit("RuntimeHeap", setting.Variable, setting.Text, null),
        >= 100 => new(LimitedResource.Memory, "RuntimeHeap", null, setting.Variable, $"is '{setting.Text}', which in hexadecimal is no percentage below 100"),
        _ when wholeBytes is null => new(LimitedResource.Memory, "RuntimeHeap", null, setting.Variable, $"is '{setting.Text}', but it is not known of how many bytes"),
        { } percent => Limit("RuntimeHeap", setting.Variable, setting.Text, percent / 100 * wholeBytes),
    };

    private static ResourceLimit Processors(string source, string origin, string text, double? value) => Checked(LimitedResource.Processor, source, origin, text, value);

    private static ResourceLimit Limit(string source, string origin, string text, double? value) => Checked(LimitedResource.Memory, source, origin, text, value);

    private static ResourceLimit Checked(LimitedResource resource, string source, string origin, string text, double? value) => value is > 0
        ? new(resource, source, value, origin)
        : new(resource, source, null, origin, $"is '{text}', which is no number above zero");

    private static double? Whole(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>sbatch, --mem: mebibytes, or with K, M, G or T the unit's binary multiple.</summary>
    private static double? SlurmBytes(string text)
    {
        var unit = char.ToUpperInvariant(text[^1]) switch { 'K' => MiB / 1024, 'M' => MiB, 'G' => MiB * 1024, 'T' => MiB * MiB, _ => 0 };
        return unit == 0 ? Whole(text) * MiB : Whole(text[..^1]) * unit;
    }
}
