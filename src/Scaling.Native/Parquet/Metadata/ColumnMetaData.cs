namespace Scaling.Native.Parquet.Metadata;

/// <summary>What a column chunk holds and where. Sizes include page headers.</summary>
internal sealed record ColumnMetaData
{
    internal PhysicalType Type { get; init; }

    internal IReadOnlyList<Encoding> Encodings { get; init; } = [];

    internal IReadOnlyList<string> PathInSchema { get; init; } = [];

    internal CompressionCodec Codec { get; init; }

    /// <summary>Values, nulls included.</summary>
    internal long ValueCount { get; init; }

    internal long TotalUncompressedSize { get; init; }

    internal long TotalCompressedSize { get; init; }

    internal long DataPageOffset { get; init; }

    internal long? DictionaryPageOffset { get; init; }

    internal Statistics? Statistics { get; init; }

    /// <summary>Where the first page begins. Some writers give a dictionary offset of 0 where there is none.</summary>
    internal long FirstPageOffset => DictionaryPageOffset is { } offset and > 0 && offset < DataPageOffset ? offset : DataPageOffset;

    /// <summary>The same chunk, with its offsets counted from elsewhere.</summary>
    internal ColumnMetaData At(long position) => this with
    {
        DataPageOffset = DataPageOffset + position,
        DictionaryPageOffset = DictionaryPageOffset + position,
    };

    internal static ColumnMetaData Read(ref ThriftCompactReader reader)
    {
        var (type, codec) = (0, 0);
        List<Encoding> encodings = [];
        List<string> path = [];
        long count = 0, uncompressed = 0, compressed = 0, dataOffset = 0;
        long? dictionaryOffset = null;
        Statistics? statistics = null;
        short last = 0;
        while (reader.NextField(ref last, out var field))
        {
            switch (field.Id)
            {
                case 1: type = reader.ReadInt32(field); break;
                case 2:
                    for (var left = reader.ReadList(field, ThriftType.Int32); left > 0; left--)
                        encodings.Add((Encoding)reader.ReadInt32Element());
                    break;
                case 3:
                    for (var left = reader.ReadList(field, ThriftType.Binary); left > 0; left--) path.Add(reader.ReadStringElement());
                    break;
                case 4: codec = reader.ReadInt32(field); break;
                case 5: count = reader.ReadInt64(field); break;
                case 6: uncompressed = reader.ReadInt64(field); break;
                case 7: compressed = reader.ReadInt64(field); break;
                case 9: dataOffset = reader.ReadInt64(field); break;
                case 11: dictionaryOffset = reader.ReadInt64(field); break;
                case 12:
                    ThriftCompactReader.Require(field, ThriftType.Struct);
                    statistics = Statistics.Read(ref reader);
                    break;
                default: reader.Skip(field); break;
            }
        }

        return new()
        {
            Type = (PhysicalType)type,
            Encodings = encodings,
            PathInSchema = path,
            Codec = (CompressionCodec)codec,
            ValueCount = count,
            TotalUncompressedSize = uncompressed,
            TotalCompressedSize = compressed,
            DataPageOffset = dataOffset,
            DictionaryPageOffset = dictionaryOffset,
            Statistics = statistics,
        };
    }

    internal void Write(ThriftCompactWriter writer, short id)
    {
        writer.BeginStruct(id);
        writer.Write(1, (int)Type);
        writer.BeginList(2, ThriftType.Int32, Encodings.Count);
        foreach (var encoding in Encodings) writer.WriteElement((int)encoding);
        writer.BeginList(3, ThriftType.Binary, PathInSchema.Count);
        foreach (var name in PathInSchema) writer.WriteElement(name);
        writer.Write(4, (int)Codec);
        writer.Write(5, ValueCount);
        writer.Write(6, TotalUncompressedSize);
        writer.Write(7, TotalCompressedSize);
        writer.Write(9, DataPageOffset);
        if (DictionaryPageOffset is { } offset) writer.Write(11, offset);
        Statistics?.Write(writer, 12);
        writer.EndStruct();
    }
}
