using System.IO.Compression;
using K4os.Compression.LZ4;
using Scaling.Native.Parquet.Metadata;
using Snappier;
using ZstdSharp;

namespace Scaling.Native.Parquet.Compression;

/// <summary>Compresses pages, one after another, into a buffer it keeps.</summary>
internal sealed class PageCompressor : IDisposable
{
    private const int DefaultZstdLevel = 1;
    private readonly ZLibCompressionOptions? _gzip;
    private readonly Compressor? _zstd;
    private readonly LZ4Level _lz4;
    private readonly MemoryStream _deflated = new();
    private byte[] _buffer = [];

    /// <param name="compression">The codec.</param>
    /// <param name="level">Zstd 1 to 22, gzip 0 to 9, LZ4 0 to 12; null for the codec's usual one.</param>
    /// <exception cref="ArgumentOutOfRangeException">A level the codec does not have.</exception>
    internal PageCompressor(ParquetCompression compression, int? level)
    {
        switch (compression)
        {
            case ParquetCompression.Snappy:
                RefuseLevel(level, compression);
                Codec = CompressionCodec.Snappy;
                break;
            case ParquetCompression.Zstd:
                if (level is < 1 or > 22) throw new ArgumentOutOfRangeException(nameof(level), level, "Zstandard has the levels 1 to 22.");
                Codec = CompressionCodec.Zstd;
                _zstd = new(level ?? DefaultZstdLevel);
                break;
            case ParquetCompression.Gzip:
                if (level is < 0 or > 9) throw new ArgumentOutOfRangeException(nameof(level), level, "Gzip has the levels 0 to 9.");
                Codec = CompressionCodec.Gzip;
                _gzip = new() { CompressionLevel = level ?? 6 };
                break;
            case ParquetCompression.Lz4:
                // Levels 1 and 2 do not exist in the library; they are 0, the fast one.
                if (level is < 0 or > 12) throw new ArgumentOutOfRangeException(nameof(level), level, "LZ4 has the levels 0 to 12.");
                Codec = CompressionCodec.Lz4Raw;
                _lz4 = level is null or < 3 ? LZ4Level.L00_FAST : (LZ4Level)level.Value;
                break;
            default:
                RefuseLevel(level, compression);
                Codec = CompressionCodec.Uncompressed;
                break;
        }
    }

    internal CompressionCodec Codec { get; }

    /// <summary>The compressed page; holds until the next call.</summary>
    internal ReadOnlySpan<byte> Compress(ReadOnlySpan<byte> page)
    {
        switch (Codec)
        {
            case CompressionCodec.Uncompressed: return page;
            case CompressionCodec.Snappy:
                Reserve(Snappy.GetMaxCompressedLength(page.Length));
                return _buffer.AsSpan(0, Snappy.Compress(page, _buffer));
            case CompressionCodec.Zstd:
                Reserve(Compressor.GetCompressBound(page.Length));
                return _buffer.AsSpan(0, _zstd!.Wrap(page, _buffer));
            case CompressionCodec.Lz4Raw:
                Reserve(LZ4Codec.MaximumOutputSize(page.Length));
                return _buffer.AsSpan(0, LZ4Codec.Encode(page, _buffer, _lz4));
            default: return Deflate(page);
        }
    }

    public void Dispose()
    {
        _zstd?.Dispose();
        _deflated.Dispose();
    }

    private ReadOnlySpan<byte> Deflate(ReadOnlySpan<byte> page)
    {
        _deflated.SetLength(0);
        using (var gzip = new GZipStream(_deflated, _gzip!, leaveOpen: true)) gzip.Write(page);
        return _deflated.GetBuffer().AsSpan(0, (int)_deflated.Length);
    }

    private void Reserve(int length)
    {
        if (_buffer.Length < length) _buffer = new byte[length];
    }

    private static void RefuseLevel(int? level, ParquetCompression compression)
    {
        if (level is not null) throw new ArgumentOutOfRangeException(nameof(level), level, $"{compression} has no levels.");
    }
}
