using Scaling.Native.Processors;
using Xunit;

namespace Scaling.Native.Tests.Processors;

public sealed class ResourceLimitsTests : IDisposable
{
    private const string UnifiedMount = "30 24 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate";

    private readonly RecordedSystem _system = new RecordedSystem()
        .File("/sys/devices/system/cpu/online", "0-7")
        .File("/proc/meminfo", "MemTotal:       16384000 kB\nMemFree:         1000 kB")
        .File("/proc/self/status", "Name:\tpwsh\nCpus_allowed:\tff\nCpus_allowed_list:\t0-7\nMems_allowed:\t1");

    public void Dispose() => _system.Dispose();

    [Fact]
    public void A_machine_without_limits_gives_what_it_has()
    {
        Assert.Equal(("Hardware", 8.0, "/sys/devices/system/cpu/online"), Effective(LimitedResource.Processor));
        Assert.Equal(("Hardware", 16384000 * 1024.0, "/proc/meminfo"), Effective(LimitedResource.Memory));
    }

    [Fact]
    public void Affinity_is_counted_from_its_list()
    {
        _system.File("/proc/self/status", "Cpus_allowed_list:\t1,3-5");
        Assert.Equal(("Affinity", 4.0, "/proc/self/status"), Effective(LimitedResource.Processor));
    }

    [Fact]
    public void Affinity_counts_processors_on_line_only()
    {
        // The kernel's mask may name every processor that the machine could be given.
        _system.File("/proc/self/status", "Cpus_allowed_list:\t0-127").File("/sys/devices/system/cpu/online", "0-2,5");
        Assert.Equal(("Hardware", 4.0, "/sys/devices/system/cpu/online"), Effective(LimitedResource.Processor));
        Assert.Equal(4, Assert.Single(Read(), l => l.Source == "Affinity").Value);
        _system.File("/proc/self/status", "Cpus_allowed_list:\t2-3");
        Assert.Equal(("Affinity", 1.0, "/proc/self/status"), Effective(LimitedResource.Processor));
    }

    [Theory]
    [InlineData("1000", true)]
    [InlineData("0", false)]
    public void The_number_of_processes_bounds_threads_of_all_but_root(string user, bool counts)
    {
        _system.File("/proc/self/status", $"Name:\tpwsh\nUid:\t{user}\t{user}\t{user}\t{user}\nCpus_allowed_list:\t0-7")
            .File("/proc/self/limits", "Limit                     Soft Limit           Hard Limit           Units\nMax processes             5                    100                  processes");
        Assert.Equal(counts ? ("UserLimit", 5.0, "/proc/self/limits: Max processes") : ("Hardware", 8.0, "/sys/devices/system/cpu/online"), Effective(LimitedResource.Processor));
    }

    [Fact]
    public void The_number_of_tasks_of_a_group_bounds_threads()
    {
        Unified("/a/b").File("/sys/fs/cgroup/a/b/pids.max", "max").File("/sys/fs/cgroup/a/pids.max", "6");
        Assert.Equal(("ControlGroupTasks", 6.0, "/sys/fs/cgroup/a/pids.max"), Effective(LimitedResource.Processor));
    }

    [Fact]
    public void A_set_of_processors_holds_for_groups_below_that_have_no_file_of_it()
    {
        Unified("/user.slice/session.scope").File("/sys/fs/cgroup/user.slice/session.scope/pids.max", "max")
            .File("/sys/fs/cgroup/user.slice/cpuset.cpus.effective", "0-2,64-70")
            .File("/sys/fs/cgroup/cpuset.cpus.effective", "0-7");
        Assert.Equal(("ControlGroupSet", 3.0, "/sys/fs/cgroup/user.slice/cpuset.cpus.effective"), Effective(LimitedResource.Processor));
    }

    [Fact]
    public void Of_several_mounts_that_which_shows_the_group_is_read()
    {
        _system.File("/proc/self/cgroup", "0::/jobs/7")
            .File("/proc/self/mountinfo", "30 24 0:26 /other /mnt/other rw - cgroup2 cgroup2 rw\n31 24 0:26 /job /mnt/job rw - cgroup2 cgroup2 rw\n32 24 0:26 /jobs /groups rw - cgroup2 cgroup2 rw")
            .File("/mnt/other/memory.max", "1").File("/mnt/job/memory.max", "2").File("/groups/7/memory.max", "300000000");
        Assert.Equal(("ControlGroup", 300000000.0, "/groups/7/memory.max"), Effective(LimitedResource.Memory));
    }

    [Fact]
    public void What_the_runtime_found_at_its_start_counts_only_where_nothing_else_is_known()
    {
        var runtime = new ResourceLimit(LimitedResource.Processor, "Runtime", 2, "Environment.ProcessorCount") { IsDerived = true };
        var hardware = new ResourceLimit(LimitedResource.Processor, "Hardware", 8, "file");
        Assert.Same(hardware, ResourceLimits.Effective([runtime, hardware], LimitedResource.Processor));
        Assert.Same(runtime, ResourceLimits.Effective([runtime], LimitedResource.Processor));
    }

    // Flags: 1 enabled, 2 weight, 4 hard cap, 16 least and greatest rate.
    [Theory]
    [InlineData(0, 5000, null)]
    [InlineData(1 | 4, 5000, 4.0)]
    [InlineData(1 | 4, 10000, null)]
    [InlineData(1 | 2, 5, null)]
    [InlineData(1 | 16, (2500 << 16) | 1000, 2.0)]
    public void Rates_of_job_objects_are_shares_of_all_processors(uint flags, uint value, double? processors) =>
        Assert.Equal(processors, WindowsLimits.JobProcessors(flags, value, 8));

    [Fact]
    public void Of_nested_groups_of_version_2_the_tightest_ancestor_counts()
    {
        Unified("/system.slice/job.scope/step")
            .File("/sys/fs/cgroup/system.slice/job.scope/step/cpu.max", "max 100000")
            .File("/sys/fs/cgroup/system.slice/job.scope/step/memory.max", "9000000000")
            .File("/sys/fs/cgroup/system.slice/job.scope/cpu.max", "150000 100000")
            .File("/sys/fs/cgroup/system.slice/job.scope/memory.max", "2147483648")
            .File("/sys/fs/cgroup/system.slice/cpu.max", "400000 100000")
            .File("/sys/fs/cgroup/system.slice/memory.max", "max")
            .File("/sys/fs/cgroup/system.slice/memory.high", "1073741824");
        Assert.Equal(("ControlGroupQuota", 1.5, "/sys/fs/cgroup/system.slice/job.scope/cpu.max"), Effective(LimitedResource.Processor));
        Assert.Equal(("ControlGroupThrottle", 1073741824.0, "/sys/fs/cgroup/system.slice/memory.high"), Effective(LimitedResource.Memory));
        Assert.Contains(Read(), l => l is { Source: "ControlGroup", Value: 2147483648.0, Origin: "/sys/fs/cgroup/system.slice/job.scope/memory.max" });
        Assert.Equal(2, ResourceLimits.Workers(1.5));
    }

    [Fact]
    public void Line_ends_of_either_kind_and_names_of_any_letters_are_read()
    {
        _system.File("/proc/self/cgroup", "0::/größe\r").File("/proc/self/mountinfo", "30 20 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\r")
            .File("/sys/fs/cgroup/größe/memory.max", "4096\r").File("/sys/fs/cgroup/größe/cpu.max", "-1 100000").File("/sys/fs/cgroup/cpu.max", "50000 100000\r");
        Assert.Equal(("ControlGroup", 4096.0, "/sys/fs/cgroup/größe/memory.max"), Effective(LimitedResource.Memory));
        Assert.Equal(("ControlGroupQuota", 0.5, "/sys/fs/cgroup/cpu.max"), Effective(LimitedResource.Processor));
    }

    [Fact]
    public void Limits_are_read_anew()
    {
        Unified("/a").File("/sys/fs/cgroup/a/cpu.max", "200000 100000");
        Assert.Equal(2, Effective(LimitedResource.Processor).Value);
        _system.File("/sys/fs/cgroup/a/cpu.max", "300000 100000");
        Assert.Equal(3, Effective(LimitedResource.Processor).Value);
    }

    [Fact]
    public void A_container_with_a_group_namespace_reads_its_own_root()
    {
        Unified("/").File("/sys/fs/cgroup/cpu.max", "50000 100000").File("/sys/fs/cgroup/memory.max", "536870912")
            .File("/sys/fs/cgroup/cpuset.cpus.effective", "0-3");
        Assert.Equal(("ControlGroupQuota", 0.5, "/sys/fs/cgroup/cpu.max"), Effective(LimitedResource.Processor));
        Assert.Equal(536870912.0, Effective(LimitedResource.Memory).Value);
        Assert.Equal(1, ResourceLimits.Workers(0.5));
    }

    [Fact]
    public void A_container_whose_mount_shows_its_own_part_only_finds_itself_in_it()
    {
        _system.File("/proc/self/cgroup", "0::/docker/f00")
            .File("/proc/self/mountinfo", "30 24 0:26 /docker/f00 /sys/fs/cgroup ro - cgroup2 cgroup rw")
            .File("/sys/fs/cgroup/memory.max", "1048576000");
        Assert.Equal(("ControlGroup", 1048576000.0, "/sys/fs/cgroup/memory.max"), Effective(LimitedResource.Memory));
    }

    [Fact]
    public void A_group_outside_of_the_mount_falls_back_to_its_top()
    {
        // As in a container that was moved: the path leads above the namespace's root.
        Unified("/../other").File("/sys/fs/cgroup/memory.max", "777000000");
        Assert.Equal(777000000.0, Effective(LimitedResource.Memory).Value);
    }

    [Fact]
    public void Version_1_has_a_hierarchy_a_controller()
    {
        _system.File("/proc/self/cgroup", "11:memory:/slurm/uid_1000/job_7/step_0\n5:cpu,cpuacct:/batch\n3:cpuset:/slurm/uid_1000/job_7")
            .File("/proc/self/mountinfo", """
                31 25 0:27 / /sys/fs/cgroup/memory rw shared:9 - cgroup cgroup rw,memory
                32 25 0:28 / /sys/fs/cgroup/cpu,cpuacct rw shared:10 - cgroup cgroup rw,cpu,cpuacct
                33 25 0:29 / /sys/fs/cgroup/cpuset rw shared:11 - cgroup cgroup rw,cpuset
                """)
            .File("/sys/fs/cgroup/memory/slurm/uid_1000/job_7/step_0/memory.limit_in_bytes", "9223372036854771712")
            .File("/sys/fs/cgroup/memory/slurm/uid_1000/job_7/memory.limit_in_bytes", "4294967296")
            .File("/sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712")
            .File("/sys/fs/cgroup/cpu,cpuacct/batch/cpu.cfs_quota_us", "250000")
            .File("/sys/fs/cgroup/cpu,cpuacct/batch/cpu.cfs_period_us", "100000")
            .File("/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "-1")
            .File("/sys/fs/cgroup/cpuset/slurm/uid_1000/job_7/cpuset.effective_cpus", "2-3");
        Assert.Equal(("ControlGroupSet", 2.0, "/sys/fs/cgroup/cpuset/slurm/uid_1000/job_7/cpuset.effective_cpus"), Effective(LimitedResource.Processor));
        Assert.Contains(Read(), l => l is { Source: "ControlGroupQuota", Value: 2.5, Origin: "/sys/fs/cgroup/cpu,cpuacct/batch/cpu.cfs_quota_us" });
        Assert.Equal(("ControlGroup", 4294967296.0, "/sys/fs/cgroup/memory/slurm/uid_1000/job_7/memory.limit_in_bytes"), Effective(LimitedResource.Memory));
    }

    [Fact]
    public void Hybrid_machines_have_controllers_of_both_versions()
    {
        _system.File("/proc/self/cgroup", "4:memory:/jobs\n0::/user.slice")
            .File("/proc/self/mountinfo", "31 25 0:27 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n42 25 0:40 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw")
            .File("/sys/fs/cgroup/memory/jobs/memory.limit_in_bytes", "3000000000")
            .File("/sys/fs/cgroup/unified/user.slice/cpu.max", "100000 100000");
        Assert.Equal(1, Effective(LimitedResource.Processor).Value);
        Assert.Equal(3000000000.0, Effective(LimitedResource.Memory).Value);
    }

    [Fact]
    public void Mounts_with_blanks_in_their_path_are_found()
    {
        _system.File("/proc/self/cgroup", "0::/a").File("/proc/self/mountinfo", @"30 24 0:26 / /my\040groups rw - cgroup2 cgroup2 rw")
            .File("/my groups/a/memory.max", "123456789");
        Assert.Equal(123456789.0, Effective(LimitedResource.Memory).Value);
    }

    [Fact]
    public void User_limits_of_address_space_and_data_count_where_they_are_set()
    {
        _system.File("/proc/self/limits", """
            Limit                     Soft Limit           Hard Limit           Units
            Max data size             unlimited            unlimited            bytes
            Max address space         8589934592           unlimited            bytes
            """);
        Assert.Equal(("UserLimit", 8589934592.0, "/proc/self/limits: Max address space"), Effective(LimitedResource.Memory));
        Assert.DoesNotContain(Read(), l => l.Origin.EndsWith("Max data size", StringComparison.Ordinal));
    }

    [Fact]
    public void Slurm_tells_what_it_has_allotted()
    {
        _system.Variable("SLURM_CPUS_PER_TASK", "4").Variable("SLURM_CPUS_ON_NODE", "6").Variable("SLURM_MEM_PER_NODE", "2048");
        Assert.Equal(("SlurmTask", 4.0, "SLURM_CPUS_PER_TASK"), Effective(LimitedResource.Processor));
        Assert.Equal(("SlurmNode", 2048.0 * 1048576, "SLURM_MEM_PER_NODE"), Effective(LimitedResource.Memory));
    }

    [Fact]
    public void Slurm_memory_a_processor_is_multiplied_by_those_on_the_node()
    {
        _system.Variable("SLURM_CPUS_PER_TASK", "2").Variable("SLURM_CPUS_ON_NODE", "4").Variable("SLURM_MEM_PER_CPU", "1000");
        Assert.Equal(("SlurmNode", 4000.0 * 1048576, "SLURM_MEM_PER_CPU × SLURM_CPUS_ON_NODE"), Effective(LimitedResource.Memory));
    }

    [Fact]
    public void Slurm_memory_of_zero_is_all_of_the_node()
    {
        _system.Variable("SLURM_MEM_PER_NODE", "0");
        Assert.DoesNotContain(Read(), l => l.Source == "SlurmNode");
    }

    [Fact]
    public void Variables_of_the_runtime_are_hexadecimal()
    {
        _system.Variable("DOTNET_GCHeapHardLimit", "0x10000000").Variable("DOTNET_PROCESSOR_COUNT", "3");
        Assert.Equal(("RuntimeHeap", 268435456.0, "DOTNET_GCHeapHardLimit"), Effective(LimitedResource.Memory));
        Assert.Equal(("Runtime", 3.0, "DOTNET_PROCESSOR_COUNT"), Effective(LimitedResource.Processor));
    }

    [Theory]
    [InlineData("512", 512.0 * 1048576)]
    [InlineData("2G", 2048.0 * 1048576)]
    [InlineData("1048576K", 1024.0 * 1048576)]
    [InlineData("1t", 1048576.0 * 1048576)]
    public void Slurm_memory_is_in_mebibytes_unless_it_names_its_unit(string text, double bytes)
    {
        _system.Variable("SLURM_MEM_PER_NODE", text);
        Assert.Equal(bytes, Assert.Single(Read(), l => l.Source == "SlurmNode").Value);
    }

    [Theory]
    [InlineData("6", null, 6)]
    [InlineData("4(x2),3", "0", 4)]
    [InlineData("4(x2),3", "1", 4)]
    [InlineData("4(x2),3", "2", 3)]
    public void A_job_s_list_of_nodes_serves_where_a_step_has_no_figure(string list, string? node, double processors)
    {
        _system.Variable("SLURM_JOB_CPUS_PER_NODE", list).Variable("SLURM_MEM_PER_CPU", "100");
        if (node is not null) _system.Variable("SLURM_NODEID", node);
        Assert.Equal(("SlurmNode", processors, "SLURM_JOB_CPUS_PER_NODE"), Effective(LimitedResource.Processor));
        Assert.Equal(("SlurmNode", processors * 100 * 1048576, "SLURM_MEM_PER_CPU × SLURM_JOB_CPUS_PER_NODE"), Effective(LimitedResource.Memory));
        _system.Variable("SLURM_CPUS_ON_NODE", "2");
        Assert.Equal(("SlurmNode", 2.0, "SLURM_CPUS_ON_NODE"), Effective(LimitedResource.Processor));
    }

    [Fact]
    public void Settings_of_the_runtime_have_an_older_name()
    {
        _system.Variable("COMPlus_PROCESSOR_COUNT", "5");
        Assert.Equal(("Runtime", 5.0, "COMPlus_PROCESSOR_COUNT"), Effective(LimitedResource.Processor));
        _system.Variable("DOTNET_PROCESSOR_COUNT", "6");
        Assert.Equal(("Runtime", 6.0, "DOTNET_PROCESSOR_COUNT"), Effective(LimitedResource.Processor));
    }

    [Fact]
    public void A_heap_limit_in_percent_is_of_a_container_s_memory_where_there_is_one()
    {
        Unified("/").File("/sys/fs/cgroup/memory.max", "1073741824").Variable("DOTNET_GCHeapHardLimitPercent", "0x40");
        Assert.Equal(("RuntimeHeap", 0.64 * 1073741824, "DOTNET_GCHeapHardLimitPercent"), Effective(LimitedResource.Memory));
    }

    [Fact]
    public void A_heap_limit_in_percent_is_of_the_memory_of_the_machine()
    {
        _system.Variable("DOTNET_GCHeapHardLimitPercent", "32");
        Assert.Equal(0.5 * 16384000 * 1024, Effective(LimitedResource.Memory).Value);
    }

    [Theory]
    [InlineData("SLURM_CPUS_PER_TASK", "abc")]
    [InlineData("SLURM_CPUS_ON_NODE", "-2")]
    [InlineData("SLURM_CPUS_PER_TASK", "0")]
    [InlineData("SLURM_MEM_PER_NODE", "G")]
    [InlineData("SLURM_JOB_CPUS_PER_NODE", "4(x")]
    [InlineData("SLURM_JOB_CPUS_PER_NODE", "4(x2),many")]
    [InlineData("DOTNET_GCHeapHardLimitPercent", "0")]
    [InlineData("DOTNET_GCHeapHardLimitPercent", "100")]
    [InlineData("DOTNET_GCHeapHardLimit", "xyz")]
    [InlineData("DOTNET_PROCESSOR_COUNT", "1.5")]
    public void A_variable_that_is_no_number_is_named_and_does_not_count(string name, string value)
    {
        _system.Variable(name, value);
        var limit = Assert.Single(Read(), l => l.Origin == name);
        Assert.Null(limit.Value);
        Assert.Contains($"'{value}'", limit.Problem);
        Assert.Equal(8, Effective(LimitedResource.Processor).Value);
    }

    [Fact]
    public void Memory_a_processor_without_their_number_is_a_problem()
    {
        _system.Variable("SLURM_MEM_PER_CPU", "1000");
        var limit = Assert.Single(Read(), l => l.Source == "SlurmNode");
        Assert.Null(limit.Value);
        Assert.Contains("SLURM_CPUS_ON_NODE", limit.Problem);
    }

    [Theory]
    [InlineData("100000")]
    [InlineData("a b")]
    [InlineData("100000 0")]
    [InlineData("")]
    public void Quotas_that_are_none_do_not_count(string text)
    {
        Unified("/a").File("/sys/fs/cgroup/a/cpu.max", text);
        Assert.Equal("Hardware", Effective(LimitedResource.Processor).Source);
    }

    [Fact]
    public void A_system_that_shows_nothing_has_no_limits()
    {
        using var bare = new RecordedSystem();
        Assert.Empty(ResourceLimits.Read(bare.View));
        Assert.Null(ResourceLimits.Effective([], LimitedResource.Memory));
    }

    [Fact]
    public void This_process_may_use_what_the_runtime_found_or_less()
    {
        Assert.InRange(ResourceLimits.Workers(), 1, Environment.ProcessorCount);
        Assert.InRange(ResourceLimits.MemoryBytes(), 1 << 20, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
    }

    [Theory]
    [InlineData("0", new[] { 0 })]
    [InlineData("0-2,5", new[] { 0, 1, 2, 5 })]
    [InlineData("3, 1-1", new[] { 1, 3 })]
    [InlineData("", new int[0])]
    [InlineData("1-", null)]
    [InlineData("2-1", null)]
    [InlineData("x", null)]
    [InlineData("0-99999999", null)]
    [InlineData(null, null)]
    public void Lists_of_processors_are_parsed_as_Linux_writes_them(string? text, int[]? numbers) => Assert.Equal(numbers, ProcessorList.Parse(text));

    private RecordedSystem Unified(string group) => _system.File("/proc/self/cgroup", "0::" + group).File("/proc/self/mountinfo", UnifiedMount);

    private IReadOnlyList<ResourceLimit> Read() => ResourceLimits.Read(_system.View);

    private (string Source, double Value, string Origin) Effective(LimitedResource resource)
    {
        var limit = ResourceLimits.Effective(Read(), resource)!;
        return (limit.Source, limit.Value!.Value, limit.Origin);
    }
}
