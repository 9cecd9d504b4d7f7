using Scaling.Native.Datasets;

namespace Scaling.Native.Sampling;

/// <summary>
/// Gathers the values, weights and strata of batches by group. Holds 8 bytes a row for each column and for the weights, and 4 each for groups
/// and strata; while it completes, once more those of the largest column.
/// </summary>
public sealed class BootstrapCollector
{
    private readonly string[] _names;
    private readonly int _properties;
    private readonly RowStore<double>[] _columns;
    private readonly double[][] _read;
    private readonly KeyNumbers _groupKeys;
    private readonly KeyNumbers _stratumKeys;
    private readonly string[] _strata;
    private readonly RowStore<int> _groupOfRow = new();
    private readonly RowStore<int> _stratumOfRow = new();
    private readonly Dictionary<int, BootstrapException> _defects = [];
    private readonly HashSet<DatasetOrigin> _origins = [];
    private long[] _counts = [];
    private int[] _groups = [];
    private int[] _stratumNumbers = [];
    private int[] _nullColumns = [];

    /// <param name="properties">Columns of the values; those after the first are paired with it.</param>
    /// <param name="weight">Column of the weights, or null.</param>
    /// <param name="groupBy">Columns whose values make the groups; none puts all rows into one.</param>
    /// <param name="strata">Columns whose values make the strata of a group, if any.</param>
    public BootstrapCollector(
        IReadOnlyList<string> properties, string? weight, IReadOnlyList<string> groupBy, IReadOnlyList<string>? strata = null)
    {
        ArgumentNullException.ThrowIfNull(properties);
        ArgumentOutOfRangeException.ThrowIfZero(properties.Count);
        _properties = properties.Count;
        _names = weight is null ? [.. properties] : [.. properties, weight];
        _columns = Array.ConvertAll(_names, _ => new RowStore<double>());
        _read = Array.ConvertAll(_names, _ => Array.Empty<double>());
        _groupKeys = new KeyNumbers(groupBy);
        _strata = [.. strata ?? []];
        _stratumKeys = new KeyNumbers(_strata);
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
        var places = Array.ConvertAll(_names, batch.Schema.Require);
        var keys = _groupKeys.Find(batch.Schema);
        var strata = _stratumKeys.Find(batch.Schema);
        for (var column = 0; column < places.Length; column++)
        {
            Reserve(ref _read[column], batch.RowCount);
            NumericColumn.Read(batch, places[column], _read[column]);
        }

        _origins.Add(batch.Origin);
        if (batch.RowCount == 0)
        {
            return;
        }

        for (var column = 0; column < places.Length; column++)
        {
            _columns[column].Add(_read[column].AsSpan(0, batch.RowCount));
        }

        Reserve(ref _groups, batch.RowCount);
        var groups = _groups.AsSpan(0, batch.RowCount);
        _groupKeys.Resolve(batch, keys, groups);
        if (!_groupKeys.IsEmpty)
        {
            _groupOfRow.Add(groups);
        }

        if (!_stratumKeys.IsEmpty)
        {
            Reserve(ref _stratumNumbers, batch.RowCount);
            _stratumKeys.Resolve(batch, strata, _stratumNumbers.AsSpan(0, batch.RowCount));
            _stratumOfRow.Add(_stratumNumbers.AsSpan(0, batch.RowCount));
        }

        Count(batch, [.. places, .. strata], groups);
    }

    /// <summary>The groups in the order of their keys, nulls first. Can be called once.</summary>
    /// <exception cref="DatasetException">
    /// <see cref="DatasetError.InputIncomplete"/>: an input of which rows were taken failed later;
    /// <see cref="DatasetError.MemoryLimitExceeded"/>: more rows than an array can hold.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IReadOnlyList<KeyedBootstrapGroup> Complete(CancellationToken cancellationToken = default)
    {
        ThrowIfIncomplete();
        var keys = _groupKeys.Keys.ToArray();
        var order = new int[keys.Length];
        for (var number = 0; number < order.Length; number++)
        {
            order[number] = number;
            if (_counts[number] > Array.MaxLength)
            {
                throw new DatasetException(
                    DatasetError.MemoryLimitExceeded, $"The group {keys[number]} has {_counts[number]} rows, more than an array holds.");
            }
        }

        GroupKey.Sort(keys, order);
        var places = new GroupPlaces(_counts, order);
        var columns = Array.ConvertAll(_columns, column => Arrange(places, column, cancellationToken));
        var strata = _stratumKeys.IsEmpty ? null : Arrange(places, _stratumOfRow, cancellationToken);
        var renumbered = new (int Group, int Stratum)[_stratumKeys.Keys.Count];
        return Array.ConvertAll(order, number => new KeyedBootstrapGroup(keys[number], Group(number)));

        BootstrapGroup Group(int number)
        {
            var weights = _columns.Length > _properties ? places.Of(columns[^1], number) : default;
            var paired = _properties == 1 ? [] : new ReadOnlyMemory<double>[_properties - 1];
            for (var column = 1; column < _properties; column++)
            {
                paired[column - 1] = places.Of(columns[column], number);
            }

            return new BootstrapGroup(places.Of(columns[0], number), weights)
            {
                Paired = paired,
                Strata = strata is null ? default : Renumber(places.Of(strata, number), number + 1, renumbered),
                Defect = _defects.GetValueOrDefault(number),
            };
        }
    }

    private static void Reserve<T>(ref T[] array, int rows)
    {
        if (array.Length < rows)
        {
            array = new T[rows];
        }
    }

    /// <summary>Strata of one group numbered from 0 in the order they come; none where there is one only.</summary>
    private static ReadOnlyMemory<int> Renumber(Memory<int> strata, int group, (int Group, int Stratum)[] renumbered)
    {
        var count = 0;
        foreach (ref var stratum in strata.Span)
        {
            if (renumbered[stratum].Group != group)
            {
                renumbered[stratum] = (group, count++);
            }

            stratum = renumbered[stratum].Stratum;
        }

        return count > 1 ? strata : default;
    }

    private T[][] Arrange<T>(GroupPlaces places, RowStore<T> column, CancellationToken cancellationToken)
    {
        var arranged = places.Arrange(column, _groupOfRow, cancellationToken);
        column.Clear();
        return arranged;
    }

    private void ThrowIfIncomplete()
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
    }

    private void Count(DatasetBatch batch, ReadOnlySpan<int> places, ReadOnlySpan<int> groups)
    {
        if (_counts.Length < _groupKeys.Keys.Count)
        {
            Array.Resize(ref _counts, Math.Max(_groupKeys.Keys.Count, 2 * _counts.Length));
        }

        var counts = _counts;
        if (!FindNulls(batch, places))
        {
            foreach (var group in groups)
            {
                counts[group]++;
            }

            return;
        }

        for (var row = 0; row < groups.Length; row++)
        {
            var group = groups[row];
            counts[group]++;
            if (_nullColumns[row] >= 0 && !_defects.ContainsKey(group))
            {
                _defects.Add(group, Null(_nullColumns[row], counts[group]));
            }
        }
    }

    /// <summary>Finds the first column of each row that is null there.</summary>
    /// <returns>Whether there is any.</returns>
    private bool FindNulls(DatasetBatch batch, ReadOnlySpan<int> places)
    {
        var any = false;
        for (var column = places.Length - 1; column >= 0; column--)
        {
            var valid = batch.Columns[places[column]].Validity();
            if (valid.IsEmpty)
            {
                continue;
            }

            if (!any)
            {
                Reserve(ref _nullColumns, batch.RowCount);
                _nullColumns.AsSpan(0, batch.RowCount).Fill(-1);
                any = true;
            }

            for (var row = 0; row < batch.RowCount; row++)
            {
                if (!ColumnAccess.IsSet(valid, row))
                {
                    _nullColumns[row] = column;
                }
            }
        }

        return any;
    }

    private BootstrapException Null(int column, long row)
    {
        var (failure, what, name) = column < _properties ? (BootstrapFailure.NullValue, "value", _names[column])
            : column < _names.Length ? (BootstrapFailure.NullWeight, "weight", _names[column])
            : (BootstrapFailure.NullStratum, "stratum", _strata[column - _names.Length]);
        return new(failure, FormattableString.Invariant($"The {what} of row {row} of the group is null in the column '{name}'."));
    }
}
