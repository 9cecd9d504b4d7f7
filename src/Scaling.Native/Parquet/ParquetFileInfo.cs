using Scaling.Native.Datasets;
using Scaling.Native.Parquet.Metadata;
using Scaling.Native.Parquet.Statistics;

namespace Scaling.Native.Parquet;

/// <summary>What the footer of a Parquet file says about it; no page is read.</summary>
public sealed record ParquetFileInfo
{
    public required string Path { get; init; }

    public required long FileBytes { get; init; }

    public required long FooterBytes { get; init; }

    /// <summary>The version number in the footer.</summary>
    public required int Version { get; init; }

    /// <summary>The program that wrote the file, or null where it does not say.</summary>
    public string? CreatedBy { get; init; }

    public required long RowCount { get; init; }

    public required IReadOnlyList<ParquetRowGroupInfo> RowGroups { get; init; }

    /// <summary>The columns that a reader gives: leaves of groups by their path, each list or map as one.</summary>
    public required IReadOnlyList<ParquetColumnInfo> Columns { get; init; }

    /// <summary>Notes of the writer; the first value where a key occurs twice.</summary>
    public required IReadOnlyDictionary<string, string?> KeyValueMetadata { get; init; }

    /// <exception cref="DatasetException"><see cref="DatasetError.EmptyFile"/>, <see cref="DatasetError.CorruptFile"/>, or
    /// <see cref="DatasetError.FormatNotSupported"/>: encrypted.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    public static ParquetFileInfo Read(string path)
    {
        using var file = File.OpenHandle(path);
        try
        {
            var footer = ParquetFooter.Read(file);
            CategoryNote.Apply(footer);
            return Read(path, RandomAccess.GetLength(file), footer);
        }
        catch (DatasetException e)
        {
            throw e.InFile(path);
        }
    }

    private static ParquetFileInfo Read(string path, long fileBytes, ParquetFooter footer)
    {
        var metaData = footer.MetaData;
        return new()
        {
            Path = path,
            FileBytes = fileBytes,
            FooterBytes = footer.Length,
            Version = metaData.Version,
            CreatedBy = metaData.CreatedBy,
            RowCount = metaData.RowCount,
            RowGroups = [.. metaData.RowGroups.Select((g, i) => new ParquetRowGroupInfo(i, g.RowCount,
                g.Columns.Sum(c => c.MetaData?.TotalCompressedSize ?? 0), g.Columns.Sum(c => c.MetaData?.TotalUncompressedSize ?? 0)))],
            Columns = [.. footer.Fields.Select(c => Describe(c, metaData))],
            KeyValueMetadata = metaData.KeyValueMetadata.DistinctBy(p => p.Key).ToDictionary(p => p.Key, p => p.Value),
        };
    }

    private static ParquetColumnInfo Describe(ParquetField field, FileMetaData metaData)
    {
        ColumnMetaData[] chunks = [.. ChunksOf(field.Leaves, metaData)];
        var info = new ParquetColumnInfo
        {
            Name = field.Name,
            Type = field.Type,
            NestedType = field.NestedType,
            PhysicalType = string.Join(", ", field.Leaves.Select(PhysicalTypeOf).Distinct()),
            IsNullable = field.IsNullable,
            IsNested = field.Flat is not { Path.Length: 1 },
            Compression = [.. chunks.Select(c => Term(c.Codec)).Distinct()],
            Encodings = [.. chunks.SelectMany(c => c.Encodings).Distinct().Select(e => Term(e))],
            CompressedBytes = chunks.Sum(c => c.TotalCompressedSize),
            UncompressedBytes = chunks.Sum(c => c.TotalUncompressedSize),
        };
        return field.Flat is { } leaf ? DescribeValues(info, leaf, chunks, metaData) : info;
    }

    private static IEnumerable<ColumnMetaData> ChunksOf(IReadOnlyList<ParquetColumn> leaves, FileMetaData metaData) =>
        metaData.RowGroups.SelectMany(g => leaves.Select(l => g.Columns[l.Index].MetaData)).OfType<ColumnMetaData>();

    private static ParquetColumnInfo DescribeValues(
        ParquetColumnInfo info, ParquetColumn column, ColumnMetaData[] chunks, FileMetaData metaData)
    {
        var hasOrder = column.Index < metaData.ColumnOrders.Count && metaData.ColumnOrders[column.Index];
        var hasNullCounts = chunks.All(c => c.Statistics?.NullCount is { } nulls && nulls >= 0 && nulls <= c.ValueCount);
        var element = column.Element;
        var bounds = ColumnBounds.Merge(column, chunks.Where(c => c.ValueCount > 0), hasOrder);
        return info with
        {
            LogicalType = ParquetTypes.LogicalOf(element)?.ToString() ?? (element.ConvertedType is { } converted ? Term(converted) : null),
            NullCount = hasNullCounts ? chunks.Sum(c => c.Statistics!.NullCount!.Value) : null,
            Minimum = bounds.Minimum,
            Maximum = bounds.Maximum,
            AreBoundsExact = bounds.AreExact,
        };
    }

    private static string PhysicalTypeOf(ParquetColumn column) =>
        Term(column.Element.Type) + (column.Element.TypeLength > 0 ? $"({column.Element.TypeLength})" : "");

    /// <summary>A term as the format writes it: FIXED_LEN_BYTE_ARRAY.</summary>
    private static string Term(Enum? value)
    {
        var name = value?.ToString() ?? "";
        var term = new System.Text.StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsUpper(name[i]) && !char.IsUpper(name[i - 1])) term.Append('_');
            term.Append(char.ToUpperInvariant(name[i]));
        }

        return term.ToString();
    }
}

/// <summary>A row group; bytes with page headers.</summary>
public sealed record ParquetRowGroupInfo(int Index, long RowCount, long CompressedBytes, long UncompressedBytes);

/// <summary>A column over all row groups; bytes with page headers.</summary>
public sealed record ParquetColumnInfo
{
    /// <summary>The name, or the path of a column within groups with dots.</summary>
    public required string Name { get; init; }

    /// <summary>What it is read as; null where it is not read.</summary>
    public ColumnType? Type { get; init; }

    /// <summary>What a list or map holds: <c>list&lt;int32&gt;</c>, <c>map&lt;string,struct&lt;a:int32,b:date&gt;&gt;</c>. Such columns are
    /// read as JSON. Null for others.</summary>
    public string? NestedType { get; init; }

    /// <summary>How values are stored; of a list or map the types of all its leaves, with commas.</summary>
    public required string PhysicalType { get; init; }

    public string? LogicalType { get; init; }

    public required bool IsNullable { get; init; }

    /// <summary>Part of a group, or a list or map.</summary>
    public required bool IsNested { get; init; }

    /// <summary>The codecs of its chunks.</summary>
    public required IReadOnlyList<string> Compression { get; init; }

    /// <summary>The encodings of its chunks, those of levels and dictionary pages among them.</summary>
    public required IReadOnlyList<string> Encodings { get; init; }

    public required long CompressedBytes { get; init; }

    public required long UncompressedBytes { get; init; }

    /// <summary>Rows without a value; null where a chunk does not say, and for lists and maps.</summary>
    public long? NullCount { get; init; }

    /// <summary>The least value, as rows carry it, or a bound below it (<see cref="AreBoundsExact"/>); null where it is unknown.</summary>
    public object? Minimum { get; init; }

    public object? Maximum { get; init; }

    /// <summary>False where a bound may be shortened, so that no row holds it; null without bounds.</summary>
    public bool? AreBoundsExact { get; init; }
}
