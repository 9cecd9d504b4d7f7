namespace Scaling.Native.Parquet.Metadata;

/// <summary>The values of one column in one row group.</summary>
internal sealed class ColumnChunk
{
    /// <summary>Another file that holds the data, or null.</summary>
    internal string? FilePath { get; init; }

    /// <summary>Null where it is encrypted.</summary>
    internal ColumnMetaData? MetaData { get; init; }

    internal bool IsEncrypted { get; init; }

    internal static ColumnChunk Read(ref ThriftCompactReader reader)
    {
        string? filePath = null;
        ColumnMetaData? metaData = null;
        var isEncrypted = false;
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
                case 8 or 9:
                    isEncrypted = true;
                    reader.Skip(field);
                    break;
                default: reader.Skip(field); break;
            }
        }

        return new() { FilePath = filePath, MetaData = metaData, IsEncrypted = isEncrypted };
    }

    internal void Write(ThriftCompactWriter writer)
    {
        writer.BeginStruct();
        // Deprecated, and 0 as the specification asks: there is no second copy of the metadata beside the chunk.
        writer.Write(2, 0L);
        MetaData!.Write(writer, 3);
        writer.EndStruct();
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
