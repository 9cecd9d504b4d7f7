namespace Scaling.Native.Datasets.Grouping;

/// <summary>
/// Names of the result's columns. A column keeps its name where one function is asked of it and no key nor the count has the name;
/// else the function goes before it: SumFiles, MeanFiles.
/// </summary>
internal sealed class GroupingNames
{
    private static readonly string Count = nameof(AggregateFunction.Count);

    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _reserved = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> _functions = new(StringComparer.OrdinalIgnoreCase);

    internal GroupingNames(IReadOnlyList<string> keys, IReadOnlyList<Aggregate> aggregates)
    {
        _taken.UnionWith(keys);
        _reserved.UnionWith(keys);
        foreach (var (function, column) in aggregates)
        {
            if (function == AggregateFunction.Count) _reserved.Add(Count);
            else _functions[column!] = _functions.GetValueOrDefault(column!) + 1;
        }
    }

    /// <param name="aggregate">The function, and the column as the user wrote it.</param>
    /// <param name="column">The column as the dataset writes it.</param>
    /// <exception cref="DatasetException"><see cref="DatasetError.DuplicateColumn"/>.</exception>
    internal string Take(Aggregate aggregate, string? column)
    {
        var name = column is null ? Count
            : _functions[aggregate.Column!] == 1 && !_reserved.Contains(column) ? column
            : $"{aggregate.Function}{column}";
        return _taken.Add(name)
            ? name
            : throw new DatasetException(DatasetError.DuplicateColumn,
                $"The result would have two columns named '{name}'. Rename a column before grouping, or ask for less.")
            { Column = name };
    }
}
