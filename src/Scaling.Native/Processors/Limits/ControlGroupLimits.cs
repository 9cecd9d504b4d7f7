using System.Globalization;

namespace Scaling.Native.Processors;

/// <summary>Limits of control groups: quotas of processor time, sets of processors, tasks, and memory, the least of a group and all its ancestors.</summary>
internal static class ControlGroupLimits
{
    // Version 1 writes "no limit" as the greatest multiple of a page that its counter holds.
    private const long NoLimit = 1L << 62;

    internal static IEnumerable<ResourceLimit> Processors(SystemView system, ControlGroups groups, IReadOnlyList<int>? online)
    {
        var unified = groups.Folders(null);
        if (Least(unified, "cpu.max", f => Quota(system.Text(f))) is { } quota)
            yield return new(LimitedResource.Processor, "ControlGroupQuota", quota.Value, quota.Origin);
        if (Least(groups.Folders("cpu"), "cpu.cfs_quota_us", f => QuotaV1(system, f)) is { } quotaV1)
            yield return new(LimitedResource.Processor, "ControlGroupQuota", quotaV1.Value, quotaV1.Origin);

        // The kernel has already cut an effective set down to what the ancestors allow. Groups below the last with the controller have no file.
        foreach (var file in unified.Select(f => f + "/cpuset.cpus.effective")
                     .Concat(groups.Folders("cpuset").SelectMany(f => new[] { f + "/cpuset.effective_cpus", f + "/cpuset.cpus" })))
        {
            if (ProcessorList.Parse(system.Text(file)) is not { Count: > 0 } set) continue;
            yield return new(LimitedResource.Processor, "ControlGroupSet", ProcessorList.Online(set, online).Count, file);
            break;
        }

        if (Least(unified.Concat(groups.Folders("pids")), "pids.max", f => Number(system.Text(f))) is { } tasks)
            yield return new(LimitedResource.Processor, "ControlGroupTasks", tasks.Value, tasks.Origin);
    }

    internal static IEnumerable<ResourceLimit> Memory(SystemView system, ControlGroups groups)
    {
        var unified = groups.Folders(null);
        foreach (var (name, source) in new[] { ("memory.max", "ControlGroup"), ("memory.high", "ControlGroupThrottle") })
        {
            if (Least(unified, name, f => Number(system.Text(f))) is { } memory)
                yield return new(LimitedResource.Memory, source, memory.Value, memory.Origin);
        }

        if (Least(groups.Folders("memory"), "memory.limit_in_bytes", f => Number(system.Text(f))) is { } memoryV1)
            yield return new(LimitedResource.Memory, "ControlGroup", memoryV1.Value, memoryV1.Origin);
    }

    private static (string Origin, double Value)? Least(IEnumerable<string> folders, string name, Func<string, double?> read)
    {
        (string Origin, double Value)? least = null;
        foreach (var folder in folders)
        {
            var file = folder + "/" + name;
            if (read(file) is { } value && !(least?.Value <= value)) least = (file, value);
        }

        return least;
    }

    /// <summary>Processors of <c>quota period</c> in microseconds; null for <c>max</c>.</summary>
    private static double? Quota(string? text)
    {
        if (text?.Split(' ') is not [var quota, var period] || Number(quota) is not { } q || Number(period) is not { } p || p <= 0) return null;
        return q / p;
    }

    private static double? QuotaV1(SystemView system, string file) =>
        system.Number(file) is { } quota and > 0 && system.Number(file.Replace("_quota_", "_period_", StringComparison.Ordinal)) is { } period and > 0
            ? (double)quota / period
            : null;

    /// <summary>A number; null for <c>max</c>, and for what version 1 writes in its place.</summary>
    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value < NoLimit ? value : null;
}
