using Scaling.Native.Csv;
using Scaling.Native.Parquet;

namespace Scaling.Native.Datasets;

/// <summary>The formats that are written here.</summary>
public enum DatasetFormat
{
    Parquet,
    Csv,
}

/// <summary>How a file of either format is to be written.</summary>
public sealed record DatasetWriteOptions
{
    public required DatasetFormat Format { get; init; }

    /// <summary>Whether an existing file may be replaced, whatever the options of the format say.</summary>
    public bool Overwrite { get; init; }

    public ParquetWriteOptions Parquet { get; init; } = new();

    public CsvWriteOptions Csv { get; init; } = new();
}
