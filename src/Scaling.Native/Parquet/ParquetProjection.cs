using Scaling.Native.Datasets;

namespace Scaling.Native.Parquet;

/// <summary>The columns that names stand for.</summary>
internal static class ParquetProjection
{
    /// <exception cref="DatasetException"><see cref="DatasetError.ColumnNotFound"/>, <see cref="DatasetError.DuplicateColumn"/> where a
    /// name stands for several, or <see cref="DatasetError.FormatNotSupported"/> where one is of a type that is not read.</exception>
    internal static ParquetField[] Resolve(IReadOnlyList<ParquetField> columns, IReadOnlyList<string>? names)
    {
        var picked = names is null ? [.. columns] : names.Select(name => Find(columns, name)).ToArray();
        foreach (var column in picked)
        {
            if (column.Type is null)
                throw new DatasetException(DatasetError.FormatNotSupported,
                    $"Column '{column.Name}' cannot be read: {column.Refusal}. Leave it out by naming the columns to read.")
                { Column = column.Name };
        }

        return picked;
    }

    // Names that differ only in case are two columns to Parquet: the exact one wins.
    private static ParquetField Find(IReadOnlyList<ParquetField> columns, string name) => columns.Count(c => c.Name == name) > 1
        ? throw new DatasetException(DatasetError.DuplicateColumn, $"The column name '{name}' occurs twice.") { Column = name }
        : columns.FirstOrDefault(c => c.Name == name)
        ?? columns.FirstOrDefault(c => string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new DatasetException(DatasetError.ColumnNotFound,
            $"There is no column '{name}'. {Wording.ColumnsAre(columns.Select(c => c.Name).Distinct())}")
        { Column = name };
}
