namespace Scaling.Native.Memory.Peaks;

/// <summary>
/// The size of the managed heap around each collection. Between collections nothing is freed, so the heap is at its largest when one
/// begins. An object that dies at once tells of each: its finalizer runs after it.
/// </summary>
internal sealed class CollectionWatch : IDisposable
{
    private static readonly GCKind[] Kinds = [GCKind.Ephemeral, GCKind.FullBlocking, GCKind.Background];

    private readonly Lock _gate = new();
    private readonly long _firstIndex = GC.GetGCMemoryInfo(GCKind.Any).Index;
    private readonly long[] _lastIndex = new long[Kinds.Length];
    private volatile bool _isClosed;
    private long _heapPeak;
    private long? _survivedPeak;

    internal CollectionWatch() => _ = new Sentinel(this);

    /// <summary>The largest the managed heap has been, garbage included, in bytes.</summary>
    internal long HeapPeakBytes
    {
        get
        {
            Note();
            lock (_gate) return _heapPeak;
        }
    }

    /// <summary>The most that was left after a collection, in bytes; null where there was none.</summary>
    internal long? SurvivedPeakBytes
    {
        get
        {
            Note();
            lock (_gate) return _survivedPeak;
        }
    }

    public void Dispose() => _isClosed = true;

    private void Note()
    {
        lock (_gate)
        {
            _heapPeak = Math.Max(_heapPeak, GC.GetTotalMemory(forceFullCollection: false));
            for (var i = 0; i < Kinds.Length; i++)
            {
                var collection = GC.GetGCMemoryInfo(Kinds[i]);
                if (collection.Index <= Math.Max(_firstIndex, _lastIndex[i])) continue;
                _lastIndex[i] = collection.Index;
                long before = 0;
                foreach (var generation in collection.GenerationInfo) before += generation.SizeBeforeBytes;
                _heapPeak = Math.Max(_heapPeak, before);
                _survivedPeak = Math.Max(_survivedPeak ?? 0, collection.HeapSizeBytes - collection.FragmentedBytes);
            }
        }
    }

    private sealed class Sentinel(CollectionWatch watch)
    {
        ~Sentinel()
        {
            if (watch._isClosed || Environment.HasShutdownStarted) return;
            watch.Note();
            _ = new Sentinel(watch);
        }
    }
}
