namespace Scaling.Native.Parquet;

/// <summary>How a Parquet file is written.</summary>
public sealed record ParquetWriteOptions
{
    public ParquetCompression Compression { get; init; } = ParquetCompression.Snappy;

    /// <summary>Zstd 1 to 22, gzip 0 to 9; null for the codec's usual one. Snappy and None have none.</summary>
    public int? CompressionLevel { get; init; }

    /// <summary>Bytes of column data, before encoding, after which a row group is written.</summary>
    public long RowGroupBytes { get; init; } = 64L << 20;

    /// <summary>Bytes that the writer may hold; row groups become smaller where it asks for that. Null for no limit.</summary>
    public long? MemoryLimit { get; init; }

    /// <summary>Whether an existing file may be replaced.</summary>
    public bool Overwrite { get; init; }
}
