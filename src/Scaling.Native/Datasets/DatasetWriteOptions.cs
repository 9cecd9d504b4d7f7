using System.Globalization;

namespace Scaling.Native.Datasets;

/// <summary>The formats that are written here.</summary>
public enum DatasetFormat
{
    Parquet,
    Csv,
}

/// <summary>How a file is to be written, whatever its format; options of the other format have no meaning.</summary>
public sealed record DatasetWriteOptions
{
    /// <summary>Bytes of column data, before encoding, that a row group gathers.</summary>
    public const long DefaultRowGroupBytes = 64L << 20;

    public required DatasetFormat Format { get; init; }

    /// <summary>Whether an existing file may be replaced.</summary>
    public bool Overwrite { get; init; } = true;

    /// <summary>Parquet: <c>Snappy</c>, <c>Zstd</c>, <c>Gzip</c> or <c>None</c>.</summary>
    public string Compression { get; init; } = "Snappy";

    /// <summary>Parquet: the codec's own level; null for its default.</summary>
    public int? CompressionLevel { get; init; }

    /// <summary>Parquet: when a row group is full.</summary>
    public long RowGroupBytes { get; init; } = DefaultRowGroupBytes;

    /// <summary>Text: the separator of fields.</summary>
    public char Delimiter { get; init; } = ',';

    /// <summary>Text: how numbers are written.</summary>
    public CultureInfo Culture { get; init; } = CultureInfo.InvariantCulture;
}
