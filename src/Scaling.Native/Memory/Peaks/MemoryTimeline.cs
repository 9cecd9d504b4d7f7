namespace Scaling.Native.Memory.Peaks;

/// <summary>
/// Samples in the order of time, in bounded memory: when it is full, every other one is dropped and the interval is doubled.
/// </summary>
internal sealed class MemoryTimeline
{
    internal const int Capacity = 4096;

    private readonly MemorySample[] _samples = new MemorySample[Capacity];
    private int _count;

    internal MemoryTimeline(TimeSpan interval)
    {
        Interval = interval;
        // Touched now, so that the pages do not count as those of what is measured.
        Array.Fill(_samples, new MemorySample(-1, 0, 0, 0));
    }

    internal TimeSpan Interval { get; private set; }

    internal void Add(in MemorySample sample)
    {
        if (_count == Capacity)
        {
            _count = Capacity / 2;
            for (var i = 0; i < _count; i++) _samples[i] = _samples[2 * i];
            Interval *= 2;
        }

        _samples[_count++] = sample;
    }

    internal MemorySample[] ToArray() => _samples[.._count];
}
