namespace Scaling.Native.Parquet.Metadata;

/// <summary>A node of the schema tree, listed depth first; the root is the first one.</summary>
internal sealed class SchemaElement
{
    internal string Name { get; init; } = "";

    /// <summary>Null for groups.</summary>
    internal PhysicalType? Type { get; init; }

    /// <summary>Bytes of a value of <see cref="PhysicalType.FixedLenByteArray"/>.</summary>
    internal int TypeLength { get; init; }

    /// <summary>Null for the root.</summary>
    internal FieldRepetitionType? RepetitionType { get; init; }

    internal int ChildCount { get; init; }

    internal ConvertedType? ConvertedType { get; init; }

    internal int Scale { get; init; }

    internal int Precision { get; init; }

    internal LogicalType? LogicalType { get; init; }

    internal static SchemaElement Read(ref ThriftCompactReader reader)
    {
        PhysicalType? type = null;
        FieldRepetitionType? repetition = null;
        ConvertedType? converted = null;
        LogicalType? logical = null;
        var name = "";
        var (length, children, scale, precision) = (0, 0, 0, 0);
        short last = 0;
        while (reader.NextField(ref last, out var field))
        {
            switch (field.Id)
            {
                case 1: type = (PhysicalType)reader.ReadInt32(field); break;
                case 2: length = reader.ReadInt32(field); break;
                case 3: repetition = (FieldRepetitionType)reader.ReadInt32(field); break;
                case 4: name = reader.ReadString(field); break;
                case 5: children = reader.ReadInt32(field); break;
                case 6: converted = (ConvertedType)reader.ReadInt32(field); break;
                case 7: scale = reader.ReadInt32(field); break;
                case 8: precision = reader.ReadInt32(field); break;
                case 10:
                    ThriftCompactReader.Require(field, ThriftType.Struct);
                    logical = LogicalType.Read(ref reader);
                    break;
                default: reader.Skip(field); break;
            }
        }

        return new()
        {
            Name = name,
            Type = type,
            TypeLength = length,
            RepetitionType = repetition,
            ChildCount = children,
            ConvertedType = converted,
            Scale = scale,
            Precision = precision,
            LogicalType = logical,
        };
    }

    internal void Write(ThriftCompactWriter writer)
    {
        writer.BeginStruct();
        if (Type is { } type) writer.Write(1, (int)type);
        if (Type == PhysicalType.FixedLenByteArray) writer.Write(2, TypeLength);
        if (RepetitionType is { } repetition) writer.Write(3, (int)repetition);
        writer.Write(4, Name);
        if (Type is null) writer.Write(5, ChildCount);
        if (ConvertedType is { } converted) writer.Write(6, (int)converted);
        if (Precision > 0)
        {
            writer.Write(7, Scale);
            writer.Write(8, Precision);
        }

        LogicalType?.Write(writer, 10);
        writer.EndStruct();
    }
}
