using System.IO.Compression;
using K4os.Compression.LZ4;
using Scaling.Native.Datasets;
using Scaling.Native.Parquet.Metadata;
using Snappier;
using ZstdSharp;

namespace Scaling.Native.Parquet.Compression;

/// <summary>Expands pages (https://parquet.apache.org/docs/file-format/data-pages/compression/).</summary>
internal sealed class PageDecompressor(CompressionCodec codec) : IDisposable
{
    private byte[] _buffer = [];
    private Decompressor? _zstd;

    /// <summary>Whether pages of the codec can be read here.</summary>
    internal static bool Supports(CompressionCodec codec) => codec is CompressionCodec.Uncompressed or CompressionCodec.Snappy
        or CompressionCodec.Gzip or CompressionCodec.Brotli or CompressionCodec.Zstd or CompressionCodec.Lz4Raw;

    /// <summary>The page's bytes, in a buffer that holds until the next call; uncompressed pages as they are.</summary>
    /// <exception cref="DatasetException"><see cref="DatasetError.CorruptFile"/>.</exception>
    internal ReadOnlyMemory<byte> Expand(ReadOnlyMemory<byte> page, int size)
    {
        if (codec == CompressionCodec.Uncompressed)
            return page.Length == size ? page : throw Damaged($"a page of {page.Length} bytes says it has {size}");
        if (size == 0) return default;
        // Before anything of that size is allocated.
        if (size > page.Length * MostExpansion) throw Damaged($"{page.Length} compressed bytes cannot hold {size}");
        if (_buffer.Length < size) _buffer = new byte[size];
        var target = _buffer.AsMemory(0, size);
        var written = Decompress(page, target);
        return written == size ? target : throw Damaged($"a page has {written} bytes where its header says {size}");
    }

    public void Dispose() => _zstd?.Dispose();

    // What the codecs' densest forms reach: Snappy copies 64 bytes by 3, LZ4 255 by 1, DEFLATE 1032 by 1, Zstandard repeats blocks
    // of 128 KiB by 4; Brotli has no such bound.
    private long MostExpansion => codec switch
    {
        CompressionCodec.Snappy => 24,
        CompressionCodec.Lz4Raw => 256,
        CompressionCodec.Gzip => 1040,
        CompressionCodec.Zstd => 1 << 15,
        _ => 1 << 20,
    };

    private int Decompress(ReadOnlyMemory<byte> page, Memory<byte> target)
    {
        try
        {
            return codec switch
            {
                CompressionCodec.Snappy => DecompressSnappy(page.Span, target.Span),
                CompressionCodec.Zstd => (_zstd ??= new()).Unwrap(page.Span, target.Span),
                CompressionCodec.Lz4Raw => LZ4Codec.Decode(page.Span, target.Span),
                CompressionCodec.Brotli => BrotliDecoder.TryDecompress(page.Span, target.Span, out var written) ? written : -1,
                _ => Inflate(page, target.Span),
            };
        }
        catch (Exception e) when (e is InvalidDataException or ZstdException or ArgumentException
            or InvalidOperationException or OverflowException)
        {
            throw Damaged("a compressed page cannot be expanded", e);
        }
    }

    // Snappier allocates what the page's own first bytes say.
    private static int DecompressSnappy(ReadOnlySpan<byte> page, Span<byte> target)
    {
        var length = Snappy.GetUncompressedLength(page);
        return length == target.Length ? Snappy.Decompress(page, target) : length;
    }

    private static int Inflate(ReadOnlyMemory<byte> page, Span<byte> target)
    {
        using var source = new MemoryStream(page.ToArray(), writable: false);
        using var gzip = new GZipStream(source, CompressionMode.Decompress);
        var written = gzip.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
        return written == target.Length && gzip.ReadByte() >= 0 ? written + 1 : written;
    }

    private static DatasetException Damaged(string what, Exception? inner = null) =>
        new(DatasetError.CorruptFile, $"The file is damaged: {what}.", inner);
}
