namespace Scaling.PowerShell.Results;

/// <summary>A column of a dataset file.</summary>
public sealed record DatasetColumnInfo
{
    public required string Name { get; init; }

    /// <summary>The type it is read as, in the form that -Schema takes; null for a column of a Parquet file that is not read.</summary>
    public string? Type { get; init; }

    /// <summary>What a list or map of a Parquet file holds, which is read as JSON: list&lt;int32&gt;, map&lt;string,double&gt;; null for
    /// others.</summary>
    public string? NestedType { get; init; }

    /// <summary>False where the file promises values in every row.</summary>
    public required bool IsNullable { get; init; }

    /// <summary>Nulls, as a Parquet file says or a fully sampled text file shows; null where it is not known.</summary>
    public long? NullCount { get; init; }

    /// <summary>The least value, or a bound below it; null where the file does not say.</summary>
    public object? Minimum { get; init; }

    /// <summary>The greatest value, or a bound above it; null where the file does not say.</summary>
    public object? Maximum { get; init; }

    /// <summary>Bytes in a Parquet file, page headers included; null for text.</summary>
    public long? Bytes { get; init; }

    /// <summary>The same before compression.</summary>
    public long? UncompressedBytes { get; init; }

    /// <summary>Encodings in a Parquet file.</summary>
    public string[]? Encodings { get; init; }

    public override string ToString() => $"{Name}: {NestedType ?? Type ?? "not read"}";
}
