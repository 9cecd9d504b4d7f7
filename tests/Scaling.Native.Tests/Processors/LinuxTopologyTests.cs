using Scaling.Native.Processors;
using Xunit;

namespace Scaling.Native.Tests.Processors;

public sealed class LinuxTopologyTests : IDisposable
{
    private readonly RecordedSystem _system = new();

    public void Dispose() => _system.Dispose();

    [Fact]
    public void Hybrid_cores_of_Alder_Lake_have_kinds_and_share_caches_by_cluster()
    {
        // i7-12700: 8 performance cores of two threads, 4 efficiency cores in one cluster that shares a second level.
        _system.Online("0-19").File("/sys/devices/cpu_core/cpus", "0-15").File("/sys/devices/cpu_atom/cpus", "16-19").Node(0, "0-19", 32_000_000);
        for (var core = 0; core < 8; core++)
        {
            var (first, pair) = (2 * core, $"{2 * core}-{2 * core + 1}");
            _system.Thread(first, 0, 4 * core, pair).Thread(first + 1, 0, 4 * core, pair);
            _system.Cache([first, first + 1], 0, 1, "Data", "48K", pair, ways: 12).Cache([first, first + 1], 1, 1, "Instruction", "32K", pair)
                .Cache([first, first + 1], 2, 2, "Unified", "1280K", pair);
        }

        for (var thread = 16; thread < 20; thread++)
        {
            _system.Thread(thread, 0, 16 + thread, $"{thread}").Cache([thread], 0, 1, "Data", "32K", $"{thread}").Cache([thread], 1, 1, "Instruction", "64K", $"{thread}")
                .Cache([thread], 2, 2, "Unified", "2048K", "16-19");
        }

        _system.Cache(0.To(19), 3, 3, "Unified", "25600K", "0-19")
            .File("/sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq", "4800000").File("/sys/devices/system/cpu/cpu1/cpufreq/cpuinfo_max_freq", "4900000")
            .File("/sys/devices/system/cpu/cpu0/cpufreq/base_frequency", "2100000");

        var topology = Read();
        Assert.Equal((12, 20), (topology.Cores.Count, topology.Threads.Count));
        Assert.Equal((8, 4), (topology.Cores.Count(c => c.Kind == CoreKind.Performance), topology.Cores.Count(c => c.Kind == CoreKind.Efficiency)));
        Assert.All(topology.Cores, c => Assert.Equal(c.Kind == CoreKind.Performance ? 2 : 1, c.Threads.Count));
        Assert.Equal([(1, CacheKind.Data, 12), (1, CacheKind.Instruction, 12), (2, CacheKind.Unified, 9), (3, CacheKind.Unified, 1)], Counts(topology));
        Assert.Equal([48L << 10, 1280L << 10, 25600L << 10], topology.DataCaches.Select(c => c.Bytes));
        Assert.Equal([16, 17, 18, 19], topology.Caches.Single(c => c.Bytes == 2L << 20).Threads);
        Assert.Equal((2.1e9, 4.9e9), (topology.BaseHertz, topology.MaximumHertz));
        Assert.Equal(12, topology.DataCaches[0].Ways);
    }

    [Fact]
    public void Data_caches_are_those_of_the_first_thread_that_the_process_may_run_on()
    {
        // Pinned to a slow core, of which thread 2 is off line.
        _system.Online("0-1,3", "2").Thread(0, 0, 0, "0").Thread(1, 0, 1, "1").Thread(3, 0, 3, "3")
            .Cache([0, 1], 0, 1, "Data", "48K", "0-1").Cache([3], 0, 1, "Data", "32K", "3").Cache([0, 1, 3], 1, 3, "Unified", "8M", "0-3");
        Assert.Equal([48L << 10, 8L << 20], Read().DataCaches.Select(c => c.Bytes));
        _system.File("/proc/self/status", "Name:\tpwsh\nCpus_allowed_list:\t2-3\n");
        Assert.Equal([32L << 10, 8L << 20], Read().DataCaches.Select(c => c.Bytes));
    }

    [Fact]
    public void Frequencies_are_asked_of_all_threads_and_the_current_one_is_their_mean()
    {
        _system.Online("0-127");
        for (var thread = 0; thread < 128; thread++)
        {
            var folder = $"/sys/devices/system/cpu/cpu{thread}/cpufreq/";
            _system.Thread(thread, 0, thread, $"{thread}").File(folder + "scaling_cur_freq", thread < 96 ? "1000000" : "3000000")
                .File(folder + "cpuinfo_max_freq", thread == 127 ? "3500000" : "3000000");
        }

        Assert.Equal((1.5e9, 3.5e9, null), (Read().CurrentHertz, Read().MaximumHertz, Read().BaseHertz));
    }

    [Fact]
    public void Two_sockets_with_two_threads_a_core_and_four_memory_nodes()
    {
        // As a dual EPYC with two nodes a socket: thread n and n + 16 are siblings.
        _system.Online("0-31");
        for (var core = 0; core < 16; core++)
        {
            var siblings = $"{core},{core + 16}";
            foreach (var thread in new[] { core, core + 16 })
            {
                _system.Thread(thread, core / 8, core % 8, siblings, die: 0).Cache([thread], 0, 1, "Data", "32K", siblings)
                    .Cache([thread], 1, 2, "Unified", "512K", siblings).Cache([thread], 2, 3, "Unified", "16384K", $"{core / 4 * 4}-{core / 4 * 4 + 3},{core / 4 * 4 + 16}-{core / 4 * 4 + 19}");
            }
        }

        for (var node = 0; node < 4; node++) _system.Node(node, $"{4 * node}-{4 * node + 3},{4 * node + 16}-{4 * node + 19}", 65_000_000 + node);
        var topology = Read();
        Assert.Equal([0, 1], topology.Packages);
        Assert.Equal((16, 32, 4), (topology.Cores.Count, topology.Threads.Count, topology.NumaNodes.Count));
        Assert.Equal([3, 19], topology.Cores[3].Threads);
        Assert.Equal((65_000_002L * 1024, 8), (topology.NumaNodes[2].MemoryBytes, topology.NumaNodes[2].Threads.Count));
        Assert.Equal([(1, CacheKind.Data, 16), (2, CacheKind.Unified, 16), (3, CacheKind.Unified, 4)], Counts(topology));
        Assert.All(topology.Cores, c => Assert.Equal(CoreKind.Uniform, c.Kind));
    }

    [Fact]
    public void Threads_switched_off_are_told_and_not_counted()
    {
        // SMT off: the kernel keeps the folders of the siblings, without their topology.
        _system.Online("0-3", "4-7").File("/sys/devices/system/cpu/cpu4/online", "0");
        for (var core = 0; core < 4; core++) _system.Thread(core, 0, core, $"{core}", siblingsFile: "thread_siblings_list").Cache([core], 0, 1, "Data", "32K", $"{core}");
        var topology = Read();
        Assert.Equal((4, 4), (topology.Cores.Count, topology.Threads.Count));
        Assert.Equal([4, 5, 6, 7], topology.OfflineThreads);
        Assert.All(topology.Cores, c => Assert.Single(c.Threads));
    }

    [Fact]
    public void Siblings_that_are_off_line_are_left_out()
    {
        _system.Online("0-2", "3").Thread(0, 0, 0, "0,2").Thread(2, 0, 0, "0,2").Thread(1, 0, 1, "1,3").Cache([0, 2], 0, 2, "Unified", "1M", "0-3").Cache([1], 0, 2, "Unified", "1M", "0-3");
        var topology = Read();
        Assert.Equal(["0,2", "1"], topology.Cores.Select(c => string.Join(',', c.Threads)));
        Assert.Equal([0, 1, 2], Assert.Single(topology.Caches).Threads);
    }

    [Fact]
    public void A_container_without_sysfs_is_read_from_cpuinfo()
    {
        _system.File("/proc/cpuinfo", """
            processor	: 0
            model name	: Some CPU @ 2.00GHz
            cpu MHz		: 2000.000
            physical id	: 0
            core id		: 5
            flags		: fpu sse2 avx2 hypervisor

            processor	: 1
            model name	: Some CPU @ 2.00GHz
            cpu MHz		: 3000.000
            physical id	: 0
            core id		: 5
            flags		: fpu sse2 avx2 hypervisor

            processor	: 2
            cpu MHz		: 2500.000
            physical id	: 1
            core id		: 5
            """);
        var topology = Read();
        Assert.Equal(["0:0,1", "1:2"], topology.Cores.Select(c => $"{c.Package}:{string.Join(',', c.Threads)}"));
        Assert.Equal(("Some CPU @ 2.00GHz", true, 2.5e9), (topology.ModelName, topology.IsVirtual, topology.CurrentHertz));
        Assert.Empty(topology.Caches);
        Assert.Empty(topology.DataCaches);
        Assert.Equal([0, 1, 2], Assert.Single(topology.NumaNodes).Threads);
    }

    [Fact]
    public void Processors_of_cpuinfo_may_come_in_any_order_and_twice()
    {
        _system.File("/proc/cpuinfo", "processor : 3\r\nmodel name : Größe\r\ncpu MHz : NaN\r\n\r\nprocessor : 0\ncpu MHz : 0.000\n\nprocessor : 3\n\nprocessor : 2147483647\n");
        var topology = Read();
        Assert.Equal([0, 3], topology.Threads);
        Assert.Equal([0, 3], Assert.Single(topology.NumaNodes).Threads);
        Assert.Equal(("Größe", null), (topology.ModelName, topology.CurrentHertz));
    }

    [Fact]
    public void Numbers_that_cannot_be_are_not_known()
    {
        _system.Online("0").Thread(0, 0, 0, "0").Cache([0], 0, 1, "Data", "99999999999G", "0").Cache([0], 1, -1, "Data", "32K", "0").Cache([0], 2, 2, "Unified", "-1K", "0")
            .Cache([0], 3, 3, "Unified", "8M", "0", ways: 0).Node(0, "0", long.MaxValue)
            .File("/sys/devices/system/cpu/cpu0/topology/core_id", "99999999999").File("/sys/devices/system/cpu/cpu0/topology/physical_package_id", "")
            .File("/sys/devices/system/cpu/cpu0/acpi_cppc/nominal_freq", "0").File("/sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq", "0");
        var topology = Read();
        Assert.Equal((3, 8L << 20, null), (Assert.Single(topology.Caches).Level, topology.Caches[0].Bytes, topology.Caches[0].Ways));
        Assert.Equal((0, 0), (topology.Cores[0].Package, topology.Cores[0].Core));
        Assert.Equal((null, null, null), (topology.NumaNodes[0].MemoryBytes, topology.BaseHertz, topology.MaximumHertz));
    }

    [Fact]
    public void A_virtual_machine_may_know_neither_package_nor_cache_sharing()
    {
        _system.Online("0-1").Thread(0, -1, -1, "0").Thread(1, -1, -1, "1").Cache([0], 0, 1, "Data", "32K", null).Cache([1], 0, 1, "Data", "32K", null)
            .Cache([0, 1], 1, 2, "Unified", "", "0-1");
        var topology = Read();
        Assert.Equal([0, 0], topology.Cores.Select(c => c.Package));
        Assert.Equal(["0", "1"], topology.Caches.Select(c => string.Join(',', c.Threads)));
    }

    [Fact]
    public void An_Arm_server_names_its_part_and_an_Arm_laptop_its_kinds()
    {
        _system.Online("0-3").File("/proc/cpuinfo", "processor\t: 0\nFeatures\t: fp asimd aes sve\nCPU implementer\t: 0x41\nCPU part\t: 0xd40\n\nprocessor\t: 1\n");
        for (var thread = 0; thread < 4; thread++)
            _system.Thread(thread, 36, thread, $"{thread}").File($"/sys/devices/system/cpu/cpu{thread}/cpu_capacity", thread < 2 ? "512" : "1024").Cache([thread], 0, 1, "Data", "64K", $"{thread}", ways: 0);
        var topology = Read();
        Assert.Equal("Arm Neoverse V1", topology.ModelName);
        Assert.Equal([CoreKind.Efficiency, CoreKind.Efficiency, CoreKind.Performance, CoreKind.Performance], topology.Cores.Select(c => c.Kind));
        Assert.Equal([36], topology.Packages);
        Assert.Null(topology.Caches[0].Ways);
        var sets = InstructionSet.Read(_system.View, Read());
        Assert.Contains(sets, s => s is { Name: "AdvSimd", InHardware: true });
        Assert.Contains(sets, s => s is { Name: "Sha1", InHardware: false });
    }

    [Fact]
    public void Memory_without_processors_is_a_node_too()
    {
        _system.Online("0").Thread(0, 0, 0, "0").Node(0, "0", 1000).Node(1, "", 2000).File("/sys/devices/system/node/possible", "0-1");
        var nodes = Read().NumaNodes;
        Assert.Equal((2, 2048000L, 0), (nodes.Count, nodes[1].MemoryBytes, nodes[1].Threads.Count));
    }

    [Fact]
    public void A_machine_that_shows_nothing_has_no_cores() => Assert.Empty(Read().Cores);

    [Fact]
    public void Instructions_that_are_there_and_not_used_have_a_reason()
    {
        _system.File("/proc/cpuinfo", "processor\t: 0\nflags\t: sse2 avx2 avx512f avx512_vnni sha_ni").Variable("DOTNET_EnableAVX512", "0");
        var sets = InstructionSet.Read(_system.View, Read()).ToDictionary(s => s.Name);
        Assert.Equal(".NET has no operations of it.", sets["Avx512Vnni"].Hint);
        Assert.False(sets.ContainsKey("AmxTile"));
        if (!sets["Avx512F"].IsUsed) Assert.Equal("DOTNET_EnableAVX512 is 0.", sets["Avx512F"].Hint);
        Assert.All(sets.Values.Where(s => s.IsUsed), s => Assert.Null(s.Hint));
        Assert.False(sets["Avx"].InHardware);
    }

    private ProcessorTopology Read() => ProcessorTopology.Read(_system.View);

    private static List<(int Level, CacheKind Kind, int Count)> Counts(ProcessorTopology topology) =>
        [.. topology.Caches.GroupBy(c => (c.Level, c.Kind)).Select(g => (g.Key.Level, g.Key.Kind, g.Count()))];
}
