namespace Scaling.Native.Tests.Processors;

/// <summary>Lays out the sysfs of a machine from a few facts about it.</summary>
internal static class LinuxMachine
{
    /// <summary>One hardware thread: topology files as the kernel writes them.</summary>
    internal static RecordedSystem Thread(this RecordedSystem system, int thread, int package, int core, string siblings, int? die = null, string siblingsFile = "core_cpus_list")
    {
        var folder = $"/sys/devices/system/cpu/cpu{thread}/topology";
        system.File(folder + "/physical_package_id", $"{package}").File(folder + "/core_id", $"{core}").File($"{folder}/{siblingsFile}", siblings);
        return die is null ? system : system.File(folder + "/die_id", $"{die}");
    }

    /// <summary>One cache as each thread that shares it shows it.</summary>
    internal static RecordedSystem Cache(
        this RecordedSystem system, IEnumerable<int> threads, int index, int level, string type, string size, string? shared, int line = 64, int ways = 8)
    {
        foreach (var thread in threads)
        {
            var folder = $"/sys/devices/system/cpu/cpu{thread}/cache/index{index}";
            system.File(folder + "/level", $"{level}").File(folder + "/type", type).File(folder + "/size", size)
                .File(folder + "/coherency_line_size", $"{line}").File(folder + "/ways_of_associativity", $"{ways}");
            if (shared is not null) system.File(folder + "/shared_cpu_list", shared);
        }

        return system;
    }

    internal static RecordedSystem Node(this RecordedSystem system, int node, string threads, long kibibytes) => system
        .File($"/sys/devices/system/node/node{node}/cpulist", threads)
        .File($"/sys/devices/system/node/node{node}/meminfo", $"Node {node} MemTotal:       {kibibytes} kB\nNode {node} MemFree:        1 kB");

    internal static RecordedSystem Online(this RecordedSystem system, string online, string offline = "") =>
        system.File("/sys/devices/system/cpu/online", online).File("/sys/devices/system/cpu/offline", offline);

    internal static IEnumerable<int> To(this int first, int last) => Enumerable.Range(first, last - first + 1);
}
