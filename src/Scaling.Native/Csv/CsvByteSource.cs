using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Scaling.Native.Datasets;
using ZstdSharp;

namespace Scaling.Native.Csv;

/// <summary>A file as a stream of UTF-8, unpacked and decoded as its first bytes or the caller say, without a byte order mark.</summary>
internal sealed class CsvByteSource : IDisposable
{
    private const int ProbeBytes = 512;

    /// <summary>For finding the delimiter, and what lines end with.</summary>
    private const int OddProbeBytes = 64 << 10;

    private readonly FileStream _file;
    private readonly Stream _text;
    private readonly long _bytesAtFirst;

    private CsvByteSource(FileStream file, Stream text, string? compression, string encodingName, long? textStart) =>
        (_file, _text, Compression, EncodingName, TextStart, _bytesAtFirst) =
            (file, text, compression, encodingName, textStart, file.CanSeek ? file.Length : 0);

    /// <summary><c>gzip</c>, <c>zstd</c>, or null.</summary>
    internal string? Compression { get; }

    internal string EncodingName { get; }

    /// <summary>Offset of the text's first byte in a file that holds it as it is and can be read at any place; null for others.</summary>
    internal long? TextStart { get; }

    /// <summary>What is read is gone, and cannot be read again.</summary>
    internal bool IsPipe => !_file.CanSeek;

    /// <summary>Bytes of the file; 0 for a pipe.</summary>
    internal long FileBytes => _file.CanSeek ? _file.Length : 0;

    /// <summary>Bytes of the file read so far, whether or not their text was used.</summary>
    internal long FilePosition => _file.CanSeek ? _file.Position : 0;

    /// <summary>The delimiter of a text that is handed out with commas in its place; null for others.</summary>
    internal CsvDelimiter? Replaced { get; private init; }

    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It is a directory or may not be read.</exception>
    internal static CsvByteSource Open(string path, CsvReadOptions options)
    {
        var encoding = options.Encoding;
        // Logs are read while their writer has them open; the window is the buffer.
        var file = new FileStream(path, new FileStreamOptions
        {
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
            Options = FileOptions.SequentialScan,
        });
        try
        {
            var text = ReplayStream.Over(file, ProbeBytes);
            var compression = CompressionOf(text.Start);
            if (compression is not null) text = ReplayStream.Over(Unpack(text, compression), ProbeBytes);
            encoding ??= CsvEncodingDetection.Detect(text.Start);
            var preamble = CsvEncodingDetection.PreambleLength(text.Start, encoding);
            text.Skip(preamble);
            var isUtf8 = encoding.CodePage == Encoding.UTF8.CodePage;
            Stream decoded = isUtf8 ? text : new DecodedStream(text, encoding);
            if (!options.IsOdd)
                return new(file, decoded, compression, encoding.WebName, isUtf8 && compression is null && file.CanSeek ? preamble : null);
            var (plain, delimiter) = Replace(decoded, options);
            return new(file, plain, compression, encoding.WebName, textStart: null) { Replaced = delimiter };
        }
        catch (Exception e)
        {
            file.Dispose();
            if (IsDamage(e)) throw Damaged(e);
            throw;
        }
    }

    /// <returns>Bytes read, 0 at the end.</returns>
    /// <exception cref="DatasetException"><see cref="DatasetError.CorruptFile"/> or <see cref="DatasetError.MalformedText"/>.</exception>
    internal int Read(Span<byte> buffer)
    {
        try
        {
            var read = _text.Read(buffer);
            // The last value may be a part of one, and look like a whole one.
            if (read == 0 && FileBytes < _bytesAtFirst) throw CutShort();
            return read;
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw Damaged(e);
        }
    }

    /// <summary>Goes on at an offset of the text, which is not before what was read.</summary>
    /// <param name="offset">Bytes of text.</param>
    /// <param name="read">Bytes of text read so far.</param>
    /// <param name="cancellationToken">Checked now and then.</param>
    /// <exception cref="EndOfStreamException">The text is shorter.</exception>
    internal void SkipTo(long offset, long read, CancellationToken cancellationToken)
    {
        var buffer = new byte[1 << 18];
        while (read < offset)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = Read(buffer.AsSpan(0, (int)Math.Min(buffer.Length, offset - read)));
            if (count == 0) throw new EndOfStreamException($"The text ends before byte {offset}.");
            read += count;
        }
    }

    /// <summary>Bytes from any place of a file whose <see cref="TextStart"/> is known.</summary>
    internal int ReadAt(Span<byte> buffer, long offset)
    {
        var total = 0;
        while (total < buffer.Length)
        {
            var read = RandomAccess.Read(_file.SafeFileHandle, buffer[total..], offset + total);
            if (read == 0) break;
            total += read;
        }

        return total;
    }

    public void Dispose()
    {
        _text.Dispose();
        _file.Dispose();
    }

    // Apart, so that CsvHelper is loaded only where it is needed.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (Stream Plain, CsvDelimiter Delimiter) Replace(Stream text, CsvReadOptions options)
    {
        var start = ReplayStream.Over(text, OddProbeBytes);
        var delimiter = options.Delimiter.IsAuto ? CsvDelimiterDetection.DetectOdd(start.Start, options) : options.Delimiter;
        return (new DialectStream(start, CsvOddDialect.Of(options, delimiter), options.MaxRecordBytes), delimiter);
    }

    private static string? CompressionOf(ReadOnlySpan<byte> magic)
    {
        if (magic.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B])) return "gzip";
        return magic.StartsWith((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD]) ? "zstd" : null;
    }

    private static Stream Unpack(Stream packed, string compression) =>
        compression == "gzip" ? new GzipInput(packed) : new DecompressionStream(packed, leaveOpen: false);

    private DatasetException CutShort() => new(DatasetError.CorruptFile,
        string.Create(CultureInfo.InvariantCulture, $"The file was cut short while it was read, from {_bytesAtFirst} to {FileBytes} bytes."));

    private static bool IsDamage(Exception exception) => exception is InvalidDataException or ZstdException or EndOfStreamException;

    private static DatasetException Damaged(Exception exception) =>
        new(DatasetError.CorruptFile, $"The compressed data is damaged or cut off: {exception.Message}", exception);
}
