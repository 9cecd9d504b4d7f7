using Apache.Arrow;
using Microsoft.Win32.SafeHandles;
using Scaling.Native.Datasets;
using Scaling.Native.Parquet.Assembly;

namespace Scaling.Native.Parquet;

/// <summary>
/// Reads the flat columns of a Parquet file, page by page. Holds, for each column read, one page (as stored and expanded), the
/// dictionary of the row group at hand, and its part of one batch.
/// </summary>
public sealed class ParquetDatasetReader : DatasetReader
{
    /// <summary>Bytes that a batch is meant to stay under, where rows are long.</summary>
    private const long BatchBytes = 64L << 20;

    /// <summary>The same if every row held the dictionary's longest value.</summary>
    private const long WorstBatchBytes = 256L << 20;

    private readonly SafeFileHandle _file;
    private readonly ParquetFooter _footer;
    private readonly ParquetColumn[] _columns;
    private readonly ColumnAssembler[] _assemblers;
    private readonly ColumnChunkReader?[] _chunks;
    private int _nextGroup;
    private long _leftInGroup;
    private int _rowLimit;
    private long _rowsRead;
    private long _closedBytes;
    private bool _isBroken;

    /// <param name="path">Full path of the file.</param>
    /// <param name="options">What to read; null for everything.</param>
    /// <exception cref="DatasetException"><see cref="DatasetError.EmptyFile"/>, <see cref="DatasetError.CorruptFile"/>,
    /// <see cref="DatasetError.ColumnNotFound"/>, <see cref="DatasetError.DuplicateColumn"/>, or
    /// <see cref="DatasetError.FormatNotSupported"/>: encrypted, or a column asked for is nested or of a type that is not read.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    public ParquetDatasetReader(string path, ParquetReadOptions? options = null) : base(path)
    {
        _file = File.OpenHandle(path);
        try
        {
            TotalBytes = RandomAccess.GetLength(_file);
            _footer = ParquetFooter.Read(_file);
            CategoryNote.Apply(_footer);
            _columns = ParquetProjection.Resolve(_footer.Columns, options?.Columns);
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

        _assemblers = [.. _columns.Select(AssemblerFactory.Create)];
        _chunks = new ColumnChunkReader?[_columns.Length];
    }

    public override DatasetSchema Schema { get; }

    public override long TotalBytes { get; }

    /// <inheritdoc/>
    /// <remarks>Columns that are not asked for count as read once the last batch is.</remarks>
    public override long BytesRead => _rowsRead == _footer.MetaData.RowCount
        ? TotalBytes
        : Math.Min(TotalBytes, _footer.Length + _closedBytes + _chunks.Sum(c => c?.BytesRead ?? 0));

    /// <summary>Rows of the file, as its footer says.</summary>
    public long RowCount => _footer.MetaData.RowCount;

    public override void Dispose()
    {
        foreach (var chunk in _chunks) chunk?.Dispose();
        _file.Dispose();
    }

    protected override DatasetBatch? ReadNext(CancellationToken cancellationToken)
    {
        // After a failure the columns may stand at different rows.
        if (_isBroken) throw Origin.Failure ?? new ObjectDisposedException(nameof(ParquetDatasetReader));
        _isBroken = true;
        var batch = Assemble(cancellationToken);
        _isBroken = false;
        return batch;
    }

    private DatasetBatch? Assemble(CancellationToken cancellationToken)
    {
        if (_leftInGroup == 0 && !OpenNextGroup(cancellationToken)) return null;
        var limit = (int)Math.Min(_rowLimit, RowCount - _rowsRead);
        foreach (var assembler in _assemblers) assembler.Begin(limit);
        var count = 0;
        while (count < limit)
        {
            if (_leftInGroup == 0)
            {
                if (!OpenNextGroup(cancellationToken)) break;
                limit = Math.Min(limit, Math.Max(count, _rowLimit));
            }

            var rows = (int)Math.Min(limit - count, _leftInGroup);
            foreach (var chunk in _chunks)
            {
                cancellationToken.ThrowIfCancellationRequested();
                chunk!.Read(rows);
            }

            (count, _leftInGroup) = (count + rows, _leftInGroup - rows);
        }

        var firstRow = _rowsRead;
        _rowsRead += count;
        return new(Schema, FinishArrays(), count, Origin, firstRow);
    }

    private IArrowArray[] FinishArrays()
    {
        var arrays = new IArrowArray[_assemblers.Length];
        for (var i = 0; i < arrays.Length; i++)
        {
            try
            {
                arrays[i] = _assemblers[i].Finish();
            }
            catch (DatasetException e) when (e.Column is null)
            {
                throw new DatasetException(e.Error, $"Column '{_columns[i].Name}': {e.Problem}", e) { Column = _columns[i].Name };
            }
        }

        return arrays;
    }

    private bool OpenNextGroup(CancellationToken cancellationToken)
    {
        var groups = _footer.MetaData.RowGroups;
        while (_nextGroup < groups.Count && groups[_nextGroup].RowCount == 0) _nextGroup++;
        if (_nextGroup == groups.Count) return false;
        var group = groups[_nextGroup++];
        for (var i = 0; i < _chunks.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Close(i);
            _chunks[i] = new(_file, _columns[i], group.Columns[_columns[i].Index], _footer.Start, _assemblers[i]);
        }

        _leftInGroup = group.RowCount;
        var rowBytes = _columns.Sum(c => (double)Math.Max(0, group.Columns[c.Index].MetaData!.TotalUncompressedSize)) / group.RowCount;
        var longest = _assemblers.Sum(a => (double)a.LongestDictionaryValue);
        _rowLimit = (int)Math.Clamp(Math.Min(BatchBytes / rowBytes, WorstBatchBytes / longest), 1, DatasetBatch.DefaultRowCount);
        return true;
    }

    private void Close(int column)
    {
        if (_chunks[column] is not { } chunk) return;
        _closedBytes += chunk.BytesRead;
        chunk.Dispose();
    }
}
