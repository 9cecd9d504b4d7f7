namespace Scaling.PowerShell.Commands.Datasets;

/// <summary>How the pages of a Parquet file are compressed.</summary>
public enum ParquetCodec
{
    Snappy,
    Zstd,
    Gzip,
    Lz4,
    None,
}
