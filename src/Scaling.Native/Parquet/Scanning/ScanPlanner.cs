using Scaling.Native.Parquet.Pruning;

namespace Scaling.Native.Parquet.Scanning;

/// <summary>
/// Divides the rows that are read into steps. A batch goes on across row groups, but ends where rows are left out, so that the rows of
/// a batch follow one another in the file.
/// </summary>
/// <param name="groups">The row groups to read, in order, found when they are asked for.</param>
/// <param name="columns">How many columns are read.</param>
/// <param name="fileRows">Rows of the file.</param>
internal sealed class ScanPlanner(IEnumerator<SelectedRowGroup> groups, int columns, long fileRows)
{
    private readonly Queue<PendingBatch> _batches = new();
    private SelectedRowGroup? _group;
    private SelectedRowGroup? _next;
    private bool _hasLookedAhead;
    private int _range;
    private long _row;
    private int _rowLimit;
    private PendingBatch? _filled;
    private bool _isOpening;

    /// <summary>Batches planned and not taken, in order.</summary>
    internal Queue<PendingBatch> Batches => _batches;

    /// <summary>There are no more steps.</summary>
    internal bool IsDone { get; private set; }

    /// <summary>All columns have opened the row group.</summary>
    /// <param name="rowLimit">Rows that a batch may have.</param>
    internal void Opened(int rowLimit)
    {
        _isOpening = false;
        _rowLimit = rowLimit;
        if (_filled is { } batch) batch.Limit = Math.Min(batch.Limit, Math.Max(batch.Count, rowLimit));
    }

    /// <summary>Adds steps until there are as many batches as may be held, or a row group must be opened first.</summary>
    internal void Plan(List<ScanStep> steps, int mostBatches)
    {
        while (!IsDone && !_isOpening)
        {
            if (_group is null || _range == _group.Ranges.Count)
            {
                OpenNext(steps);
                continue;
            }

            if (_filled is null && _batches.Count >= mostBatches) return;
            ReadRange(steps, _group);
        }
    }

    private void OpenNext(List<ScanStep> steps)
    {
        _group = LookAhead();
        if (_group is null)
        {
            IsDone = true;
            return;
        }

        (_next, _hasLookedAhead, _range, _row, _isOpening) = (null, false, 0, 0, true);
        steps.Add(new OpenStep(_group));
    }

    private void ReadRange(List<ScanStep> steps, SelectedRowGroup group)
    {
        var range = group.Ranges[_range];
        var (skip, begins) = (Math.Max(0, range.Start - _row), _filled is null);
        if (begins)
        {
            var first = Math.Max(_row, range.Start);
            // Known to be the last rows before a gap, or at most all that are left.
            var most = range.End < group.RowCount ? range.End - first : fileRows - group.FirstRow - first;
            _filled = new(columns, group.FirstRow + first) { Limit = (int)Math.Min(_rowLimit, most) };
            _batches.Enqueue(_filled);
        }

        var batch = _filled!;
        _row += skip;
        var rows = (int)Math.Min(batch.Limit - batch.Count, range.End - _row);
        batch.Count += rows;
        _row += rows;
        if (_row == range.End) _range++;
        var isLast = batch.Count == batch.Limit || _row == range.End && !GoesOn(group);
        steps.Add(new ReadStep(batch, begins ? batch.Limit : 0, skip, rows, isLast));
        if (isLast) _filled = null;
    }

    /// <summary>Whether the row after the one last planned is the next that is read.</summary>
    private bool GoesOn(SelectedRowGroup group) =>
        _row == group.RowCount && LookAhead() is { } next && next.FirstRow + next.Ranges[0].Start == group.FirstRow + group.RowCount;

    private SelectedRowGroup? LookAhead()
    {
        if (!_hasLookedAhead) _next = groups.MoveNext() ? groups.Current : null;
        _hasLookedAhead = true;
        return _next;
    }
}
