namespace Scaling.Native.Processors;

/// <summary>The topology that macOS gives as sysctl values. It tells how many cores of each level of performance there are, not which
/// thread is which: threads are numbered from the fastest cores on.</summary>
internal static class MacTopology
{
    /// <param name="control">The value of a name as text; null where there is none.</param>
    internal static ProcessorTopology Read(Func<string, string?> control)
    {
        long? Number(string name) => long.TryParse(control(name), System.Globalization.CultureInfo.InvariantCulture, out var value) && value > 0 ? value : null;

        var levels = (int)(Number("hw.nperflevels") ?? 1);
        var (cores, caches) = (new List<ProcessorCore>(), new List<ProcessorCache>());
        var line = (int?)Number("hw.cachelinesize");
        var next = 0;
        for (var level = 0; level < levels; level++)
        {
            var prefix = levels > 1 ? FormattableString.Invariant($"hw.perflevel{level}.") : "hw.";
            var physical = (int)(Number(prefix + "physicalcpu") ?? Number(prefix + "logicalcpu") ?? 1);
            var threadsOfCore = Math.Max(1, (int)(Number(prefix + "logicalcpu") ?? physical) / physical);
            var kind = levels == 1 ? CoreKind.Uniform : level == 0 ? CoreKind.Performance : CoreKind.Efficiency;
            var first = next;
            for (var core = 0; core < physical; core++, next += threadsOfCore)
                cores.Add(new(0, 0, cores.Count, kind, [.. Enumerable.Range(next, threadsOfCore)]));

            void Add(int cacheLevel, CacheKind cacheKind, string name, int sharedBy)
            {
                if (Number(prefix + name) is not { } bytes) return;
                for (var at = first; at < next; at += sharedBy)
                    caches.Add(new(cacheLevel, cacheKind, bytes, line, null, [.. Enumerable.Range(at, Math.Min(sharedBy, next - at))]));
            }

            Add(1, CacheKind.Instruction, "l1icachesize", threadsOfCore);
            Add(1, CacheKind.Data, "l1dcachesize", threadsOfCore);
            Add(2, CacheKind.Unified, "l2cachesize", (int)(Number(prefix + "cpusperl2") ?? threadsOfCore));
            Add(3, CacheKind.Unified, "l3cachesize", (int)(Number(prefix + "cpusperl3") ?? next - first));
        }

        return new ProcessorTopology
        {
            ModelName = control("machdep.cpu.brand_string"),
            IsVirtual = Number("kern.hv_vmm_present") == 1,
            Cores = cores,
            NumaNodes = [new(0, Number("hw.memsize"), [.. Enumerable.Range(0, next)])],
            Caches = [.. caches.OrderBy(c => c.Level).ThenBy(c => c.Kind).ThenBy(c => c.Threads[0])],
            BaseHertz = Number("hw.cpufrequency"),
            MaximumHertz = Number("hw.cpufrequency_max"),
        };
    }
}
