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
            var threads = Enumerable.Range(1, _workers).Select(i => new Thread(Work) { IsBackground = true, Name = $"CSV to Parquet {i}" }).ToArray();
            foreach (var thread in threads) thread.Start();
            WaitFor(threads, progress, cancellationToken);
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

    private void WaitFor(Thread[] threads, Action<long, long>? progress, CancellationToken cancellationToken)
    {
        foreach (var thread in threads)
        {
            while (!thread.Join(ProgressInterval))
            {
                if (cancellationToken.IsCancellationRequested)
                {
                    // One that waits for a slow file is left to end with it; it finds no one to deliver to.
                    thread.Join(JoinLimit);
                    break;
                }

                progress?.Invoke(_sink.Rows, _reader.BytesRead);
            }
        }
    }

    private void Work()
    {
        var token = _stop!.Token;
        long part = -1;
        try
        {
            using var encoder = new RowGroupEncoder(_schema, ParquetTypes.ToElements(_schema), _options);
            var (text, window) = (new CsvChunk(), new CsvWindow());
            var rows = new CsvRowReader(_reader.Plan, window);
            while ((part = TakeNext(text, token)) >= 0)
            {
                window.Show(text.Buffer, text.Length, text.IsWhole);
                var count = rows.ReadAll(token);
                var group = count == 0 ? null : encoder.Encode(new(_schema, rows.View(), count, _reader.Origin), token);
                _sink.Deliver(part, group);
                rows.Clear();
                // What cannot be read on follows the records that could.
                if (text.Failure is { } failure) throw failure;
            }
        }
        catch (Exception e)
        {
            Fail(part, e);
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
}
