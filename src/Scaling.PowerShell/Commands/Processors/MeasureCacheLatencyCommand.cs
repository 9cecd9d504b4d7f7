using System.Management.Automation;
using Scaling.Native.Memory;
using Scaling.Native.Processors;
using Scaling.Native.Processors.Caches;
using Scaling.PowerShell.Common;
using Scaling.PowerShell.Results;

namespace Scaling.PowerShell.Commands.Processors;

/// <summary>Measures how long a load from memory takes by the size of its working set, and finds the caches and their line in that.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "CacheLatency", DefaultParameterSetName = LadderSet)]
[OutputType(typeof(CacheLatency), typeof(CacheLevel))]
public sealed class MeasureCacheLatencyCommand : MeasuringCommand
{
    private const string LadderSet = "Ladder";
    private const string ListSet = "List";
    private const long LeastDefaultMaximum = 64L << 20;
    private const long MostDefaultMaximum = 512L << 20;

    private readonly CacheSizes _caches = CacheSizes.OfThisMachine();
    private readonly IReadOnlyList<ReportedCache> _reported = ReportedCache.Of(ProcessorTopology.Current);
    private readonly long _memoryLimit = ResourceLimits.MemoryBytes();

    /// <summary>The working sets themselves, in bytes, in place of a ladder.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [ValidateRange(64, long.MaxValue)]
    public long[] WorkingSetBytes { get; set; } = [];

    /// <summary>Least working set, in bytes. A quarter of the first cache by default.</summary>
    [Parameter(ParameterSetName = LadderSet)]
    [ValidateRange(64, long.MaxValue)]
    public long? MinimumBytes { get; set; }

    /// <summary>Greatest working set, in bytes. By default eight times the last cache, four times with -Quick.</summary>
    [Parameter(ParameterSetName = LadderSet)]
    [ValidateRange(64, long.MaxValue)]
    public long? MaximumBytes { get; set; }

    /// <summary>Working sets a doubling. Four by default, three with -Quick.</summary>
    [Parameter(ParameterSetName = LadderSet)]
    [ValidateRange(1, 16)]
    public int? StepsPerOctave { get; set; }

    /// <summary>The order of loads: Random over the whole working set, Paged (random within a page, page after page), Stride (one after another), or
    /// Thrash (in another page each time, as lmbench's lat_mem_rd -t).</summary>
    [Parameter]
    public MemoryAccessPattern Pattern { get; set; }

    /// <summary>From the place of one load to the next one in memory, in bytes. The size of a cache line by default.</summary>
    [Parameter]
    [ValidateRange(8, 1 << 20)]
    public int? StrideBytes { get; set; }

    /// <summary>The pages of memory to ask for: Huge, Base or System.</summary>
    [Parameter]
    public MemoryPages Pages { get; set; }

    /// <summary>Writes one record a level, with its latency, boundary and line, in place of one a working set.</summary>
    [Parameter]
    public SwitchParameter Summary { get; set; }

    /// <summary>Makes the random order repeatable.</summary>
    [Parameter]
    public long Seed { get; set; } = 1;

    private int Stride => StrideBytes ?? _caches.LineBytes ?? 64;

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (Stride % sizeof(long) != 0) ThrowTerminatingError(Errors.StrideNotAligned(Stride));
        if (Summary && Pattern == MemoryAccessPattern.Stride)
        {
            ThrowTerminatingError(Errors.OptionsConflict(
                "-Summary and -Pattern Stride do not go together: prefetchers hide the levels from strided loads.", nameof(Summary)));
        }
    }

    protected override void ProcessRecord()
    {
        var sizes = WorkingSets();
        if (sizes[^1] > _memoryLimit) ThrowTerminatingError(Errors.MemoryLimitExceeded(sizes[^1], _memoryLimit, sizes[^1]));
        Try(sizes[^1], () => Measure(sizes), ThrowTerminatingError);
    }

    private IReadOnlyList<long> WorkingSets()
    {
        if (ParameterSetName == ListSet) return [.. WorkingSetBytes.Select(b => Math.Max(b, Stride)).Distinct().Order()];
        var maximum = MaximumBytes ?? Math.Max(DefaultMaximum(), MinimumBytes ?? 0);
        var minimum = MinimumBytes ?? Math.Min(Math.Max(_caches.Level1 / 4, Stride), maximum);
        if (minimum > maximum) ThrowTerminatingError(Errors.WorkingSetsOutOfRange(minimum, maximum));
        return LadderSizes.Between(minimum, maximum, StepsPerOctave ?? (Quick ? 3 : 4), Math.Max(64, Stride));
    }

    private long DefaultMaximum()
    {
        // Random replacement keeps a cache's share of a greater working set: memory alone shows at some multiples of the last cache.
        var last = _caches.LastLevel;
        var wanted = Math.Clamp((Quick ? 4 : 8) * last, LeastDefaultMaximum, Math.Max(MostDefaultMaximum, 2 * last));
        return Math.Min(wanted, _memoryLimit / 4);
    }

    private void Measure(IReadOnlyList<long> sizes)
    {
        using var ladder = new LatencyLadder(new LatencyLadderOptions
        {
            WorkingSets = sizes,
            Pattern = Enum.Parse<ChasePattern>(Pattern.ToString()),
            StrideBytes = Stride,
            Pages = Enum.Parse<PageKind>(Pages.ToString()),
            FirstCacheBytes = _caches.Level1,
            Seed = Seed,
        });
        var session = NewSession(sizes.Count + 1 + (Summary ? LatencyLadder.LineComparisons : 0));
        var clock = 1 / ClockProbe.Measure(session).MinimumSeconds;
        var line = Summary ? LineBytes(ladder.MeasureLine(session, StopToken)) : null;
        var rungs = ladder.Measure(session, StopToken);
        var levels = Pattern == MemoryAccessPattern.Stride ? [] : MemoryLevels.Find(rungs, _reported);
        if (Summary) WriteLevels(levels, clock, line, sizes);
        else WriteRungs(rungs, levels, clock, ladder.HugePageShare);
    }

    private int? LineBytes(IReadOnlyList<LineSizePoint> points)
    {
        WriteVerbose("Pairs of loads, bytes apart and nanoseconds of a load: " + string.Join(
            ", ", points.Select(p => FormattableString.Invariant($"{p.DistanceBytes}: {p.Measurement.MinimumSeconds * 1e9:0.##}"))));
        return LineSizeDetection.Find([.. points.Select(p => p.DistanceBytes)], [.. points.Select(p => p.Measurement.MinimumSeconds)]);
    }

    private void WriteLevels(IReadOnlyList<MemoryLevel> levels, double clock, int? line, IReadOnlyList<long> sizes)
    {
        if (levels.Count == 0)
        {
            WriteError(Errors.LevelsNotFound(sizes.Count));
            return;
        }

        foreach (var cache in MemoryLevels.Hidden(levels, _reported, sizes[^1]))
            WriteWarning(FormattableString.Invariant($"The system reports a cache L{cache.Level} of {cache.Bytes} bytes, but no level of its own shows."));
        foreach (var level in levels) WriteObject(new CacheLevel(level, clock, line));
    }

    private void WriteRungs(IReadOnlyList<LatencyRung> rungs, IReadOnlyList<MemoryLevel> levels, double clock, double? hugePageShare)
    {
        foreach (var rung in rungs)
        {
            var level = MemoryLevels.Of(rung.WorkingSetBytes, levels)?.Name;
            WriteObject(new CacheLatency(rung, level, clock, Pattern.ToString(), Stride, hugePageShare));
        }
    }
}
