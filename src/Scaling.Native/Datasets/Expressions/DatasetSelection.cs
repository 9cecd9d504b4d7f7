using Apache.Arrow;

namespace Scaling.Native.Datasets.Expressions;

/// <summary>One thing that a selection puts out.</summary>
public abstract record SelectionItem;

/// <summary>Columns of the input: the one of this name, or with <paramref name="Matches"/> all whose names match.</summary>
public sealed record PickedColumns(string Pattern, Predicate<string>? Matches) : SelectionItem;

/// <summary>A column computed for each row; without a type its type follows from the script.</summary>
public sealed record ComputedItem(string Name, RowScript Script, ColumnType? Type) : SelectionItem;

/// <summary>
/// Rows for which a script is true, and for them columns of the input or computed. Takes a stream of batches, whose schema may
/// change between files.
/// </summary>
public sealed class DatasetSelection
{
    private readonly RowScript? _where;
    private readonly IReadOnlyList<SelectionItem>? _items;
    private readonly Predicate<string> _excluded;
    private readonly RowFilter? _filter;
    private readonly Dictionary<ComputedItem, ComputedColumn> _computed = [];

    /// <param name="where">Which rows to keep, or null for all.</param>
    /// <param name="items">What to put out, in this order, or null for all columns.</param>
    /// <param name="excluded">Names of input columns not to put out; computed columns are always put out.</param>
    /// <param name="rowByRow">Whether to run every script itself, for each row, as if nothing could be compiled.</param>
    public DatasetSelection(RowScript? where, IReadOnlyList<SelectionItem>? items, Predicate<string>? excluded, bool rowByRow = false)
    {
        (_where, _items, _excluded) = (where, items, excluded ?? (_ => false));
        if (where is not null) _filter = new(where, rowByRow);
        foreach (var item in items?.OfType<ComputedItem>() ?? []) _computed.TryAdd(item, new(item.Name, item.Script, item.Type, rowByRow));
    }

    /// <summary>How the scripts ran so far, in the order of the filter and the columns.</summary>
    public IEnumerable<ScriptUse> Uses
    {
        get
        {
            if (_filter is not null) yield return new(_where!, null, _filter.Counts.Rows, _filter.Counts.RowByRow, _filter.Reason);
            foreach (var (item, column) in _computed)
                yield return new(item.Script, item.Name, column.Counts.Rows, column.Counts.RowByRow, column.Reason);
        }
    }

    /// <summary>The selection from a batch.</summary>
    /// <param name="batch">The input.</param>
    /// <param name="failures">For each script with rows that failed, how many; their rows are left out, or null in the column.</param>
    /// <param name="cancellationToken">Looked at every few thousand rows.</param>
    /// <returns>A batch, or null where no row is left.</returns>
    /// <exception cref="DatasetException"><see cref="DatasetError.ColumnNotFound"/>: a script or an item names a column that is not
    /// there, or no column is left; <see cref="DatasetError.DuplicateColumn"/>: two columns would have one name.</exception>
    public DatasetBatch? Apply(DatasetBatch batch, out IReadOnlyList<RowFailures> failures, CancellationToken cancellationToken)
    {
        var failed = new List<RowFailures>();
        failures = failed;
        Check(batch.Schema);
        int[]? kept = null;
        if (_filter is not null)
        {
            kept = _filter.Evaluate(batch, out var filterFailures, cancellationToken);
            if (filterFailures is not null) failed.Add(filterFailures);
            if (kept.Length == batch.RowCount) kept = null;
        }

        var rows = kept is null ? batch : TakeNeeded(batch, kept);
        if (rows.RowCount == 0) return null;
        var columns = new List<DatasetColumn>();
        var arrays = new List<IArrowArray>();
        foreach (var (input, computed) in Outputs(rows.Schema))
        {
            if (computed is null)
            {
                columns.Add(rows.Schema[input]);
                arrays.Add(rows.Columns[input]);
                continue;
            }

            var (column, values) = computed.Evaluate(rows, out var columnFailures, cancellationToken);
            if (columnFailures is { FirstRow: var first }) failed.Add(columnFailures with { FirstRow = kept?[first] ?? first });
            columns.Add(column);
            arrays.Add(values);
        }

        return new DatasetBatch(new DatasetSchema(columns), arrays, rows.RowCount, batch.Origin, batch.FirstRow);
    }

    /// <summary>The columns of the selection, as a batch of no rows.</summary>
    /// <param name="schema">The input's columns.</param>
    /// <param name="origin">The input.</param>
    /// <param name="guess">Whether a computed column whose type only its values tell is to be of text.</param>
    /// <returns>Null where the type of a column is not known, nor to be guessed.</returns>
    /// <exception cref="DatasetException">As of <see cref="Apply"/>.</exception>
    public DatasetBatch? WithoutRows(DatasetSchema schema, DatasetOrigin origin, bool guess)
    {
        Check(schema);
        var columns = new List<DatasetColumn>();
        foreach (var (input, computed) in Outputs(schema))
        {
            if (computed is null) columns.Add(schema[input]);
            else if (computed.ColumnOf(schema) is { } column) columns.Add(column);
            else if (guess) columns.Add(new(computed.Name, ColumnType.String));
            else return null;
        }

        return DatasetBatch.Empty(new DatasetSchema(columns), origin);
    }

    /// <summary>Raises what is wrong with the names, whether or not any row is there to show it.</summary>
    private void Check(DatasetSchema schema)
    {
        foreach (var column in _where?.Columns ?? []) schema.Require(column);
        foreach (var item in _computed.Keys)
            foreach (var column in item.Script.Columns) schema.Require(column);
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in OutputNames(schema))
            if (!names.Add(name))
                throw new DatasetException(DatasetError.DuplicateColumn, $"Two columns would be called '{name}'.") { Column = name };
        if (names.Count == 0) throw new DatasetException(DatasetError.ColumnNotFound, "No column is left.");
    }

    private IEnumerable<string> OutputNames(DatasetSchema schema)
    {
        if (_items is null) return schema.Select(c => c.Name).Where(n => !_excluded(n));
        return _items.SelectMany(item => item is ComputedItem computed
            ? [computed.Name]
            : PickedIndices((PickedColumns)item, schema).Select(i => schema[i].Name));
    }

    private IEnumerable<(int Input, ComputedColumn? Computed)> Outputs(DatasetSchema schema)
    {
        if (_items is null)
            return Enumerable.Range(0, schema.Count).Where(i => !_excluded(schema[i].Name)).Select(i => (i, (ComputedColumn?)null));
        return _items.SelectMany(item => item is ComputedItem computed
            ? [(-1, _computed[computed])]
            : PickedIndices((PickedColumns)item, schema).Select(i => (i, (ComputedColumn?)null)));
    }

    private IEnumerable<int> PickedIndices(PickedColumns picked, DatasetSchema schema)
    {
        if (picked.Matches is null)
        {
            var index = schema.Require(picked.Pattern);
            return _excluded(schema[index].Name) ? [] : [index];
        }

        int[] matching = [.. Enumerable.Range(0, schema.Count).Where(i => picked.Matches(schema[i].Name))];
        if (matching.Length == 0)
            throw new DatasetException(DatasetError.ColumnNotFound,
                $"No column matches '{picked.Pattern}'. {Wording.ColumnsAre(schema.Select(c => c.Name))}")
            { Column = picked.Pattern };
        return matching.Where(i => !_excluded(schema[i].Name));
    }

    /// <summary>The kept rows, without columns that are neither put out nor read any more.</summary>
    private DatasetBatch TakeNeeded(DatasetBatch batch, int[] kept)
    {
        if (_computed.Keys.Any(item => item.Script.ReadsWholeRow)) return batch.Take(kept);
        var needed = Outputs(batch.Schema).Where(o => o.Computed is null).Select(o => o.Input)
            .Concat(_computed.Keys.SelectMany(item => item.Script.Columns).Select(batch.Schema.IndexOf))
            .Distinct().Order();
        return batch.Project([.. needed]).Take(kept);
    }
}

/// <summary>How a script ran.</summary>
/// <param name="Script">The script.</param>
/// <param name="ColumnName">The column it computes, or null for a filter.</param>
/// <param name="Rows">Rows that were evaluated.</param>
/// <param name="RowByRow">Rows of these for which the script itself ran.</param>
/// <param name="Reason">Why it has no compiled form, or null where it has one.</param>
public sealed record ScriptUse(RowScript Script, string? ColumnName, long Rows, long RowByRow, string? Reason);
