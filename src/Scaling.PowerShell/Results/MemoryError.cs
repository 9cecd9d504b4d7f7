namespace Scaling.PowerShell.Results;

/// <summary>Half of the 95 % intervals of sizes that a sample gave; null for what is not known of the input.</summary>
public sealed record MemoryError
{
    public long? Rows { get; init; }

    public long? SourceBytes { get; init; }

    public long? ObjectBytes { get; init; }

    public long? TypedBytes { get; init; }

    public long? BestBytes { get; init; }

    public long? CategoryBytes { get; init; }

    public long? NullCount { get; init; }
}
