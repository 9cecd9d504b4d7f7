using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Scaling.Native.Datasets;
using Scaling.Native.Parquet.Encodings;
using Scaling.Native.Parquet.Metadata;

namespace Scaling.Native.Parquet;

/// <summary>The metadata at a file's end, checked for what readers rely on.</summary>
internal sealed class ParquetFooter
{
    /// <summary>Key of our note on column types that the format cannot tell.</summary>
    internal const string SchemaKey = "scaling.schema";

    private const int TailLength = 8;

    /// <summary>Larger column chunks do not exist; sums over them stay within 64 bits.</summary>
    private const long LargestChunk = 1L << 42;

    private ParquetFooter(FileMetaData metaData, SchemaTree schema, long start, long length) =>
        (MetaData, Columns, Fields, Start, Length) = (metaData, schema.Leaves, schema.Fields, start, length);

    internal static ReadOnlySpan<byte> Magic => "PAR1"u8;

    internal FileMetaData MetaData { get; }

    /// <summary>The leaves, in the order of column chunks.</summary>
    internal IReadOnlyList<ParquetColumn> Columns { get; }

    /// <summary>What leaves make up for those who read the file.</summary>
    internal IReadOnlyList<ParquetField> Fields { get; }

    /// <summary>Where the footer begins, that is, pages end.</summary>
    internal long Start { get; }

    /// <summary>Bytes of the footer.</summary>
    internal long Length { get; }

    /// <exception cref="DatasetException"><see cref="DatasetError.EmptyFile"/>, <see cref="DatasetError.CorruptFile"/> or
    /// <see cref="DatasetError.FormatNotSupported"/> (encrypted), without the path.</exception>
    internal static ParquetFooter Read(SafeFileHandle file)
    {
        var size = RandomAccess.GetLength(file);
        if (size == 0) throw new DatasetException(DatasetError.EmptyFile, "The file is empty.");
        if (size < Magic.Length + TailLength) throw Damaged($"it is no Parquet file: {size} bytes are too few");
        Span<byte> head = stackalloc byte[4];
        Span<byte> tail = stackalloc byte[TailLength];
        ReadFully(file, head, 0);
        ReadFully(file, tail, size - TailLength);
        if (tail[4..].SequenceEqual("PARE"u8))
            throw new DatasetException(DatasetError.FormatNotSupported, "Encrypted Parquet files are not read.");
        if (!head.SequenceEqual(Magic)) throw Damaged("it is no Parquet file: it does not begin with PAR1");
        if (!tail[4..].SequenceEqual(Magic)) throw Damaged("it does not end with PAR1, so it is cut short or no Parquet file");
        long length = BinaryPrimitives.ReadUInt32LittleEndian(tail);
        var start = size - TailLength - length;
        if (start < Magic.Length || length > Array.MaxLength) throw Damaged($"a footer of {length} bytes does not fit a file of {size}");
        var footer = new byte[length];
        ReadFully(file, footer, start);
        var reader = new ThriftCompactReader(footer);
        var metaData = FileMetaData.Read(ref reader);
        var schema = SchemaTree.Read(metaData.Schema);
        Check(metaData, schema.Leaves, start);
        return new(metaData, schema, start, length);
    }

    /// <summary>A file's last bytes: the metadata, its length and the magic number.</summary>
    internal static byte[] Write(DatasetSchema schema, IReadOnlyList<SchemaElement> elements, IReadOnlyList<RowGroup> rowGroups)
    {
        var note = CategoryNote.Write(schema);
        var metaData = new FileMetaData
        {
            Version = 2,
            Schema = [new() { Name = "schema", ChildCount = elements.Count }, .. elements],
            RowCount = rowGroups.Sum(g => g.RowCount),
            RowGroups = rowGroups,
            KeyValueMetadata = note is null ? [] : [new(SchemaKey, note)],
            CreatedBy = $"Scaling version {typeof(ParquetFooter).Assembly.GetName().Version!.ToString(3)}",
            ColumnOrders = [.. elements.Select(_ => true)],
        };
        var footer = new ByteBuffer();
        metaData.Write(new(footer));
        footer.Append(footer.Length);
        footer.Append(Magic);
        return footer.Written.ToArray();
    }

    internal static void ReadFully(SafeFileHandle file, Span<byte> target, long offset)
    {
        while (!target.IsEmpty)
        {
            var read = RandomAccess.Read(file, target, offset);
            if (read == 0) throw Damaged("it ends while being read");
            target = target[read..];
            offset += read;
        }
    }

    private static void Check(FileMetaData metaData, IReadOnlyList<ParquetColumn> columns, long end)
    {
        long rows = 0;
        for (var i = 0; i < metaData.RowGroups.Count; i++)
        {
            var group = metaData.RowGroups[i];
            if (group.Columns.Count != columns.Count)
                throw Damaged($"row group {i} has {group.Columns.Count} columns, the schema {columns.Count}");
            if (group.RowCount < 0 || group.RowCount > long.MaxValue - rows) throw Damaged($"row group {i} has {group.RowCount} rows");
            rows += group.RowCount;
            foreach (var column in columns)
            {
                if (group.Columns[column.Index] is not { MetaData: { } chunk, FilePath: null, IsEncrypted: false }) continue;
                if (column.MaxRepetition == 0 ? chunk.ValueCount != group.RowCount : chunk.ValueCount < group.RowCount)
                    throw Damaged($"column '{column.Name}' has {chunk.ValueCount} values in row group {i} of {group.RowCount} rows");
                if (chunk.Type != column.Element.Type)
                    throw Damaged($"column '{column.Name}' is {chunk.Type} in row group {i} and {column.Element.Type} in the schema");
                if (chunk.TotalUncompressedSize is < 0 or > LargestChunk || chunk.TotalCompressedSize is < 0 or > LargestChunk
                    || chunk.ValueCount < 0)
                    throw Damaged($"column '{column.Name}' of row group {i} has an impossible size");
                if (group.RowCount > 0 && (chunk.FirstPageOffset < Magic.Length || chunk.FirstPageOffset > end - chunk.TotalCompressedSize))
                    throw Damaged($"column '{column.Name}' of row group {i} lies outside the file");
            }
        }

        if (rows != metaData.RowCount) throw Damaged($"its row groups have {rows} rows where it says {metaData.RowCount}");
    }

    private static DatasetException Damaged(string what) => new(DatasetError.CorruptFile, $"The file is damaged: {what}.");
}
