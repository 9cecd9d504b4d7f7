namespace Scaling.PowerShell.Commands.Datasets;

/// <summary>The format of a file to write.</summary>
public enum DatasetFileFormat
{
    /// <summary>What the extension says.</summary>
    Auto,
    Parquet,
    Csv,
}
