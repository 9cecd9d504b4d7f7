using System.Globalization;

namespace Scaling.Native.Processors;

/// <summary>The topology that Linux shows in sysfs (Documentation/ABI/stable/sysfs-devices-system-cpu), and in /proc/cpuinfo where parts are missing.</summary>
internal static class LinuxTopology
{
    private const string Root = "/sys/devices/system/cpu";

    internal static ProcessorTopology Read(SystemView system)
    {
        var info = new CpuInfo(system.Text("/proc/cpuinfo"));
        var online = ProcessorList.Parse(system.Text(Root + "/online")) is { Count: > 0 } listed ? listed : [.. info.Threads.Select(t => t.Thread)];
        var kinds = Kinds(system, online);
        return new ProcessorTopology
        {
            ModelName = info.ModelName,
            IsVirtual = info.Flags?.Contains("hypervisor") == true || system.Text("/sys/hypervisor/type") is not null,
            Cores = Cores(system, info, online, kinds),
            NumaNodes = NumaNodes(system, online),
            Caches = Caches(system, online),
            OfflineThreads = ProcessorList.Parse(system.Text(Root + "/offline")) ?? [],
            BaseHertz = Greatest(system, online, "cpufreq/base_frequency", 1e3) ?? Greatest(system, online, "acpi_cppc/nominal_freq", 1e6),
            MaximumHertz = Greatest(system, online, "cpufreq/cpuinfo_max_freq", 1e3),
            CurrentHertz = info.CurrentHertz ?? Greatest(system, online, "cpufreq/scaling_cur_freq", 1e3),
        };
    }

    private static List<ProcessorCore> Cores(SystemView system, CpuInfo info, IReadOnlyList<int> online, Dictionary<int, CoreKind> kinds)
    {
        var cores = new List<ProcessorCore>();
        var seen = new HashSet<int>();
        var told = info.Threads.ToDictionary(t => t.Thread);
        foreach (var thread in online)
        {
            if (seen.Contains(thread)) continue;
            var folder = FormattableString.Invariant($"{Root}/cpu{thread}/topology");
            told.TryGetValue(thread, out var fallback);

            // -1 stands for "not known" in both files.
            var package = Told(system.Number(folder + "/physical_package_id")) ?? fallback.Package ?? 0;
            var core = Told(system.Number(folder + "/core_id")) ?? fallback.Core ?? thread;
            var siblings = ProcessorList.Parse(system.Text(folder + "/core_cpus_list") ?? system.Text(folder + "/thread_siblings_list"))
                ?? [.. info.Threads.Where(t => fallback.Core is not null && t.Package == fallback.Package && t.Core == fallback.Core).Select(t => t.Thread)];
            var threads = siblings.Intersect(online).Append(thread).Distinct().Order().ToList();
            seen.UnionWith(threads);
            cores.Add(new(package, Told(system.Number(folder + "/die_id")) ?? 0, core, kinds.GetValueOrDefault(thread), threads));
        }

        return [.. cores.OrderBy(c => c.Package).ThenBy(c => c.Die).ThenBy(c => c.Core).ThenBy(c => c.Threads[0])];
    }

    /// <summary>Intel's hybrid processors list their kinds as performance monitors; Arm's tell the capacity of each core.</summary>
    private static Dictionary<int, CoreKind> Kinds(SystemView system, IReadOnlyList<int> online)
    {
        var kinds = new Dictionary<int, CoreKind>();
        foreach (var (file, kind) in new[] { ("/sys/devices/cpu_core/cpus", CoreKind.Performance), ("/sys/devices/cpu_atom/cpus", CoreKind.Efficiency) })
        {
            foreach (var thread in ProcessorList.Parse(system.Text(file)) ?? []) kinds[thread] = kind;
        }

        if (kinds.Count > 0) return kinds;
        if (online.Count == 0 || system.Number(Capacity(online[0])) is null) return kinds;
        var capacities = online.ToDictionary(t => t, t => system.Number(Capacity(t)) ?? 0);
        var greatest = capacities.Values.Max();
        if (capacities.Values.Min() == greatest) return kinds;
        return capacities.ToDictionary(c => c.Key, c => c.Value == greatest ? CoreKind.Performance : CoreKind.Efficiency);
    }

    private static string Capacity(int thread) => FormattableString.Invariant($"{Root}/cpu{thread}/cpu_capacity");

    private static List<NumaNode> NumaNodes(SystemView system, IReadOnlyList<int> online)
    {
        const string root = "/sys/devices/system/node";
        var nodes = new List<NumaNode>();
        foreach (var entry in system.Entries(root))
        {
            if (!entry.StartsWith("node", StringComparison.Ordinal) || !int.TryParse(entry.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out var node)) continue;
            var threads = ProcessorList.Parse(system.Text($"{root}/{entry}/cpulist")) ?? [];
            nodes.Add(new(node, NodeBytes(system.Text($"{root}/{entry}/meminfo")), [.. threads.Intersect(online)]));
        }

        if (nodes.Count == 0) nodes.Add(new(0, null, online));
        return [.. nodes.OrderBy(n => n.Node)];
    }

    /// <summary><c>Node 0 MemTotal: 32768 kB</c>.</summary>
    private static long? NodeBytes(string? text)
    {
        var words = text?.Split('\n').FirstOrDefault(l => l.Contains("MemTotal:", StringComparison.Ordinal))?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words is [.., var kibibytes, _] && long.TryParse(kibibytes, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value * 1024 : null;
    }

    private static List<ProcessorCache> Caches(SystemView system, IReadOnlyList<int> online)
    {
        var caches = new List<ProcessorCache>();
        var covered = new HashSet<(string Index, int Thread)>();
        foreach (var thread in online)
        {
            var folder = FormattableString.Invariant($"{Root}/cpu{thread}/cache");
            for (var number = 0; ; number++)
            {
                // Threads that share a cache need not be read again, nor its files: a big machine has thousands of them.
                var index = FormattableString.Invariant($"index{number}");
                if (covered.Contains((index, thread))) continue;
                if (system.Number($"{folder}/{index}/level") is not { } level) break;
                var shared = ProcessorList.Parse(system.Text($"{folder}/{index}/shared_cpu_list"))?.Intersect(online).ToList() ?? [];
                if (!shared.Contains(thread)) shared.Insert(0, thread);
                foreach (var other in shared) covered.Add((index, other));
                if (Bytes(system.Text($"{folder}/{index}/size")) is not { } bytes) continue;
                var kind = system.Text($"{folder}/{index}/type") switch
                {
                    "Data" => CacheKind.Data,
                    "Instruction" => CacheKind.Instruction,
                    _ => CacheKind.Unified,
                };
                caches.Add(new(
                    (int)level, kind, bytes, Positive(system.Number($"{folder}/{index}/coherency_line_size")),
                    Positive(system.Number($"{folder}/{index}/ways_of_associativity")), shared));
            }
        }

        return [.. caches.OrderBy(c => c.Level).ThenBy(c => c.Kind).ThenBy(c => c.Threads[0])];
    }

    /// <summary><c>32K</c>, <c>1024K</c>, <c>16M</c>.</summary>
    private static long? Bytes(string? text)
    {
        if (text is null or "") return null;
        var shift = text[^1] switch { 'K' => 10, 'M' => 20, 'G' => 30, _ => 0 };
        return long.TryParse(shift == 0 ? text : text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0 ? value << shift : null;
    }

    /// <summary>Frequencies differ by kind of core only, so the first thread of every core type is enough on most machines; all are asked, up to a bound.</summary>
    private static double? Greatest(SystemView system, IReadOnlyList<int> online, string file, double unit)
    {
        double? greatest = null;
        foreach (var thread in online.Take(64))
        {
            if (system.Number(FormattableString.Invariant($"{Root}/cpu{thread}/{file}")) is not { } value) break;
            greatest = Math.Max(greatest ?? 0, value * unit);
        }

        return greatest;
    }

    private static int? Told(long? number) => number is >= 0 ? (int)number : null;

    private static int? Positive(long? number) => number is > 0 ? (int)number : null;
}
