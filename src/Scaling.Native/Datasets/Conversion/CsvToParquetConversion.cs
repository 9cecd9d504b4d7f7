using System.Runtime.ExceptionServices;
using Scaling.Native.Csv;
using Scaling.Native.Parquet;
using Scaling.Native.Parquet.Writing;
using Scaling.Native.Storage;

namespace Scaling.Native.Datasets.Conversion;

/// <summary>
/// Converts text to Parquet by row groups: each worker takes the next part of the file, parses it into columns and encodes them as one
/// row group, all in memory of its own that it uses again. Where a part ends depends on the file and the options only, so the bytes are
/// the same for any number of workers.
/// </summary>
internal sealed class CsvToParquetConversion : IDisposable
{
    /// <summary>What one worker holds beside its part: pages, dictionary, indices.</summary>
    private const long WorkerOverhead = 12L << 20;

    private const int LeastPartBytes = 1 << 16;
    private const int MostPartBytes = 1 << 30;

    /// <summary>Files are cut into as many parts at least, if these are not too small to be worth a row group.</summary>
    private const int FewParts = 4;

    private const int SmallPartBytes = 4 << 20;

    /// <summary>Parts have at most so many times the rows that the sample's mean gives.</summary>
    private const double LikelyRows = 1.1;

    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan JoinLimit = TimeSpan.FromSeconds(5);

    private readonly CsvDatasetReader _reader;
    private readonly DatasetSchema _schema;
    private readonly ParquetWriteOptions _options;
    private readonly AtomicFile _file;
    private readonly RowGroupSink _sink;
    private readonly CsvChunkSource _source;
    private readonly Lock _gate = new();
    private readonly int _workers;
    private CancellationTokenSource? _stop;
    private long _taken;
    private long _failedPart = long.MaxValue;
    private ExceptionDispatchInfo? _failure;

    internal CsvToParquetConversion(CsvDatasetReader reader, string target, ParquetWriteOptions options)
    {
        (_reader, _schema, _options) = (reader, reader.Schema, options);
        var (partBytes, columnBytes) = PartBytes(reader, options);
        _workers = WorkersWithin(options.MemoryLimit, partBytes + 2 * columnBytes + WorkerOverhead, reader.Plan.Options.Workers);
        if (reader.TotalBytes > 0) _workers = (int)Math.Min(_workers, Math.Max(1, reader.TotalBytes / partBytes + 1));
        _source = reader.TakeText(partBytes);
        _file = new(target, options.Overwrite);
        RandomAccess.Write(_file.Stream.SafeFileHandle, ParquetFooter.Magic, 0);
        _sink = new(_file, ParquetFooter.Magic.Length);
    }

    /// <summary>Converts all of it and puts the file in its place.</summary>
    internal DatasetWriteSummary Run(Action<long, long>? progress, CancellationToken cancellationToken)
    {
        using (_stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
        {
            var workers = Enumerable.Range(1, _workers).Select(i => new Worker(this, i)).ToArray();
            foreach (var worker in workers) worker.Thread.Start();
            WaitFor(workers, progress, cancellationToken);
            foreach (var worker in workers) worker.Return();
        }

        if (_failure is { SourceException: not OperationCanceledException } failure) failure.Throw();
        cancellationToken.ThrowIfCancellationRequested();
        var footer = ParquetFooter.Write(_schema, ParquetTypes.ToElements(_schema), _sink.Placed);
        RandomAccess.Write(_file.Stream.SafeFileHandle, footer, _sink.Position);
        _file.Commit();
        return new(_sink.Rows, _sink.Position + footer.Length, _sink.Placed.Count);
    }

    public void Dispose()
    {
        _sink.Dispose();
        _file.Dispose();
    }

    private static (int Text, long Columns) PartBytes(CsvDatasetReader reader, ParquetWriteOptions options)
    {
        var (text, columns) = reader.RowBytes;
        var rows = Math.Min(options.RowGroupBytes / Math.Max(columns, 0.125), RowGroupBuffer.MostRows);
        var bytes = rows * text;
        if (reader.TotalBytes > 0) bytes = Math.Min(bytes, Math.Max(SmallPartBytes, reader.TotalBytes / FewParts + 1));
        bytes = Math.Clamp(bytes, LeastPartBytes, MostPartBytes);
        return ((int)bytes, (long)(bytes / text * columns));
    }

    private static int WorkersWithin(long? limit, long workerBytes, int wanted) =>
        limit is null ? wanted : (int)Math.Clamp(limit.Value / workerBytes, 1, wanted);

    private void WaitFor(Worker[] workers, Action<long, long>? progress, CancellationToken cancellationToken)
    {
        foreach (var worker in workers)
        {
            while (!worker.Thread.Join(ProgressInterval))
            {
                if (cancellationToken.IsCancellationRequested)
                {
                    // One that waits for a slow file is left to end with it; it finds no one to deliver to.
                    worker.Thread.Join(JoinLimit);
                    break;
                }

                progress?.Invoke(_sink.Rows, _reader.BytesRead);
            }
        }
    }

    private long TakeNext(CsvChunk text, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return _failure is null && _source.TryFill(text, cancellationToken) ? _taken++ : -1;
        }
    }

    // Parts are begun in order and those begun are ended, so the first that fails is the same in every run.
    private void Fail(long part, Exception exception)
    {
        lock (_gate)
        {
            if (part >= _failedPart) return;
            (_failedPart, _failure) = (part, ExceptionDispatchInfo.Capture(exception));
        }
    }

    /// <summary>A thread and its memory.</summary>
    private sealed class Worker
    {
        private readonly CsvToParquetConversion _owner;
        private readonly CsvChunk _text = new();
        private readonly CsvWindow _window = new();
        private readonly CsvRowReader _rows;

        internal Worker(CsvToParquetConversion owner, int number)
        {
            (_owner, _rows) = (owner, new(owner._reader.Plan, _window, null));
            _rows.UsePool();
            Thread = new(Work) { IsBackground = true, Name = $"CSV to Parquet {number}" };
        }

        internal Thread Thread { get; }

        /// <summary>Gives memory back to the pool, on the caller's thread, where it is found again.</summary>
        internal void Return()
        {
            if (Thread.IsAlive) return;
            _text.Return();
            _rows.Return();
        }

        private void Work()
        {
            var token = _owner._stop!.Token;
            long part = -1;
            try
            {
                using var encoder = new RowGroupEncoder(_owner._schema, ParquetTypes.ToElements(_owner._schema), _owner._options);
                while ((part = _owner.TakeNext(_text, token)) >= 0)
                {
                    var group = Encode(encoder, token);
                    _owner._sink.Deliver(part, group);
                    // What cannot be read on follows the records that could.
                    if (_text.Failure is { } failure) throw failure;
                }
            }
            catch (Exception e)
            {
                _owner.Fail(part, e);
            }
        }

        private EncodedRowGroup? Encode(RowGroupEncoder encoder, CancellationToken cancellationToken)
        {
            _window.Show(_text.Buffer, _text.Length, _text.IsWhole);
            _rows.EnsureCapacity((int)Math.Min(_text.Length / _owner._reader.RowBytes.Text * LikelyRows, RowGroupBuffer.MostRows));
            var count = _rows.ReadAll(cancellationToken);
            var group = count == 0 ? null : encoder.Encode(new(_owner._schema, _rows.View(), count, _owner._reader.Origin), cancellationToken);
            _rows.Clear();
            return group;
        }
    }
}
