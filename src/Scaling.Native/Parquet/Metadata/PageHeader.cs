namespace Scaling.Native.Parquet.Metadata;

/// <summary>What stands before every page; the fields of its data, dictionary and version-2 headers in one place.</summary>
internal sealed class PageHeader
{
    internal PageType Type { get; init; }

    internal int UncompressedPageSize { get; init; }

    internal int CompressedPageSize { get; init; }

    /// <summary>CRC-32 of the page's bytes as they stand in the file, where the writer gave one.</summary>
    internal int? Crc { get; init; }

    /// <summary>Values of the page, nulls included.</summary>
    internal int ValueCount { get; private set; }

    /// <summary>How the values are encoded.</summary>
    internal Encoding Encoding { get; private set; }

    internal Encoding DefinitionLevelEncoding { get; private set; } = Encoding.Rle;

    internal Encoding RepetitionLevelEncoding { get; private set; } = Encoding.Rle;

    // Of version 2:
    internal int NullCount { get; private set; }

    internal int DefinitionLevelsByteLength { get; private set; }

    internal int RepetitionLevelsByteLength { get; private set; }

    internal bool IsCompressed { get; private set; } = true;

    internal static PageHeader Data(int uncompressed, int compressed, int values, Encoding encoding) => new()
    {
        Type = PageType.DataPage,
        UncompressedPageSize = uncompressed,
        CompressedPageSize = compressed,
        ValueCount = values,
        Encoding = encoding,
    };

    internal static PageHeader Dictionary(int uncompressed, int compressed, int values) => new()
    {
        Type = PageType.DictionaryPage,
        UncompressedPageSize = uncompressed,
        CompressedPageSize = compressed,
        ValueCount = values,
        Encoding = Encoding.Plain,
    };

    internal static PageHeader Read(ref ThriftCompactReader reader)
    {
        var (type, uncompressed, compressed) = (-1, -1, -1);
        int? crc = null;
        var parts = new PageHeader();
        short last = 0;
        while (reader.NextField(ref last, out var field))
        {
            switch (field.Id)
            {
                case 1: type = reader.ReadInt32(field); break;
                case 2: uncompressed = reader.ReadInt32(field); break;
                case 3: compressed = reader.ReadInt32(field); break;
                case 4: crc = reader.ReadInt32(field); break;
                case 5 or 7: parts.ReadData(ref reader, field); break;
                case 8: parts.ReadDataV2(ref reader, field); break;
                default: reader.Skip(field); break;
            }
        }

        return new()
        {
            Type = (PageType)type,
            UncompressedPageSize = uncompressed,
            CompressedPageSize = compressed,
            Crc = crc,
            ValueCount = parts.ValueCount,
            Encoding = parts.Encoding,
            DefinitionLevelEncoding = parts.DefinitionLevelEncoding,
            RepetitionLevelEncoding = parts.RepetitionLevelEncoding,
            NullCount = parts.NullCount,
            DefinitionLevelsByteLength = parts.DefinitionLevelsByteLength,
            RepetitionLevelsByteLength = parts.RepetitionLevelsByteLength,
            IsCompressed = parts.IsCompressed,
        };
    }

    /// <summary>Writes the header of a data page (version 1) or a dictionary page.</summary>
    internal void Write(ThriftCompactWriter writer)
    {
        writer.BeginStruct();
        writer.Write(1, (int)Type);
        writer.Write(2, UncompressedPageSize);
        writer.Write(3, CompressedPageSize);
        writer.BeginStruct((short)(Type == PageType.DictionaryPage ? 7 : 5));
        writer.Write(1, ValueCount);
        writer.Write(2, (int)Encoding);
        if (Type == PageType.DataPage)
        {
            writer.Write(3, (int)Encoding.Rle);
            writer.Write(4, (int)Encoding.Rle);
        }

        writer.EndStruct();
        writer.EndStruct();
    }

    // DataPageHeader and DictionaryPageHeader begin alike; field 3 of the latter is a boolean.
    private void ReadData(ref ThriftCompactReader reader, ThriftField header)
    {
        ThriftCompactReader.Require(header, ThriftType.Struct);
        short last = 0;
        while (reader.NextField(ref last, out var field))
        {
            switch (field.Id)
            {
                case 1: ValueCount = reader.ReadInt32(field); break;
                case 2: Encoding = (Encoding)reader.ReadInt32(field); break;
                case 3 when header.Id == 5: DefinitionLevelEncoding = (Encoding)reader.ReadInt32(field); break;
                case 4 when header.Id == 5: RepetitionLevelEncoding = (Encoding)reader.ReadInt32(field); break;
                default: reader.Skip(field); break;
            }
        }
    }

    private void ReadDataV2(ref ThriftCompactReader reader, ThriftField header)
    {
        ThriftCompactReader.Require(header, ThriftType.Struct);
        short last = 0;
        while (reader.NextField(ref last, out var field))
        {
            switch (field.Id)
            {
                case 1: ValueCount = reader.ReadInt32(field); break;
                case 2: NullCount = reader.ReadInt32(field); break;
                case 4: Encoding = (Encoding)reader.ReadInt32(field); break;
                case 5: DefinitionLevelsByteLength = reader.ReadInt32(field); break;
                case 6: RepetitionLevelsByteLength = reader.ReadInt32(field); break;
                case 7: IsCompressed = ThriftCompactReader.ReadBoolean(field); break;
                default: reader.Skip(field); break;
            }
        }
    }
}
