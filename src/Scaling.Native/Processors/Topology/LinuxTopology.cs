using System.Globalization;

namespace Scaling.Native.Processors;

/// <summary>The topology that Linux shows in sysfs (Documentation/ABI/stable/sysfs-devices-system-cpu), and in /proc/cpuinfo where parts are missing.</summary>
/// <remarks>Queries over numbers are written as loops: what is compiled ahead holds no generic code for them, and the first call would wait for the compiler.</remarks>
internal static class LinuxTopology
{
    private const string Root = "/sys/devices/system/cpu";
    private const int MostLevels = 16;

    internal static ProcessorTopology Read(SystemView system)
    {
        var info = new CpuInfo(system.Text("/proc/cpuinfo"));
        var online = ProcessorList.Parse(system.Text(Root + "/online")) is { Count: > 0 } listed ? listed : Threads(info, _ => true);
        return new ProcessorTopology
        {
            ModelName = info.ModelName,
            Flags = info.Flags,
            IsVirtual = IsVirtual(system, info),
            Cores = Cores(system, info, online),
            NumaNodes = NumaNodes(system, online),
            Caches = Caches(system, online),
            OfflineThreads = ProcessorList.Parse(system.Text(Root + "/offline")) ?? [],
            BaseHertz = Greatest(Hertz(system, online, "cpufreq/base_frequency", 1e3)) ?? Greatest(Hertz(system, online, "acpi_cppc/nominal_freq", 1e6)),
            MaximumHertz = Greatest(Hertz(system, online, "cpufreq/cpuinfo_max_freq", 1e3)),
            CurrentHertz = info.CurrentHertz ?? Mean(Hertz(system, online, "cpufreq/scaling_cur_freq", 1e3)),
            FirstUsableThread = ProcessLimits.Threads(system, online) is [var first, ..] ? first : null,
        };
    }

    /// <summary>x86 has a flag for it; on other processors the firmware's tables or the device tree name the hypervisor.</summary>
    private static bool IsVirtual(SystemView system, CpuInfo info)
    {
        if (info.Flags?.Contains("hypervisor") == true || system.Text("/sys/hypervisor/type") is not null) return true;
        if (info.Flags?.Contains("sse2") == true) return false;
        if (system.Text("/proc/device-tree/hypervisor/compatible") is not null) return true;
        const string folder = "/sys/class/dmi/id/";
        var (vendor, product) = (system.Text(folder + "sys_vendor") ?? "", system.Text(folder + "product_name") ?? "");
        if (product.EndsWith(".metal", StringComparison.Ordinal)) return false;
        string[] hypervisors = ["QEMU", "KVM", "Xen", "VMware", "Parallels", "Amazon EC2", "Google Compute Engine", "Virtual Machine", "OpenStack"];
        return Array.Exists(hypervisors, h => vendor.StartsWith(h, StringComparison.Ordinal) || product.StartsWith(h, StringComparison.Ordinal));
    }

    private static List<ProcessorCore> Cores(SystemView system, CpuInfo info, IReadOnlyList<int> online)
    {
        var cores = new List<ProcessorCore>();
        var kinds = Kinds(system, online);
        var seen = new bool[Greatest(online) + 1];
        foreach (var thread in online)
        {
            if (seen[thread]) continue;
            var folder = FormattableString.Invariant($"{Root}/cpu{thread}/topology");
            var told = info.Processors.FirstOrDefault(p => p.Thread == thread);

            // -1 stands for "not known" in both files.
            var package = Told(system.Number(folder + "/physical_package_id")) ?? told?.Package ?? 0;
            var core = Told(system.Number(folder + "/core_id")) ?? told?.Core ?? thread;
            var siblings = ProcessorList.Parse(system.Text(folder + "/core_cpus_list") ?? system.Text(folder + "/thread_siblings_list"))
                ?? Threads(info, p => told?.Core is not null && p.Package == told.Package && p.Core == told.Core);
            var threads = With(thread, ProcessorList.Online(siblings, online));
            foreach (var sibling in threads) seen[sibling] = true;
            cores.Add(new(package, Told(system.Number(folder + "/die_id")) ?? 0, core, kinds[thread], threads));
        }

        cores.Sort(Order);
        return cores;
    }

    private static int Order(ProcessorCore one, ProcessorCore other)
    {
        var order = one.Package.CompareTo(other.Package);
        if (order == 0) order = one.Die.CompareTo(other.Die);
        if (order == 0) order = one.Core.CompareTo(other.Core);
        return order != 0 ? order : one.Threads[0].CompareTo(other.Threads[0]);
    }

    private static List<int> Threads(CpuInfo info, Predicate<CpuInfo.Processor> isIn)
    {
        var threads = new SortedSet<int>();
        foreach (var processor in info.Processors)
        {
            if (isIn(processor)) threads.Add(processor.Thread);
        }

        return [.. threads];
    }

    /// <summary>Intel's hybrid processors list their kinds as performance monitors; Arm's tell the capacity of each core.</summary>
    /// <returns>By thread.</returns>
    private static CoreKind[] Kinds(SystemView system, IReadOnlyList<int> online)
    {
        var kinds = new CoreKind[Greatest(online) + 1];
        var isHybrid = false;
        foreach (var (file, kind) in new[] { ("/sys/devices/cpu_core/cpus", CoreKind.Performance), ("/sys/devices/cpu_atom/cpus", CoreKind.Efficiency) })
        {
            foreach (var thread in ProcessorList.Online(ProcessorList.Parse(system.Text(file)) ?? [], online))
            {
                kinds[thread] = kind;
                isHybrid = true;
            }
        }

        if (isHybrid || online.Count == 0 || system.Number(Capacity(online[0])) is null) return kinds;
        var capacities = new long[kinds.Length];
        foreach (var thread in online) capacities[thread] = system.Number(Capacity(thread)) ?? 0;

        // Fast cores of one machine differ a little, by the frequencies that each is good for.
        var least = capacities.Max() * 2 / 3;
        foreach (var thread in online)
        {
            if (capacities[thread] >= least) continue;
            isHybrid = true;
            kinds[thread] = CoreKind.Efficiency;
        }

        foreach (var thread in online)
        {
            if (isHybrid && kinds[thread] == CoreKind.Uniform) kinds[thread] = CoreKind.Performance;
        }

        return kinds;
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
            nodes.Add(new(node, NodeBytes(system.Text($"{root}/{entry}/meminfo")), ProcessorList.Online(threads, online)));
        }

        if (nodes.Count == 0) nodes.Add(new(0, null, online));
        nodes.Sort((one, other) => one.Node.CompareTo(other.Node));
        return nodes;
    }

    /// <summary><c>Node 0 MemTotal: 32768 kB</c>.</summary>
    private static long? NodeBytes(string? text)
    {
        var words = text?.Split('\n').FirstOrDefault(l => l.Contains("MemTotal:", StringComparison.Ordinal))?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words is [.., var kibibytes, _] && long.TryParse(kibibytes, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= long.MaxValue / 1024 ? value * 1024 : null;
    }

    private static List<ProcessorCache> Caches(SystemView system, IReadOnlyList<int> online)
    {
        var caches = new List<ProcessorCache>();
        var covered = new List<bool[]>();
        foreach (var thread in online)
        {
            var folder = FormattableString.Invariant($"{Root}/cpu{thread}/cache/index");
            for (var number = 0; ; number++)
            {
                // Threads that share a cache need not be read again, nor its files: a big machine has thousands of them.
                if (covered.Count == number) covered.Add(new bool[Greatest(online) + 1]);
                if (covered[number][thread]) continue;
                var index = folder + number.ToString(CultureInfo.InvariantCulture);
                if (system.Number(index + "/level") is not { } level) break;
                var shared = With(thread, ProcessorList.Online(ProcessorList.Parse(system.Text(index + "/shared_cpu_list")) ?? [], online));
                foreach (var other in shared) covered[number][other] = true;
                if (level is < 1 or > MostLevels || Bytes(system.Text(index + "/size")) is not { } bytes) continue;
                var kind = system.Text(index + "/type") switch
                {
                    "Data" => CacheKind.Data,
                    "Instruction" => CacheKind.Instruction,
                    _ => CacheKind.Unified,
                };
                caches.Add(new(
                    (int)level, kind, bytes, Positive(system.Number(index + "/coherency_line_size")), Positive(system.Number(index + "/ways_of_associativity")), shared));
            }
        }

        caches.Sort(Order);
        return caches;
    }

    private static int Order(ProcessorCache one, ProcessorCache other)
    {
        var order = one.Level.CompareTo(other.Level);
        if (order == 0) order = ((int)one.Kind).CompareTo((int)other.Kind);
        return order != 0 ? order : one.Threads[0].CompareTo(other.Threads[0]);
    }

    /// <summary><c>32K</c>, <c>1024K</c>, <c>16M</c>.</summary>
    private static long? Bytes(string? text)
    {
        if (text is null or "") return null;
        var shift = text[^1] switch { 'K' => 10, 'M' => 20, 'G' => 30, _ => 0 };
        return long.TryParse(shift == 0 ? text : text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0 && value <= long.MaxValue >> shift
            ? value << shift
            : null;
    }

    /// <summary>What each thread tells; nothing where the first one has no such file, or has 0 in it, as firmware that does not know.</summary>
    private static List<double> Hertz(SystemView system, IReadOnlyList<int> online, string file, double unit)
    {
        var hertz = new List<double>();
        foreach (var thread in online)
        {
            if (system.Number(FormattableString.Invariant($"{Root}/cpu{thread}/{file}")) is { } value and > 0) hertz.Add(value * unit);
            else if (hertz.Count == 0) break;
        }

        return hertz;
    }

    private static double? Greatest(List<double> values)
    {
        double? greatest = null;
        foreach (var value in values) greatest = Math.Max(greatest ?? value, value);
        return greatest;
    }

    private static double? Mean(List<double> values)
    {
        var sum = 0.0;
        foreach (var value in values) sum += value;
        return values.Count == 0 ? null : sum / values.Count;
    }

    private static int Greatest(IReadOnlyList<int> ascending) => ascending.Count == 0 ? 0 : ascending[^1];

    /// <summary>Ascending numbers with one that may not be among them.</summary>
    private static IReadOnlyList<int> With(int number, IReadOnlyList<int> numbers)
    {
        for (var i = 0; i <= numbers.Count; i++)
        {
            if (i < numbers.Count && numbers[i] == number) return numbers;
            if (i < numbers.Count && numbers[i] < number) continue;
            var longer = new List<int>(numbers);
            longer.Insert(i, number);
            return longer;
        }

        return numbers;
    }

    private static int? Told(long? number) => number is >= 0 and <= int.MaxValue ? (int)number : null;

    private static int? Positive(long? number) => number is > 0 and <= int.MaxValue ? (int)number : null;
}
