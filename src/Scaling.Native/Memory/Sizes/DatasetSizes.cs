using Scaling.Native.Datasets;

namespace Scaling.Native.Memory.Sizes;

/// <summary>What a dataset takes in several forms, in bytes.</summary>
public sealed record DatasetSizes
{
    public required IReadOnlyList<ColumnSizes> Columns { get; init; }

    public required SizeEstimate Rows { get; init; }

    /// <summary>Every row was looked at.</summary>
    public required bool IsExact { get; init; }

    public required long SampledRows { get; init; }

    /// <summary>Bytes that were looked at; of Parquet files those of values before compression.</summary>
    public required long SampledBytes { get; init; }

    /// <summary>All columns where the data is.</summary>
    public SizeEstimate? Source { get; init; }

    /// <summary>All columns as objects, and the rows that hold them.</summary>
    public SizeEstimate? Objects { get; init; }

    /// <summary>The part of <see cref="Objects"/> that no column takes.</summary>
    public SizeEstimate? RowObjects { get; init; }

    /// <summary>The part of <see cref="Objects"/> that several columns share.</summary>
    public long SharedBytes { get; init; }

    /// <summary>All columns in their types.</summary>
    public SizeEstimate? Typed { get; init; }

    /// <summary>All columns in their best types.</summary>
    public SizeEstimate? Best { get; init; }

    /// <summary>Types of live objects that were met and left out.</summary>
    public IReadOnlyList<Type> LeftOut { get; init; } = [];

    /// <summary>
    /// The best types of columns, to be given where the data is read next: of all if every row was looked at, else of those only that have a better
    /// type than their own, since the others may still turn out to be wider.
    /// </summary>
    public IEnumerable<(string Name, ColumnType Type)> BestTypes() =>
        Columns.Where(c => c.BestType is not null && (IsExact || c.BestType != c.Type)).Select(c => (c.Name, c.BestType!));

    /// <summary>Live objects, with what the same rows would take as typed columns.</summary>
    /// <param name="typed">Of columns with the same names; null where there are none.</param>
    public DatasetSizes Join(DatasetSizes? typed)
    {
        if (typed is null) return this;
        var objects = Columns.ToDictionary(c => c.Name, StringComparer.OrdinalIgnoreCase);
        return this with
        {
            Columns = [.. typed.Columns.Select(c => objects.GetValueOrDefault(c.Name) is { } live
                ? c with { Source = live.Source, Objects = live.Objects, SharedBytes = live.SharedBytes }
                : c with { Source = null, Objects = null })],
            Typed = typed.Typed,
            Best = typed.Best,
        };
    }
}
