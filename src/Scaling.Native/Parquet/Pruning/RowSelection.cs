namespace Scaling.Native.Parquet.Pruning;

/// <summary>Rows one after another, counted from the first of their row group.</summary>
internal readonly record struct RowRange(long Start, long End);

/// <summary>A row group of which some rows are read.</summary>
/// <param name="Index">Its place in the file.</param>
/// <param name="FirstRow">Its first row, counted from the file's.</param>
/// <param name="RowCount">All its rows.</param>
/// <param name="Ranges">Those that are read, apart from each other and in order; at least one.</param>
/// <param name="Pages">For each column that is read its pages, where they must be passed over and are known.</param>
internal sealed record SelectedRowGroup(
    int Index, long FirstRow, long RowCount, IReadOnlyList<RowRange> Ranges, IReadOnlyList<ColumnPages?> Pages);
