namespace Scaling.PowerShell.Results;

/// <summary>One file that Convert-CsvToParquet or Convert-ParquetToCsv converted.</summary>
/// <param name="SourcePath">Full path of the file converted.</param>
/// <param name="Path">Full path of the file written.</param>
/// <param name="Rows">Rows converted.</param>
/// <param name="SourceBytes">Size of the file converted.</param>
/// <param name="Bytes">Size of the file written.</param>
/// <param name="Ratio">SourceBytes / Bytes.</param>
/// <param name="WallSeconds">From opening the one to the other in its place.</param>
/// <param name="BytesPerSecond">SourceBytes / WallSeconds.</param>
/// <param name="RowGroups">Row groups of the Parquet file written; 0 for text.</param>
/// <param name="Schema">Columns and types, as <c>id: int64, city: string</c>.</param>
public sealed record DatasetConversion(
    string SourcePath, string Path, long Rows, long SourceBytes, long Bytes, double Ratio,
    double WallSeconds, double BytesPerSecond, int RowGroups, string Schema)
{
    internal static DatasetConversion Of(
        string source, string path, long rows, long sourceBytes, long bytes, double seconds, int rowGroups, string schema) => new(
        source, path, rows, sourceBytes, bytes, bytes == 0 ? 0 : (double)sourceBytes / bytes, seconds, seconds == 0 ? 0 : sourceBytes / seconds, rowGroups, schema);

    /// <summary>Records that could not be read and are in the file of -BadRecordPath.</summary>
    public long BadRecords { get; init; }

    /// <summary>Columns that a value made wider than their sample, as <c>id: int64 to double</c>; the conversion began again with them.</summary>
    public string[] WidenedColumns { get; init; } = [];

    /// <summary>Rows that an earlier run had converted (-Resume).</summary>
    public long ResumedRows { get; init; }
}
