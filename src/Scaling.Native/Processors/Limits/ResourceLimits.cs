namespace Scaling.Native.Processors;

/// <summary>How many processors and how much memory this process may use: the least of what the hardware has, its affinity, control groups,
/// user limits, Slurm and the runtime allow. Read anew at each call, because control groups change while a process runs.</summary>
public static class ResourceLimits
{
    /// <summary>Every source that is there, of this process.</summary>
    public static IReadOnlyList<ResourceLimit> Read() => Read(SystemView.Current);

    /// <summary>Every source that is there, of a system: those of processors, then those of memory.</summary>
    public static IReadOnlyList<ResourceLimit> Read(SystemView system) =>
        [.. Read(system, LimitedResource.Processor), .. Read(system, LimitedResource.Memory)];

    /// <summary>Every source of one resource that is there, of a system.</summary>
    public static IReadOnlyList<ResourceLimit> Read(SystemView system, LimitedResource resource)
    {
        var groups = new ControlGroups(system);
        var limits = new List<ResourceLimit>();
        if (resource == LimitedResource.Processor)
        {
            var online = HardwareLimits.Online(system);
            limits.AddRange(HardwareLimits.Processors(online));
            if (system.IsCurrent) limits.AddRange(RuntimeLimits.Processors());
            limits.AddRange(ProcessLimits.Processors(system, online));
            limits.AddRange(ControlGroupLimits.Processors(system, groups, online));
            limits.AddRange(EnvironmentLimits.Processors(system));
        }
        else
        {
            limits.AddRange(HardwareLimits.Memory(system));
            if (system.IsCurrent) limits.AddRange(RuntimeLimits.Memory());
            limits.AddRange(ProcessLimits.Memory(system));
            limits.AddRange(ControlGroupLimits.Memory(system, groups));

            // The runtime's percentage is of what the container has, if it has less than the machine.
            var whole = limits.Where(l => l.Source is "Hardware" or "ControlGroup").Min(l => l.Value);
            limits.AddRange(EnvironmentLimits.Memory(system, whole));
        }

        return limits;
    }

    /// <summary>The source with the least value; the first of equals; null where there is none.</summary>
    public static ResourceLimit? Effective(IEnumerable<ResourceLimit> limits, LimitedResource resource)
    {
        ResourceLimit? least = null, derived = null;
        foreach (var limit in limits)
        {
            if (limit.Resource != resource || limit.Value is null) continue;
            ref var place = ref limit.IsDerived ? ref derived : ref least;
            if (!(place?.Value <= limit.Value)) place = limit;
        }

        return least ?? derived;
    }

    /// <summary>Worker threads that processors are enough for: a part of a processor counts as one, as in the runtime, because two workers
    /// on one and a half processors get through more than one does.</summary>
    public static int Workers(double processors) => (int)Math.Clamp(Math.Ceiling(processors), 1, int.MaxValue);

    /// <summary>Worker threads that this process should use.</summary>
    public static int Workers() => Workers(Effective(LimitedResource.Processor)?.Value ?? Environment.ProcessorCount);

    /// <summary>What work that spills or waits may hold where its user sets no limit: 512 MiB, or a quarter of what the process may use.</summary>
    /// <param name="least">What the work cannot do with less than.</param>
    public static long DefaultMemoryLimit(long least) => Math.Max(least, Math.Min(512L << 20, MemoryBytes() / 4));

    /// <summary>Bytes of memory that this process may use.</summary>
    public static long MemoryBytes() =>
        (long)Math.Min(Effective(LimitedResource.Memory)?.Value ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, long.MaxValue / 2);

    private static ResourceLimit? Effective(LimitedResource resource) => Effective(Read(SystemView.Current, resource), resource);
}
