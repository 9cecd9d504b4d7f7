using System.Globalization;
using Apache.Arrow;

namespace Scaling.Native.Datasets;

/// <summary>
/// Gathers rows of objects into batches. The types come from the first batch of rows (<see cref="DatasetBatch.DefaultRowCount"/>)
/// and hold for the stream.
/// </summary>
public sealed class RowBatchBuilder
{
    private readonly string[] _names;
    private readonly List<object?>[] _first;
    private readonly DatasetOrigin _origin = new(null);
    private ColumnBuilder[]? _builders;
    private DatasetSchema? _schema;
    private long _firstRow;
    private long _refused;
    private int _count;

    /// <exception cref="DatasetException"><see cref="DatasetError.DuplicateColumn"/>.</exception>
    public RowBatchBuilder(IEnumerable<string> names)
    {
        _names = [.. names];
        _first = [.. _names.Select(_ => new List<object?>())];
        _ = new DatasetSchema(_names.Select(n => new DatasetColumn(n, ColumnType.String)));
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
        if (_builders is null)
        {
            for (var i = 0; i < values.Length; i++) _first[i].Add(values[i]);
            _count++;
        }
        else
        {
            Append(values);
        }

        return _count >= DatasetBatch.DefaultRowCount ? Build() : null;
    }

    /// <summary>The rows that do not fill a batch, or null where there are none.</summary>
    public DatasetBatch? Flush() => _count > 0 ? Build() : null;

    private void Append(ReadOnlySpan<object?> values)
    {
        // All or nothing: a value refused in the third column must not leave two columns longer than the rest.
        for (var i = 0; i < values.Length; i++)
        {
            if (Fits(i, values[i], out var refusal)) continue;
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
        if (value is null || value.GetType() == _schema![column].Type.ClrType && _schema[column].Type.Precision == 0) return true;
        try
        {
            ColumnBuilder.Create(_schema[column].Type).AppendObject(value);
            return true;
        }
        catch (InvalidCastException e)
        {
            refusal = e;
            return false;
        }
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

    private void Settle()
    {
        _schema = new(_names.Select((name, i) => new DatasetColumn(name, Type(_first[i]))));
        _builders = [.. _schema.Select(c => ColumnBuilder.Create(c.Type))];
        for (var i = 0; i < _names.Length; i++)
        {
            foreach (var value in _first[i]) _builders[i].AppendObject(value);
            _first[i].Clear();
        }
    }

    private static ColumnType Type(List<object?> values)
    {
        var type = RowTypeInference.Infer(values);
        var trial = ColumnBuilder.Create(type);
        try
        {
            foreach (var value in values) trial.AppendObject(value);
            return type;
        }
        catch (InvalidCastException)
        {
            return ColumnType.String;
        }
    }
}
