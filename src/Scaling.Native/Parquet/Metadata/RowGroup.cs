namespace Scaling.Native.Parquet.Metadata;

/// <summary>A part of a file.</summary>
internal readonly record struct FileRange(long Offset, int Length)
{
    internal static FileRange? Of(long? offset, int? length) => offset is { } o && length is { } l ? new(o, l) : null;
}

/// <summary>The values of one column in one row group.</summary>
internal sealed class ColumnChunk
{
    /// <summary>Another file that holds the data, or null.</summary>
    internal string? FilePath { get; init; }

    /// <summary>Null where it is encrypted.</summary>
    internal ColumnMetaData? MetaData { get; init; }

    internal bool IsEncrypted { get; init; }

    /// <summary>Where the offset index stands, or null.</summary>
    internal FileRange? OffsetIndex { get; init; }

    /// <summary>Where the column index stands, or null.</summary>
    internal FileRange? ColumnIndex { get; init; }

    internal static ColumnChunk Read(ref ThriftCompactReader reader)
    {
        string? filePath = null;
        ColumnMetaData? metaData = null;
        var isEncrypted = false;
        long? offsetIndex = null, columnIndex = null;
        int? offsetIndexLength = null, columnIndexLength = null;
        short last = 0;
        while (reader.NextField(ref last, out var field))
        {
            switch (field.Id)
            {
                case 1: filePath = reader.ReadString(field); break;
                case 3:
                    ThriftCompactReader.Require(field, ThriftType.Struct);
                    metaData = ColumnMetaData.Read(ref reader);
                    break;
                case 4: offsetIndex = reader.ReadInt64(field); break;
                case 5: offsetIndexLength = reader.ReadInt32(field); break;
                case 6: columnIndex = reader.ReadInt64(field); break;
                case 7: columnIndexLength = reader.ReadInt32(field); break;
                case 8 or 9:
                    isEncrypted = true;
                    reader.Skip(field);
                    break;
                default: reader.Skip(field); break;
            }
        }

        return new()
        {
            FilePath = filePath,
            MetaData = metaData,
            IsEncrypted = isEncrypted,
            OffsetIndex = FileRange.Of(offsetIndex, offsetIndexLength),
            ColumnIndex = FileRange.Of(columnIndex, columnIndexLength),
        };
    }

    internal void Write(ThriftCompactWriter writer)
    {
        writer.BeginStruct();
        // Deprecated, and 0 as the specification asks: there is no second copy of the metadata beside the chunk.
        writer.Write(2, 0L);
        MetaData!.Write(writer, 3);
        WriteRange(writer, 4, OffsetIndex);
        WriteRange(writer, 6, ColumnIndex);
        writer.EndStruct();
    }

    private static void WriteRange(ThriftCompactWriter writer, short id, FileRange? range)
    {
        if (range is not { } written) return;
        writer.Write(id, written.Offset);
        writer.Write((short)(id + 1), written.Length);
    }
}

/// <summary>Some rows, column chunk by column chunk.</summary>
internal sealed class RowGroup
{
    internal IReadOnlyList<ColumnChunk> Columns { get; init; } = [];

    /// <summary>Bytes before compression.</summary>
    internal long TotalByteSize { get; init; }

    internal long RowCount { get; init; }

    internal long? FileOffset { get; init; }

    internal long? TotalCompressedSize { get; init; }

    internal int Ordinal { get; init; }

    /// <summary>The same row group with other column chunks.</summary>
    internal RowGroup With(IReadOnlyList<ColumnChunk> columns) => new()
    {
        Columns = columns,
        TotalByteSize = TotalByteSize,
        RowCount = RowCount,
        FileOffset = FileOffset,
        TotalCompressedSize = TotalCompressedSize,
        Ordinal = Ordinal,
    };

    internal static RowGroup Read(ref ThriftCompactReader reader)
    {
        List<ColumnChunk> columns = [];
        long bytes = 0, rows = 0;
        long? offset = null, compressed = null;
        var ordinal = 0;
        short last = 0;
        while (reader.NextField(ref last, out var field))
        {
            switch (field.Id)
            {
                case 1:
                    for (var left = reader.ReadList(field, ThriftType.Struct); left > 0; left--) columns.Add(ColumnChunk.Read(ref reader));
                    break;
                case 2: bytes = reader.ReadInt64(field); break;
                case 3: rows = reader.ReadInt64(field); break;
                case 5: offset = reader.ReadInt64(field); break;
                case 6: compressed = reader.ReadInt64(field); break;
                case 7: ordinal = reader.ReadInt32(field); break;
                default: reader.Skip(field); break;
            }
        }

        return new()
        {
            Columns = columns,
            TotalByteSize = bytes,
            RowCount = rows,
            FileOffset = offset,
            TotalCompressedSize = compressed,
            Ordinal = ordinal,
        };
    }

    internal void Write(ThriftCompactWriter writer)
    {
        writer.BeginStruct();
        writer.BeginList(1, ThriftType.Struct, Columns.Count);
        foreach (var column in Columns) column.Write(writer);
        writer.Write(2, TotalByteSize);
        writer.Write(3, RowCount);
        if (FileOffset is { } offset) writer.Write(5, offset);
        if (TotalCompressedSize is { } compressed) writer.Write(6, compressed);
        if (Ordinal <= short.MaxValue) writer.Write(7, (short)Ordinal);
        writer.EndStruct();
    }
}
