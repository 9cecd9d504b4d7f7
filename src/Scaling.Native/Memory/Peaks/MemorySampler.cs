using System.Diagnostics;

namespace Scaling.Native.Memory.Peaks;

/// <summary>A thread that looks at the memory of the process and its children while something else runs.</summary>
internal sealed class MemorySampler : IDisposable
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    /// <summary>Waiting for more than 24.8 days is an error.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly ProcessMemory _memory;
    private readonly MemoryTimeline? _timeline;
    private readonly ChildWatch? _children;
    // Spinning before it waits, as it would by default, costs more than the looks.
    private readonly ManualResetEventSlim _end = new(initialState: false, spinCount: 0);
    private readonly Thread _thread;
    private readonly long _start;

    internal MemorySampler(ProcessMemory memory, MemoryTimeline? timeline, ChildWatch? children)
    {
        (_memory, _timeline, _children) = (memory, timeline, children);
        _children?.Prepare();
        _start = Stopwatch.GetTimestamp();
        _timeline?.Add(Sample());
        _thread = new Thread(Run, maxStackSize: 256 * 1024) { IsBackground = true, Name = "Memory sampler" };
        _thread.Start();
    }

    public void Dispose()
    {
        _end.Set();
        _thread.Join();
        _end.Dispose();
    }

    private void Run()
    {
        var (nextSample, nextLook) = (_timeline?.Interval ?? TimeSpan.MaxValue, _children is null ? TimeSpan.MaxValue : TimeSpan.Zero);
        var (waking, isWatching) = (TimeSpan.Zero, _children is not null);
        do
        {
            var now = Stopwatch.GetElapsedTime(_start);
            if (isWatching && now >= nextLook)
            {
                _children!.Look(waking);
                nextLook = Stopwatch.GetElapsedTime(_start) + _children.Pause;
            }

            if (_timeline is not null && now >= nextSample)
            {
                _timeline.Add(Sample());
                nextSample = now + _timeline.Interval;
            }

            var pause = (nextSample < nextLook ? nextSample : nextLook) - Stopwatch.GetElapsedTime(_start);
            waking = isWatching ? ThreadClock.Now : TimeSpan.Zero;
            if (_end.Wait(pause < Shortest ? Shortest : pause > Longest ? Longest : pause)) return;
            if (isWatching) waking = ThreadClock.Now - waking;
        }
        while (true);
    }

    private MemorySample Sample() => new(
        Stopwatch.GetElapsedTime(_start).TotalSeconds,
        _memory.ResidentBytes,
        GC.GetTotalMemory(forceFullCollection: false),
        _children?.ResidentBytes ?? 0);
}
