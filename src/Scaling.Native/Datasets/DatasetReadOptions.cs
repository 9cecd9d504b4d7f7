using Scaling.Native.Csv;

namespace Scaling.Native.Datasets;

/// <summary>How a file of either format is to be read.</summary>
public sealed record DatasetReadOptions
{
    /// <summary>Columns to read, in this order; null for all.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>For text files; <see cref="CsvReadOptions.Columns"/> is taken from <see cref="Columns"/>.</summary>
    public CsvReadOptions Csv { get; init; } = new();
}
