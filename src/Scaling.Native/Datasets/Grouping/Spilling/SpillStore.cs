using Scaling.Native.Datasets.Grouping.States;

namespace Scaling.Native.Datasets.Grouping.Spilling;

/// <summary>
/// The runs of a grouping. As many of one level as can be merged at a time become one of the next level, so that open files and
/// buffers stay bounded however much is written.
/// </summary>
internal sealed class SpillStore : IDisposable
{
    private readonly string _folder;
    private readonly MemoryBudget _budget;
    private readonly List<SpillRun> _runs = [];
    private readonly int _fanIn;
    private readonly int _bufferBytes;

    internal SpillStore(string folder, MemoryBudget budget)
    {
        (_folder, _budget) = (folder, budget);
        _fanIn = (int)Math.Clamp(budget.Limit >> 18, 4, 64);
        // Half of the limit at most, the writer's buffer included.
        _bufferBytes = (int)Math.Clamp(budget.Limit / (2 * (_fanIn + 1)), 1 << 12, 1 << 20);
    }

    /// <summary>Runs written by <see cref="Write"/>.</summary>
    internal int Count { get; private set; }

    internal long WrittenBytes { get; private set; }

    internal void Write(Action<RunWriter> content)
    {
        WriteRun(0, Math.Min(_bufferBytes, 1 << 16), content);
        Count++;
    }

    /// <summary>Merges runs until there are fewer of every level than can be merged at a time.</summary>
    internal void Compact(Func<AggregateState[]> createStates, CancellationToken cancellationToken)
    {
        for (var level = 0; _runs.Count(r => r.Level == level) is > 0 and var count; level++)
            if (count >= _fanIn) Merge([.. _runs.Where(r => r.Level == level)], level + 1, createStates, cancellationToken);
    }

    /// <summary>All runs together, after as many merges of the smallest as bring their number within bounds.</summary>
    internal RunMerge MergeAll(Func<AggregateState[]> createStates, CancellationToken cancellationToken)
    {
        while (_runs.Count > _fanIn)
        {
            var surplus = Math.Min(_fanIn, _runs.Count - _fanIn + 1);
            SpillRun[] smallest = [.. _runs.OrderBy(r => r.Length).Take(surplus)];
            Merge(smallest, smallest.Max(r => r.Level), createStates, cancellationToken);
        }

        return new RunMerge(_runs, _bufferBytes, _budget);
    }

    public void Dispose()
    {
        foreach (var run in _runs) run.Dispose();
        _runs.Clear();
    }

    private void Merge(SpillRun[] runs, int level, Func<AggregateState[]> createStates, CancellationToken cancellationToken)
    {
        var states = createStates();
        using (var merge = new RunMerge(runs, _bufferBytes, _budget))
        {
            WriteRun(level, _bufferBytes, writer =>
            {
                while (merge.MoveNext())
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    writer.WriteValue(merge.Key);
                    foreach (var state in states) state.Merge(merge.Current, writer);
                }
            });
        }

        foreach (var run in runs)
        {
            _runs.Remove(run);
            run.Dispose();
        }
    }

    private void WriteRun(int level, int bufferBytes, Action<RunWriter> content)
    {
        var run = new SpillRun(_folder, level);
        _runs.Add(run);
        _budget.Take(bufferBytes);
        var writer = new RunWriter(run, bufferBytes);
        content(writer);
        writer.Flush();
        _budget.Release(bufferBytes);
        WrittenBytes += run.Length;
    }
}
