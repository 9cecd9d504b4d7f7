using System.Management.Automation;
using Scaling.Native.Kernels;
using Scaling.Native.Measuring;
using Scaling.Native.Memory;
using Scaling.Native.Processors;
using Scaling.Native.Processors.Caches;
using Scaling.PowerShell.Common;
using Scaling.PowerShell.Results;

namespace Scaling.PowerShell.Commands.Processors;

/// <summary>Measures the bandwidth of memory with copy, scale, add and triad as STREAM counts them, from one thread to all.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "MemoryBandwidth")]
[OutputType(typeof(MemoryBandwidth))]
public sealed class MeasureMemoryBandwidthCommand : MeasuringCommand
{
    private readonly List<long> _sizes = [];
    private int _usable;

    /// <summary>Size of each of the three arrays, in bytes; several make several sets of rows. By default four times the last cache, as STREAM asks.
    /// Arrays that fit a cache show that cache's bandwidth.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ValidateRange(4096, long.MaxValue)]
    public long[]? ArrayBytes { get; set; }

    /// <summary>Numbers of threads, each with a part of its own of every array. By default 1, 2, 4 … up to the processors that the process may use.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ValidateRange(1, 1024)]
    [RangeTransformation]
    public int[]? Workers { get; set; }

    /// <summary>The operations of which rows are written: Copy, Scale, Add, Triad. All four by default; they are always measured together.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public MemoryOperation[] Operation { get; set; } = Enum.GetValues<MemoryOperation>();

    /// <summary>Where results go: Cached, NonTemporal (past the caches), or Auto, which measures both and takes the faster.</summary>
    [Parameter]
    public MemoryStores Stores { get; set; }

    /// <summary>The pages of memory to ask for: Huge, Base or System.</summary>
    [Parameter]
    public MemoryPages Pages { get; set; }

    /// <summary>Verifying and allocating take a second of their own.</summary>
    private protected override TimeSpan DefaultTimeLimit => TimeSpan.FromSeconds(Quick ? 4 : 40);

    protected override void ProcessRecord()
    {
        if (ArrayBytes is not null) _sizes.AddRange(ArrayBytes);
        else if (!MyInvocation.ExpectingInput) _sizes.Add(DefaultArrayBytes());
    }

    protected override void EndProcessing()
    {
        _usable = ResourceLimits.Workers();
        var (workers, limit) = (Workers ?? DefaultWorkers(_usable), ResourceLimits.MemoryBytes());
        foreach (var bytes in _sizes.Where(b => b > limit / 3))
            WriteError(Errors.MemoryLimitExceeded(bytes > long.MaxValue / 3 ? long.MaxValue : 3 * bytes, limit, bytes));
        _sizes.RemoveAll(b => b > limit / 3);
        var session = NewSession(_sizes.Count * workers.Length);
        foreach (var bytes in _sizes) Try(bytes, () => Measure(session, bytes, workers));
        base.EndProcessing();
    }

    private static long DefaultArrayBytes() =>
        Math.Min(CacheSizes.TimesLastLevel * CacheSizes.OfThisMachine().LastLevel, ResourceLimits.MemoryBytes() / 8);

    private static int[] DefaultWorkers(int usable)
    {
        var counts = new List<int>();
        for (var count = 1; count < usable; count *= 2) counts.Add(count);
        return [.. counts, usable];
    }

    private void Measure(MeasuringSession session, long bytes, int[] workers)
    {
        var rows = workers.SelectMany(count => Measure(session, bytes, count)).ToList();
        foreach (var row in rows)
        {
            row.ShareOfFastest = row.BytesPerSecond / rows.Where(r => r.Operation == row.Operation).Max(r => r.BytesPerSecond);
            if (Operation.Any(o => o.ToString() == row.Operation)) WriteObject(row);
        }
    }

    private List<MemoryBandwidth> Measure(MeasuringSession session, long bytes, int workers)
    {
        StoreMode[] stores = Stores == MemoryStores.Auto ? [StoreMode.Cached, StoreMode.NonTemporal] : [Enum.Parse<StoreMode>(Stores.ToString())];
        var options = new BandwidthOptions
        {
            ArrayBytes = bytes,
            Workers = workers,
            Stores = stores,
            Pages = Enum.Parse<PageKind>(Pages.ToString()),
        };
        using var probe = new BandwidthProbe(options, StopToken);
        var subject = new BandwidthSubject(workers, workers > _usable, bytes, options.Path.Name, probe.HugePageShare);
        return [.. probe.Measure(session).GroupBy(r => r.Operation).Select(results => Row([.. results], subject))];
    }

    private static MemoryBandwidth Row(BandwidthResult[] results, BandwidthSubject subject) => new(results.MaxBy(r => r.BytesPerSecond)!, subject)
    {
        CachedBytesPerSecond = results.FirstOrDefault(r => r.Store == StoreMode.Cached)?.BytesPerSecond,
        NonTemporalBytesPerSecond = results.FirstOrDefault(r => r.Store == StoreMode.NonTemporal)?.BytesPerSecond,
    };
}
