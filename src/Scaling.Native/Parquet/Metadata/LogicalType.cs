namespace Scaling.Native.Parquet.Metadata;

/// <summary>The numbers that the union "LogicalType" gives its members.</summary>
internal enum LogicalTypeKind
{
    String = 1,
    Map = 2,
    List = 3,
    Enum = 4,
    Decimal = 5,
    Date = 6,
    Time = 7,
    Timestamp = 8,
    Integer = 10,
    Unknown = 11,
    Json = 12,
    Bson = 13,
    Uuid = 14,
    Float16 = 15,
    Variant = 16,
    Geometry = 17,
    Geography = 18,
}

/// <summary>The meaning of a column's values; which of the properties count depends on the kind.</summary>
internal sealed record LogicalType(LogicalTypeKind Kind)
{
    internal int Precision { get; init; }

    internal int Scale { get; init; }

    internal bool IsAdjustedToUtc { get; init; }

    /// <summary>Digits of the unit: 3 for milliseconds, 6 for microseconds, 9 for nanoseconds.</summary>
    internal int FractionDigits { get; init; }

    internal int BitWidth { get; init; }

    internal bool IsSigned { get; init; }

    internal static LogicalType? Read(ref ThriftCompactReader reader)
    {
        LogicalType? result = null;
        short last = 0;
        while (reader.NextField(ref last, out var field))
        {
            ThriftCompactReader.Require(field, ThriftType.Struct);
            var kind = (LogicalTypeKind)field.Id;
            result = kind switch
            {
                LogicalTypeKind.Decimal => ReadDecimal(ref reader),
                LogicalTypeKind.Time or LogicalTypeKind.Timestamp => ReadTime(ref reader, kind),
                LogicalTypeKind.Integer => ReadInteger(ref reader),
                _ => ReadOther(ref reader, field),
            };
        }

        return result;
    }

    internal void Write(ThriftCompactWriter writer, short id)
    {
        writer.BeginStruct(id);
        writer.BeginStruct((short)Kind);
        switch (Kind)
        {
            case LogicalTypeKind.Decimal:
                writer.Write(1, Scale);
                writer.Write(2, Precision);
                break;
            case LogicalTypeKind.Time or LogicalTypeKind.Timestamp:
                writer.Write(1, IsAdjustedToUtc);
                writer.BeginStruct(2);
                writer.BeginStruct((short)(FractionDigits / 3));
                writer.EndStruct();
                writer.EndStruct();
                break;
            case LogicalTypeKind.Integer:
                writer.Write(1, (sbyte)BitWidth);
                writer.Write(2, IsSigned);
                break;
        }

        writer.EndStruct();
        writer.EndStruct();
    }

    public override string ToString() => Kind switch
    {
        LogicalTypeKind.Decimal => FormattableString.Invariant($"DECIMAL({Precision},{Scale})"),
        LogicalTypeKind.Time or LogicalTypeKind.Timestamp =>
            $"{Kind.ToString().ToUpperInvariant()}({Unit}, {(IsAdjustedToUtc ? "UTC" : "local")})",
        LogicalTypeKind.Integer => FormattableString.Invariant($"INTEGER({BitWidth}, {(IsSigned ? "signed" : "unsigned")})"),
        _ => Kind.ToString().ToUpperInvariant(),
    };

    private string Unit => FractionDigits switch { 3 => "MILLIS", 6 => "MICROS", _ => "NANOS" };

    private static LogicalType ReadDecimal(ref ThriftCompactReader reader)
    {
        var (precision, scale) = (0, 0);
        short last = 0;
        while (reader.NextField(ref last, out var field))
        {
            switch (field.Id)
            {
                case 1: scale = reader.ReadInt32(field); break;
                case 2: precision = reader.ReadInt32(field); break;
                default: reader.Skip(field); break;
            }
        }

        return new(LogicalTypeKind.Decimal) { Precision = precision, Scale = scale };
    }

    private static LogicalType ReadTime(ref ThriftCompactReader reader, LogicalTypeKind kind)
    {
        var (isUtc, digits) = (false, 0);
        short last = 0;
        while (reader.NextField(ref last, out var field))
        {
            switch (field.Id)
            {
                case 1: isUtc = ThriftCompactReader.ReadBoolean(field); break;
                case 2:
                    ThriftCompactReader.Require(field, ThriftType.Struct);
                    short lastUnit = 0;
                    while (reader.NextField(ref lastUnit, out var unit))
                    {
                        digits = unit.Id is >= 1 and <= 3 ? unit.Id * 3 : 0;
                        reader.Skip(unit);
                    }

                    break;
                default: reader.Skip(field); break;
            }
        }

        return new(kind) { IsAdjustedToUtc = isUtc, FractionDigits = digits };
    }

    private static LogicalType ReadInteger(ref ThriftCompactReader reader)
    {
        var (width, isSigned) = (0, true);
        short last = 0;
        while (reader.NextField(ref last, out var field))
        {
            switch (field.Id)
            {
                case 1: width = reader.ReadInt32(field); break;
                case 2: isSigned = ThriftCompactReader.ReadBoolean(field); break;
                default: reader.Skip(field); break;
            }
        }

        return new(LogicalTypeKind.Integer) { BitWidth = width, IsSigned = isSigned };
    }

    private static LogicalType ReadOther(ref ThriftCompactReader reader, ThriftField field)
    {
        reader.Skip(field);
        return new((LogicalTypeKind)field.Id);
    }
}
