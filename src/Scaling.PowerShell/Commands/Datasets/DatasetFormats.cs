using Scaling.Native.Datasets;

namespace Scaling.PowerShell.Commands.Datasets;

/// <summary>What names of files say about their format.</summary>
internal static class DatasetFormats
{
    /// <summary>The format of an extension, or Auto where it says none.</summary>
    internal static DatasetFileFormat FromExtension(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".parquet" or ".pq" => DatasetFileFormat.Parquet,
        ".csv" or ".tsv" or ".tab" or ".txt" => DatasetFileFormat.Csv,
        _ => DatasetFileFormat.Auto,
    };

    internal static DatasetFormat ToCore(DatasetFileFormat format) =>
        format == DatasetFileFormat.Parquet ? DatasetFormat.Parquet : DatasetFormat.Csv;

    internal static char DelimiterOf(string path) => Path.GetExtension(path).ToLowerInvariant() is ".tsv" or ".tab" ? '\t' : ',';
}
