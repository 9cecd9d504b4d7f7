using System.Globalization;
using System.Numerics;

namespace Scaling.Native.Tests.Processors;

/// <summary>Known machines, laid out as Linux shows them, completely enough for lscpu and hwloc to read them too.</summary>
internal static class RecordedMachines
{
    internal static readonly IReadOnlyDictionary<string, Action<RecordedSystem>> All = new Dictionary<string, Action<RecordedSystem>>
    {
        ["Core i9-12900K"] = AlderLake,
        ["2 × Xeon Gold 6144, two nodes a socket"] = Skylake,
        ["EPYC 7302, SMT off"] = RomeWithoutSmt,
        ["Graviton 2"] = Graviton,
        ["RK3588"] = BigLittle,
        ["A virtual machine without caches"] = VirtualMachine,
        ["Two processors off line, memory without processors"] = Holes,
    };

    /// <summary>Eight performance cores of two threads; eight efficiency cores in two clusters with a second level each.</summary>
    private static void AlderLake(RecordedSystem system)
    {
        var cores = Enumerable.Range(0, 16).Select(c => new Core(0, 0, c < 8 ? 4 * c : 24 + c, c < 8 ? [2 * c, 2 * c + 1] : [8 + c])).ToList();
        Lay(system, cores, Intel);
        system.File("/sys/devices/cpu_core/cpus", "0-15").File("/sys/devices/cpu_atom/cpus", "16-23");
        foreach (var core in cores)
        {
            var isFast = core.Threads.Length == 2;
            Share(system, core.Threads, 0, 1, "Data", isFast ? 48 : 32, isFast ? 12 : 8);
            Share(system, core.Threads, 1, 1, "Instruction", isFast ? 32 : 64, 8);
            if (isFast) Share(system, core.Threads, 2, 2, "Unified", 1280, 10);
        }

        Share(system, [16, 17, 18, 19], 2, 2, "Unified", 2048, 16);
        Share(system, [20, 21, 22, 23], 2, 2, "Unified", 2048, 16);
        Share(system, [.. 0.To(23)], 3, 3, "Unified", 30720, 12);
        Nodes(system, (32_000_000, 0.To(23)));
    }

    /// <summary>Sub-NUMA clusters cut the memory of a socket, not its third level.</summary>
    private static void Skylake(RecordedSystem system)
    {
        const int each = 8, all = 2 * each;
        var cores = Enumerable.Range(0, all).Select(c => new Core(c / each, 0, c % each + (c % each > 3 ? 8 : 0), [c, c + all])).ToList();
        Lay(system, cores, Intel);
        foreach (var core in cores)
        {
            Share(system, core.Threads, 0, 1, "Data", 32, 8);
            Share(system, core.Threads, 1, 1, "Instruction", 32, 8);
            Share(system, core.Threads, 2, 2, "Unified", 1024, 16);
        }

        foreach (var package in cores.GroupBy(c => c.Package)) Share(system, [.. package.SelectMany(c => c.Threads)], 3, 3, "Unified", 25344, 11);
        Nodes(system, [.. cores.Chunk(each / 2).Select(c => (48_000_000L, c.SelectMany(x => x.Threads)))]);
    }

    /// <summary>A third level for two cores each; the second threads are off line.</summary>
    private static void RomeWithoutSmt(RecordedSystem system)
    {
        var cores = Enumerable.Range(0, 16).Select(c => new Core(0, 0, c, [c])).ToList();
        Lay(system, cores, Amd, [.. 16.To(31)]);
        foreach (var core in cores)
        {
            Share(system, core.Threads, 0, 1, "Data", 32, 8);
            Share(system, core.Threads, 1, 1, "Instruction", 32, 8);
            Share(system, core.Threads, 2, 2, "Unified", 512, 8);
        }

        foreach (var pair in cores.Chunk(2)) Share(system, [.. pair.SelectMany(c => c.Threads)], 3, 3, "Unified", 16384, 16);
        Nodes(system, (64_000_000, 0.To(31)));
    }

    private static void Graviton(RecordedSystem system)
    {
        var cores = Enumerable.Range(0, 16).Select(c => new Core(0, -1, c, [c])).ToList();
        Lay(system, cores, Arm);
        foreach (var core in cores)
        {
            Share(system, core.Threads, 0, 1, "Data", 64, 4);
            Share(system, core.Threads, 1, 1, "Instruction", 64, 4);
            Share(system, core.Threads, 2, 2, "Unified", 1024, 8);
        }

        Share(system, [.. 0.To(15)], 3, 3, "Unified", 32768, 16);
        system.File("/sys/class/dmi/id/sys_vendor", "Amazon EC2").File("/sys/class/dmi/id/product_name", "c6g.4xlarge");
        Nodes(system, (32_000_000, 0.To(15)));
    }

    /// <summary>Four small cores, and two clusters of two big ones.</summary>
    private static void BigLittle(RecordedSystem system)
    {
        var cores = Enumerable.Range(0, 8).Select(c => new Core(0, -1, c % 4, [c])).ToList();
        Lay(system, cores, Arm);
        foreach (var core in cores)
        {
            var thread = core.Threads[0];
            system.File($"/sys/devices/system/cpu/cpu{thread}/cpu_capacity", thread < 4 ? "414" : "1024")
                .File($"/sys/devices/system/cpu/cpu{thread}/cpufreq/cpuinfo_max_freq", thread < 4 ? "1800000" : "2400000");
            Share(system, core.Threads, 0, 1, "Data", thread < 4 ? 32 : 64, 4);
            Share(system, core.Threads, 1, 1, "Instruction", thread < 4 ? 32 : 64, 4);
            Share(system, core.Threads, 2, 2, "Unified", thread < 4 ? 128 : 512, thread < 4 ? 4 : 8);
        }

        Share(system, [.. 0.To(7)], 3, 3, "Unified", 3072, 12);
    }

    private static void VirtualMachine(RecordedSystem system) => Lay(system, [.. Enumerable.Range(0, 4).Select(c => new Core(c, 0, 0, [c]))], Intel + " hypervisor");

    private static void Holes(RecordedSystem system)
    {
        List<Core> cores = [new(0, 0, 0, [0, 4]), new(0, 0, 1, [1]), new(0, 0, 3, [3, 7]), new(0, 0, 2, [6])];
        Lay(system, cores, Intel, 2, 5);
        foreach (var core in cores) Share(system, core.Threads, 0, 1, "Data", 32, 8);
        Nodes(system, (8_000_000, 0.To(7)), (128_000_000, []));
    }

    private const string Intel = "vendor_id\t: GenuineIntel\ncpu family\t: 6\nmodel\t\t: 151\nmodel name\t: Recorded Intel\nstepping\t: 2\nflags\t\t: fpu sse2 avx2";
    private const string Amd = "vendor_id\t: AuthenticAMD\ncpu family\t: 23\nmodel\t\t: 49\nmodel name\t: Recorded AMD\nstepping\t: 0\nflags\t\t: fpu sse2 avx2";
    private const string Arm = "BogoMIPS\t: 243.75\nFeatures\t: fp asimd aes\nCPU implementer\t: 0x41\nCPU architecture: 8\nCPU variant\t: 0x3\nCPU part\t: 0xd0c\nCPU revision\t: 1";

    private sealed record Core(int Package, int Die, int Number, int[] Threads);

    private static void Lay(RecordedSystem system, List<Core> cores, string processor, params int[] offline)
    {
        int[] online = [.. cores.SelectMany(c => c.Threads).Order()];
        int[] present = [.. online.Concat(offline).Order()];
        system.Online(List(online), List(offline)).File("/sys/devices/system/cpu/present", List(present)).File("/sys/devices/system/cpu/possible", List(present))
            .File("/sys/devices/system/cpu/kernel_max", "255")
            .File("/proc/cpuinfo", string.Join("\n\n", online.Select(t => $"processor\t: {t}\n{processor}")));
        foreach (var thread in offline) system.File($"/sys/devices/system/cpu/cpu{thread}/online", "0");
        foreach (var core in cores)
        {
            int[] package = [.. cores.Where(c => c.Package == core.Package).SelectMany(c => c.Threads).Order()];
            foreach (var thread in core.Threads)
            {
                var folder = $"/sys/devices/system/cpu/cpu{thread}/topology/";
                system.Thread(thread, core.Package, core.Number, List(core.Threads), core.Die).File(folder + "core_cpus", Mask(core.Threads))
                    .File(folder + "thread_siblings_list", List(core.Threads)).File(folder + "thread_siblings", Mask(core.Threads))
                    .File(folder + "package_cpus_list", List(package)).File(folder + "package_cpus", Mask(package))
                    .File(folder + "core_siblings_list", List(package)).File(folder + "core_siblings", Mask(package));
                if (thread != 0) system.File($"/sys/devices/system/cpu/cpu{thread}/online", "1");
            }
        }
    }

    private static void Share(RecordedSystem system, int[] threads, int index, int level, string type, int kibibytes, int ways)
    {
        system.Cache(threads, index, level, type, $"{kibibytes}K", List(threads), ways: ways);
        foreach (var thread in threads)
        {
            system.File($"/sys/devices/system/cpu/cpu{thread}/cache/index{index}/shared_cpu_map", Mask(threads))
                .File($"/sys/devices/system/cpu/cpu{thread}/cache/index{index}/number_of_sets", $"{kibibytes * 1024 / 64 / ways}");
        }
    }

    private static void Nodes(RecordedSystem system, params (long Kibibytes, IEnumerable<int> Threads)[] nodes)
    {
        int[] numbers = [.. Enumerable.Range(0, nodes.Length)];
        system.File("/sys/devices/system/node/possible", List(numbers)).File("/sys/devices/system/node/online", List(numbers));
        foreach (var number in numbers)
        {
            int[] threads = [.. nodes[number].Threads];
            system.Node(number, List(threads), nodes[number].Kibibytes).File($"/sys/devices/system/node/node{number}/cpumap", Mask(threads))
                .File($"/sys/devices/system/node/node{number}/distance", string.Join(' ', numbers.Select(n => n == number ? 10 : 20)));
        }
    }

    private static string List(IReadOnlyCollection<int> numbers) => string.Join(',', numbers);

    /// <summary>Groups of 32 bits in hexadecimal, the highest first, as the kernel prints masks.</summary>
    private static string Mask(int[] threads)
    {
        var bits = threads.Aggregate(BigInteger.Zero, (mask, thread) => mask | BigInteger.One << thread);
        return string.Join(',', Enumerable.Range(0, 4).Reverse().Select(word => ((uint)(bits >> 32 * word & uint.MaxValue)).ToString("x8", CultureInfo.InvariantCulture)));
    }
}
