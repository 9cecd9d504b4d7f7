namespace Scaling.Native.Csv;

/// <summary>The line end after a file's first record.</summary>
public enum CsvNewLine
{
    /// <summary>The only record has no line end.</summary>
    None,
    Lf,
    CrLf,
    Cr,
}

/// <summary>What a reader found out about a CSV file before reading it.</summary>
public sealed record CsvFormat
{
    /// <summary>The delimiter in use, never <see cref="CsvDelimiter.Auto"/>.</summary>
    public required CsvDelimiter Delimiter { get; init; }

    /// <summary>IANA name of the encoding, such as <c>utf-8</c>.</summary>
    public required string Encoding { get; init; }

    /// <summary><c>gzip</c>, <c>zstd</c>, or null.</summary>
    public required string? Compression { get; init; }

    public required CsvNewLine NewLine { get; init; }

    public required bool HasHeader { get; init; }

    /// <summary>Records whose values gave the types.</summary>
    public required long SampledRows { get; init; }

    /// <summary>The sample is the whole file.</summary>
    public required bool IsFullySampled { get; init; }

    /// <summary>Exact where the whole file was sampled, else from the records' mean length; null where that is unknown.</summary>
    public required long? EstimatedRows { get; init; }

    /// <summary>Nulls in the sample, by column of the reader's schema.</summary>
    public required IReadOnlyList<long> SampledNulls { get; init; }
}
