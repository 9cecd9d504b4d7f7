using Apache.Arrow;

namespace Scaling.Native.Datasets;

/// <summary>
/// Some rows of a dataset, column by column: an Arrow record batch with the dataset's schema and place. Immutable. Every array
/// starts at offset 0, so that bit <c>i</c> of a validity bitmap and element <c>i</c> of a buffer belong to row <c>i</c>.
/// </summary>
public sealed class DatasetBatch
{
    /// <summary>Rows that readers put into a batch: large enough for vectorized work, small enough for the cache and for streaming.</summary>
    public const int DefaultRowCount = 65_536;

    /// <param name="schema">The columns' names and types.</param>
    /// <param name="columns">One array a column, of the Arrow type of the column's type, each of <paramref name="rowCount"/> values at offset 0.</param>
    /// <param name="rowCount">Number of rows.</param>
    /// <param name="origin">Where the rows come from.</param>
    /// <param name="firstRow">Zero-based number, in the origin, of the first row; after a filter, of the batch it was taken from.</param>
    /// <exception cref="ArgumentException">An array's length, offset or type does not match.</exception>
    public DatasetBatch(DatasetSchema schema, IReadOnlyList<IArrowArray> columns, int rowCount, DatasetOrigin origin, long firstRow = 0)
    {
        if (columns.Count != schema.Count) throw new ArgumentException($"{schema.Count} columns need as many arrays, not {columns.Count}.", nameof(columns));
        for (var i = 0; i < columns.Count; i++)
        {
            if (columns[i].Length != rowCount || columns[i].Offset != 0)
                throw new ArgumentException($"Column '{schema[i].Name}' has {columns[i].Length} values at offset {columns[i].Offset}, not {rowCount} at 0.", nameof(columns));
            if (columns[i].Data.DataType.TypeId != schema[i].Type.ToArrow().TypeId)
                throw new ArgumentException($"Column '{schema[i].Name}' is {schema[i].Type}, its array {columns[i].Data.DataType.Name}.", nameof(columns));
        }

        (Schema, RowCount, Origin, FirstRow) = (schema, rowCount, origin, firstRow);
        Columns = columns;
    }

    /// <summary>A batch without rows.</summary>
    public static DatasetBatch Empty(DatasetSchema schema, DatasetOrigin origin) =>
        new(schema, [.. schema.Select(c => ColumnBuilder.Create(c.Type).Build())], 0, origin);

    public DatasetSchema Schema { get; }

    public int RowCount { get; }

    public DatasetOrigin Origin { get; }

    public long FirstRow { get; }

    public IReadOnlyList<IArrowArray> Columns { get; }

    /// <summary>The batch as other Arrow code takes it; the buffers are shared.</summary>
    public RecordBatch ToArrow() => new(Schema.ToArrow(), Columns, RowCount);

    /// <summary>The value of a cell as rows carry it (<see cref="ColumnType.ClrType"/>), null for null.</summary>
    public object? GetValue(int column, int row) => ColumnValue.Get(Columns[column], Schema[column].Type, row);

    /// <summary>The rows at these positions, in this order.</summary>
    public DatasetBatch Take(ReadOnlySpan<int> rows)
    {
        var columns = new IArrowArray[Columns.Count];
        for (var i = 0; i < columns.Length; i++) columns[i] = ColumnSelection.Take(Columns[i], rows);
        return new(Schema, columns, rows.Length, Origin, FirstRow);
    }

    /// <summary>These columns, in this order, without copying.</summary>
    public DatasetBatch Project(ReadOnlySpan<int> columns)
    {
        var (picked, arrays) = (new DatasetColumn[columns.Length], new IArrowArray[columns.Length]);
        for (var i = 0; i < columns.Length; i++) (picked[i], arrays[i]) = (Schema[columns[i]], Columns[columns[i]]);
        return new(new DatasetSchema(picked), arrays, RowCount, Origin, FirstRow);
    }

    public override string ToString() => $"{Wording.Count(RowCount, "row")} of {Wording.Count(Schema.Count, "column")} from {Origin}";
}
