namespace Scaling.Native.Memory.Peaks;

/// <summary>
/// The process's peak between two points in time. Resetting the kernel's mark would take the peak so far from all who watch at the
/// same time, in outer measurements or other threads; each notes it before.
/// </summary>
internal sealed class HighWaterWatch : IDisposable
{
    private static readonly Lock Gate = new();
    private static readonly List<HighWaterWatch> Open = [];

    private readonly ProcessMemory _memory;
    private readonly bool _isReset;
    private readonly long _markAtStart;
    private long _peak;
    private bool _isOpen = true;

    private HighWaterWatch(ProcessMemory memory)
    {
        _memory = memory;
        foreach (var other in Open) other.Note();
        _isReset = memory.TryReset();
        _markAtStart = memory.HighWaterBytes;
        StartBytes = memory.ResidentBytes;
        _peak = StartBytes;
        Open.Add(this);
    }

    /// <summary>Bytes in memory when the watch began.</summary>
    internal long StartBytes { get; }

    internal PeakSource Source => _isReset ? PeakSource.ResetHighWaterMark
        : _peak > _markAtStart ? PeakSource.NewHighWaterMark
        : PeakSource.EarlierHighWaterMark;

    /// <summary>The peak until now, or until the watch was closed.</summary>
    internal long PeakBytes
    {
        get
        {
            lock (Gate)
            {
                if (_isOpen) Note();
                return _peak;
            }
        }
    }

    internal static HighWaterWatch Begin(ProcessMemory memory)
    {
        lock (Gate) return new HighWaterWatch(memory);
    }

    public void Dispose()
    {
        lock (Gate)
        {
            if (!_isOpen) return;
            Note();
            _isOpen = false;
            Open.Remove(this);
        }
    }

    private void Note() => _peak = Math.Max(_peak, _memory.HighWaterBytes);
}
