using System.Globalization;
using Apache.Arrow;
using Scaling.Native.Datasets.Rows;

namespace Scaling.Native.Datasets;

/// <summary>
/// Gathers rows into batches. Rows of a <see cref="RowClass"/> have the types of the columns they came from; of other objects, the types
/// come from the first batch of rows (<see cref="DatasetBatch.DefaultRowCount"/>) and hold for the stream.
/// </summary>
public sealed class RowBatchBuilder
{
    private readonly string[] _names;
    private readonly ColumnType?[] _known;
    private readonly List<object?>[] _first;
    private readonly DatasetOrigin _origin = new(null);
    private readonly RowClass? _class;
    private readonly object?[] _values;
    private ColumnBuilder[]? _builders;
    private DatasetSchema? _schema;
    private RowClass? _otherClass;
    private int[] _otherColumns = [];
    private long _firstRow;
    private long _refused;
    private int _count;

    /// <param name="names">The columns' names.</param>
    /// <param name="known">Types of columns, where they are known, that hold as long as all values of the first batch fit.</param>
    /// <exception cref="DatasetException"><see cref="DatasetError.DuplicateColumn"/>.</exception>
    public RowBatchBuilder(IEnumerable<string> names, IReadOnlyList<ColumnType?>? known = null)
    {
        _names = [.. names];
        _known = known is null ? new ColumnType?[_names.Length] : [.. known];
        _values = new object?[_names.Length];
        _first = [.. _names.Select(_ => new List<object?>())];
        _ = new DatasetSchema(_names.Select(n => new DatasetColumn(n, ColumnType.String)));
    }

    /// <param name="rows">The class of most rows, whose columns the batches have.</param>
    public RowBatchBuilder(RowClass rows) : this(rows.Schema.Select(c => c.Name), [.. rows.Schema.Select(c => c.Type)])
    {
        _class = rows;
        Begin(rows.Schema.Select(c => c.Type));
    }

    public IReadOnlyList<string> Names => _names;

    /// <summary>Rows added since the last batch.</summary>
    public int Count => _count;

    /// <summary>Adds a row, one value a name.</summary>
    /// <returns>A batch when one is full, else null.</returns>
    /// <exception cref="DatasetException"><see cref="DatasetError.ValueNotParsed"/>: a value does not fit the type that the first
    /// rows gave its column. The row is left out, the origin fails, the builder goes on.</exception>
    public DatasetBatch? Add(ReadOnlySpan<object?> values)
    {
        if (_builders is not null) Append(values);
        else Keep(values);
        return _count >= DatasetBatch.DefaultRowCount ? Build() : null;
    }

    /// <summary>Adds a row; columns are found by name, and null where the row has none of that name.</summary>
    /// <inheritdoc cref="Add(ReadOnlySpan{object})"/>
    public DatasetBatch? Add(DatasetRow row)
    {
        var rows = RowClass.Of(row);
        if (rows != _class || _builders is null || !rows.Fits(row)) return Add(Values(row, rows));
        for (var i = 0; i < _builders.Length; i++) rows.Columns[i].Append(row, _builders[i]);
        return ++_count >= DatasetBatch.DefaultRowCount ? Build() : null;
    }

    /// <summary>The rows that do not fill a batch, or null where there are none.</summary>
    public DatasetBatch? Flush() => _count > 0 ? Build() : null;

    private ReadOnlySpan<object?> Values(DatasetRow row, RowClass rows)
    {
        if (rows != _otherClass) (_otherClass, _otherColumns) = (rows, [.. _names.Select(rows.Schema.IndexOf)]);
        for (var i = 0; i < _values.Length; i++) _values[i] = _otherColumns[i] < 0 ? null : rows.GetValue(row, _otherColumns[i]);
        return _values;
    }

    private void Keep(ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++) _first[i].Add(values[i]);
        _count++;
    }

    private void Append(ReadOnlySpan<object?> values)
    {
        // All or nothing: a value refused in the third column must not leave two columns longer than the rest.
        for (var i = 0; i < values.Length; i++)
        {
            if (Fits(i, values[i], out var refusal)) continue;
            if (_firstRow == 0 && _class is not null)
            {
                // No batch is out yet, so the column can still become what holds all of its values.
                KeepBuilt();
                Keep(values);
                return;
            }

            var row = _firstRow + _count + ++_refused;
            var failure = new DatasetException(DatasetError.ValueNotParsed,
                string.Create(CultureInfo.InvariantCulture, $"Row {row}, column '{_names[i]}': {refusal!.Message}"), refusal)
            { Column = _names[i], Value = ObjectConversion.Text(values[i]!) };
            _origin.Fail(failure);
            throw failure;
        }

        for (var i = 0; i < values.Length; i++) _builders![i].AppendObject(values[i]);
        _count++;
    }

    private bool Fits(int column, object? value, out InvalidCastException? refusal)
    {
        refusal = null;
        return value is null or DBNull || ObjectConversion.Fits(_schema![column].Type, value, out refusal);
    }

    /// <summary>Takes the rows out of the builders again.</summary>
    private void KeepBuilt()
    {
        for (var i = 0; i < _names.Length; i++)
        {
            var array = _builders![i].Build();
            for (var row = 0; row < _count; row++) _first[i].Add(ColumnValue.Get(array, _builders[i].Type, row));
        }

        (_builders, _schema) = (null, null);
    }

    private DatasetBatch Build()
    {
        if (_builders is null) Settle();
        var arrays = new IArrowArray[_names.Length];
        for (var i = 0; i < arrays.Length; i++) arrays[i] = _builders![i].Build();
        var batch = new DatasetBatch(_schema!, arrays, _count, _origin, _firstRow);
        (_firstRow, _count) = (_firstRow + _count, 0);
        return batch;
    }

    private void Begin(IEnumerable<ColumnType> types)
    {
        _schema = new(_names.Zip(types, (name, type) => new DatasetColumn(name, type)));
        _builders = [.. _schema.Select(c => ColumnBuilder.Create(c.Type))];
    }

    private void Settle()
    {
        Begin([.. _first.Select(Type)]);
        for (var i = 0; i < _names.Length; i++)
        {
            foreach (var value in _first[i]) _builders![i].AppendObject(value);
            _first[i].Clear();
        }
    }

    private ColumnType Type(List<object?> values, int column)
    {
        if (_known[column] is { } known && Hold(known, values)) return known;
        var type = RowTypeInference.Infer(values);
        return Hold(type, values) ? type : ColumnType.String;
    }

    private static bool Hold(ColumnType type, List<object?> values) =>
        values.TrueForAll(v => v is null or DBNull || ObjectConversion.Fits(type, v, out _));
}
