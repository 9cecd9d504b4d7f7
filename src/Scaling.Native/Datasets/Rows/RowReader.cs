using System.Collections.Immutable;

namespace Scaling.Native.Datasets.Rows;

/// <summary>
/// Turns batches into rows, block by block. Keep one for a stream: what it learns from a batch, such as a column whose values its CLR
/// type does not have, holds for the next ones.
/// </summary>
public sealed class RowReader
{
    /// <summary>Rows that are made at once: few enough to stay in the cache while one column after another is filled in.</summary>
    public const int BlockSize = 512;

    private DatasetSchema? _schema;
    private ImmutableArray<int> _loose = [];
    private DatasetBatch? _batch;
    private RowClass? _class;
    private RowFiller[] _fillers = [];

    /// <summary>Starts a batch.</summary>
    /// <returns>False where no class can have properties of the columns' names.</returns>
    public bool TryOpen(DatasetBatch batch)
    {
        var schema = WithNulls(batch);
        if (!schema.Equals(_schema)) (_schema, _loose) = (schema, []);
        _batch = batch;
        return TryOpen();
    }

    /// <summary>Makes rows: of class <see cref="DatasetRow"/>.</summary>
    /// <param name="first">The batch's row that becomes the first one.</param>
    /// <param name="rows">Gets them, as many as it has room for and there are.</param>
    /// <returns>How many.</returns>
    public int Read(int first, object[] rows)
    {
        var count = Math.Min(rows.Length, _batch!.RowCount - first);
        while (!Fill(first, rows, count)) TryOpen();
        return count;
    }

    /// <summary>The schema, with the columns nullable that have nulls though they should not: a null must not become a zero.</summary>
    private static DatasetSchema WithNulls(DatasetBatch batch)
    {
        for (var i = 0; i < batch.Columns.Count; i++)
        {
            if (!batch.Schema[i].IsNullable && batch.Columns[i].NullCount > 0)
                return new DatasetSchema(batch.Schema.Select((c, at) => batch.Columns[at].NullCount > 0 ? c with { IsNullable = true } : c));
        }

        return batch.Schema;
    }

    private bool TryOpen()
    {
        _class = RowClass.For(_schema!, _loose);
        if (_class is null) return false;
        _fillers = new RowFiller[_class.Columns.Length];
        for (var i = 0; i < _fillers.Length; i++) _fillers[i] = _class.Columns[i].Open(_batch!.Columns[i]);
        return true;
    }

    private bool Fill(int first, object[] rows, int count)
    {
        _class!.Create(rows, count);
        for (var i = 0; i < _fillers.Length; i++)
        {
            if (_fillers[i].Fill(first, rows.AsSpan(0, count))) continue;
            _loose = [.. _loose.Add(i).Order()];
            return false;
        }

        return true;
    }
}
