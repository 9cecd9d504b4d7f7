using Scaling.Native.Datasets;

namespace Scaling.Native.Sampling;

/// <summary>Gathers the values and weights of batches by group. Holds 8 bytes a row, 16 with weights.</summary>
public sealed class BootstrapCollector
{
    private readonly string _property;
    private readonly string? _weight;
    private readonly string[] _groupBy;
    private readonly Dictionary<GroupKey, GroupRows> _groups = [];
    private readonly HashSet<DatasetOrigin> _origins = [];
    private Type[]? _keyTypes;
    private double[] _values = [];
    private double[] _weights = [];

    /// <param name="property">Column of the values.</param>
    /// <param name="weight">Column of the weights, or null.</param>
    /// <param name="groupBy">Columns whose values make the groups; none puts all rows into one.</param>
    public BootstrapCollector(string property, string? weight, IReadOnlyList<string> groupBy)
    {
        _property = property;
        _weight = weight;
        _groupBy = [.. groupBy];
    }

    /// <summary>Takes the rows of a batch: all of them or, when it throws, none.</summary>
    /// <exception cref="DatasetException">
    /// <see cref="DatasetError.ColumnNotFound"/>; <see cref="DatasetError.ColumnNotNumeric"/>;
    /// <see cref="DatasetError.ColumnTypeMismatch"/>: grouping by binary values; <see cref="DatasetError.SchemaMismatch"/>: a grouping
    /// column is of another type than in the batches before.
    /// </exception>
    public void Add(DatasetBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var schema = batch.Schema;
        var value = schema.Require(_property);
        var weight = _weight is null ? -1 : schema.Require(_weight);
        var keys = Array.ConvertAll(_groupBy, schema.Require);
        CheckKeyTypes(schema, keys);
        if (_values.Length < batch.RowCount)
        {
            _values = new double[batch.RowCount];
            _weights = new double[_weight is null ? 0 : batch.RowCount];
        }

        NumericColumn.Read(batch, value, _values);
        if (weight >= 0)
        {
            NumericColumn.Read(batch, weight, _weights);
        }

        _keyTypes ??= Array.ConvertAll(keys, key => KeyType(schema[key].Type));
        _origins.Add(batch.Origin);
        Append(batch, value, weight, keys);
    }

    /// <summary>The groups in the order of their keys, nulls first.</summary>
    /// <exception cref="DatasetException">
    /// <see cref="DatasetError.InputIncomplete"/>: an input of which rows were taken failed later.
    /// </exception>
    public IReadOnlyList<KeyedBootstrapGroup> Complete()
    {
        foreach (var origin in _origins)
        {
            if (origin.Failure is { } failure)
            {
                throw new DatasetException(
                    DatasetError.InputIncomplete,
                    $"The input {origin} ended early, so nothing is estimated from the part that was read: {failure.Message}",
                    failure);
            }
        }

        var keys = _groups.Keys.ToArray();
        Array.Sort(keys, GroupKey.Compare);
        return Array.ConvertAll(keys, key => new KeyedBootstrapGroup(key, _groups[key].ToGroup()));
    }

    private static Type KeyType(ColumnType type) => type.IsInteger ? typeof(long) : type.ClrType;

    private void CheckKeyTypes(DatasetSchema schema, int[] keys)
    {
        for (var key = 0; key < keys.Length; key++)
        {
            var column = schema[keys[key]];
            if (column.Type.Kind == ColumnKind.Binary)
            {
                throw Refusal(DatasetError.ColumnTypeMismatch, column, "binary, which makes no groups.");
            }

            if (_keyTypes is not null && _keyTypes[key] != KeyType(column.Type))
            {
                throw Refusal(DatasetError.SchemaMismatch, column, $"{column.Type} here, but {_keyTypes[key].Name} in the rows before.");
            }
        }
    }

    private static DatasetException Refusal(DatasetError error, DatasetColumn column, string what) =>
        new(error, $"The column '{column.Name}' is {what}") { Column = column.Name };

    private void Append(DatasetBatch batch, int value, int weight, int[] keys)
    {
        var valid = batch.Columns[value].Validity();
        var weightValid = weight < 0 ? [] : batch.Columns[weight].Validity();
        GroupKey? lastKey = null;
        GroupRows? group = null;
        for (var row = 0; row < batch.RowCount; row++)
        {
            if (keys.Length > 0 || group is null)
            {
                var key = new GroupKey(Array.ConvertAll(keys, column => batch.GetValue(column, row)));
                if (!key.Equals(lastKey) && !_groups.TryGetValue(key, out group))
                {
                    _groups[key] = group = new GroupRows(weighted: weight >= 0);
                }

                lastKey = key;
            }

            group!.Add(
                ColumnAccess.IsValid(valid, row) ? _values[row] : null,
                weight < 0 || !ColumnAccess.IsValid(weightValid, row) ? null : _weights[row]);
        }
    }
}
