namespace Scaling.Native.Datasets.Grouping.Spilling;

/// <summary>Walks several runs together, group by group in the order of their keys.</summary>
internal sealed class RunMerge : IDisposable
{
    private readonly List<RunReader> _all = [];
    private readonly List<RunReader> _current = [];
    private readonly PriorityQueue<RunReader, RunReader> _next = new(RunReader.ByKey);

    internal RunMerge(IEnumerable<SpillRun> runs, int bufferBytes, MemoryBudget budget)
    {
        foreach (var run in runs) _all.Add(new RunReader(run, bufferBytes, budget));
        _current.AddRange(_all);
    }

    /// <summary>The runs that hold a part of the current group; all its states must be read before the next is asked for.</summary>
    internal IReadOnlyList<RunReader> Current => _current;

    internal ReadOnlySpan<byte> Key => _current[0].Key;

    internal bool MoveNext()
    {
        foreach (var reader in _current)
            if (reader.ReadKey()) _next.Enqueue(reader, reader);
        _current.Clear();
        if (!_next.TryDequeue(out var first, out _)) return false;
        _current.Add(first);
        while (_next.TryPeek(out var other, out _) && other.Key.SequenceEqual(first.Key)) _current.Add(_next.Dequeue());
        return true;
    }

    public void Dispose()
    {
        foreach (var reader in _all) reader.Dispose();
    }
}
