namespace Scaling.Native.Parquet.Metadata;

/// <summary>The footer: schema, row groups and notes.</summary>
internal sealed class FileMetaData
{
    internal int Version { get; init; }

    internal IReadOnlyList<SchemaElement> Schema { get; init; } = [];

    internal long RowCount { get; init; }

    internal IReadOnlyList<RowGroup> RowGroups { get; init; } = [];

    internal IReadOnlyList<KeyValuePair<string, string?>> KeyValueMetadata { get; init; } = [];

    internal string? CreatedBy { get; init; }

    /// <summary>One per column: its bounds follow the order of its type ("TYPE_ORDER") and can be relied on.</summary>
    internal IReadOnlyList<bool> ColumnOrders { get; init; } = [];

    internal static FileMetaData Read(ref ThriftCompactReader reader)
    {
        var version = 0;
        List<SchemaElement> schema = [];
        List<RowGroup> rowGroups = [];
        List<KeyValuePair<string, string?>> keyValues = [];
        List<bool> orders = [];
        long rows = 0;
        string? createdBy = null;
        short last = 0;
        while (reader.NextField(ref last, out var field))
        {
            switch (field.Id)
            {
                case 1: version = reader.ReadInt32(field); break;
                case 2:
                    for (var left = reader.ReadList(field, ThriftType.Struct); left > 0; left--) schema.Add(SchemaElement.Read(ref reader));
                    break;
                case 3: rows = reader.ReadInt64(field); break;
                case 4:
                    for (var left = reader.ReadList(field, ThriftType.Struct); left > 0; left--) rowGroups.Add(RowGroup.Read(ref reader));
                    break;
                case 5:
                    for (var left = reader.ReadList(field, ThriftType.Struct); left > 0; left--) keyValues.Add(ReadKeyValue(ref reader));
                    break;
                case 6: createdBy = reader.ReadString(field); break;
                case 7:
                    for (var left = reader.ReadList(field, ThriftType.Struct); left > 0; left--) orders.Add(ReadColumnOrder(ref reader));
                    break;
                default: reader.Skip(field); break;
            }
        }

        return new()
        {
            Version = version,
            Schema = schema,
            RowCount = rows,
            RowGroups = rowGroups,
            KeyValueMetadata = keyValues,
            CreatedBy = createdBy,
            ColumnOrders = orders,
        };
    }

    internal void Write(ThriftCompactWriter writer)
    {
        writer.BeginStruct();
        writer.Write(1, Version);
        writer.BeginList(2, ThriftType.Struct, Schema.Count);
        foreach (var element in Schema) element.Write(writer);
        writer.Write(3, RowCount);
        writer.BeginList(4, ThriftType.Struct, RowGroups.Count);
        foreach (var group in RowGroups) group.Write(writer);
        if (KeyValueMetadata.Count > 0)
        {
            writer.BeginList(5, ThriftType.Struct, KeyValueMetadata.Count);
            foreach (var (key, value) in KeyValueMetadata) WriteKeyValue(writer, key, value);
        }

        if (CreatedBy is not null) writer.Write(6, CreatedBy);
        writer.BeginList(7, ThriftType.Struct, ColumnOrders.Count);
        foreach (var _ in ColumnOrders) WriteTypeOrder(writer);
        writer.EndStruct();
    }

    private static KeyValuePair<string, string?> ReadKeyValue(ref ThriftCompactReader reader)
    {
        var (key, value) = ("", (string?)null);
        short last = 0;
        while (reader.NextField(ref last, out var field))
        {
            switch (field.Id)
            {
                case 1: key = reader.ReadString(field); break;
                case 2: value = reader.ReadString(field); break;
                default: reader.Skip(field); break;
            }
        }

        return new(key, value);
    }

    private static bool ReadColumnOrder(ref ThriftCompactReader reader)
    {
        var isTypeOrder = false;
        short last = 0;
        while (reader.NextField(ref last, out var field))
        {
            isTypeOrder |= field.Id == 1;
            reader.Skip(field);
        }

        return isTypeOrder;
    }

    private static void WriteKeyValue(ThriftCompactWriter writer, string key, string? value)
    {
        writer.BeginStruct();
        writer.Write(1, key);
        if (value is not null) writer.Write(2, value);
        writer.EndStruct();
    }

    private static void WriteTypeOrder(ThriftCompactWriter writer)
    {
        writer.BeginStruct();
        writer.BeginStruct(1);
        writer.EndStruct();
        writer.EndStruct();
    }
}
