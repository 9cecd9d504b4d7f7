namespace Scaling.PowerShell.Results;

/// <summary>What a dataset file is.</summary>
public sealed record DatasetInfo
{
    /// <summary>Full path of the file.</summary>
    public required string Path { get; init; }

    /// <summary>Parquet or Csv.</summary>
    public required string Format { get; init; }

    /// <summary>Size of the file.</summary>
    public required long Bytes { get; init; }

    /// <summary>Rows; null where the file would have to be read to tell even roughly.</summary>
    public long? Rows { get; init; }

    /// <summary>False where the number of rows is estimated from a sample.</summary>
    public required bool IsRowCountExact { get; init; }

    public required DatasetColumnInfo[] Columns { get; init; }

    /// <summary>Row groups of a Parquet file; 0 for text.</summary>
    public int RowGroups { get; init; }

    /// <summary>The codecs of a Parquet file's pages, or gzip or zstd for packed text.</summary>
    public string? Compression { get; init; }

    /// <summary>Of text: the character between fields, Tab or Whitespace.</summary>
    public string? Delimiter { get; init; }

    /// <summary>Of text: the encoding.</summary>
    public string? Encoding { get; init; }

    /// <summary>Of text: Lf, CrLf or Cr.</summary>
    public string? NewLine { get; init; }

    /// <summary>Of text: whether the first record names the columns.</summary>
    public bool? HasHeader { get; init; }

    /// <summary>Of text: records whose values gave the types.</summary>
    public long? SampledRows { get; init; }

    /// <summary>Of Parquet: the program that wrote the file.</summary>
    public string? CreatedBy { get; init; }
}
