namespace Scaling.PowerShell.Results;

/// <summary>What Export-Dataset wrote.</summary>
/// <param name="Path">Full path of the file.</param>
/// <param name="Rows">Rows in it.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="RowGroups">Row groups of a Parquet file; 0 for text.</param>
/// <param name="WallSeconds">From the first input to the finished file, what came before in the pipeline included.</param>
public sealed record DatasetExport(string Path, long Rows, long Bytes, int RowGroups, double WallSeconds);
