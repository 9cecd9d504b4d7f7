using Apache.Arrow;
using Scaling.Native.Datasets;
using Scaling.Native.Parquet.Compression;
using Scaling.Native.Parquet.Encodings;
using Scaling.Native.Parquet.Metadata;
using Scaling.Native.Parquet.Statistics;

namespace Scaling.Native.Parquet.Writing;

/// <summary>
/// Writes column chunks, one after another: a dictionary page where it pays, then data pages (version 1) with definition levels and
/// values or dictionary indices. Holds the indices of one chunk and one page.
/// </summary>
internal sealed class ColumnChunkWriter(
    PageCompressor compressor, ParquetCompatibility compatibility, Encoding? forced, int pageRows = ColumnChunkWriter.PageRows) : IDisposable
{
    /// <summary>Rows of a page at most.</summary>
    internal const int PageRows = 20_000;
    private const int PageBytes = 1 << 20;
    private readonly EncodingSample _sample = new(compressor, compatibility, forced);
    private readonly IndexBuffer _indices = new();
    private readonly ByteBuffer _page = new();
    private readonly ByteBuffer _header = new();
    private readonly Dictionary<ColumnType, ColumnEncoder> _encoders = [];
    private readonly DictionaryStatistics _dictionaryStatistics = new();
    private readonly ColumnIndexBuilder _columnIndex = new();
    private readonly List<int> _pageSizes = [];
    private readonly List<int> _pageRows = [];
    private readonly byte[] _levels = new byte[pageRows / 8 + 9];
    private Stream _output = null!;
    private ColumnEncoder _encoder = null!;
    private ValueOrder _order = null!;
    private StatisticsCollector _statistics = null!;
    private StatisticsCollector _pageStatistics = null!;
    private SchemaElement _element = null!;
    private Encoding _encoding;
    private int _rows;
    private int _valid;
    private int _indexed;
    private long _uncompressed;
    private long _compressed;

    /// <exception cref="ArgumentOutOfRangeException">A level that the codec lacks.</exception>
    internal static ColumnChunkWriter Create(ParquetWriteOptions options) => new(
        new PageCompressor(options.Compression, options.CompressionLevel), options.Compatibility, options.ForcedEncoding, options.PageRows);

    private bool HasDictionary => _encoding == Encoding.RleDictionary;

    // One value would need no bits at all; not every reader knows that.
    private int IndexWidth => Math.Max(1, BitPacking.WidthOf(_encoder.DictionaryCount - 1));

    /// <summary>Writes a column's part of a row group.</summary>
    /// <returns>What was written; offsets count from the chunk's own beginning.</returns>
    internal EncodedColumnChunk Write(Stream output, IReadOnlyList<BatchSlice> slices, int column, ColumnType type, SchemaElement element,
        CancellationToken cancellationToken)
    {
        (_output, _element, _uncompressed, _compressed) = (output, element, 0, 0);
        (_rows, _valid, _indexed) = (0, 0, 0);
        _levels.AsSpan().Clear();
        _pageSizes.Clear();
        _pageRows.Clear();
        _columnIndex.Clear();
        (_encoder, _order) = (EncoderFor(type), ValueOrder.Of(element)!);
        (_statistics, _pageStatistics) = (StatisticsCollector.Create(element), StatisticsCollector.Create(element));
        _encoding = ChooseEncoding(slices, column, cancellationToken);
        if (HasDictionary) WriteDictionaryPage();
        var dataOffset = _compressed;
        long rows = 0, nulls = 0;
        foreach (var slice in slices)
        {
            var array = slice.Batch.Columns[column];
            for (var done = 0; done < slice.Count;)
            {
                done += AppendToPage(array, slice.Start + done, slice.Count - done);
                if (_rows < pageRows && _encoder.PlainBytes < PageBytes) continue;
                (rows, nulls) = (rows + _rows, nulls + _rows - _valid);
                WriteDataPage(cancellationToken);
            }
        }

        (rows, nulls) = (rows + _rows, nulls + _rows - _valid);
        if (_rows > 0) WriteDataPage(cancellationToken);
        var metaData = new ColumnMetaData
        {
            Type = element.Type!.Value,
            Encodings = _encoding switch
            {
                Encoding.Plain => [Encoding.Plain, Encoding.Rle],
                Encoding.RleDictionary => [Encoding.Plain, Encoding.Rle, Encoding.RleDictionary],
                _ => [Encoding.Rle, _encoding],
            },
            PathInSchema = [element.Name],
            Codec = compressor.Codec,
            ValueCount = rows,
            TotalUncompressedSize = _uncompressed,
            TotalCompressedSize = _compressed,
            DataPageOffset = dataOffset,
            DictionaryPageOffset = HasDictionary ? 0 : null,
            Statistics = _statistics.Finish(nulls),
        };
        return new(metaData, new(dataOffset, [.. _pageSizes], [.. _pageRows], _columnIndex.Build(_order)));
    }

    public void Dispose() => compressor.Dispose();

    // The type decides how a column is stored, and there is one column chunk at a time.
    private ColumnEncoder EncoderFor(ColumnType type)
    {
        if (!_encoders.TryGetValue(type, out var encoder)) _encoders.Add(type, encoder = EncoderFactory.Create(type, _element));
        encoder.Reset();
        return encoder;
    }

    private Encoding ChooseEncoding(IReadOnlyList<BatchSlice> slices, int column, CancellationToken cancellationToken)
    {
        _indices.Clear();
        var choice = _sample.Choose(slices, column, _encoder, _indices);
        _indices.Clear();
        return choice.TryDictionary && BuildDictionary(slices, column, cancellationToken)
            && _sample.DictionaryPays(_encoder, _indices, IndexWidth, choice)
                ? Encoding.RleDictionary
                : choice.Encoding;
    }

    private bool BuildDictionary(IReadOnlyList<BatchSlice> slices, int column, CancellationToken cancellationToken)
    {
        const int Step = 1 << 12;
        foreach (var slice in slices)
        {
            for (var done = 0; done < slice.Count; done += Step)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var count = Math.Min(Step, slice.Count - done);
                if (!_encoder.TryIndex(slice.Batch.Columns[column], slice.Start + done, count, _indices)) return false;
            }
        }

        return _indices.Count > 0;
    }

    private void WriteDictionaryPage()
    {
        _page.Clear();
        _encoder.WriteDictionary(_page);
        _dictionaryStatistics.Begin(_page.Written, _encoder.DictionaryCount, _order);
        var body = compressor.Compress(_page.Written);
        WritePage(PageHeader.Dictionary(_page.Length, body.Length, _encoder.DictionaryCount), body);
    }

    private int AppendToPage(IArrowArray array, int start, int count)
    {
        count = Math.Min(count, pageRows - _rows);
        if (!HasDictionary) count = _encoder.Gather(array, start, count, PageBytes);
        var validity = array.Validity();
        if (validity.IsEmpty) BitPacking.SetBits(_levels, _rows, count);
        else BitPacking.CopyBits(validity, start, _levels, _rows, count);
        var valid = validity.IsEmpty ? count : BitPacking.CountBits(_levels, _rows, count);
        (_rows, _valid) = (_rows + count, _valid + valid);
        return count;
    }

    private void WriteDataPage(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _page.Clear();
        if (_element.RepetitionType == FieldRepetitionType.Optional) WriteLevels();
        if (HasDictionary)
        {
            var indices = _indices.Written.Slice(_indexed, _valid);
            _dictionaryStatistics.AddTo(_pageStatistics, indices);
            _page.Append((byte)IndexWidth);
            RleEncoder.Write(_page, indices, IndexWidth);
            _indexed += _valid;
        }
        else
        {
            _encoder.AddTo(_pageStatistics);
            _encoder.Write(_encoding, _page);
            _encoder.Clear();
        }

        var body = compressor.Compress(_page.Written);
        WritePage(PageHeader.Data(_page.Length, body.Length, _rows, _encoding), body);
        _columnIndex.Add(_pageStatistics.Finish(_rows - _valid), isNull: _valid == 0);
        _statistics.Merge(_pageStatistics);
        _pageStatistics.Reset();
        _pageSizes.Add(_header.Length + body.Length);
        _pageRows.Add(_rows);
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
        _output.Write(_header.Written);
        _output.Write(body);
        _uncompressed += _header.Length + header.UncompressedPageSize;
        _compressed += _header.Length + body.Length;
    }
}
