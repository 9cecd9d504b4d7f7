using System.Collections;
using Apache.Arrow;

namespace Scaling.Native.Datasets;

/// <summary>The columns of a dataset, in order. Names are found in any case and are unique in that sense, as properties of rows must be.</summary>
public sealed class DatasetSchema : IReadOnlyList<DatasetColumn>, IEquatable<DatasetSchema>
{
    private readonly DatasetColumn[] _columns;
    private readonly Dictionary<string, int> _index;

    /// <exception cref="DatasetException"><see cref="DatasetError.DuplicateColumn"/>: two names are equal but for case.</exception>
    public DatasetSchema(IEnumerable<DatasetColumn> columns)
    {
        _columns = [.. columns];
        _index = new(_columns.Length, StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < _columns.Length; i++)
            if (!_index.TryAdd(_columns[i].Name, i))
                throw new DatasetException(DatasetError.DuplicateColumn, $"The column name '{_columns[i].Name}' occurs twice.")
                {
                    Column = _columns[i].Name,
                };
    }

    public int Count => _columns.Length;

    public DatasetColumn this[int index] => _columns[index];

    /// <summary>The position of a column, or -1.</summary>
    public int IndexOf(string name) => _index.GetValueOrDefault(name, -1);

    /// <summary>The position of a column.</summary>
    /// <exception cref="DatasetException"><see cref="DatasetError.ColumnNotFound"/>, naming the columns there are.</exception>
    public int Require(string name)
    {
        var index = IndexOf(name);
        return index >= 0
            ? index
            : throw new DatasetException(DatasetError.ColumnNotFound,
                $"There is no column '{name}'. {Wording.ColumnsAre(_columns.Select(c => c.Name))}")
            { Column = name };
    }

    public Schema ToArrow() => new(_columns.Select(c => new Field(c.Name, c.Type.ToArrow(), c.IsNullable)), null);

    public bool Equals(DatasetSchema? other) => other is not null && _columns.AsSpan().SequenceEqual(other._columns);

    public override bool Equals(object? obj) => Equals(obj as DatasetSchema);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var column in _columns) hash.Add(column);
        return hash.ToHashCode();
    }

    public IEnumerator<DatasetColumn> GetEnumerator() => ((IEnumerable<DatasetColumn>)_columns).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => string.Join(", ", (object[])_columns);
}
