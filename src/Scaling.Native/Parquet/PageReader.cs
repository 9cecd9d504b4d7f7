using Microsoft.Win32.SafeHandles;
using Scaling.Native.Datasets;
using Scaling.Native.Parquet.Compression;
using Scaling.Native.Parquet.Encodings;
using Scaling.Native.Parquet.Metadata;

namespace Scaling.Native.Parquet;

/// <summary>
/// Reads the pages of column chunks, one chunk after another, header by header; the body of a page only where it is asked for. Holds one
/// page, as it stands in the file and expanded.
/// </summary>
internal sealed class PageReader(SafeFileHandle file, long pagesEnd) : IDisposable
{
    private const int ReadAhead = 1 << 16;
    private const int LongestHeader = 1 << 26;

    // Early parquet-mr (PARQUET-816) left the dictionary page's header out of a chunk's size.
    private const int ForgottenHeader = 100;
    private PageDecompressor? _decompressor;
    private CompressionCodec _codec;
    private long _bytesRead;
    private long _end;
    private long _offset;
    private byte[] _window = [];
    private int _start;
    private int _length;
    private bool _hasBody;

    /// <summary>Bytes of the file consumed or passed over, in all chunks.</summary>
    internal long BytesRead => Volatile.Read(ref _bytesRead);

    internal PageHeader Header { get; private set; } = null!;

    /// <summary>Definition levels of a page of version 2; the runs without a length.</summary>
    internal ReadOnlyMemory<byte> Levels { get; private set; }

    /// <summary>Repetition levels of a page of version 2, likewise.</summary>
    internal ReadOnlyMemory<byte> RepetitionLevels { get; private set; }

    /// <summary>The expanded page: values, and in version 1 the levels before them. Holds until the next page is loaded.</summary>
    internal ReadOnlyMemory<byte> Body { get; private set; }

    /// <summary>Goes to the beginning of a column chunk.</summary>
    internal void Open(ColumnMetaData chunk)
    {
        if (!PageDecompressor.Supports(chunk.Codec))
            throw new DatasetException(DatasetError.FormatNotSupported, $"Pages compressed with {chunk.Codec} are not read.");
        if (_decompressor is null || _codec != chunk.Codec)
        {
            _decompressor?.Dispose();
            (_decompressor, _codec) = (new(chunk.Codec), chunk.Codec);
        }

        _offset = chunk.FirstPageOffset;
        _end = Math.Min(pagesEnd, _offset + chunk.TotalCompressedSize + ForgottenHeader);
        (_start, _length, _hasBody) = (0, 0, false);
    }

    /// <summary>Goes to the header of the next page, over the body of the one before.</summary>
    /// <returns>False at the end of the chunk.</returns>
    internal bool NextHeader()
    {
        if (_hasBody) PassOver(Header.CompressedPageSize);
        _hasBody = false;
        if (_length == 0 && _offset >= _end) return false;
        Header = ReadHeader();
        if (Header.CompressedPageSize < 0 || Header.UncompressedPageSize < 0 || Header.ValueCount < 0)
            throw PageError.Damaged("its header has a negative size");
        if (Header.CompressedPageSize > _length + (_end - _offset)) throw PageError.Damaged("it reaches beyond its column chunk");
        _hasBody = true;
        return true;
    }

    /// <summary>Reads and expands the page whose header was read.</summary>
    internal void Load()
    {
        Fill(Header.CompressedPageSize);
        var page = _window.AsMemory(_start, Header.CompressedPageSize);
        if (Header.Crc is { } crc && Crc32.Compute(page.Span) != (uint)crc) throw PageError.Damaged("its bytes do not match its checksum");
        Consume(Header.CompressedPageSize);
        _hasBody = false;
        Expand(page);
    }

    /// <summary>Goes to a page further on in the chunk.</summary>
    internal void MoveTo(long offset)
    {
        _hasBody = false;
        var distance = offset - (_offset - _length);
        if (distance < 0 || offset > _end) throw PageError.Damaged("the offset index points elsewhere");
        PassOver(distance);
    }

    public void Dispose() => _decompressor?.Dispose();

    private void Expand(ReadOnlyMemory<byte> page)
    {
        (Levels, RepetitionLevels) = (default, default);
        var size = Header.UncompressedPageSize;
        if (Header.Type == PageType.DataPageV2)
        {
            var (repetition, definition) = (Header.RepetitionLevelsByteLength, Header.DefinitionLevelsByteLength);
            if (repetition < 0 || definition < 0 || (long)repetition + definition > Math.Min(page.Length, size))
                throw PageError.Damaged("its levels are longer than the page");
            (RepetitionLevels, Levels) = (page[..repetition], page.Slice(repetition, definition));
            page = page[(repetition + definition)..];
            size -= repetition + definition;
            if (!Header.IsCompressed)
            {
                Body = page;
                return;
            }
        }

        Body = _decompressor!.Expand(page, size);
    }

    private PageHeader ReadHeader()
    {
        for (var wanted = 256; ; wanted *= 2)
        {
            var available = (int)Math.Min(wanted, _length + (_end - _offset));
            Fill(available);
            var reader = new ThriftCompactReader(_window.AsSpan(_start, available));
            try
            {
                var header = PageHeader.Read(ref reader);
                Consume(reader.Position);
                return header;
            }
            catch (DatasetException) when (reader.RanOut && available == wanted && wanted < LongestHeader)
            {
                // A header may hold statistics of any length.
            }
        }
    }

    /// <summary>Has so many bytes in the window, reading on where it has fewer.</summary>
    private void Fill(int count)
    {
        if (_length >= count) return;
        var room = (int)Math.Min(Math.Max(count, ReadAhead), _length + (_end - _offset));
        var target = _window.Length < room ? new byte[room] : _window;
        _window.AsSpan(_start, _length).CopyTo(target);
        (_window, _start) = (target, 0);
        ParquetFooter.ReadFully(file, _window.AsSpan(_length, room - _length), _offset);
        _offset += room - _length;
        _length = room;
    }

    private void PassOver(long count)
    {
        var inWindow = (int)Math.Min(count, _length);
        Consume(inWindow);
        _offset += count - inWindow;
        Volatile.Write(ref _bytesRead, _bytesRead + count - inWindow);
    }

    private void Consume(int count)
    {
        _start += count;
        _length -= count;
        Volatile.Write(ref _bytesRead, _bytesRead + count);
    }
}
