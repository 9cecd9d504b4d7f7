using Scaling.Native.Datasets;

namespace Scaling.PowerShell.Commands.Datasets;

/// <summary>What names of files say about their format.</summary>
internal static class DatasetFormats
{
    internal static DatasetFormat? FromExtension(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".parquet" or ".pq" => DatasetFormat.Parquet,
        ".csv" or ".tsv" or ".tab" or ".txt" => DatasetFormat.Csv,
        _ => null,
    };

    internal static DatasetFormat ToCore(DatasetFileFormat format) =>
        format == DatasetFileFormat.Parquet ? DatasetFormat.Parquet : DatasetFormat.Csv;

    internal static char DelimiterOf(string path) => Path.GetExtension(path).ToLowerInvariant() is ".tsv" or ".tab" ? '\t' : ',';
}
