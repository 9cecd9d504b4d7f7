namespace Scaling.Native.Processors;

/// <summary>What processors a machine has, and how they hang together. Hardware threads are numbered as the system numbers them.</summary>
public sealed record ProcessorTopology
{
    private static readonly Lazy<ProcessorTopology> CurrentMachine = new(() => Read(SystemView.Current));

    /// <summary>This machine, as found at the first call.</summary>
    public static ProcessorTopology Current => CurrentMachine.Value;

    /// <summary>Name of the processor; null where it is not told.</summary>
    public string? ModelName { get; init; }

    /// <summary>Whether a hypervisor runs this machine: it may show other caches and cores than there are.</summary>
    public bool IsVirtual { get; init; }

    /// <summary>Cores, by package, die and number.</summary>
    public required IReadOnlyList<ProcessorCore> Cores { get; init; }

    /// <summary>Memory nodes; one where the system tells none.</summary>
    public required IReadOnlyList<NumaNode> NumaNodes { get; init; }

    /// <summary>Caches, by level, kind and first thread; none where the system tells none.</summary>
    public required IReadOnlyList<ProcessorCache> Caches { get; init; }

    /// <summary>Hardware threads that are there but switched off.</summary>
    public IReadOnlyList<int> OfflineThreads { get; init; } = [];

    /// <summary>Frequency without boost, in hertz; null where it is not told.</summary>
    public double? BaseHertz { get; init; }

    /// <summary>Greatest frequency of the fastest core, in hertz; null where it is not told.</summary>
    public double? MaximumHertz { get; init; }

    /// <summary>Mean frequency of the threads at the time of the call, in hertz; null where it is not told.</summary>
    public double? CurrentHertz { get; init; }

    /// <summary>Instructions that the kernel says the processor has; null where there is no such list.</summary>
    internal IReadOnlySet<string>? Flags { get; init; }

    /// <summary>First hardware thread on line that the process may run on; null where the system does not tell.</summary>
    public int? FirstUsableThread { get; init; }

    /// <summary>Hardware threads on line, ascending.</summary>
    public IReadOnlyList<int> Threads
    {
        get
        {
            var threads = new List<int>();
            foreach (var core in Cores) threads.AddRange(core.Threads);
            threads.Sort();
            return threads;
        }
    }

    /// <summary>Packages (sockets), ascending.</summary>
    public IReadOnlyList<int> Packages
    {
        get
        {
            // Cores are in their order.
            var packages = new List<int>();
            foreach (var core in Cores)
            {
                if (packages.Count == 0 || packages[^1] != core.Package) packages.Add(core.Package);
            }

            return packages;
        }
    }

    /// <summary>Caches that data of the first hardware thread that the process may run on go through, from the nearest: what ladders of working sets are
    /// made of.</summary>
    public IReadOnlyList<ProcessorCache> DataCaches
    {
        get
        {
            var path = new List<ProcessorCache>();
            if (Threads is not [var online, ..]) return path;
            var first = FirstUsableThread ?? online;
            foreach (var cache in Caches)
            {
                if (cache.Kind != CacheKind.Instruction && cache.Threads.Contains(first)) path.Add(cache);
            }

            return path;
        }
    }

    /// <summary>Reads a machine.</summary>
    public static ProcessorTopology Read(SystemView system)
    {
        if (system.IsCurrent && OperatingSystem.IsWindows()) return WindowsTopology.Read();
        if (system.IsCurrent && OperatingSystem.IsMacOS()) return MacTopology.Read(SystemControl.Value);
        return LinuxTopology.Read(system);
    }
}

/// <summary>One core.</summary>
/// <param name="Package">Number of its package.</param>
/// <param name="Die">Number of its die within the package; 0 where the system tells none.</param>
/// <param name="Core">Number of the core within its die, as the system gives it: numbers may be missing.</param>
/// <param name="Kind">What kind of core it is, on processors that have several.</param>
/// <param name="Threads">Its hardware threads on line.</param>
public sealed record ProcessorCore(int Package, int Die, int Core, CoreKind Kind, IReadOnlyList<int> Threads);

/// <summary>Kinds of cores on hybrid processors.</summary>
public enum CoreKind
{
    /// <summary>All cores are alike.</summary>
    Uniform,

    /// <summary>A fast core.</summary>
    Performance,

    /// <summary>A core that saves energy or room.</summary>
    Efficiency,
}

/// <summary>Memory and the hardware threads it is near to.</summary>
/// <param name="Node">Number of the node.</param>
/// <param name="MemoryBytes">Its memory; null where it is not told.</param>
/// <param name="Threads">Its hardware threads on line; none for memory without processors.</param>
public sealed record NumaNode(int Node, long? MemoryBytes, IReadOnlyList<int> Threads);

/// <summary>One cache.</summary>
/// <param name="Level">1 is the nearest.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="LineBytes">Bytes that are loaded together; null where it is not told.</param>
/// <param name="Ways">Places a line can be in; null where it is not told.</param>
/// <param name="Threads">Hardware threads that share it.</param>
public sealed record ProcessorCache(int Level, CacheKind Kind, long Bytes, int? LineBytes, int? Ways, IReadOnlyList<int> Threads);

/// <summary>What a cache holds.</summary>
public enum CacheKind
{
    /// <summary>Data and instructions.</summary>
    Unified,

    /// <summary>Data only.</summary>
    Data,

    /// <summary>Instructions only.</summary>
    Instruction,
}
