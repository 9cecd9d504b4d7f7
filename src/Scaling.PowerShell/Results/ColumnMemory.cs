using Scaling.Native.Memory.Sizes;

namespace Scaling.PowerShell.Results;

/// <summary>What a column takes: where it is, as objects, as a typed column, and as a column of the best type.</summary>
public sealed record ColumnMemory
{
    internal ColumnMemory(ColumnSizes sizes, bool isExact)
    {
        Name = sizes.Name;
        Type = sizes.Type?.ToString();
        BestType = sizes.BestType?.ToString();
        Reason = sizes.Reason;
        SourceBytes = sizes.Source?.Bytes;
        ObjectBytes = sizes.Objects?.Bytes;
        SharedBytes = sizes.SharedBytes;
        TypedBytes = sizes.Typed?.Bytes;
        BestBytes = sizes.Best?.Bytes;
        CategoryBytes = sizes.Category?.Bytes;
        NullCount = sizes.Nulls?.Bytes;
        (DistinctCount, DistinctLow, DistinctHigh) = (sizes.Distinct?.Count, sizes.Distinct?.Low, sizes.Distinct?.High);
        (Minimum, Maximum) = (sizes.Minimum, sizes.Maximum);
        Error = isExact ? null : new()
        {
            SourceBytes = sizes.Source?.Error,
            ObjectBytes = sizes.Objects?.Error,
            TypedBytes = sizes.Typed?.Error,
            BestBytes = sizes.Best?.Error,
            CategoryBytes = sizes.Category?.Error,
            NullCount = sizes.Nulls?.Error,
        };
    }

    public string Name { get; }

    /// <summary>The type it is read as; null for properties that were not read.</summary>
    public string? Type { get; }

    /// <summary>The smallest type that holds every value as it stands, in the form that -Schema takes.</summary>
    public string? BestType { get; }

    /// <summary>Why BestType holds every value; null where it is Type.</summary>
    public string? Reason { get; }

    /// <summary>As it is: bytes of text, of a Parquet file's pages, of the buffers of batches, or of live objects.</summary>
    public long? SourceBytes { get; }

    /// <summary>As objects of PowerShell: for live objects measured, else by the model of Import-Csv.</summary>
    public long? ObjectBytes { get; }

    /// <summary>The part of ObjectBytes, of live objects, that several rows refer to, each object counted once.</summary>
    public long SharedBytes { get; }

    /// <summary>As a column of Type.</summary>
    public long? TypedBytes { get; }

    /// <summary>As a column of BestType.</summary>
    public long? BestBytes { get; }

    /// <summary>As indices of four bytes into a dictionary of the values as text, whether or not that pays; null for bytes.</summary>
    public long? CategoryBytes { get; }

    /// <summary>TypedBytes less BestBytes.</summary>
    public long? SavedBytes => TypedBytes - BestBytes;

    /// <summary>Rows without a value.</summary>
    public long? NullCount { get; }

    /// <summary>Different values: counted, or of many or of a sample estimated.</summary>
    public long? DistinctCount { get; }

    /// <summary>The least number of different values that there may be.</summary>
    public long? DistinctLow { get; }

    /// <summary>The greatest number of different values that there may be.</summary>
    public long? DistinctHigh { get; }

    /// <summary>The least number that was seen.</summary>
    public object? Minimum { get; }

    /// <summary>The greatest number that was seen.</summary>
    public object? Maximum { get; }

    /// <summary>Half of the 95 % interval of each size; null where they are exact.</summary>
    public MemoryError? Error { get; }

    public override string ToString() => BestType == Type ? $"{Name}: {Type}" : $"{Name}: {Type}, better {BestType}";
}
