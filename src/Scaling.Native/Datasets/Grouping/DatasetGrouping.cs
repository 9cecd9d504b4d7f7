using Apache.Arrow;
using Scaling.Native.Datasets.Grouping.Keys;
using Scaling.Native.Datasets.Grouping.Spilling;
using Scaling.Native.Datasets.Grouping.States;

namespace Scaling.Native.Datasets.Grouping;

/// <summary>
/// Groups rows by the values of columns and computes functions of other columns for every group, in bounded memory: when the limit
/// is reached, partial groups are sorted and written to a temporary file, and at the end all such files are merged. The result is
/// the same to the last bit. Not for use by several threads at once.
/// </summary>
public sealed class DatasetGrouping : IDisposable
{
    private const int FirstCapacity = 256;

    private readonly GroupingOptions _options;
    private readonly MemoryBudget _budget;
    private readonly SpillStore _spills;
    private readonly HashSet<DatasetOrigin> _origins = [];
    private readonly int[] _groups;
    private readonly int _sliceRows;
    private GroupingPlan? _plan;
    private GroupKeys? _keys;
    private AggregateState[] _states = [];
    private IArrowArray[] _columns = [];
    private bool _isFinished;
    private bool _isWalked;
    private bool _isDisposed;

    /// <exception cref="ArgumentException">No column to group by, or a function without the column it needs.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A memory limit below <see cref="GroupingOptions.MinMemoryLimit"/>.</exception>
    /// <exception cref="DirectoryNotFoundException">The temporary folder does not exist.</exception>
    public DatasetGrouping(GroupingOptions options)
    {
        if (options.By.Count == 0) throw new ArgumentException("Name at least one column to group by.", nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MemoryLimit, GroupingOptions.MinMemoryLimit);
        foreach (var aggregate in options.Aggregates)
        {
            if (aggregate.Column is null != (aggregate.Function == AggregateFunction.Count))
                throw new ArgumentException("Every function but Count needs a column, and Count takes none.", nameof(options));
        }

        if (options.TemporaryFolder is { } folder && !Directory.Exists(folder))
            throw new DirectoryNotFoundException($"The folder '{folder}' for temporary files does not exist.");

        (_options, _budget) = (options, new(options.MemoryLimit));
        _spills = new SpillStore(options.TemporaryFolder ?? Path.GetTempPath(), _budget);
        _sliceRows = (int)Math.Clamp(options.MemoryLimit / 4096, 256, 4096);
        _groups = new int[_sliceRows];
    }

    /// <summary>Whether an addition failed or was cancelled midway, so that there will be no groups.</summary>
    public bool IsFaulted { get; private set; }

    /// <summary>Rows added so far.</summary>
    public long RowCount { get; private set; }

    /// <summary>The most bytes that keys, states, distinct values and buffers took at a time.</summary>
    public long PeakBytes => _budget.Peak;

    /// <summary>How often partial groups were written to a file.</summary>
    public int SpillCount => _spills.Count;

    /// <summary>Bytes written to files, merges included.</summary>
    public long SpilledBytes => _spills.WrittenBytes;

    /// <summary>Adds the rows of a batch. A batch that is refused for its columns leaves the groups as they were.</summary>
    /// <exception cref="DatasetException">
    /// <see cref="DatasetError.ColumnNotFound"/>, naming the columns there are; <see cref="DatasetError.ColumnTypeMismatch"/>: a sum
    /// or mean of a column without numbers; <see cref="DatasetError.DuplicateColumn"/>: two columns of the result would have one name;
    /// <see cref="DatasetError.SchemaMismatch"/>: a column has another type than in batches before;
    /// <see cref="DatasetError.MemoryLimitExceeded"/>: one row alone does not fit.</exception>
    /// <exception cref="IOException">A temporary file cannot be written. As after a cancellation, nothing more can be added.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public void Add(DatasetBatch batch, CancellationToken cancellationToken = default)
    {
        ThrowIfClosed();
        var columns = Bind(batch);
        _origins.Add(batch.Origin);
        if (batch.RowCount == 0) return;
        _columns = [.. columns.Select(c => batch.Columns[c])];
        IsFaulted = true;
        for (var row = 0; row < batch.RowCount;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            row += AddSlice(row, Math.Min(_sliceRows, batch.RowCount - row), cancellationToken);
        }

        IsFaulted = false;
        RowCount += batch.RowCount;
    }

    /// <summary>
    /// The groups, sorted by their keys in the order of the columns: nulls first, false before true, numbers by value with NaN last,
    /// texts by their UTF-8 bytes, dates and times by time; of batches without rows, a batch without groups. Can be called once.
    /// </summary>
    /// <exception cref="DatasetException"><see cref="DatasetError.InputIncomplete"/>: an input ended early. While walking:
    /// <see cref="DatasetError.ValueOverflow"/>, <see cref="DatasetError.MemoryLimitExceeded"/>.</exception>
    public IEnumerable<DatasetBatch> Finish(CancellationToken cancellationToken = default)
    {
        ThrowIfClosed();
        if (_origins.FirstOrDefault(o => o.Failure is not null) is { } failed)
        {
            throw new DatasetException(DatasetError.InputIncomplete,
                $"The input ended early, so that groups would be of a part only. {failed.Failure!.Message}", failed.Failure)
            { Path = failed.Path };
        }

        _isFinished = true;
        return Groups(cancellationToken);
    }

    /// <summary>Removes the temporary files.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _spills.Dispose();
    }

    private void ThrowIfClosed()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (IsFaulted) throw new InvalidOperationException("Adding rows failed before; the groups are not whole.");
        if (_isFinished) throw new InvalidOperationException("The groups were finished before.");
    }

    private int[] Bind(DatasetBatch batch)
    {
        try
        {
            var plan = _plan ?? new GroupingPlan(_options, batch.Schema);
            var columns = plan.Bind(batch.Schema);
            if (_plan is null)
            {
                _plan = plan;
                _keys = GroupKeys.Create(plan.KeyTypes, _sliceRows, _budget);
                _states = plan.CreateStates(_sliceRows, _budget);
                _budget.Take(sizeof(int) * (long)_sliceRows);
            }

            return columns;
        }
        catch (DatasetException e)
        {
            batch.Origin.Fail(e);
            if (batch.Origin.Path is null) throw;
            throw e.InFile(batch.Origin.Path);
        }
    }

    /// <returns>Rows added, at least one.</returns>
    private int AddSlice(int start, int rows, CancellationToken cancellationToken)
    {
        rows = _keys!.Encode(_columns.AsSpan(0, _plan!.KeyCount), start, rows);
        var done = 0;
        for (var isFresh = false; done < rows;)
        {
            var found = _keys.Resolve(done, _groups.AsSpan(0, rows - done));
            var fitting = Reserve(start + done, found);
            Update(start + done, fitting);
            done += fitting;
            var isStuck = done < rows && (found == 0 ? !TryGrow(done) : fitting == 0);
            if (fitting > 0) isFresh = false;
            if (isStuck || _budget.IsFull)
            {
                if (isStuck && isFresh) throw _budget.Exceeded("A single row");
                Spill(cancellationToken);
                isFresh = isStuck;
            }
        }

        return rows;
    }

    /// <returns>How many of the rows fit into the budget, halved until they do.</returns>
    private int Reserve(int start, int rows)
    {
        for (; rows > 0 && !TryReserve(start, rows); rows /= 2)
        {
        }

        return rows;
    }

    private bool TryReserve(int start, int rows)
    {
        for (var i = 0; i < _states.Length; i++)
            if (!_states[i].TryReserve(Column(i), start, rows)) return false;
        return true;
    }

    private void Update(int start, int rows)
    {
        for (var i = 0; i < _states.Length; i++) _states[i].Update(Column(i), start, _groups.AsSpan(0, rows));
    }

    private IArrowArray? Column(int state) => _plan!.States[state].Source is >= 0 and var source ? _columns[source] : null;

    private bool TryGrow(int row)
    {
        if (_keys!.Count < _keys.Capacity) return _keys.TryMakeRoom(row);
        var capacity = Math.Max(FirstCapacity, 2 * _keys.Capacity);
        if (capacity > PackedKeyTable.MaxCapacity || !_budget.TryTake(capacity * BytesPerGroup)) return false;
        _budget.Release(_keys.Capacity * BytesPerGroup);
        _keys.Grow(capacity);
        foreach (var state in _states) state.Grow(capacity);
        return true;
    }

    private long BytesPerGroup => _keys!.BytesPerKey + _states.Sum(s => (long)s.BytesPerGroup);

    private void Spill(CancellationToken cancellationToken)
    {
        var order = _keys!.Sort();
        foreach (var state in _states) state.PrepareWrite(order);
        _spills.Write(writer =>
        {
            for (var place = 0; place < order.Length; place++)
            {
                if (place % _sliceRows == 0) cancellationToken.ThrowIfCancellationRequested();
                writer.WriteValue(_keys.Sorted(place));
                foreach (var state in _states) state.Write(order[place], place, writer);
            }
        });
        Clear();
        _spills.Compact(MergeStates, cancellationToken);
    }

    private void Clear()
    {
        _budget.Release(_keys!.Capacity * BytesPerGroup);
        _keys.Clear();
        foreach (var state in _states) state.Clear();
    }

    private AggregateState[] MergeStates()
    {
        var states = _plan!.CreateStates(0, _budget);
        foreach (var state in states) state.Grow(1);
        return states;
    }

    private IEnumerable<DatasetBatch> Groups(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_isWalked) throw new InvalidOperationException("The groups can be walked once.");
        _isWalked = true;
        if (_plan is null) yield break;
        var origin = new DatasetOrigin(_origins.Count == 1 ? _origins.First().Path : null);
        var writer = new GroupWriter(_plan, _keys!, origin, _budget);
        if (_spills.Count > 0) Spill(cancellationToken);
        using var groups = (_spills.Count > 0 ? Merged(writer, cancellationToken) : InMemory(writer)).GetEnumerator();
        var isEmpty = true;
        while (Next(groups, origin, cancellationToken) is { } batch)
        {
            isEmpty = false;
            yield return batch;
        }

        // No rows make no groups, but the columns are known.
        if (writer.Flush() is { } rest) yield return rest;
        else if (isEmpty) yield return DatasetBatch.Empty(_plan.ResultSchema, origin);
    }

    private static DatasetBatch? Next(IEnumerator<DatasetBatch> groups, DatasetOrigin origin, CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            return groups.MoveNext() ? groups.Current : null;
        }
        catch (Exception e) when (e is DatasetException or IOException or OperationCanceledException)
        {
            origin.Fail(e);
            throw;
        }
    }

    private IEnumerable<DatasetBatch> InMemory(GroupWriter writer)
    {
        var order = _keys!.Sort();
        for (var place = 0; place < order.Length; place++)
            if (writer.Add(_keys.Sorted(place), _states, order[place]) is { } full) yield return full;
        Clear();
    }

    private IEnumerable<DatasetBatch> Merged(GroupWriter writer, CancellationToken cancellationToken)
    {
        var states = MergeStates();
        using var merge = _spills.MergeAll(MergeStates, cancellationToken);
        while (merge.MoveNext())
        {
            foreach (var state in states) state.Merge(merge.Current, null);
            var full = writer.Add(merge.Key, states, 0);
            foreach (var state in states) state.Reset();
            if (full is not null) yield return full;
        }
    }
}
