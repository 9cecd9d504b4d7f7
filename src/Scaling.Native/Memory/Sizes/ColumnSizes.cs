using Scaling.Native.Datasets;

namespace Scaling.Native.Memory.Sizes;

/// <summary>What a column takes in several forms, in bytes.</summary>
public sealed record ColumnSizes
{
    public required string Name { get; init; }

    /// <summary>Its type; null where no type is known.</summary>
    public ColumnType? Type { get; init; }

    /// <summary>The type that takes least and holds every value.</summary>
    public ColumnType? BestType { get; init; }

    /// <summary>Why that holds every value; null where it is <see cref="Type"/>.</summary>
    public string? Reason { get; init; }

    /// <summary>Where the data is, as it is.</summary>
    public SizeEstimate? Source { get; init; }

    /// <summary>As objects.</summary>
    public SizeEstimate? Objects { get; init; }

    /// <summary>The bytes among those of live objects that several rows refer to.</summary>
    public long SharedBytes { get; init; }

    /// <summary>As a column of <see cref="Type"/>.</summary>
    public SizeEstimate? Typed { get; init; }

    /// <summary>As a column of <see cref="BestType"/>.</summary>
    public SizeEstimate? Best { get; init; }

    /// <summary>As indices into a dictionary of its values as text; null for bytes.</summary>
    public SizeEstimate? Category { get; init; }

    public SizeEstimate? Nulls { get; init; }

    public DistinctEstimate? Distinct { get; init; }

    /// <summary>The least number that was seen.</summary>
    public object? Minimum { get; init; }

    /// <summary>The greatest number that was seen.</summary>
    public object? Maximum { get; init; }
}
