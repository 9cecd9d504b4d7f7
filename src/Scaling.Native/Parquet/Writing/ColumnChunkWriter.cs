using Apache.Arrow;
using Scaling.Native.Datasets;
using Scaling.Native.Parquet.Compression;
using Scaling.Native.Parquet.Encodings;
using Scaling.Native.Parquet.Metadata;
using Scaling.Native.Parquet.Statistics;

namespace Scaling.Native.Parquet.Writing;

/// <summary>
/// Writes column chunks, one after another: a dictionary page where it pays, then data pages (version 1) with definition levels and
/// PLAIN values or dictionary indices. Holds the indices of one chunk and one page.
/// </summary>
internal sealed class ColumnChunkWriter(Stream output, PageCompressor compressor) : IDisposable
{
    private const int PageRows = 20_000;
    private const int PageBytes = 1 << 20;
    private readonly IndexBuffer _indices = new();
    private readonly ByteBuffer _values = new();
    private readonly ByteBuffer _page = new();
    private readonly ByteBuffer _header = new();
    private readonly byte[] _levels = new byte[PageRows / 8 + 9];
    private ColumnEncoder _encoder = null!;
    private StatisticsCollector _statistics = null!;
    private SchemaElement _element = null!;
    private bool _hasDictionary;
    private int _rows;
    private int _valid;
    private int _indexed;
    private long _uncompressed;
    private long _compressed;

    /// <summary>Bytes of the file so far.</summary>
    internal long Position { get; private set; }

    /// <summary>Bytes outside column chunks.</summary>
    internal void WriteRaw(ReadOnlySpan<byte> bytes)
    {
        output.Write(bytes);
        Position += bytes.Length;
    }

    /// <summary>Writes a column's part of a row group.</summary>
    internal ColumnMetaData Write(
        IReadOnlyList<BatchSlice> slices, int column, ColumnType type, SchemaElement element, CancellationToken cancellationToken)
    {
        (_element, _uncompressed, _compressed) = (element, 0, 0);
        (_encoder, _statistics) = (EncoderFactory.Create(type, element), StatisticsCollector.Create(element));
        _hasDictionary = BuildDictionary(slices, column, cancellationToken);
        var start = Position;
        if (_hasDictionary) WriteDictionaryPage();
        var dataOffset = Position;
        long rows = 0, nulls = 0;
        _indexed = 0;
        foreach (var slice in slices)
        {
            var array = slice.Batch.Columns[column];
            for (var done = 0; done < slice.Count;)
            {
                done += AppendToPage(array, slice.Start + done, slice.Count - done);
                if (_rows < PageRows && _values.Length < PageBytes) continue;
                (rows, nulls) = (rows + _rows, nulls + _rows - _valid);
                WriteDataPage(cancellationToken);
            }
        }

        (rows, nulls) = (rows + _rows, nulls + _rows - _valid);
        if (_rows > 0) WriteDataPage(cancellationToken);
        return new()
        {
            Type = element.Type!.Value,
            Encodings = _hasDictionary ? [Encoding.Plain, Encoding.Rle, Encoding.RleDictionary] : [Encoding.Plain, Encoding.Rle],
            PathInSchema = [element.Name],
            Codec = compressor.Codec,
            ValueCount = rows,
            TotalUncompressedSize = _uncompressed,
            TotalCompressedSize = _compressed,
            DataPageOffset = dataOffset,
            DictionaryPageOffset = _hasDictionary ? start : null,
            Statistics = _statistics.Finish(nulls),
        };
    }

    public void Dispose() => compressor.Dispose();

    private bool BuildDictionary(IReadOnlyList<BatchSlice> slices, int column, CancellationToken cancellationToken)
    {
        const int Step = 1 << 14;
        _indices.Clear();
        foreach (var slice in slices)
        {
            for (var done = 0; done < slice.Count; done += Step)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var count = Math.Min(Step, slice.Count - done);
                if (!_encoder.TryIndex(slice.Batch.Columns[column], slice.Start + done, count, _indices)) return false;
            }
        }

        if (_indices.Count == 0) return false;
        _values.Clear();
        _encoder.WriteDictionary(_values);
        var indexBytes = (long)_indices.Count * IndexWidth / 8;
        return _values.Length + indexBytes < _encoder.IndexedPlainBytes;
    }

    // One value would need no bits at all; not every reader knows that.
    private int IndexWidth => Math.Max(1, BitPacking.WidthOf(_encoder.DictionaryCount - 1));

    private void WriteDictionaryPage()
    {
        _statistics.Add(_values.Written, _encoder.DictionaryCount);
        var body = compressor.Compress(_values.Written);
        WritePage(PageHeader.Dictionary(_values.Length, body.Length, _encoder.DictionaryCount), body);
        _values.Clear();
    }

    private int AppendToPage(IArrowArray array, int start, int count)
    {
        if (_rows == 0) _values.Clear();
        count = Math.Min(count, PageRows - _rows);
        if (!_hasDictionary) count = _encoder.RowsFitting(array, start, count, PageBytes - _values.Length);
        var validity = array.Validity();
        if (validity.IsEmpty) BitPacking.SetBits(_levels, _rows, count);
        else BitPacking.CopyBits(validity, start, _levels, _rows, count);
        var valid = BitPacking.CountBits(_levels, _rows, count);
        if (!_hasDictionary) _encoder.WritePlain(array, start, count, _values, _valid);
        (_rows, _valid) = (_rows + count, _valid + valid);
        return count;
    }

    private void WriteDataPage(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _page.Clear();
        if (_element.RepetitionType == FieldRepetitionType.Optional) WriteLevels();
        if (_hasDictionary)
        {
            _page.Append((byte)IndexWidth);
            RleEncoder.Write(_page, _indices.Written.Slice(_indexed, _valid), IndexWidth);
            _indexed += _valid;
        }
        else
        {
            _statistics.Add(_values.Written, _valid);
            _page.Append(_values.Written);
        }

        var body = compressor.Compress(_page.Written);
        WritePage(PageHeader.Data(_page.Length, body.Length, _rows, _hasDictionary ? Encoding.RleDictionary : Encoding.Plain), body);
        (_rows, _valid) = (0, 0);
        _levels.AsSpan().Clear();
    }

    private void WriteLevels()
    {
        _page.Append(0);
        RleEncoder.WriteBits(_page, _levels, _rows, _valid);
        _page.SetInt32(0, _page.Length - sizeof(int));
    }

    private void WritePage(PageHeader header, ReadOnlySpan<byte> body)
    {
        _header.Clear();
        header.Write(new(_header));
        WriteRaw(_header.Written);
        WriteRaw(body);
        _uncompressed += _header.Length + header.UncompressedPageSize;
        _compressed += _header.Length + body.Length;
    }
}
