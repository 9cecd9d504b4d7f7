using Scaling.Native.Datasets;
using Scaling.Native.Parquet.Metadata;

namespace Scaling.Native.Parquet;

/// <summary>How column types and the format's types map to each other
/// (https://parquet.apache.org/docs/file-format/types/logicaltypes/).</summary>
internal static class ParquetTypes
{
    private const int GuidLength = 16;

    /// <summary>The schema elements that columns are written as.</summary>
    internal static SchemaElement[] ToElements(DatasetSchema schema) => [.. schema.Select(ToElement)];

    /// <summary>The schema element that a column is written as.</summary>
    internal static SchemaElement ToElement(DatasetColumn column)
    {
        var type = column.Type;
        return type.Kind switch
        {
            ColumnKind.Boolean => Element(column, PhysicalType.Boolean),
            ColumnKind.Int8 => Integer(column, 8, true, ConvertedType.Int8),
            ColumnKind.Int16 => Integer(column, 16, true, ConvertedType.Int16),
            ColumnKind.Int32 => Element(column, PhysicalType.Int32),
            ColumnKind.Int64 => Element(column, PhysicalType.Int64),
            ColumnKind.UInt8 => Integer(column, 8, false, ConvertedType.UInt8),
            ColumnKind.UInt16 => Integer(column, 16, false, ConvertedType.UInt16),
            ColumnKind.UInt32 => Integer(column, 32, false, ConvertedType.UInt32),
            ColumnKind.UInt64 => Integer(column, 64, false, ConvertedType.UInt64),
            ColumnKind.Single => Element(column, PhysicalType.Float),
            ColumnKind.Double => Element(column, PhysicalType.Double),
            ColumnKind.Decimal => Decimal(column),
            ColumnKind.Date => Element(column, PhysicalType.Int32, new(LogicalTypeKind.Date), ConvertedType.Date),
            ColumnKind.Time => Time(column),
            ColumnKind.DateTime => Timestamp(column, isUtc: false),
            ColumnKind.DateTimeOffset => Timestamp(column, isUtc: true),
            ColumnKind.Binary => Element(column, PhysicalType.ByteArray),
            ColumnKind.Guid => Element(column, PhysicalType.FixedLenByteArray, new(LogicalTypeKind.Uuid), null, GuidLength),
            _ => Element(column, PhysicalType.ByteArray, new(LogicalTypeKind.String), ConvertedType.Utf8),
        };
    }

    /// <summary>The column type a schema element is read as, or why it is not read.</summary>
    internal static (ColumnType? Type, string? Refusal) ToColumnType(SchemaElement element)
    {
        if (element.ConvertedType == ConvertedType.Interval) return (null, "intervals are not read");
        var logical = LogicalOf(element);
        if (logical?.Kind == LogicalTypeKind.Decimal) return DecimalType(element, logical);
        return element.Type switch
        {
            PhysicalType.Boolean => (ColumnType.Boolean, null),
            PhysicalType.Int32 => Int32Type(logical),
            PhysicalType.Int64 => Int64Type(logical),
            PhysicalType.Int96 => (ColumnType.DateTime(9), null),
            PhysicalType.Float => (ColumnType.Single, null),
            PhysicalType.Double => (ColumnType.Double, null),
            PhysicalType.ByteArray => (BytesType(logical), null),
            PhysicalType.FixedLenByteArray => FixedType(element, logical),
            _ => (null, $"the physical type {(int?)element.Type} is unknown"),
        };
    }

    /// <summary>The logical type, derived from the older annotation where only that is given.</summary>
    internal static LogicalType? LogicalOf(SchemaElement element) => element.LogicalType ?? element.ConvertedType switch
    {
        ConvertedType.Utf8 => new(LogicalTypeKind.String),
        ConvertedType.Enum => new(LogicalTypeKind.Enum),
        ConvertedType.Json => new(LogicalTypeKind.Json),
        ConvertedType.Bson => new(LogicalTypeKind.Bson),
        ConvertedType.Decimal => new(LogicalTypeKind.Decimal) { Precision = element.Precision, Scale = element.Scale },
        ConvertedType.Date => new(LogicalTypeKind.Date),
        ConvertedType.TimeMillis => new(LogicalTypeKind.Time) { FractionDigits = 3, IsAdjustedToUtc = true },
        ConvertedType.TimeMicros => new(LogicalTypeKind.Time) { FractionDigits = 6, IsAdjustedToUtc = true },
        ConvertedType.TimestampMillis => new(LogicalTypeKind.Timestamp) { FractionDigits = 3, IsAdjustedToUtc = true },
        ConvertedType.TimestampMicros => new(LogicalTypeKind.Timestamp) { FractionDigits = 6, IsAdjustedToUtc = true },
        >= ConvertedType.UInt8 and <= ConvertedType.UInt64 and var width =>
            new(LogicalTypeKind.Integer) { BitWidth = 8 << (width - ConvertedType.UInt8), IsSigned = false },
        >= ConvertedType.Int8 and <= ConvertedType.Int64 and var width =>
            new(LogicalTypeKind.Integer) { BitWidth = 8 << (width - ConvertedType.Int8), IsSigned = true },
        _ => null,
    };

    /// <summary>Bytes that a two's complement number of so many decimal digits needs.</summary>
    internal static int DecimalLength(int precision)
    {
        var largest = UInt128.One;
        for (var i = 0; i < precision; i++) largest *= 10;
        var length = 1;
        while (length < 16 && UInt128.One << (8 * length - 1) < largest) length++;
        return length;
    }

    private static (ColumnType?, string?) Int32Type(LogicalType? logical) => logical?.Kind switch
    {
        LogicalTypeKind.Date => (ColumnType.Date, null),
        LogicalTypeKind.Time => logical.FractionDigits == 3 ? (ColumnType.Time(3), null) : (null, $"{logical} does not fit 32 bits"),
        LogicalTypeKind.Integer => (logical.BitWidth, logical.IsSigned) switch
        {
            (8, true) => (ColumnType.Int8, null),
            (16, true) => (ColumnType.Int16, null),
            (32, true) => (ColumnType.Int32, null),
            (8, false) => (ColumnType.UInt8, null),
            (16, false) => (ColumnType.UInt16, null),
            (32, false) => (ColumnType.UInt32, null),
            _ => (null, $"{logical} does not fit 32 bits"),
        },
        _ => (ColumnType.Int32, null),
    };

    private static (ColumnType?, string?) Int64Type(LogicalType? logical) => logical?.Kind switch
    {
        LogicalTypeKind.Time => logical.FractionDigits is 6 or 9
            ? (ColumnType.Time(logical.FractionDigits), null)
            : (null, $"{logical} is not one of 64 bits"),
        LogicalTypeKind.Timestamp => (logical.FractionDigits, logical.IsAdjustedToUtc) switch
        {
            (not (3 or 6 or 9), _) => (null, "the unit of its time is unknown"),
            (var digits, true) => (ColumnType.DateTimeOffset(digits), null),
            var (digits, _) => (ColumnType.DateTime(digits), null),
        },
        LogicalTypeKind.Integer => logical.BitWidth != 64 ? (null, $"{logical} is not one of 64 bits")
            : (logical.IsSigned ? ColumnType.Int64 : ColumnType.UInt64, null),
        _ => (ColumnType.Int64, null),
    };

    private static ColumnType BytesType(LogicalType? logical) => logical?.Kind switch
    {
        LogicalTypeKind.String or LogicalTypeKind.Json => ColumnType.String,
        LogicalTypeKind.Enum => ColumnType.Category,
        _ => ColumnType.Binary,
    };

    private static (ColumnType?, string?) FixedType(SchemaElement element, LogicalType? logical) =>
        (logical?.Kind, element.TypeLength) switch
        {
            (_, <= 0) => (null, $"values of {element.TypeLength} bytes"),
            (LogicalTypeKind.Uuid, GuidLength) => (ColumnType.Guid, null),
            (LogicalTypeKind.Float16, 2) => (ColumnType.Single, null),
            _ => (ColumnType.Binary, null),
        };

    private static (ColumnType?, string?) DecimalType(SchemaElement element, LogicalType logical)
    {
        if (element.Type is not (PhysicalType.Int32 or PhysicalType.Int64 or PhysicalType.ByteArray or PhysicalType.FixedLenByteArray)
            || element is { Type: PhysicalType.FixedLenByteArray, TypeLength: <= 0 })
            return (null, $"decimals stored as {element.Type} do not exist");
        if (logical.Precision is < 1 or > ColumnType.MaxDecimalPrecision)
            return (null, $"decimals of {logical.Precision} digits are not read (1 to {ColumnType.MaxDecimalPrecision} are)");
        return logical.Scale >= 0 && logical.Scale <= logical.Precision
            ? (ColumnType.Decimal(logical.Precision, logical.Scale), null)
            : (null, $"decimals of {logical.Precision} digits cannot have {logical.Scale} after the point");
    }

    private static SchemaElement Element(DatasetColumn column, PhysicalType physical, LogicalType? logical = null,
        ConvertedType? converted = null, int length = 0) => new()
        {
            Name = column.Name,
            Type = physical,
            TypeLength = length,
            RepetitionType = column.IsNullable ? FieldRepetitionType.Optional : FieldRepetitionType.Required,
            ConvertedType = converted,
            LogicalType = logical,
            Precision = logical?.Precision ?? 0,
            Scale = logical?.Scale ?? 0,
        };

    private static SchemaElement Integer(DatasetColumn column, int width, bool isSigned, ConvertedType converted) =>
        Element(column, width == 64 ? PhysicalType.Int64 : PhysicalType.Int32,
            new(LogicalTypeKind.Integer) { BitWidth = width, IsSigned = isSigned }, converted);

    private static SchemaElement Decimal(DatasetColumn column)
    {
        var logical = new LogicalType(LogicalTypeKind.Decimal) { Precision = column.Type.Precision, Scale = column.Type.Scale };
        return column.Type.Precision switch
        {
            <= 9 => Element(column, PhysicalType.Int32, logical, ConvertedType.Decimal),
            <= 18 => Element(column, PhysicalType.Int64, logical, ConvertedType.Decimal),
            var precision => Element(column, PhysicalType.FixedLenByteArray, logical, ConvertedType.Decimal, DecimalLength(precision)),
        };
    }

    private static SchemaElement Time(DatasetColumn column) => Element(column,
        column.Type.Precision == 3 ? PhysicalType.Int32 : PhysicalType.Int64,
        new(LogicalTypeKind.Time) { FractionDigits = column.Type.Precision },
        column.Type.Precision switch { 3 => ConvertedType.TimeMillis, 6 => ConvertedType.TimeMicros, _ => null });

    // Local times get the older annotation too: the specification asks for it ("forward compatibility").
    private static SchemaElement Timestamp(DatasetColumn column, bool isUtc) => Element(column, PhysicalType.Int64,
        new(LogicalTypeKind.Timestamp) { FractionDigits = column.Type.Precision, IsAdjustedToUtc = isUtc },
        column.Type.Precision switch { 3 => ConvertedType.TimestampMillis, 6 => ConvertedType.TimestampMicros, _ => null });
}
