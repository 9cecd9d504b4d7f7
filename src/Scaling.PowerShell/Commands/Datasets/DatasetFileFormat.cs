namespace Scaling.PowerShell.Commands.Datasets;

/// <summary>The format of a file to write.</summary>
public enum DatasetFileFormat
{
    /// <summary>What the extension says.</summary>
    Auto,
    Parquet,
    Csv,
}

/// <summary>The compression of a Parquet file.</summary>
public enum ParquetCompression
{
    Snappy,
    Zstd,
    Gzip,
    None,
}
