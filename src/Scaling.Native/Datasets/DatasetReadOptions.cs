using Scaling.Native.Csv;
using Scaling.Native.Datasets.Expressions;

namespace Scaling.Native.Datasets;

/// <summary>How a file of either format is to be read.</summary>
public sealed record DatasetReadOptions
{
    /// <summary>Columns to read, in this order; null for all.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>
    /// Says which rows will be kept of what is read, so that the reader may leave out others where it knows them by their statistics;
    /// null for none. Batches may still hold rows for which it is not true: the caller filters them. Rows for which the script would
    /// fail are not left out. It must name columns that are read. Its translation is asked for before every batch.
    /// </summary>
    public RowScript? Filter { get; init; }

    /// <summary>For text files; <see cref="CsvReadOptions.Columns"/> is taken from <see cref="Columns"/>.</summary>
    public CsvReadOptions Csv { get; init; } = new();
}
