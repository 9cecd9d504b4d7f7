using System.Diagnostics;

namespace Scaling.Native.Memory.Peaks;

/// <summary>
/// Measures the memory of this process, and of the processes it starts, from its start to <see cref="Stop"/>. Several may run at the same
/// time, each with the peak of its own span.
/// </summary>
public sealed class MemoryMeter : IDisposable
{
    private readonly ProcessMemory _memory;
    private readonly MemoryTimeline? _timeline;
    private readonly ChildWatch? _children;
    private readonly MemorySampler? _sampler;
    private readonly CollectionWatch _collections;
    private readonly CollectorFigures _collectorAtStart;
    private readonly HighWaterWatch _highWater;
    private readonly long _start;
    private bool _isStopped;

    private MemoryMeter(ProcessMemory memory, MemoryMeterOptions options)
    {
        _memory = memory;
        if (options.TimelineInterval is { } interval) _timeline = new MemoryTimeline(interval);
        if (options.WatchChildren && ChildWatch.IsSupported) _children = new ChildWatch(memory);
        if (options.CollectFirst) Collect();
        if (_timeline is not null || _children is not null) _sampler = new MemorySampler(memory, _timeline, _children);
        _collections = new CollectionWatch();
        _collectorAtStart = CollectorFigures.Now();
        _highWater = HighWaterWatch.Begin(memory);
        _start = Stopwatch.GetTimestamp();
    }

    /// <exception cref="ArgumentOutOfRangeException">The interval of the timeline is below a millisecond.</exception>
    public static MemoryMeter Start(MemoryMeterOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.TimelineInterval is { } interval)
            ArgumentOutOfRangeException.ThrowIfLessThan(interval, TimeSpan.FromMilliseconds(1), nameof(options));
        return new MemoryMeter(ProcessMemory.Current, options);
    }

    /// <summary>Ends the measurement; once.</summary>
    public MemoryPeak Stop()
    {
        ObjectDisposedException.ThrowIf(_isStopped, this);
        var elapsed = Stopwatch.GetElapsedTime(_start);
        var endBytes = _memory.ResidentBytes;
        _highWater.Dispose();
        var collector = CollectorFigures.Now().Since(_collectorAtStart);
        var (managedPeak, survivedPeak) = (_collections.HeapPeakBytes, _collections.SurvivedPeakBytes);
        Dispose();
        _children?.End(_highWater.PeakBytes);
        return new MemoryPeak
        {
            PeakBytes = _highWater.PeakBytes,
            Source = _highWater.Source,
            StartBytes = _highWater.StartBytes,
            EndBytes = endBytes,
            ManagedPeakBytes = managedPeak,
            SurvivedPeakBytes = survivedPeak,
            AllocatedBytes = collector.AllocatedBytes,
            Collections = collector.Collections,
            Pause = collector.Pause,
            Elapsed = elapsed,
            ChildPeakBytes = _children?.PeakBytes,
            ChildProcesses = _children?.Count,
            Timeline = _timeline?.ToArray(),
        };
    }

    /// <summary>Ends the measurement without a result, where it was not stopped.</summary>
    public void Dispose()
    {
        _isStopped = true;
        _highWater.Dispose();
        _collections.Dispose();
        _sampler?.Dispose();
    }

    private static void Collect()
    {
        // Finalizers first: what they hold is garbage only after them.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }
}
