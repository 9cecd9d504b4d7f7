namespace Scaling.Native.Datasets;

/// <summary>What a reader left out because no row of it could pass the filter.</summary>
/// <param name="RowGroups">Row groups left out as a whole.</param>
/// <param name="Pages">Pages left out of other row groups, in all columns that are read.</param>
/// <param name="Rows">Rows left out.</param>
public readonly record struct SkippedParts(int RowGroups, long Pages, long Rows);
