namespace Scaling.Native.Parquet;

/// <summary>What to read of a Parquet file.</summary>
public sealed record ParquetReadOptions
{
    /// <summary>The columns to read, in this order; null for all. Bytes of other columns are not touched.</summary>
    public IReadOnlyList<string>? Columns { get; init; }
}
