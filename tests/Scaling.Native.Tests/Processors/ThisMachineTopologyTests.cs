using System.Diagnostics;
using System.Text.Json;
using System.Xml.Linq;
using Scaling.Native.Processors;
using Xunit;
using Xunit.Abstractions;

namespace Scaling.Native.Tests.Processors;

/// <summary>This machine, as other programs see it; where one is not installed its comparison says so and ends.</summary>
public class ThisMachineTopologyTests(ITestOutputHelper output)
{
    private static readonly ProcessorTopology Here = ProcessorTopology.Current;

    [Fact]
    public void Every_thread_is_in_one_core_and_one_node()
    {
        Assert.NotEmpty(Here.Cores);
        Assert.Equal(Here.Threads.Distinct(), Here.Threads);
        Assert.Equal(Here.Threads, Here.NumaNodes.SelectMany(n => n.Threads).Order());
        Assert.True(Here.Threads.Count >= Environment.ProcessorCount);
    }

    [Fact]
    public void The_processors_instruction_sets_include_all_that_are_used() =>
        Assert.All(InstructionSet.Read(SystemView.Current, Here).Where(s => s.IsUsed), s => Assert.NotEqual(false, s.InHardware));

    [Fact]
    public void Linux_and_the_processor_agree_on_the_instruction_sets()
    {
        if (!OperatingSystem.IsLinux() || !System.Runtime.Intrinsics.X86.X86Base.IsSupported) return;
        var kernel = InstructionSet.Read(SystemView.Current, Here).ToDictionary(s => s.Name, s => s.InHardware);
        using var none = new RecordedSystem();
        foreach (var set in InstructionSet.Read(none.View, ProcessorTopology.Read(none.View))) Assert.Equal(kernel[set.Name], set.InHardware);
        Assert.Equal(Here.ModelName, CpuIdentification.ModelName);
        Assert.Equal(Here.IsVirtual, CpuIdentification.IsVirtual);
    }

    [Fact]
    public void Cores_and_nodes_are_those_of_lscpu()
    {
        if (Run("lscpu", "-J -e=CPU,CORE,SOCKET,NODE") is not { } text) return;
        var rows = JsonDocument.Parse(text).RootElement.GetProperty("cpus").EnumerateArray().ToList();
        Assert.Equal(rows.Select(r => Number(r, "cpu")).Order(), Here.Threads);
        Assert.Equal(rows.Select(r => Number(r, "core")).Distinct().Count(), Here.Cores.Count);
        Assert.Equal(rows.Select(r => Number(r, "socket")).Distinct().Count(), Here.Packages.Count);
        foreach (var row in rows.Where(r => r.TryGetProperty("node", out var n) && n.ValueKind != JsonValueKind.Null))
            Assert.Contains(Number(row, "cpu"), Here.NumaNodes.Single(n => n.Node == Number(row, "node")).Threads);
    }

    [Fact]
    public void Caches_are_those_of_lscpu()
    {
        if (Run("lscpu", "-J -B -C=NAME,ONE-SIZE,LEVEL,TYPE,WAYS,COHERENCY-SIZE") is not { } text) return;
        var rows = JsonDocument.Parse(text).RootElement.GetProperty("caches").EnumerateArray().ToList();
        Assert.Equal(rows.Count, Here.Caches.Select(c => (c.Level, c.Kind)).Distinct().Count());
        foreach (var row in rows)
        {
            var cache = Here.Caches.First(c => c.Level == Number(row, "level") && c.Kind.ToString() == row.GetProperty("type").GetString());
            Assert.Equal((Number(row, "one-size"), Number(row, "ways"), Number(row, "coherency-size")), ((int)cache.Bytes, cache.Ways, cache.LineBytes));
        }
    }

    [Fact]
    public void Cores_caches_and_memory_are_those_of_hwloc()
    {
        if (Run("lstopo-no-graphics", "--of xml --no-io --disallowed") is not { } text) return;
        var document = XDocument.Parse(text[text.IndexOf("<topology", StringComparison.Ordinal)..]);
        List<XElement> Of(string type) => [.. document.Descendants("object").Where(o => (string?)o.Attribute("type") == type)];
        Assert.Equal((Of("Package").Count, Of("Core").Count, Of("PU").Count), (Here.Packages.Count, Here.Cores.Count, Here.Threads.Count));
        Assert.Equal(Of("NUMANode").Count, Here.NumaNodes.Count);
        foreach (var (type, level, kind) in new[] { ("L1Cache", 1, "Data"), ("L1iCache", 1, "Instruction"), ("L2Cache", 2, "Unified"), ("L3Cache", 3, "Unified") })
        {
            var sizes = Here.Caches.Where(c => c.Level == level && c.Kind.ToString() == kind).Select(c => c.Bytes);
            Assert.Equal(Of(type).Select(o => (long)o.Attribute("cache_size")!), sizes);
        }

        Assert.Equal(Of("NUMANode").Sum(o => (long)o.Attribute("local_memory")!), Here.NumaNodes.Sum(n => n.MemoryBytes ?? 0));
    }

    private static int Number(JsonElement row, string name)
    {
        var value = row.GetProperty(name);
        return value.ValueKind == JsonValueKind.Number ? value.GetInt32() : int.Parse(value.GetString()!, System.Globalization.CultureInfo.InvariantCulture);
    }

    private string? Run(string program, string arguments)
    {
        try
        {
            var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment["LC_ALL"] = "C";
            using var process = Process.Start(start)!;
            var text = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode == 0) return text;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // Not installed.
        }

        output.WriteLine($"SKIPPED: {program} is not on this machine.");
        return null;
    }
}
