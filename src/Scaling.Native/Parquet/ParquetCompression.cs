namespace Scaling.Native.Parquet;

/// <summary>How pages are compressed.</summary>
public enum ParquetCompression
{
    None,
    Snappy,
    Gzip,
    Zstd,

    /// <summary>The format's LZ4_RAW: bare blocks.</summary>
    Lz4,
}
