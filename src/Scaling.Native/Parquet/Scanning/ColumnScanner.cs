using System.Runtime.ExceptionServices;
using Scaling.Native.Parquet.Metadata;

namespace Scaling.Native.Parquet.Scanning;

/// <summary>
/// Runs the steps of a scan, column by column, on the caller's thread and on some of the pool's. Each column is at one step at a time, and
/// whoever is free takes the column that is most behind; so batches come in order, and no more of them than asked for are held.
/// </summary>
internal sealed class ColumnScanner : IDisposable
{
    private readonly ParquetFooter _footer;
    private readonly IColumnReader[] _readers;
    private readonly ScanPlanner _planner;
    private readonly Func<RowGroup, double, int> _rowLimit;
    private readonly int _mostHelpers;
    private readonly int _mostBatches;
    private readonly object _gate = new();
    private readonly List<ScanStep> _steps = [];
    private readonly int[] _next;
    private readonly bool[] _isBusy;
    private int _firstStep;
    private int _helpers;
    private bool _isStopping;
    private ExceptionDispatchInfo? _failure;
    private (int Step, int Column) _failedAt = (int.MaxValue, 0);

    /// <param name="footer">The file's.</param>
    /// <param name="readers">One for each column that is read, which the caller disposes afterwards.</param>
    /// <param name="planner">The steps.</param>
    /// <param name="rowLimit">Rows that a batch may have of a row group, by the sum of the longest values of the dictionaries.</param>
    /// <param name="workers">Threads, the caller's among them.</param>
    /// <param name="readAhead">Batches that are held at most, with several workers.</param>
    internal ColumnScanner(ParquetFooter footer, IColumnReader[] readers, ScanPlanner planner,
        Func<RowGroup, double, int> rowLimit, int workers, int readAhead)
    {
        (_footer, _readers, _planner, _rowLimit) = (footer, readers, planner, rowLimit);
        _mostHelpers = Math.Min(workers, readers.Length) - 1;
        _mostBatches = workers > 1 ? readAhead : 1;
        (_next, _isBusy) = (new int[readers.Length], new bool[readers.Length]);
    }

    /// <summary>The next batch, or null after the last.</summary>
    internal PendingBatch? Next(CancellationToken cancellationToken)
    {
        using var waking = cancellationToken.Register(() =>
        {
            lock (_gate) Monitor.PulseAll(_gate);
        });
        while (true)
        {
            var (column, step) = (-1, (ScanStep?)null);
            lock (_gate)
            {
                while (true)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    Plan();
                    if (_planner.Batches.TryPeek(out var batch) && batch.Missing == 0)
                    {
                        _planner.Batches.Dequeue();
                        if (_mostHelpers > 0) Plan();
                        return batch;
                    }

                    if (_planner.IsDone && _planner.Batches.Count == 0) return null;
                    if (TryTake(out column, out step)) break;
                    if (_failure is not null && !_isBusy.AsSpan().Contains(true)) _failure.Throw();
                    Monitor.Wait(_gate);
                }
            }

            Run(column, step!);
        }
    }

    /// <summary>Waits for steps that are running; nobody begins another one.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isStopping = true;
            while (_isBusy.AsSpan().Contains(true)) Monitor.Wait(_gate);
        }
    }

    private void Plan()
    {
        try
        {
            if (_failure is null) _planner.Plan(_steps, _mostBatches);
        }
        catch (Exception e)
        {
            // What is planned already is still done.
            _failure = ExceptionDispatchInfo.Capture(e);
        }

        for (var ready = CountReady(); ready > 1 && _helpers < _mostHelpers && _helpers < ready - 1 && !_isStopping; _helpers++)
            ThreadPool.UnsafeQueueUserWorkItem(static scanner => scanner.Help(), this, preferLocal: false);
    }

    private int CountReady()
    {
        var ready = 0;
        for (var i = 0; i < _next.Length; i++) ready += IsReady(i) ? 1 : 0;
        return ready;
    }

    // What comes before a failure is still done, so that the first failure is the same in every run.
    private bool IsReady(int column) => !_isBusy[column] && _next[column] < _firstStep + _steps.Count
        && (_next[column] < _failedAt.Step || _next[column] == _failedAt.Step && column < _failedAt.Column);

    private bool TryTake(out int column, out ScanStep? step)
    {
        (column, step) = (-1, null);
        if (_isStopping) return false;
        for (var i = 0; i < _next.Length; i++)
            if (IsReady(i) && (column < 0 || _next[i] < _next[column])) column = i;
        if (column < 0) return false;
        step = _steps[_next[column] - _firstStep];
        _isBusy[column] = true;
        return true;
    }

    private void Help()
    {
        while (true)
        {
            int column;
            ScanStep? step;
            lock (_gate)
            {
                if (!TryTake(out column, out step))
                {
                    _helpers--;
                    Monitor.PulseAll(_gate);
                    return;
                }
            }

            Run(column, step!);
        }
    }

    private void Run(int column, ScanStep step)
    {
        ExceptionDispatchInfo? failure = null;
        try
        {
            var reader = _readers[column];
            if (step is OpenStep { Group: var group })
            {
                reader.Open(_footer.MetaData.RowGroups[group.Index], group.Pages[column]);
            }
            else if (step is ReadStep read)
            {
                if (read.Capacity > 0) reader.Begin(read.Capacity);
                if (read.Skip > 0) reader.Skip(read.Skip);
                reader.Read(read.Rows);
                if (read.IsLast) read.Batch.Columns[column] = reader.Finish();
            }
        }
        catch (Exception e)
        {
            failure = ExceptionDispatchInfo.Capture(e);
        }

        lock (_gate)
        {
            _isBusy[column] = false;
            if (failure is not null) Fail(column, failure);
            else Complete(column, step);
            Monitor.PulseAll(_gate);
        }
    }

    private void Fail(int column, ExceptionDispatchInfo failure)
    {
        if ((_next[column], column).CompareTo(_failedAt) >= 0) return;
        (_failedAt, _failure) = ((_next[column], column), failure);
    }

    private void Complete(int column, ScanStep step)
    {
        _next[column]++;
        if (step is ReadStep { IsLast: true, Batch: var batch }) batch.Missing--;
        var done = _next.Min();
        if (done == _firstStep) return;
        // Every column has done the first step.
        if (step is OpenStep { Group: var group } && done == _firstStep + _steps.Count)
        {
            var rowGroup = _footer.MetaData.RowGroups[group.Index];
            _planner.Opened(_rowLimit(rowGroup, _readers.Sum(r => r.LongestDictionaryValue)));
        }

        _steps.RemoveRange(0, done - _firstStep);
        _firstStep = done;
        if (_steps.Count == 0) Plan();
    }
}
