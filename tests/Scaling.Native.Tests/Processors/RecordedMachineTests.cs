using System.Diagnostics;
using System.Globalization;
using System.Xml.Linq;
using Scaling.Native.Processors;
using Xunit;
using Xunit.Abstractions;

namespace Scaling.Native.Tests.Processors;

/// <summary>Recorded machines as we, lscpu and hwloc read them: both can be given another root.</summary>
public sealed class RecordedMachineTests(RecordedMachineTests.Laid laid, ITestOutputHelper output) : IClassFixture<RecordedMachineTests.Laid>
{
    public static TheoryData<string> Machines => [.. RecordedMachines.All.Keys];

    [Theory]
    [InlineData("Core i9-12900K", "1 package, 16 cores, 24 threads, 1 node, 16 L1d 16 L1i 10 L2 1 L3, 8 fast 8 slow")]
    [InlineData("2 × Xeon Gold 6144, two nodes a socket", "2 package, 16 cores, 32 threads, 4 node, 16 L1d 16 L1i 16 L2 2 L3, 0 fast 0 slow")]
    [InlineData("EPYC 7302, SMT off", "1 package, 16 cores, 16 threads, 1 node, 16 L1d 16 L1i 16 L2 8 L3, 0 fast 0 slow")]
    [InlineData("Graviton 2", "1 package, 16 cores, 16 threads, 1 node, 16 L1d 16 L1i 16 L2 1 L3, 0 fast 0 slow, virtual")]
    [InlineData("RK3588", "1 package, 8 cores, 8 threads, 1 node, 8 L1d 8 L1i 8 L2 1 L3, 4 fast 4 slow")]
    [InlineData("A virtual machine without caches", "4 package, 4 cores, 4 threads, 1 node, , 0 fast 0 slow, virtual")]
    [InlineData("Two processors off line, memory without processors", "1 package, 4 cores, 6 threads, 2 node, 4 L1d, 0 fast 0 slow")]
    public void Machines_have_the_parts_they_are_known_for(string machine, string parts)
    {
        var topology = Read(machine);
        var caches = topology.Caches.GroupBy(c => Name(c)).Select(g => $"{g.Count()} {g.Key}");
        Assert.Equal(parts, string.Create(CultureInfo.InvariantCulture, $"{topology.Packages.Count} package, {topology.Cores.Count} cores, {topology.Threads.Count} threads, {topology.NumaNodes.Count} node, {string.Join(' ', caches)}, {Kinds(CoreKind.Performance)} fast {Kinds(CoreKind.Efficiency)} slow{(topology.IsVirtual ? ", virtual" : "")}"));

        int Kinds(CoreKind kind) => topology.Cores.Count(c => c.Kind == kind);
    }

    [Theory]
    [MemberData(nameof(Machines))]
    public void Lscpu_groups_threads_to_the_same_cores_packages_nodes_and_caches(string machine)
    {
        var topology = Read(machine);
        if (Run("lscpu", $"-s {laid.Root(machine)} -b -p=CPU,CORE,SOCKET,NODE,CACHE", null) is not { } text) return;
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var columns = lines.Last(l => l[0] == '#')[2..].Split(',').ToList();
        var rows = lines.Where(l => l[0] != '#').Select(l => l.Split(',')).ToList();
        string Groups(string column) => Lists(rows.Where(r => r[columns.IndexOf(column)].Length > 0).GroupBy(r => r[columns.IndexOf(column)])
            .Select(g => g.Select(r => int.Parse(r[0], CultureInfo.InvariantCulture))));

        Assert.Equal(Groups("Core"), Lists(topology.Cores.Select(c => c.Threads)));
        Assert.Equal(Groups("Socket"), Lists(topology.Cores.GroupBy(c => c.Package).Select(p => p.SelectMany(c => c.Threads))));
        if (Groups("Node") is { Length: > 0 } nodes) Assert.Equal(nodes, Lists(topology.NumaNodes.Where(n => n.Threads.Count > 0).Select(n => n.Threads)));
        var names = topology.Caches.Select(Name).Distinct().ToList();
        Assert.Equal(columns.Where(c => c.StartsWith('L')).Order(), names.Order());
        foreach (var name in names) Assert.Equal(Groups(name), Lists(topology.Caches.Where(c => Name(c) == name).Select(c => c.Threads)));
    }

    [Theory]
    [MemberData(nameof(Machines))]
    public void Hwloc_finds_the_same_cores_packages_nodes_and_caches(string machine)
    {
        var topology = Read(machine);
        if (Run("lstopo-no-graphics", "--of xml --no-io --disallowed", laid.Root(machine)) is not { } text) return;
        var objects = XDocument.Parse(text[text.IndexOf("<topology", StringComparison.Ordinal)..]).Descendants("object").ToList();
        string Groups(string type) => Lists(objects.Where(o => (string?)o.Attribute("type") == type).Select(o => Threads((string)o.Attribute("cpuset")!)));

        Assert.Equal(Groups("PU"), Lists(topology.Threads.Select(t => new[] { t })));
        Assert.Equal(Groups("Core"), Lists(topology.Cores.Select(c => c.Threads)));
        Assert.Equal(Groups("Package"), Lists(topology.Cores.GroupBy(c => c.Package).Select(p => p.SelectMany(c => c.Threads))));
        if (topology.NumaNodes.Any(n => n.MemoryBytes is not null))
        {
            var nodes = objects.Where(o => (string?)o.Attribute("type") == "NUMANode" && o.Attribute("local_memory") is not null);
            Assert.Equal(nodes.Select(o => (long)o.Attribute("local_memory")!).Order(), topology.NumaNodes.Select(n => n.MemoryBytes!.Value).Order());
        }

        foreach (var (type, name) in new[] { ("L1Cache", "L1d"), ("L1iCache", "L1i"), ("L2Cache", "L2"), ("L3Cache", "L3") })
        {
            var (ours, theirs) = (topology.Caches.Where(c => Name(c) == name).ToList(), objects.Where(o => (string?)o.Attribute("type") == type).ToList());
            Assert.Equal(Groups(type), Lists(ours.Select(c => c.Threads)));
            Assert.Equal(
                theirs.Select(o => ((long)o.Attribute("cache_size")!, (int)o.Attribute("cache_linesize")!, (int)o.Attribute("cache_associativity")!)).Order(),
                ours.Select(c => (c.Bytes, c.LineBytes!.Value, c.Ways!.Value)).Order());
        }
    }

    private ProcessorTopology Read(string machine) => ProcessorTopology.Read(laid.View(machine));

    private static string Name(ProcessorCache cache) =>
        $"L{cache.Level}{cache.Kind switch { CacheKind.Data => "d", CacheKind.Instruction => "i", _ => "" }}";

    private static string Lists(IEnumerable<IEnumerable<int>> groups) =>
        string.Join(' ', groups.Select(g => g.Order().ToList()).OrderBy(g => g[0]).Select(g => string.Join(',', g)));

    /// <summary>hwloc's sets: groups of 32 bits, the highest first.</summary>
    private static IEnumerable<int> Threads(string cpuset)
    {
        var words = cpuset.Split(',').Reverse().Select(w => w.Length == 0 ? 0 : Convert.ToUInt32(w, 16)).ToList();
        return Enumerable.Range(0, 32 * words.Count).Where(bit => (words[bit / 32] >> bit % 32 & 1) == 1);
    }

    private string? Run(string program, string arguments, string? hwlocRoot)
    {
        try
        {
            var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment["LC_ALL"] = "C";
            if (hwlocRoot is not null)
            {
                start.Environment["HWLOC_FSROOT"] = hwlocRoot;
                start.Environment["HWLOC_THISSYSTEM"] = "0";
                start.Environment["HWLOC_COMPONENTS"] = "linux,stop";
            }

            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var text = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode == 0) return text;
            output.WriteLine($"SKIPPED: {program} ended with {process.ExitCode}: {errors.Result}");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            output.WriteLine($"SKIPPED: {program} is not on this machine.");
        }

        return null;
    }

    /// <summary>Each machine's files, laid out at the first test that asks for them.</summary>
    public sealed class Laid : IDisposable
    {
        private readonly Dictionary<string, RecordedSystem> _systems = [];

        public void Dispose()
        {
            foreach (var system in _systems.Values) system.Dispose();
        }

        internal SystemView View(string machine)
        {
            if (_systems.TryGetValue(machine, out var system)) return system.View;
            RecordedMachines.All[machine](_systems[machine] = system = new());
            return system.View;
        }

        internal string Root(string machine) => View(machine).Root;
    }
}
