using Microsoft.Win32.SafeHandles;
using Scaling.Native.Datasets;
using Scaling.Native.Datasets.Expressions;
using Scaling.Native.Datasets.Pruning;
using Scaling.Native.Parquet.Metadata;
using Scaling.Native.Parquet.Pruning;
using Scaling.Native.Parquet.Scanning;

namespace Scaling.Native.Parquet;

/// <summary>
/// Reads a Parquet file, page by page, with several threads. Leaves of groups are columns named by their path, lists and maps columns of
/// JSON. Holds, for each leaf read, one page (as stored and expanded), the dictionary of the row group at hand, and its part of one batch
/// or, with several threads, of a few.
/// </summary>
public sealed class ParquetDatasetReader : DatasetReader
{
    /// <summary>Bytes that a batch is meant to stay under, where rows are long.</summary>
    private const long BatchBytes = 64L << 20;

    /// <summary>The same if every row held the dictionary's longest value.</summary>
    private const long WorstBatchBytes = 256L << 20;

    private readonly SafeFileHandle _file;
    private readonly ParquetFooter _footer;
    private readonly ParquetField[] _columns;
    private readonly ParquetReadOptions _options;
    private readonly RowGroupPruner _pruner;
    private readonly Dictionary<int, SkippedParts> _skipped = [];
    private IColumnReader[] _readers = [];
    private ColumnScanner? _scanner;
    private ScriptTranslation? _translation;
    private long _nextRow;
    private long _closedBytes;
    private bool _isAtEnd;
    private bool _isBroken;

    /// <param name="path">Full path of the file.</param>
    /// <param name="options">What to read; null for everything.</param>
    /// <exception cref="DatasetException"><see cref="DatasetError.EmptyFile"/>, <see cref="DatasetError.CorruptFile"/>,
    /// <see cref="DatasetError.ColumnNotFound"/>, <see cref="DatasetError.DuplicateColumn"/>, or
    /// <see cref="DatasetError.FormatNotSupported"/>: encrypted, or a column asked for is of a type that is not read.</exception>
    /// <exception cref="ArgumentOutOfRangeException">No workers, or no batch to be held.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    public ParquetDatasetReader(string path, ParquetReadOptions? options = null) : base(path)
    {
        _options = options ?? new();
        if (_options.Workers < 1) throw new ArgumentOutOfRangeException(nameof(options), _options.Workers, "Reading needs at least one worker.");
        if (_options.ReadAhead < 1) throw new ArgumentOutOfRangeException(nameof(options), _options.ReadAhead, "At least one batch is held.");
        _file = File.OpenHandle(path);
        try
        {
            TotalBytes = RandomAccess.GetLength(_file);
            _footer = ParquetFooter.Read(_file);
            CategoryNote.Apply(_footer);
            _columns = ParquetProjection.Resolve(_footer.Fields, _options.Columns);
            Schema = new(_columns.Select(c => new DatasetColumn(c.Name, c.Type!, c.IsNullable)));
        }
        catch (DatasetException e)
        {
            _file.Dispose();
            throw e.InFile(path);
        }
        catch
        {
            _file.Dispose();
            throw;
        }

        _pruner = new(_file, _footer, _columns);
    }

    public override DatasetSchema Schema { get; }

    public override long TotalBytes { get; }

    /// <inheritdoc/>
    /// <remarks>Columns that are not asked for count as read once the last batch is.</remarks>
    public override long BytesRead => _isAtEnd || _nextRow == RowCount
        ? TotalBytes
        : Math.Min(TotalBytes, _footer.Length + _closedBytes + _readers.Sum(r => r.BytesRead));

    /// <summary>Rows of the file, as its footer says.</summary>
    public long RowCount => _footer.MetaData.RowCount;

    public override SkippedParts Skipped
    {
        get
        {
            lock (_skipped)
            {
                return new(_skipped.Values.Sum(s => s.RowGroups), _skipped.Values.Sum(s => s.Pages), _skipped.Values.Sum(s => s.Rows));
            }
        }
    }

    public override void Dispose()
    {
        Close();
        _file.Dispose();
    }

    protected override DatasetBatch? ReadNext(CancellationToken cancellationToken)
    {
        // After a failure the columns may stand at different rows.
        if (_isBroken) throw Origin.Failure ?? new ObjectDisposedException(nameof(ParquetDatasetReader));
        _isBroken = true;
        cancellationToken.ThrowIfCancellationRequested();
        var translation = _options.Filter?.Translate();
        if (_scanner is null || !ReferenceEquals(translation, _translation)) Start(translation);
        var pending = _scanner!.Next(cancellationToken);
        _isAtEnd = pending is null;
        _isBroken = false;
        if (pending is null) return null;
        _nextRow = pending.FirstRow + pending.Count;
        return new(Schema, pending.Columns, pending.Count, Origin, pending.FirstRow);
    }

    /// <summary>
    /// Begins after the last batch handed over. What a filter leaves out was judged by the variables it captured: when these change, what
    /// lies ahead is judged anew.
    /// </summary>
    private void Start(ScriptTranslation? translation)
    {
        Close();
        _translation = translation;
        var forecast = _options.Filter is { } filter ? FilterForecast.TryCreate(filter, Schema) : null;
        int[] filterColumns = forecast is null ? [] : [.. _options.Filter!.Columns.Select(Schema.IndexOf).Distinct()];
        _readers = [.. _columns.Select(c => c.CreateReader(_file, _footer.Start))];
        var planner = new ScanPlanner(Select(forecast, filterColumns, _nextRow).GetEnumerator(), _columns.Length, RowCount);
        _scanner = new(_footer, _readers, planner, RowLimit, _options.Workers, _options.ReadAhead);
    }

    private void Close()
    {
        _scanner?.Dispose();
        _scanner = null;
        _closedBytes += _readers.Sum(r => r.BytesRead);
        foreach (var reader in _readers) reader.Dispose();
        _readers = [];
    }

    private IEnumerable<SelectedRowGroup> Select(FilterForecast? forecast, int[] filterColumns, long from)
    {
        var groups = _footer.MetaData.RowGroups;
        var firstRow = 0L;
        for (var i = 0; i < groups.Count; firstRow += groups[i++].RowCount)
        {
            if (groups[i].RowCount == 0 || firstRow + groups[i].RowCount <= from || _options.RowGroups?.Contains(i) == false) continue;
            var selected = _pruner.Select(i, firstRow, Math.Max(0, from - firstRow), forecast, filterColumns, out var skipped);
            lock (_skipped) _skipped[i] = skipped;
            if (selected is not null) yield return selected;
        }
    }

    private int RowLimit(RowGroup group, double longestValues)
    {
        var rowBytes = _columns.Sum(c => c.EstimateBytes(group)) / group.RowCount;
        return (int)Math.Clamp(Math.Min(BatchBytes / rowBytes, WorstBatchBytes / longestValues), 1, DatasetBatch.DefaultRowCount);
    }
}
