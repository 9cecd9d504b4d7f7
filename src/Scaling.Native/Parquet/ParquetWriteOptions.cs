using Scaling.Native.Processors;

namespace Scaling.Native.Parquet;

/// <summary>How a Parquet file is written.</summary>
public sealed record ParquetWriteOptions
{
    public ParquetCompression Compression { get; init; } = ParquetCompression.Snappy;

    /// <summary>Zstd 1 to 22, gzip 0 to 9, LZ4 0 to 12; null for the codec's usual one. Snappy and None have none.</summary>
    public int? CompressionLevel { get; init; }

    /// <summary>Bytes of column data, before encoding, after which a row group is written.</summary>
    public long RowGroupBytes { get; init; } = 10L << 20;

    /// <summary>Which readers the file is for.</summary>
    public ParquetCompatibility Compatibility { get; init; }

    /// <summary>Threads that encode a row group while the next one is filled; 1 encodes on the caller's. The bytes of the file are the
    /// same for any number.</summary>
    public int Workers { get; init; } = ResourceLimits.Workers();

    /// <summary>Bytes that the writer may hold; where that is too little, first workers are given up, then row groups become smaller.
    /// Null for no limit.</summary>
    public long? MemoryLimit { get; init; }

    /// <summary>Whether an existing file may be replaced.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Row groups go behind those of the target, if there is one; its columns must be the same. Implies
    /// <see cref="Overwrite"/>: until it is whole, the target stays as it is.</summary>
    public bool Append { get; init; }

    /// <summary>The only encoding to use, for the types that have it, whatever its size; null for the smallest. Tests force each
    /// one.</summary>
    internal Metadata.Encoding? ForcedEncoding { get; init; }

    /// <summary>Rows of a page at most. Tests take few, to have many pages.</summary>
    internal int PageRows { get; init; } = Writing.ColumnChunkWriter.PageRows;
}
