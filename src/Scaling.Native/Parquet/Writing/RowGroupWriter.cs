using System.Buffers;
using System.Runtime.ExceptionServices;
using Scaling.Native.Datasets;
using Scaling.Native.Parquet.Metadata;
using Scaling.Native.Storage;

namespace Scaling.Native.Parquet.Writing;

/// <summary>
/// Writes row groups. One worker writes on the caller's thread; several encode the columns of one row group on threads of their own
/// while the caller fills the next, and the columns go to the file in the schema's order.
/// </summary>
internal sealed class RowGroupWriter(
    AtomicFile file, DatasetSchema schema, SchemaElement[] elements, IReadOnlyList<ColumnChunkWriter> workers, long position, int firstOrdinal)
    : IDisposable
{
    private readonly AtomicFile _file = file;
    private readonly SchemaElement[] _elements = elements;
    private readonly IReadOnlyList<ColumnChunkWriter> _workers = workers;
    private readonly List<RowGroup> _written = [];
    private readonly List<PageIndexPart[]> _pages = [];
    private RowGroupRun? _run;
    private long _position = position;

    /// <summary>The row groups that are complete.</summary>
    internal IReadOnlyList<RowGroup> Written => _written;

    /// <summary>The pages of their column chunks, for the page index.</summary>
    internal IReadOnlyList<PageIndexPart[]> Pages => _pages;

    /// <summary>Bytes of the file so far.</summary>
    internal long Position => Interlocked.Read(ref _position);

    /// <summary>Bytes outside row groups.</summary>
    internal void WriteRaw(ReadOnlySpan<byte> bytes)
    {
        _file.Stream.Write(bytes);
        Interlocked.Add(ref _position, bytes.Length);
    }

    /// <summary>Begins a row group, after the one before it is finished.</summary>
    internal void Begin(IReadOnlyList<BatchSlice> slices, CancellationToken cancellationToken)
    {
        Finish();
        if (_workers.Count > 1)
        {
            _run = new(this, slices, cancellationToken);
            return;
        }

        var (start, columns) = (_position, new EncodedColumnChunk[_elements.Length]);
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i] = Encode(_workers[0], _file.Stream, slices, i, cancellationToken).At(_position);
            Interlocked.Add(ref _position, columns[i].MetaData.TotalCompressedSize);
        }

        Add(slices, start, columns);
    }

    /// <summary>Throws what made the row group that is being encoded fail, if it has.</summary>
    internal void ThrowIfFailed()
    {
        if (_run is { HasFailed: true }) Finish();
    }

    /// <summary>Waits for the row group that is being encoded, and throws what made it fail.</summary>
    internal void Finish()
    {
        if (_run is not { } run) return;
        _run = null;
        using (run) run.Wait();
        Add(run.Slices, run.Start, run.Columns);
    }

    public void Dispose()
    {
        _run?.Dispose();
        _run = null;
        foreach (var worker in _workers) worker.Dispose();
    }

    private void Add(IReadOnlyList<BatchSlice> slices, long start, EncodedColumnChunk[] columns)
    {
        _written.Add(new()
        {
            Columns = [.. columns.Select(c => new ColumnChunk { MetaData = c.MetaData })],
            RowCount = slices.Sum(s => (long)s.Count),
            TotalByteSize = columns.Sum(c => c.MetaData.TotalUncompressedSize),
            FileOffset = start,
            TotalCompressedSize = _position - start,
            Ordinal = firstOrdinal + _written.Count,
        });
        _pages.Add([.. columns.Select(c => c.Pages)]);
    }

    private EncodedColumnChunk Encode(ColumnChunkWriter worker, Stream output, IReadOnlyList<BatchSlice> slices, int column,
        CancellationToken cancellationToken)
    {
        try
        {
            return worker.Write(output, slices, column, schema[column].Type, _elements[column], cancellationToken);
        }
        catch (DatasetException e) when (e.Column is null)
        {
            var name = schema[column].Name;
            throw new DatasetException(e.Error, $"Column '{name}': {e.Problem}", e) { Path = _file.Path, Column = name };
        }
    }

    /// <summary>A row group on its way through the workers.</summary>
    private sealed class RowGroupRun : IDisposable
    {
        private readonly RowGroupWriter _owner;
        private readonly CancellationToken _callers;
        private readonly CancellationTokenSource _stop;
        private readonly Task[] _tasks;
        private readonly Lock _gate = new();
        private readonly SegmentedStream?[] _waiting;
        private int _nextToEncode = -1;
        private int _nextToWrite;
        private int _failedColumn = int.MaxValue;
        private ExceptionDispatchInfo? _failure;

        internal RowGroupRun(RowGroupWriter owner, IReadOnlyList<BatchSlice> slices, CancellationToken cancellationToken)
        {
            (_owner, Slices, _callers, Start) = (owner, slices, cancellationToken, owner.Position);
            Columns = new EncodedColumnChunk[owner._elements.Length];
            _waiting = new SegmentedStream?[Columns.Length];
            _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            // Threads of their own: encoding takes seconds, for which the pool's threads are not meant.
            _tasks = [.. owner._workers.Select(worker => Task.Factory.StartNew(
                () => Work(worker), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        }

        internal IReadOnlyList<BatchSlice> Slices { get; }

        internal long Start { get; }

        internal EncodedColumnChunk[] Columns { get; }

        internal bool HasFailed => Volatile.Read(ref _failedColumn) != int.MaxValue;

        internal void Wait()
        {
            Task.WaitAll(_tasks);
            // What the caller cancelled is told with the caller's token, not with that of the run.
            if (_failure?.SourceException is OperationCanceledException) _callers.ThrowIfCancellationRequested();
            _failure?.Throw();
        }

        public void Dispose()
        {
            _stop.Cancel();
            Task.WaitAll(_tasks);
            _stop.Dispose();
            foreach (var chunk in _waiting) chunk?.Dispose();
        }

        private void Work(ColumnChunkWriter worker)
        {
            int column;
            while (!HasFailed && (column = Interlocked.Increment(ref _nextToEncode)) < Columns.Length)
            {
                var chunk = new SegmentedStream(ArrayPool<byte>.Shared);
                try
                {
                    Columns[column] = _owner.Encode(worker, chunk, Slices, column, _stop.Token);
                    Deliver(column, chunk);
                }
                catch (Exception e)
                {
                    chunk.Dispose();
                    Fail(column, e);
                }
            }
        }

        // Whoever completes the column that is next in the file writes it, and those behind it that were waiting.
        private void Deliver(int column, SegmentedStream chunk)
        {
            lock (_gate)
            {
                _waiting[column] = chunk;
                while (_nextToWrite < Columns.Length && _waiting[_nextToWrite] is { } next)
                {
                    next.WriteTo(_owner._file.Stream);
                    Columns[_nextToWrite] = Columns[_nextToWrite].At(_owner.Position);
                    Interlocked.Add(ref _owner._position, Columns[_nextToWrite].MetaData.TotalCompressedSize);
                    next.Dispose();
                    _waiting[_nextToWrite++] = null;
                }
            }
        }

        // Columns are begun in order and those begun are ended, so the first one that fails is the same in every run.
        private void Fail(int column, Exception exception)
        {
            lock (_gate)
            {
                if (column >= _failedColumn) return;
                _failure = ExceptionDispatchInfo.Capture(exception);
                _failedColumn = column;
            }
        }
    }
}
