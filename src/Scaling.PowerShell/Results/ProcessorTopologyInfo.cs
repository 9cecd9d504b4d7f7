using System.Numerics;
using System.Runtime.Intrinsics;
using Scaling.Native.Processors;

namespace Scaling.PowerShell.Results;

/// <summary>What processors a machine has, and how they hang together.</summary>
public sealed class ProcessorTopologyInfo
{
    internal ProcessorTopologyInfo(ProcessorTopology topology, IReadOnlyList<InstructionSet> sets)
    {
        ModelName = topology.ModelName;
        Architecture = System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString();
        IsVirtual = topology.IsVirtual;
        PackageCount = topology.Packages.Count;
        ThreadCount = topology.Threads.Count;
        Cores = [.. topology.Cores.Select(c => new ProcessorCoreInfo(c))];
        OfflineThreads = [.. topology.OfflineThreads];
        NumaNodes = [.. topology.NumaNodes.Select(n => new NumaNodeInfo(n))];
        Caches = [.. topology.Caches.Select(c => new ProcessorCacheInfo(c))];
        InstructionSets = [.. sets.Select(s => new InstructionSetInfo(s))];
        (BaseHertz, MaximumHertz, CurrentHertz) = (topology.BaseHertz, topology.MaximumHertz, topology.CurrentHertz);
        VectorBits = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;
        NumericsVectorBits = Vector<byte>.Count * 8;
    }

    /// <summary>Name of the processor; null where it is not told.</summary>
    public string? ModelName { get; }

    /// <summary>Architecture of this process, such as X64 or Arm64.</summary>
    public string Architecture { get; }

    /// <summary>Whether a hypervisor runs this machine: it may show other cores and caches than there are.</summary>
    public bool IsVirtual { get; }

    /// <summary>Number of packages (sockets).</summary>
    public int PackageCount { get; }

    /// <summary>Number of cores with a hardware thread on line.</summary>
    public int CoreCount => Cores.Length;

    /// <summary>Number of hardware threads on line.</summary>
    public int ThreadCount { get; }

    /// <summary>Bits of the widest vectors that .NET computes with in this process; 0 if none.</summary>
    public int VectorBits { get; }

    /// <summary>Bits of System.Numerics.Vector&lt;T&gt;, which .NET keeps at 256 where wider ones exist.</summary>
    public int NumericsVectorBits { get; }

    /// <summary>Frequency without boost, in hertz; null where it is not told.</summary>
    public double? BaseHertz { get; }

    /// <summary>Greatest frequency of the fastest core, in hertz; null where it is not told.</summary>
    public double? MaximumHertz { get; }

    /// <summary>Mean frequency of the threads just now, in hertz; null where it is not told.</summary>
    public double? CurrentHertz { get; }

    /// <summary>Cores, by package, die and number.</summary>
    public ProcessorCoreInfo[] Cores { get; }

    /// <summary>Hardware threads that are there but switched off.</summary>
    public int[] OfflineThreads { get; }

    /// <summary>Memory nodes.</summary>
    public NumaNodeInfo[] NumaNodes { get; }

    /// <summary>Caches, by level, kind and first thread.</summary>
    public ProcessorCacheInfo[] Caches { get; }

    /// <summary>Instruction sets, as the processor has them and as .NET uses them.</summary>
    public InstructionSetInfo[] InstructionSets { get; }
}

/// <summary>One core.</summary>
public sealed class ProcessorCoreInfo
{
    internal ProcessorCoreInfo(ProcessorCore core) =>
        (Package, Die, Core, Kind, Threads) = (core.Package, core.Die, core.Core, core.Kind.ToString(), [.. core.Threads]);

    /// <summary>Number of its package.</summary>
    public int Package { get; }

    /// <summary>Number of its die within the package.</summary>
    public int Die { get; }

    /// <summary>Number of the core within its die, as the system gives it.</summary>
    public int Core { get; }

    /// <summary>Uniform, or on hybrid processors Performance or Efficiency.</summary>
    public string Kind { get; }

    /// <summary>Its hardware threads on line: siblings share the core.</summary>
    public int[] Threads { get; }

    public override string ToString() => $"Core {Core}: {string.Join(", ", Threads)}";
}

/// <summary>Memory and the hardware threads it is near to.</summary>
public sealed class NumaNodeInfo
{
    internal NumaNodeInfo(NumaNode node) => (Node, MemoryBytes, Threads) = (node.Node, node.MemoryBytes, [.. node.Threads]);

    /// <summary>Number of the node.</summary>
    public int Node { get; }

    /// <summary>Its memory; null where it is not told.</summary>
    public long? MemoryBytes { get; }

    /// <summary>Its hardware threads on line.</summary>
    public int[] Threads { get; }

    public override string ToString() => $"Node {Node}: {string.Join(", ", Threads)}";
}

/// <summary>One cache.</summary>
public sealed class ProcessorCacheInfo
{
    internal ProcessorCacheInfo(ProcessorCache cache) =>
        (Level, Kind, Bytes, LineBytes, Ways, Threads) = (cache.Level, cache.Kind.ToString(), cache.Bytes, cache.LineBytes, cache.Ways, [.. cache.Threads]);

    /// <summary>1 is the nearest.</summary>
    public int Level { get; }

    /// <summary>Data, Instruction or Unified.</summary>
    public string Kind { get; }

    /// <summary>Its size.</summary>
    public long Bytes { get; }

    /// <summary>Bytes that are loaded together; null where it is not told.</summary>
    public int? LineBytes { get; }

    /// <summary>Places a line can be in; null where it is not told, and for any place.</summary>
    public int? Ways { get; }

    /// <summary>Hardware threads that share it.</summary>
    public int[] Threads { get; }

    public override string ToString() => $"L{Level} {Kind}: {string.Join(", ", Threads)}";
}

/// <summary>A set of vector or bit instructions.</summary>
public sealed class InstructionSetInfo
{
    internal InstructionSetInfo(InstructionSet set) => (Name, InHardware, IsUsed, Hint) = (set.Name, set.InHardware, set.IsUsed, set.Hint);

    /// <summary>As .NET calls its class, or the vendor where .NET has none.</summary>
    public string Name { get; }

    /// <summary>Whether the processor has it; null where that is not told.</summary>
    public bool? InHardware { get; }

    /// <summary>Whether .NET uses it in this process.</summary>
    public bool IsUsed { get; }

    /// <summary>Why it is not used though it is there.</summary>
    public string? Hint { get; }

    public override string ToString() => Name;
}
