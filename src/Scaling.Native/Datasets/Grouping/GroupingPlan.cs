using Scaling.Native.Datasets.Grouping.States;

namespace Scaling.Native.Datasets.Grouping;

/// <summary>A column of the result after the keys.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Function">What is computed.</param>
/// <param name="Source">Its column's place in <see cref="GroupingPlan.Sources"/>, or -1.</param>
/// <param name="State">Its state's place in <see cref="GroupingPlan.States"/>.</param>
/// <param name="Type">The result's type.</param>
internal sealed record GroupingOutput(string Name, AggregateFunction Function, int Source, int State, ColumnType Type);

/// <summary>The names of the options bound to the columns of the first batch; later batches must have them with the same types.</summary>
internal sealed class GroupingPlan
{
    private readonly List<DatasetColumn> _sources = [];
    private readonly List<(AggregateFunction Function, int Source)> _states = [];
    private readonly bool[] _isNullable;
    private DatasetSchema? _bound;
    private int[] _columns = [];

    /// <exception cref="DatasetException"><see cref="DatasetError.ColumnNotFound"/>, <see cref="DatasetError.ColumnTypeMismatch"/> or
    /// <see cref="DatasetError.DuplicateColumn"/>.</exception>
    internal GroupingPlan(GroupingOptions options, DatasetSchema schema)
    {
        foreach (var name in options.By)
        {
            var key = schema[schema.Require(name)];
            if (_sources.Contains(key))
            {
                throw new DatasetException(DatasetError.DuplicateColumn, $"The rows cannot be grouped by '{key.Name}' twice.")
                { Column = key.Name };
            }

            _sources.Add(key);
        }

        KeyCount = _sources.Count;
        var aggregates = options.Aggregates.Count > 0 ? options.Aggregates : [new Aggregate(AggregateFunction.Count)];
        var names = new GroupingNames([.. _sources.Select(c => c.Name)], aggregates);
        Outputs = [.. aggregates.Select(a => Output(a, schema, names))];
        _isNullable = new bool[_sources.Count];
    }

    /// <summary>The columns needed: the keys, then those that functions are computed of.</summary>
    internal IReadOnlyList<DatasetColumn> Sources => _sources;

    internal int KeyCount { get; }

    internal IReadOnlyList<GroupingOutput> Outputs { get; }

    /// <summary>One state serves the sum and the mean of a column.</summary>
    internal IReadOnlyList<(AggregateFunction Function, int Source)> States => _states;

    internal ColumnType[] KeyTypes => [.. _sources.Take(KeyCount).Select(c => c.Type)];

    /// <summary>The result's columns; they are nullable where those of a batch so far are.</summary>
    internal DatasetSchema ResultSchema => new([
        .. _sources.Take(KeyCount).Select((c, i) => c with { IsNullable = _isNullable[i] }),
        .. Outputs.Select(o => new DatasetColumn(o.Name, o.Type,
            o.Function is not (AggregateFunction.Count or AggregateFunction.CountDistinct) && _isNullable[o.Source])),
    ]);

    internal AggregateState[] CreateStates(int sliceRows, MemoryBudget budget) =>
        [.. _states.Select(s => AggregateState.Create(s.Function, s.Source < 0 ? null : _sources[s.Source].Type, sliceRows, budget))];

    /// <summary>Where the batch has the needed columns, found by name.</summary>
    /// <exception cref="DatasetException"><see cref="DatasetError.ColumnNotFound"/>, or <see cref="DatasetError.SchemaMismatch"/>: a
    /// column has another type than in the first batch.</exception>
    internal int[] Bind(DatasetSchema schema)
    {
        if (ReferenceEquals(schema, _bound)) return _columns;
        var columns = new int[_sources.Count];
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i] = schema.Require(_sources[i].Name);
            var type = schema[columns[i]].Type;
            if (type != _sources[i].Type)
            {
                throw new DatasetException(DatasetError.SchemaMismatch,
                    $"The column '{_sources[i].Name}' is {type}, but {_sources[i].Type} in the rows before.")
                { Column = _sources[i].Name };
            }
        }

        for (var i = 0; i < columns.Length; i++) _isNullable[i] |= schema[columns[i]].IsNullable;
        (_bound, _columns) = (schema, columns);
        return columns;
    }

    private GroupingOutput Output(Aggregate aggregate, DatasetSchema schema, GroupingNames names)
    {
        var (function, source) = (aggregate.Function, -1);
        var type = ColumnType.Int64;
        if (aggregate.Column is { } name)
        {
            var column = schema[schema.Require(name)];
            type = ResultType(function, column);
            source = _sources.IndexOf(column);
            if (source < 0)
            {
                source = _sources.Count;
                _sources.Add(column);
            }
        }

        var state = (function == AggregateFunction.Mean ? AggregateFunction.Sum : function, source);
        if (!_states.Contains(state)) _states.Add(state);
        return new(names.Take(aggregate, source < 0 ? null : _sources[source].Name), function, source, _states.IndexOf(state), type);
    }

    private static ColumnType ResultType(AggregateFunction function, DatasetColumn column)
    {
        if (function is AggregateFunction.Sum or AggregateFunction.Mean && !column.Type.IsNumeric)
        {
            throw new DatasetException(DatasetError.ColumnTypeMismatch,
                $"The column '{column.Name}' is {column.Type}; the {(function == AggregateFunction.Sum ? "sum" : "mean")} needs numbers.")
            { Column = column.Name };
        }

        return function switch
        {
            AggregateFunction.Min or AggregateFunction.Max => column.Type,
            AggregateFunction.CountDistinct => ColumnType.Int64,
            AggregateFunction.Mean => ColumnType.Double,
            _ => column.Type.Kind switch
            {
                ColumnKind.UInt64 => ColumnType.UInt64,
                ColumnKind.Single or ColumnKind.Double => ColumnType.Double,
                ColumnKind.Decimal => ColumnType.Decimal(ColumnType.MaxDecimalPrecision, column.Type.Scale),
                _ => ColumnType.Int64,
            },
        };
    }
}
