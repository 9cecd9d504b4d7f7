using System.Runtime.ExceptionServices;
using Scaling.Native.Csv;
using Scaling.Native.Parallel;
using Scaling.Native.Parquet;
using Scaling.Native.Parquet.Writing;

namespace Scaling.Native.Datasets.Conversion;

/// <summary>
/// Converts text to Parquet by row groups: each worker takes the next part of the file, parses it into columns and encodes them as one
/// row group, all in memory of its own that it uses again. Where a part ends depends on the file and the options only, so the bytes are
/// the same for any number of workers, and for a run that goes on where another was killed.
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
    private readonly ConversionTarget _target;
    private readonly ParquetWriteOptions _options;
    private readonly RowGroupSink _sink;
    private readonly CsvChunkSource _source;
    private readonly ConversionMemory _memory;
    private readonly InOrder<PartNote> _notes;
    private readonly Lock _gate = new();
    private readonly int _workers;
    private readonly bool _countsLines;
    private CancellationToken _token;
    private long _lines;
    private long _taken;
    private (long Part, long TextStart) _failed = (long.MaxValue, 0);
    private ExceptionDispatchInfo? _failure;

    /// <param name="reader">Has not been read from.</param>
    /// <param name="target">What to write.</param>
    /// <param name="options">How.</param>
    /// <param name="partBytes">See <see cref="PartBytes"/>.</param>
    internal CsvToParquetConversion(CsvDatasetReader reader, ConversionTarget target, ParquetWriteOptions options, int partBytes)
    {
        (_reader, _schema, _target, _options) = (reader, target.Schema, target, options);
        _workers = Workers(reader, options, partBytes);
        _source = reader.TakeText(partBytes);
        _lines = target.ResumeAt?.Lines ?? _source.LinesBefore;
        // Of a file that can be read at any place, lines are counted when an error needs them.
        _countsLines = reader.Plan.Options.BadRecord is not null || reader.LinesBefore(0) is null;
        _sink = new(target.File.Stream.SafeFileHandle, target.Position, target.Existing, target.Done);
        _notes = new(Take);
        // Last: nothing after it fails.
        _memory = ConversionMemory.Enter();
    }

    /// <summary>Bytes of text that become a row group.</summary>
    internal static int PartBytes(CsvDatasetReader reader, ParquetWriteOptions options)
    {
        var (text, columns) = reader.RowBytes;
        var rows = Math.Min(options.RowGroupBytes / Math.Max(columns, 0.125), RowGroupBuffer.MostRows);
        if (options.MemoryLimit is { } limit) rows = Math.Min(rows, (limit - WorkerOverhead) / (text + 2 * columns));
        var bytes = rows * text;
        if (reader.TotalBytes > 0) bytes = Math.Min(bytes, Math.Max(SmallPartBytes, reader.TotalBytes / FewParts + 1));
        return (int)Math.Clamp(bytes, LeastPartBytes, MostPartBytes);
    }

    /// <summary>Converts all of it and puts the file in its place.</summary>
    /// <param name="progress">Told of rows and bytes read, on the caller's thread.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Rows of this run, bytes and row groups of the file.</returns>
    internal DatasetWriteSummary Run(Action<long, long>? progress, CancellationToken cancellationToken)
    {
        if (_target.ResumeAt is { } done) _source.SkipTo(done.TextEnd, cancellationToken);
        _token = cancellationToken;
        var workers = Enumerable.Range(1, _workers).Select(i => new Worker(this, i)).ToArray();
        foreach (var worker in workers) worker.Thread.Start();
        foreach (var worker in workers) WaitFor(worker, progress, cancellationToken);
        foreach (var worker in workers) worker.Return();
        cancellationToken.ThrowIfCancellationRequested();
        if (_failure is { } failure) Throw(failure);
        var bytes = _sink.Finish(_schema, _target.Elements);
        _target.File.Commit();
        return new(_sink.Rows, bytes, _target.Existing.Count + _sink.Count);
    }

    public void Dispose()
    {
        _sink.Dispose();
        ConversionMemory.Leave();
    }

    private static int Workers(CsvDatasetReader reader, ParquetWriteOptions options, int partBytes)
    {
        var (text, columns) = reader.RowBytes;
        // Text, columns, and the row group that is made of them.
        var each = partBytes + (long)(partBytes / text * columns * 2) + WorkerOverhead;
        var most = options.MemoryLimit is { } limit ? Math.Max(1, limit / each) : long.MaxValue;
        if (reader.TotalBytes > 0) most = Math.Min(most, reader.TotalBytes / partBytes + 1);
        return (int)Math.Min(most, reader.Plan.Options.Workers);
    }

    private void WaitFor(Worker worker, Action<long, long>? progress, CancellationToken cancellationToken)
    {
        while (!worker.Thread.Join(ProgressInterval))
        {
            if (cancellationToken.IsCancellationRequested)
            {
                // One that waits for a slow file is left to end with it; it finds no one to deliver to.
                worker.Thread.Join(JoinLimit);
                return;
            }

            progress?.Invoke(_sink.Rows, _reader.BytesRead);
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

    // Parts are noted in order, behind their bytes.
    private void Take(PartNote note)
    {
        if (_reader.Plan.Options.BadRecord is { } bad) note.Bad.ForEach(b => bad(b with { Line = _lines + b.Line }));
        _lines += note.Lines;
        _target.Journal?.Add(JournalEntry.Of(note.TextEnd, _lines, note.Position, note.Placed));
    }

    // Parts are begun in order and those begun are ended, so the first that fails is the same in every run.
    private void Fail(long part, CsvChunk text, Exception exception)
    {
        lock (_gate)
        {
            if (_failure is not null && part >= _failed.Part) return;
            _failed = (part, text.TextEnd - text.Length);
            _failure = ExceptionDispatchInfo.Capture(exception);
        }
    }

    private void Throw(ExceptionDispatchInfo failure)
    {
        if (failure.SourceException is not DatasetException e) failure.Throw();
        else throw CsvChunk.Behind(e, _reader.LinesBefore(_failed.TextStart) ?? _lines).InFile(_reader.Origin.Path!);
    }

    /// <summary>What is told of a part once its row group is in the file.</summary>
    private sealed record PartNote(long TextEnd, long Lines, List<CsvBadRecord> Bad, PlacedRowGroup? Placed, long Position);

    /// <summary>A thread and its memory.</summary>
    private sealed class Worker
    {
        private readonly CsvToParquetConversion _owner;
        private readonly CsvChunk _text;
        private readonly ColumnChunkWriter _chunks;
        private readonly RowGroupEncoder _encoder;
        private readonly CsvWindow _window = new();
        private readonly CsvRowReader _rows;
        private List<CsvBadRecord> _bad = [];

        internal Worker(CsvToParquetConversion owner, int number)
        {
            var plan = owner._reader.Plan;
            (_owner, _rows) = (owner, new(plan, _window, plan.Options.BadRecord is null ? null : bad => _bad.Add(bad)));
            _rows.UsePool(owner._memory.Arrays);
            _text = new(owner._memory.Arrays);
            _chunks = owner._memory.TakeWriter(owner._options);
            _encoder = new(owner._schema, owner._target.Elements, _chunks, owner._memory.Arrays);
            Thread = new(Work) { IsBackground = true, Name = $"CSV to Parquet {number}" };
        }

        internal Thread Thread { get; }

        /// <summary>Gives memory back for the next conversion.</summary>
        internal void Return()
        {
            if (Thread.IsAlive) return;
            _text.Return();
            _rows.Return();
            // One that was left in the middle of a chunk is not used again.
            if (_owner._failure is null) _owner._memory.GiveBack(_owner._options, _chunks);
            else _chunks.Dispose();
        }

        private void Work()
        {
            var token = _owner._token;
            long part = -1;
            try
            {
                while ((part = _owner.TakeNext(_text, token)) >= 0)
                {
                    var group = Encode(token);
                    var (index, end, lines, bad) = (part, _text.TextEnd, _owner._countsLines ? _window.LineAt(_window.Start) - 1 : 0, _bad);
                    _bad = [];
                    // Before it is told of: what cannot be read on makes the rows before it a part of the whole.
                    if (_text.Failure is { } failure) throw failure;
                    _owner._sink.Deliver(index, group, (placed, position) => _owner._notes.Deliver(index, new(end, lines, bad, placed, position)));
                }
            }
            catch (Exception e)
            {
                _owner.Fail(part, _text, e);
            }
        }

        private EncodedRowGroup? Encode(CancellationToken cancellationToken)
        {
            _window.Show(_text.Buffer, _text.Length, _text.IsWhole);
            _rows.EnsureCapacity((int)Math.Min(_text.Length / _owner._reader.RowBytes.Text * LikelyRows, RowGroupBuffer.MostRows));
            var count = _rows.ReadAll(cancellationToken);
            var group = count == 0 ? null : _encoder.Encode(new(_owner._schema, _rows.View(), count, _owner._reader.Origin), cancellationToken);
            _rows.Clear();
            return group;
        }
    }
}
