using Apache.Arrow;
using Scaling.Native.Parquet.Pruning;

namespace Scaling.Native.Parquet.Scanning;

/// <summary>Something that every column does, each at its own pace, one step after another.</summary>
internal abstract record ScanStep;

/// <summary>Opens a row group. What comes after it is planned when all columns have done it.</summary>
internal sealed record OpenStep(SelectedRowGroup Group) : ScanStep;

/// <summary>Reads rows of the open row group.</summary>
/// <param name="Batch">The batch that they belong to.</param>
/// <param name="Capacity">Rows that the batch will have at most, where it begins here; else 0.</param>
/// <param name="Skip">Rows to pass over before.</param>
/// <param name="Rows">Rows to read.</param>
/// <param name="IsLast">The batch ends here.</param>
internal sealed record ReadStep(PendingBatch Batch, int Capacity, long Skip, int Rows, bool IsLast) : ScanStep;

/// <summary>A batch whose columns are being put together.</summary>
internal sealed class PendingBatch(int columns, long firstRow)
{
    internal IArrowArray[] Columns { get; } = new IArrowArray[columns];

    /// <summary>Its first row, counted from the file's.</summary>
    internal long FirstRow { get; } = firstRow;

    /// <summary>Rows planned so far.</summary>
    internal int Count { get; set; }

    /// <summary>Rows that it may get.</summary>
    internal int Limit { get; set; }

    /// <summary>Columns that are not finished.</summary>
    internal int Missing { get; set; } = columns;
}
