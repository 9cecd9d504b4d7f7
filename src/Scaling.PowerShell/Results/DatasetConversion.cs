namespace Scaling.PowerShell.Results;

/// <summary>One file that Convert-CsvToParquet converted.</summary>
/// <param name="SourcePath">Full path of the text file.</param>
/// <param name="Path">Full path of the Parquet file.</param>
/// <param name="Rows">Rows converted.</param>
/// <param name="SourceBytes">Size of the text file.</param>
/// <param name="Bytes">Size of the Parquet file.</param>
/// <param name="Ratio">SourceBytes / Bytes.</param>
/// <param name="WallSeconds">From opening the one to the other in its place.</param>
/// <param name="BytesPerSecond">SourceBytes / WallSeconds.</param>
/// <param name="RowGroups">Row groups of the Parquet file.</param>
/// <param name="Schema">Columns and types, as <c>id: int64, city: string</c>.</param>
public sealed record DatasetConversion(
    string SourcePath, string Path, long Rows, long SourceBytes, long Bytes, double Ratio,
    double WallSeconds, double BytesPerSecond, int RowGroups, string Schema)
{
    /// <summary>Records that could not be read and are in the file of -BadRecordPath.</summary>
    public long BadRecords { get; init; }

    /// <summary>Columns that a value made wider than their sample, as <c>id: int64 to double</c>; the conversion began again with them.</summary>
    public string[] WidenedColumns { get; init; } = [];

    /// <summary>Rows that an earlier run had converted (-Resume).</summary>
    public long ResumedRows { get; init; }
}
