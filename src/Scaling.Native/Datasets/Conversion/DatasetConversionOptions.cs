namespace Scaling.Native.Datasets;

/// <summary>How a file is to be converted.</summary>
public sealed record DatasetConversionOptions
{
    public DatasetReadOptions Read { get; init; } = new();

    public required DatasetWriteOptions Write { get; init; }

    /// <summary>
    /// A value that does not fit the type inferred for its column is an error. Otherwise the types are inferred anew from the whole file,
    /// and the conversion begins again with them. With <see cref="Csv.CsvReadOptions.BadRecord"/> such a record is a bad one either way.
    /// </summary>
    public bool Strict { get; init; }

    /// <summary>Rows go behind those of the target, whose columns and types are taken; only for Parquet. A target that is not there is
    /// made.</summary>
    public bool Append { get; init; }

    /// <summary>Goes on where a conversion of the same file with the same options was killed or stopped, and leaves what is done where
    /// this one is; only from text to Parquet.</summary>
    public bool Resume { get; init; }

    /// <summary>Columns to write, in this order; null for all that are read.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Gives the rows of a batch, with the columns to write, or null for none; called on the caller's thread.</summary>
    public Func<DatasetBatch, DatasetBatch?>? Filter { get; init; }
}

/// <summary>A column that became wider than its sample had let expect.</summary>
public sealed record WidenedColumn(string Name, ColumnType Inferred, ColumnType Type)
{
    internal static IReadOnlyList<WidenedColumn> Of(DatasetSchema schema, IReadOnlyDictionary<string, ColumnType> inferred) =>
        [.. schema.Where(c => inferred.ContainsKey(c.Name)).Select(c => new WidenedColumn(c.Name, inferred[c.Name], c.Type))];

    public override string ToString() => $"{Name}: {Inferred} to {Type}";
}

/// <summary>What a conversion made.</summary>
/// <param name="Path">The file written.</param>
/// <param name="Rows">Rows converted; of the file that was appended to, the new ones.</param>
/// <param name="SourceBytes">Bytes of the source.</param>
/// <param name="Bytes">Bytes of the file written.</param>
/// <param name="RowGroups">Row groups of it; 0 for formats without.</param>
/// <param name="Schema">Its columns.</param>
/// <param name="WallSeconds">From opening the one to the other in its place.</param>
public sealed record DatasetConversionSummary(
    string Path, long Rows, long SourceBytes, long Bytes, int RowGroups, DatasetSchema Schema, double WallSeconds)
{
    /// <summary>Columns whose types a value made wider.</summary>
    public IReadOnlyList<WidenedColumn> Widened { get; init; } = [];

    /// <summary>Rows that an earlier run had converted.</summary>
    public long ResumedRows { get; init; }

    /// <summary>Row groups that an earlier run had written.</summary>
    public int ResumedRowGroups { get; init; }

    /// <summary>Why a run that was to be resumed began at the beginning, or null.</summary>
    public string? NotResumed { get; init; }
}
