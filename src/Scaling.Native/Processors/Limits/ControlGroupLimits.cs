using System.Globalization;

namespace Scaling.Native.Processors;

/// <summary>Limits of control groups: quotas of processor time, sets of processors, and memory, the least of a group and all its ancestors.</summary>
internal static class ControlGroupLimits
{
    // Version 1 writes "no limit" as the greatest multiple of a page that its counter holds.
    private const long NoLimit = 1L << 62;

    internal static IEnumerable<ResourceLimit> Read(SystemView system)
    {
        var unified = ControlGroups.Folders(system, null);
        if (Least(unified.Select(f => (f + "/cpu.max", Quota(system.Text(f + "/cpu.max"))))) is { } quota)
            yield return new(LimitedResource.Processor, "ControlGroupQuota", quota.Value, quota.Origin);
        if (Least(ControlGroups.Folders(system, "cpu").Select(f => (f + "/cpu.cfs_quota_us", QuotaV1(system, f)))) is { } quotaV1)
            yield return new(LimitedResource.Processor, "ControlGroupQuota", quotaV1.Value, quotaV1.Origin);

        // The kernel has already cut an effective set down to what the ancestors allow.
        foreach (var file in unified.Take(1).Select(f => f + "/cpuset.cpus.effective")
                     .Concat(ControlGroups.Folders(system, "cpuset").Take(1).SelectMany(f => new[] { f + "/cpuset.effective_cpus", f + "/cpuset.cpus" })))
        {
            if (ProcessorList.Parse(system.Text(file)) is not { Count: > 0 } set) continue;
            yield return new(LimitedResource.Processor, "ControlGroupSet", set.Count, file);
            break;
        }

        foreach (var (name, source) in new[] { ("memory.max", "ControlGroup"), ("memory.high", "ControlGroupThrottle") })
        {
            if (Least(unified.Select(f => (f + "/" + name, Bytes(system.Text(f + "/" + name))))) is { } memory)
                yield return new(LimitedResource.Memory, source, memory.Value, memory.Origin);
        }

        if (Least(ControlGroups.Folders(system, "memory").Select(f => (f + "/memory.limit_in_bytes", Bytes(system.Text(f + "/memory.limit_in_bytes"))))) is { } memoryV1)
            yield return new(LimitedResource.Memory, "ControlGroup", memoryV1.Value, memoryV1.Origin);
    }

    private static (string Origin, double Value)? Least(IEnumerable<(string Origin, double? Value)> limits) =>
        limits.Where(l => l.Value is not null).Select(l => ((string, double)?)(l.Origin, l.Value!.Value)).MinBy(l => l!.Value.Item2);

    /// <summary>Processors of <c>quota period</c> in microseconds; null for <c>max</c>.</summary>
    private static double? Quota(string? text)
    {
        if (text?.Split(' ') is not [var quota, var period] || !TryParse(quota, out var q) || !TryParse(period, out var p) || p <= 0) return null;
        return q / p;
    }

    private static double? QuotaV1(SystemView system, string folder) =>
        system.Number(folder + "/cpu.cfs_quota_us") is { } quota and > 0 && system.Number(folder + "/cpu.cfs_period_us") is { } period and > 0
            ? (double)quota / period
            : null;

    private static double? Bytes(string? text) => TryParse(text, out var bytes) && bytes < NoLimit ? bytes : null;

    private static bool TryParse(string? text, out double value) =>
        double.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
