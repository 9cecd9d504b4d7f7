namespace Scaling.Native.Processors;

/// <summary>How many processors and how much memory this process may use: the least of what the hardware has, its affinity, control groups,
/// user limits, Slurm and the runtime allow. Read anew at each call, because control groups change while a process runs.</summary>
public static class ResourceLimits
{
    /// <summary>Every source that is there, of this process.</summary>
    public static IReadOnlyList<ResourceLimit> Read() => Read(SystemView.Current);

    /// <summary>Every source that is there, of a system.</summary>
    public static IReadOnlyList<ResourceLimit> Read(SystemView system)
    {
        var limits = HardwareLimits.Read(system).ToList();
        if (system.IsCurrent) limits.AddRange(RuntimeLimits.Read());
        limits.AddRange(ProcessLimits.Read(system));
        limits.AddRange(ControlGroupLimits.Read(system));
        limits.AddRange(EnvironmentLimits.Read(system, limits.Find(l => l is { Resource: LimitedResource.Memory, Source: "Hardware" })?.Value));
        return limits;
    }

    /// <summary>The source with the least value; the first of equals; null where there is none.</summary>
    public static ResourceLimit? Effective(IEnumerable<ResourceLimit> limits, LimitedResource resource) =>
        limits.Where(l => l.Resource == resource && l.Value is not null).MinBy(l => l.Value);

    /// <summary>Worker threads that processors are enough for: a part of a processor counts as one, as in the runtime, because two workers
    /// on one and a half processors get through more than one does.</summary>
    public static int Workers(double processors) => (int)Math.Clamp(Math.Ceiling(processors), 1, int.MaxValue);

    /// <summary>Worker threads that this process should use.</summary>
    public static int Workers() => Workers(Effective(Read(), LimitedResource.Processor)?.Value ?? Environment.ProcessorCount);

    /// <summary>What work that spills or waits may hold where its user sets no limit: 512 MiB, or a quarter of what the process may use.</summary>
    /// <param name="least">What the work cannot do with less than.</param>
    public static long DefaultMemoryLimit(long least) => Math.Max(least, Math.Min(512L << 20, MemoryBytes() / 4));

    /// <summary>Bytes of memory that this process may use.</summary>
    public static long MemoryBytes() =>
        (long)Math.Min(Effective(Read(), LimitedResource.Memory)?.Value ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, long.MaxValue / 2);
}
