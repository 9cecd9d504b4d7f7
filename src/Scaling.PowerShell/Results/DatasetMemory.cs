using Scaling.Native.Memory.Sizes;

namespace Scaling.PowerShell.Results;

/// <summary>What a dataset takes: where it is, as objects, as typed columns, and as columns of the best types.</summary>
public sealed record DatasetMemory
{
    internal DatasetMemory(string name, string? path, string source, DatasetSizes sizes)
    {
        (Name, Path, Source) = (name, path, source);
        Columns = [.. sizes.Columns.Select(c => new ColumnMemory(c, sizes.IsExact))];
        Rows = sizes.Rows.Bytes;
        SourceBytes = sizes.Source?.Bytes;
        ObjectBytes = sizes.Objects?.Bytes;
        RowBytes = sizes.RowObjects?.Bytes;
        SharedBytes = sizes.SharedBytes;
        TypedBytes = sizes.Typed?.Bytes;
        BestBytes = sizes.Best?.Bytes;
        IsExact = sizes.IsExact;
        SampledRows = sizes.SampledRows;
        SampledBytes = sizes.SampledBytes;
        Error = IsExact ? null : new()
        {
            Rows = sizes.Rows.Error,
            SourceBytes = sizes.Source?.Error,
            ObjectBytes = sizes.Objects?.Error,
            TypedBytes = sizes.Typed?.Error,
            BestBytes = sizes.Best?.Error,
        };
    }

    /// <summary>The file's name, or what the input is.</summary>
    public string Name { get; }

    /// <summary>Full path of the file; null where there is none.</summary>
    public string? Path { get; }

    /// <summary>What SourceBytes are of: Csv, Parquet, Batches or Objects.</summary>
    public string Source { get; }

    /// <summary>Rows.</summary>
    public long Rows { get; }

    public ColumnMemory[] Columns { get; }

    /// <summary>All columns as they are: text, a Parquet file's pages, the buffers of batches, or live objects.</summary>
    public long? SourceBytes { get; }

    /// <summary>All columns as objects of PowerShell, with the rows that hold them: for live objects measured, else by the model of Import-Csv.</summary>
    public long? ObjectBytes { get; }

    /// <summary>The part of ObjectBytes that no column takes: the rows, and their tables of members.</summary>
    public long? RowBytes { get; }

    /// <summary>The part of ObjectBytes or, of batches, of SourceBytes that several columns share, each object counted once.</summary>
    public long SharedBytes { get; }

    /// <summary>All columns in their types.</summary>
    public long? TypedBytes { get; }

    /// <summary>All columns in their best types.</summary>
    public long? BestBytes { get; }

    /// <summary>TypedBytes less BestBytes.</summary>
    public long? SavedBytes => TypedBytes - BestBytes;

    /// <summary>ObjectBytes / BestBytes; null where there is nothing.</summary>
    public double? ReductionRatio => BestBytes > 0 ? (double?)ObjectBytes / BestBytes : null;

    /// <summary>Every row was looked at.</summary>
    public bool IsExact { get; }

    /// <summary>Rows that were looked at.</summary>
    public long SampledRows { get; }

    /// <summary>Bytes that were looked at; of Parquet files those of values before compression.</summary>
    public long SampledBytes { get; }

    /// <summary>Half of the 95 % interval of each size; null where they are exact.</summary>
    public MemoryError? Error { get; }
}
