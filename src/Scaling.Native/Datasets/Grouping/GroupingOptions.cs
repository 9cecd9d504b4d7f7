namespace Scaling.Native.Datasets.Grouping;

/// <summary>What is computed of a column for every group.</summary>
public enum AggregateFunction
{
    Sum,
    Mean,
    Min,
    Max,

    /// <summary>Rows of the group; takes no column.</summary>
    Count,
    CountDistinct,
}

/// <summary>A function asked of a column.</summary>
/// <param name="Function">What to compute.</param>
/// <param name="Column">The column, in any case; null for <see cref="AggregateFunction.Count"/> alone.</param>
public sealed record Aggregate(AggregateFunction Function, string? Column = null);

/// <summary>How rows are grouped.</summary>
public sealed record GroupingOptions
{
    /// <summary>Below this the fixed buffers alone would not fit.</summary>
    public const long MinMemoryLimit = 1L << 20;

    public const long DefaultMemoryLimit = 512L << 20;

    /// <summary>The key columns, at least one; the result is sorted by them in this order.</summary>
    public required IReadOnlyList<string> By { get; init; }

    /// <summary>The result's columns after the keys, in this order. None: the rows of each group are counted.</summary>
    public IReadOnlyList<Aggregate> Aggregates { get; init; } = [];

    /// <summary>Bytes that keys, states, distinct values and buffers may take; beyond it partial groups go to files.</summary>
    public long MemoryLimit { get; init; } = DefaultMemoryLimit;

    /// <summary>Where those files go; null is the user's temporary folder.</summary>
    public string? TemporaryFolder { get; init; }
}
