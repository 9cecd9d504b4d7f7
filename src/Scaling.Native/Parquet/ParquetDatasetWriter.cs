using Scaling.Native.Datasets;
using Scaling.Native.Parquet.Metadata;
using Scaling.Native.Parquet.Writing;
using Scaling.Native.Storage;

namespace Scaling.Native.Parquet;

/// <summary>
/// Writes batches to a Parquet file (https://parquet.apache.org/docs/file-format/): data pages of version 1, dictionaries where they
/// pay, statistics in the format's own order and unit. Holds the batches of one row group that is filled and, with several workers, of
/// one that is encoded; and a column chunk's indices and page for each worker.
/// </summary>
public sealed class ParquetDatasetWriter : DatasetWriter
{
    /// <summary>Indices, dictionary, page and its compressed copy of the column chunk that is being written.</summary>
    private const long ChunkOverhead = 16L << 20;

    /// <summary>The least <see cref="ParquetWriteOptions.MemoryLimit"/>.</summary>
    public const long LeastMemoryLimit = 2 * ChunkOverhead;

    private readonly DatasetSchema _schema;
    private readonly SchemaElement[] _elements;
    private readonly AtomicFile _file;
    private readonly RowGroupWriter _rowGroups;
    private readonly RowGroupBuffer _buffer;
    private readonly HashSet<DatasetOrigin> _origins = [];
    private readonly IReadOnlyList<RowGroup> _existing = [];
    private bool _isClosed;

    /// <param name="path">Full path of the file.</param>
    /// <param name="schema">The columns; a column that is not nullable becomes REQUIRED.</param>
    /// <param name="options">How to write; null for the defaults.</param>
    /// <exception cref="DatasetException"><see cref="DatasetError.FormatNotSupported"/>: no columns.
    /// <see cref="DatasetError.MemoryLimitExceeded"/>: a limit under <see cref="LeastMemoryLimit"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A compression level that the codec lacks, a row group of no bytes, or no
    /// workers.</exception>
    /// <exception cref="IOException">The file exists and must not be replaced, or cannot be created.</exception>
    public ParquetDatasetWriter(string path, DatasetSchema schema, ParquetWriteOptions? options = null)
    {
        options ??= new();
        if (options.RowGroupBytes < 1)
            throw new ArgumentOutOfRangeException(nameof(options), options.RowGroupBytes, "A row group needs at least one byte.");
        if (options.Workers < 1)
            throw new ArgumentOutOfRangeException(nameof(options), options.Workers, "Writing needs at least one worker.");
        if (schema.Count == 0)
            throw new DatasetException(DatasetError.FormatNotSupported, "A Parquet file needs at least one column.") { Path = path };
        RequireMemory(options.MemoryLimit, path);
        _schema = schema;
        _elements = ParquetTypes.ToElements(schema);
        _buffer = new(Math.Min(options.RowGroupBytes, options.MemoryLimit - ChunkOverhead ?? long.MaxValue));
        List<ColumnChunkWriter> workers = [];
        try
        {
            for (var i = Math.Min(WorkersWithin(options), schema.Count); i > 0; i--)
                workers.Add(ColumnChunkWriter.Create(options));
            _file = new(path, options.Overwrite || options.Append);
            if (options.Append && File.Exists(path))
            {
                var appended = AppendedFile.Begin(_file, schema);
                (_schema, _elements, _existing) = (appended.Schema, appended.Elements, appended.RowGroups);
            }
        }
        catch (Exception e)
        {
            workers.ForEach(w => w.Dispose());
            _file?.Dispose();
            if (e is DatasetException { Path: null } unnamed) throw unnamed.InFile(path);
            throw;
        }

        _rowGroups = new(_file, _schema, _elements, workers, _file.Stream.Position, _existing.Count);
        if (_rowGroups.Position == 0) _rowGroups.WriteRaw(ParquetFooter.Magic);
    }

    /// <summary>Bytes written so far.</summary>
    public long BytesWritten => _rowGroups.Position;

    /// <exception cref="DatasetException"><see cref="DatasetError.SchemaMismatch"/>: not the writer's columns, or a null in a column
    /// that is not nullable. <see cref="DatasetError.ValueOverflow"/>: a decimal has more digits than its type. The writer can then
    /// only be disposed.</exception>
    /// <inheritdoc/>
    public override void Write(DatasetBatch batch, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        RequireSchema(batch);
        Guard(() =>
        {
            _rowGroups.ThrowIfFailed();
            _origins.Add(batch.Origin);
            for (var row = 0; row < batch.RowCount;)
            {
                row += _buffer.Add(batch, row);
                if (_buffer.IsFull) _rowGroups.Begin(_buffer.Take(), cancellationToken);
            }
        });
    }

    /// <exception cref="DatasetException"><see cref="DatasetError.InputIncomplete"/>: a file whose batches were written failed midway;
    /// nothing is put in place.</exception>
    /// <inheritdoc/>
    public override DatasetWriteSummary Complete(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        foreach (var origin in _origins)
        {
            if (origin.Failure is { } failure)
                throw new DatasetException(DatasetError.InputIncomplete,
                    $"{origin} could not be read to its end, so '{_file.Path}' was not written.", failure);
        }

        Guard(() =>
        {
            if (_buffer.Rows > 0) _rowGroups.Begin(_buffer.Take(), cancellationToken);
            _rowGroups.Finish();
            WriteFooter();
            cancellationToken.ThrowIfCancellationRequested();
            _file.Commit();
        });
        _isClosed = true;
        return new(_rowGroups.Written.Sum(g => g.RowCount), _rowGroups.Position, _existing.Count + _rowGroups.Written.Count);
    }

    public override void Dispose()
    {
        _isClosed = true;
        _rowGroups.Dispose();
        _file.Dispose();
    }

    /// <exception cref="DatasetException"><see cref="DatasetError.MemoryLimitExceeded"/>: under <see cref="LeastMemoryLimit"/>.</exception>
    internal static void RequireMemory(long? limit, string path)
    {
        if (limit < LeastMemoryLimit)
            throw new DatasetException(DatasetError.MemoryLimitExceeded, $"Writing Parquet needs {LeastMemoryLimit} bytes of memory, and the limit is {limit}.") { Path = path };
    }

    // Without this, the limit and the number of processors together would decide where row groups end.
    private static int WorkersWithin(ParquetWriteOptions options)
    {
        if (options.MemoryLimit is not { } limit) return options.Workers;
        // One row group is filled, one encoded, and the encoded columns that wait for their turn take no more than a third.
        var most = (limit - 3 * (Int128)options.RowGroupBytes) / ChunkOverhead;
        return (int)Int128.Clamp(most, 1, options.Workers);
    }

    private void WriteFooter()
    {
        var rowGroups = PageIndexWriter.Write(
            _rowGroups.Written, _rowGroups.Pages, _rowGroups.Position, part => _rowGroups.WriteRaw(part.Written));
        _rowGroups.WriteRaw(ParquetFooter.Write(_schema, _elements, [.. _existing, .. rowGroups]));
    }

    private void RequireSchema(DatasetBatch batch)
    {
        var columns = batch.Schema;
        if (columns.Count != _schema.Count)
            throw Mismatch($"A batch of {batch.Origin} has {columns.Count} columns where {_schema.Count} are being written.", null);
        for (var i = 0; i < columns.Count; i++)
        {
            var (expected, actual) = (_schema[i], columns[i]);
            if (actual.Name != expected.Name || actual.Type != expected.Type)
                throw Mismatch($"Column {i + 1} of a batch of {batch.Origin} is '{actual}', '{expected}' is being written.", actual.Name);
            if (!expected.IsNullable && batch.Columns[i].NullCount > 0)
                throw Mismatch($"Column '{expected.Name}' holds nulls, but was declared to hold none.", expected.Name);
        }
    }

    private DatasetException Mismatch(string problem, string? column) =>
        new(DatasetError.SchemaMismatch, problem) { Path = _file.Path, Column = column };

    // What failed may have left a row group half written: from there on there is nothing to complete.
    private void Guard(Action write)
    {
        try
        {
            write();
        }
        catch
        {
            _isClosed = true;
            throw;
        }
    }
}
