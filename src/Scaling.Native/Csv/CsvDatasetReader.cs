using Apache.Arrow.Types;
using Scaling.Native.Datasets;

namespace Scaling.Native.Csv;

/// <summary>
/// Reads a CSV file, packed with gzip or zstd or not, in one pass from bytes to columns. What is in memory is a window of the file (a
/// megabyte, or the longest record) and the batch; with several workers a few chunks of the file and their batches.
/// </summary>
public sealed class CsvDatasetReader : DatasetReader
{
    private readonly CsvByteSource _source;
    private readonly CsvWindow _window;
    private readonly CsvRecordReader _records;
    private readonly CsvReadOptions _options;
    private readonly CsvReadPlan _plan;
    private readonly int _chunkBytes;
    private CsvRowReader? _rowReader;
    private CsvParallelReader? _parallel;
    private CsvChunkSource? _text;
    private long _rows;
    private Exception? _failure;

    private CsvDatasetReader(string path, CsvByteSource source, CsvReadOptions options, CancellationToken cancellationToken) : base(path)
    {
        (_source, _options) = (source, options);
        _window = new CsvWindow(source, options.Sizes.Window);
        var culture = new CsvCulture(options.Culture);
        var nulls = new CsvNulls(options.NullValues);
        var sizes = options.Sizes;
        var isSmall = source.TextStart is null || source.FileBytes <= sizes.WholeSample;
        // One byte more shows whether the text ends there.
        _window.FillTo((isSmall ? sizes.WholeSample : sizes.SampleHead) + 1, cancellationToken);
        if (_window.Text.IsEmpty) throw new DatasetException(DatasetError.EmptyFile, "The file is empty.");

        var comment = options.CommentCharacter ?? -1;
        var delimiter = source.Replaced is not null ? CsvDelimiter.Comma
            : options.Delimiter.IsAuto ? CsvDelimiterDetection.Detect(_window, comment, culture)
            : options.Delimiter;
        var dialect = new CsvDialect(delimiter.Byte, delimiter.IsWhitespace, comment);
        _records = new CsvRecordReader(_window, dialect, options.MaxRecordBytes, options.ScanPath ?? ScanPath.Best);
        var newLine = FirstNewLine(cancellationToken);
        var names = CsvHeader.Read(_window, _records, options, cancellationToken);
        var fieldCount = names.Length;

        var (fields, overrides) = Choose(names, options);
        var skipsFaults = options.BadRecord is not null;
        var sample = new CsvSample(dialect, fields, fieldCount, culture, nulls);
        var isWhole = sample.Take(_window.Buffer, _window.Start, _window.End, _window.IsFinal, skipsFaults, cancellationToken);
        var isFullScan = options.FullScan && !_window.IsFinal;
        if (isFullScan)
        {
            if (source.IsPipe)
                throw new DatasetException(DatasetError.FormatNotSupported, "A pipe can be read once only: all of it cannot be looked at before it is read. Give the types.");
            var scanned = new CsvReadPlan(options, dialect, fieldCount, []) { Culture = culture, Nulls = nulls, EncodingName = source.EncodingName, SampledRows = 0 };
            (sample, isWhole) = CsvFullScan.Run(path, scanned, fields, _window.Consumed, cancellationToken);
        }
        else if (!_window.IsFinal && source.TextStart is { } textStart && overrides.Contains(null))
        {
            var headEnd = textStart + _window.Consumed + _window.Text.Length;
            sample.TakePieces(source, headEnd, source.FileBytes, sizes, cancellationToken);
        }

        var plans = new CsvColumnPlan[fields.Length];
        for (var i = 0; i < plans.Length; i++)
            plans[i] = new(names[fields[i]], fields[i], overrides[i] ?? sample.TypeOf(i), IsInferred: overrides[i] is null) { TextBytes = sample.TextBytes(i) };
        _plan = new(options, dialect, fieldCount, plans)
        {
            Culture = culture,
            Nulls = nulls,
            EncodingName = source.EncodingName,
            SampledRows = sample.Rows,
        };
        _chunkBytes = ChunkBytes(sample);
        RowBytes = (sample.RowBytes ?? 1, plans.Sum(plan => ColumnBytes(plan.Type, plan.TextBytes)));
        Schema = new DatasetSchema(plans.Select(plan => new DatasetColumn(plan.Name, plan.Type)));
        Format = new CsvFormat
        {
            Delimiter = source.Replaced ?? delimiter,
            Encoding = source.EncodingName,
            Compression = source.Compression,
            NewLine = newLine,
            HasHeader = options is { Header: null, NoHeader: false },
            SampledRows = sample.Rows,
            IsFullySampled = (_window.IsFinal || isFullScan) && isWhole,
            // A bad record ends the sample; what came before it says nothing about the file.
            EstimatedRows = !isWhole ? null : _window.IsFinal || isFullScan ? sample.Rows : EstimateRows(sample),
            SampledNulls = [.. plans.Select((plan, i) => sample.NullsOf(i, plan.Type))],
        };
    }

    public override DatasetSchema Schema { get; }

    /// <summary>What the first look at the file showed.</summary>
    public CsvFormat Format { get; }

    public override long TotalBytes => _source.FileBytes;

    public override long BytesRead =>
        _source.TextStart is { } start ? start + (_parallel?.Consumed ?? _text?.Consumed ?? _window.Consumed) : _source.FilePosition;

    /// <summary>Opens a file and infers its columns' types.</summary>
    /// <exception cref="DatasetException">The file is empty or has a header only, its header or its beginning cannot be read, or a
    /// column that the options name does not exist.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It is a directory, or may not be read.</exception>
    /// <exception cref="ArgumentException">The options do not go together.</exception>
    public static CsvDatasetReader Open(string path, CsvReadOptions options, CancellationToken cancellationToken)
    {
        options.Validate();
        path = Path.GetFullPath(path);
        CsvByteSource? source = null;
        try
        {
            source = CsvByteSource.Open(path, options);
            return new CsvDatasetReader(path, source, options, cancellationToken);
        }
        catch (Exception e)
        {
            source?.Dispose();
            if (e is DatasetException { Path: null } unnamed) throw unnamed.InFile(path);
            throw;
        }
    }

    /// <summary>What each thread that reads parts needs.</summary>
    internal CsvReadPlan Plan => _plan;

    /// <summary>Estimated bytes of a row's text, and of its values in columns.</summary>
    internal (double Text, double Columns) RowBytes { get; }

    /// <summary>Hands the text over in parts of whole records, instead of <see cref="DatasetReader.ReadBatch"/>.</summary>
    internal CsvChunkSource TakeText(int partBytes) => _text = new(_window, _source, _plan, partBytes);

    /// <summary>Lines before an offset of the text, in a file that can be read at any place; null for others.</summary>
    internal long? LinesBefore(long textOffset)
    {
        if (_source.TextStart is not { } start) return null;
        var (buffer, lines, endsInReturn) = (new byte[1 << 20], 0L, false);
        for (long at = 0; at < textOffset;)
        {
            var read = _source.ReadAt(buffer.AsSpan(0, (int)Math.Min(buffer.Length, textOffset - at)), start + at);
            if (read == 0) break;
            // A CRLF that a piece cuts is one line end.
            if (endsInReturn && buffer[0] == '\n') lines--;
            lines += CsvWindow.CountLines(buffer.AsSpan(0, read));
            (at, endsInReturn) = (at + read, buffer[read - 1] == '\r');
        }

        return lines;
    }

    /// <summary>Where the records of a file begin and end that can be read at any place (<see cref="ReadTextAt"/>), as offsets of the
    /// text; null for others. Before anything is read.</summary>
    internal (long First, long End)? RecordRange => _source.TextStart is { } start ? (_window.Consumed, _source.FileBytes - start) : null;

    /// <summary>Bytes of text from any offset.</summary>
    internal int ReadTextAt(Span<byte> buffer, long textOffset) => _source.ReadAt(buffer, _source.TextStart!.Value + textOffset);

    internal bool HasRunningThreads => _parallel is { IsRunning: true };

    public override void Dispose()
    {
        _parallel?.Dispose();
        _source.Dispose();
    }

    protected override DatasetBatch? ReadNext(CancellationToken cancellationToken)
    {
        // After a failure the columns are uneven; going on would leave out rows.
        if (_failure is not null) throw _failure;
        try
        {
            return ReadRows(cancellationToken);
        }
        catch (Exception e)
        {
            _failure = e;
            throw;
        }
    }

    private DatasetBatch? ReadRows(CancellationToken cancellationToken)
    {
        if (_parallel is null && _rowReader is null) Start();
        var read = _parallel is null ? _rowReader!.Read(cancellationToken) : _parallel.Read(cancellationToken);
        if (read is not { } rows) return null;
        var batch = new DatasetBatch(Schema, rows.Columns, rows.Count, Origin, _rows);
        _rows += rows.Count;
        return batch;
    }

    private void Start()
    {
        // One chunk is not worth a thread.
        if (_options.Workers == 1 || _window.IsFinal && _window.Text.Length <= _chunkBytes) _rowReader = new(_plan, _window, _options.BadRecord);
        else _parallel = new(_plan, new(_window, _source, _plan, _chunkBytes));
    }

    /// <summary>A batch of rows of the mean length, as far as that is known, within the limits.</summary>
    private int ChunkBytes(CsvSample sample)
    {
        var sizes = _options.Sizes;
        var wanted = Math.Min(_options.BatchRows * (sample.RowBytes ?? 1), Math.Min(sizes.Chunk, sizes.Batch));
        return (int)Math.Min(Math.Max(wanted, sizes.Window), _options.MaxRecordBytes);
    }

    private static double ColumnBytes(ColumnType type, double textBytes) => type.Kind switch
    {
        ColumnKind.String or ColumnKind.Binary => sizeof(int) + textBytes,
        ColumnKind.Category => sizeof(int),
        _ => ((FixedWidthType)type.ToArrow()).BitWidth / 8.0,
    };

    private static (int[] Fields, ColumnType?[] Overrides) Choose(string[] names, CsvReadOptions options)
    {
        var all = new DatasetSchema(names.Select(name => new DatasetColumn(name, ColumnType.String)));
        var fields = options.Columns is null ? [.. Enumerable.Range(0, names.Length)] : options.Columns.Select(all.Require).ToArray();
        var given = new ColumnType?[names.Length];
        foreach (var (name, type) in options.Schema) given[all.Require(name)] = type;
        return (fields, Array.ConvertAll(fields, field => given[field]));
    }

    private CsvNewLine FirstNewLine(CancellationToken cancellationToken)
    {
        if (_records.Read(0, 1, cancellationToken) == 0) return CsvNewLine.None;
        return _window.Buffer.AsSpan(_window.Start, _records.Consumed - _window.Start) switch
        {
            [.., (byte)'\r', (byte)'\n'] => CsvNewLine.CrLf,
            [.., (byte)'\n'] => CsvNewLine.Lf,
            [.., (byte)'\r'] => CsvNewLine.Cr,
            _ => CsvNewLine.None,
        };
    }

    /// <summary>Of packed or decoded text the file's share read so far tells how much of it there is, until it is all read.</summary>
    private long? EstimateRows(CsvSample sample)
    {
        if (sample.RowBytes is not { } rowBytes || TotalBytes == 0) return null;
        if (_source.TextStart is null && _source.FilePosition >= TotalBytes) return null;
        var textBytes = _source.TextStart is { } start
            ? TotalBytes - start - _window.Consumed
            : (double)TotalBytes / _source.FilePosition * (_window.Consumed + _window.Text.Length);
        return (long)Math.Round(textBytes / rowBytes);
    }
}
