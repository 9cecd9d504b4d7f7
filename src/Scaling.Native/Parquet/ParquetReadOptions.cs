using Scaling.Native.Datasets;
using Scaling.Native.Datasets.Expressions;
using Scaling.Native.Processors;

namespace Scaling.Native.Parquet;

/// <summary>What to read of a Parquet file.</summary>
public sealed record ParquetReadOptions
{
    /// <summary>The columns to read, in this order; null for all. Bytes of other columns are not touched.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <inheritdoc cref="DatasetReadOptions.Filter"/>
    public RowScript? Filter { get; init; }

    /// <summary>Threads that decode, the caller's among them. With more than one, up to <see cref="ReadAhead"/> batches are decoded
    /// before they are asked for; the batches are the same for any number.</summary>
    public int Workers { get; init; } = ResourceLimits.Workers();

    /// <summary>Batches that are held at most, decoded or being decoded, with several workers.</summary>
    public int ReadAhead { get; init; } = 3;

    /// <summary>Row groups to read, by their numbers from 0; null for all.</summary>
    public IReadOnlySet<int>? RowGroups { get; init; }
}
