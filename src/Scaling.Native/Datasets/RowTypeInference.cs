using System.Data.SqlTypes;

namespace Scaling.Native.Datasets;

/// <summary>The column type that holds every value of a list of row values without loss.</summary>
internal static class RowTypeInference
{
    private static readonly DateTime EarliestNanosecond = new(1677, 9, 22);
    private static readonly DateTime LatestNanosecond = new(2262, 4, 11);

    /// <summary>
    /// One kind of value gives its type; integers of several widths give the narrowest that holds both; integers with floating point
    /// give Double where all are exact in it; with decimals Decimal; anything else, and no value at all, String.
    /// </summary>
    internal static ColumnType Infer(IEnumerable<object?> values)
    {
        ColumnType? type = null;
        var (integerDigits, scale) = (0, 0);
        foreach (var value in values)
        {
            if (value is null or DBNull) continue;
            var next = TypeOf(value);
            if (next.Kind == ColumnKind.Decimal) Measure(value is decimal number ? new SqlDecimal(number) : (SqlDecimal)value, ref integerDigits, ref scale);
            type = type is null || type == next ? next : Join(type, next);
            if (type.Kind == ColumnKind.String) return type;
        }

        if (type?.Kind != ColumnKind.Decimal) return type ?? ColumnType.String;
        // Room for later values with more digits before the point; the scale cannot change once rows are written.
        return integerDigits + scale > ColumnType.MaxDecimalPrecision ? ColumnType.String : ColumnType.Decimal(ColumnType.MaxDecimalPrecision, scale);
    }

    private static ColumnType TypeOf(object value) => value switch
    {
        bool => ColumnType.Boolean,
        sbyte => ColumnType.Int8,
        short => ColumnType.Int16,
        int => ColumnType.Int32,
        long => ColumnType.Int64,
        byte => ColumnType.UInt8,
        ushort => ColumnType.UInt16,
        uint => ColumnType.UInt32,
        ulong => ColumnType.UInt64,
        float => ColumnType.Single,
        double => ColumnType.Double,
        decimal or SqlDecimal { IsNull: false } => ColumnType.Decimal(ColumnType.MaxDecimalPrecision, 0),
        DateOnly => ColumnType.Date,
        TimeOnly time => ColumnType.Time(time.Ticks % 10 == 0 ? 6 : 9),
        DateTime time => ColumnType.DateTime(Fraction(time)),
        DateTimeOffset time => ColumnType.DateTimeOffset(Fraction(time.UtcDateTime)),
        byte[] => ColumnType.Binary,
        Guid => ColumnType.Guid,
        _ => ColumnType.String,
    };

    private static int Fraction(DateTime time) =>
        time.Ticks % 10 != 0 && time > EarliestNanosecond && time < LatestNanosecond ? 9 : 6;

    private static ColumnType Join(ColumnType a, ColumnType b)
    {
        if (a.Kind == b.Kind && a.Precision != b.Precision) return a.Precision > b.Precision ? a : b;
        if (!a.IsNumeric || !b.IsNumeric) return ColumnType.String;
        if (a.Kind == ColumnKind.Decimal || b.Kind == ColumnKind.Decimal)
            return a.IsInteger || b.IsInteger ? (a.Kind == ColumnKind.Decimal ? a : b) : ColumnType.String;
        if (!a.IsInteger || !b.IsInteger) return ColumnType.Double;
        var (wide, narrow) = Width(a) >= Width(b) ? (a, b) : (b, a);
        if (IsSigned(a) == IsSigned(b)) return wide;
        var (signed, unsigned) = IsSigned(wide) ? (wide, narrow) : (narrow, wide);
        return Width(signed) > Width(unsigned) ? signed : Width(unsigned) switch
        {
            1 => ColumnType.Int16,
            2 => ColumnType.Int32,
            4 => ColumnType.Int64,
            _ => ColumnType.Decimal(ColumnType.MaxDecimalPrecision, 0),
        };
    }

    private static bool IsSigned(ColumnType type) => type.Kind <= ColumnKind.Int64;

    private static int Width(ColumnType type) => type.Kind switch
    {
        ColumnKind.Int8 or ColumnKind.UInt8 => 1,
        ColumnKind.Int16 or ColumnKind.UInt16 => 2,
        ColumnKind.Int32 or ColumnKind.UInt32 => 4,
        _ => 8,
    };

    private static void Measure(SqlDecimal value, ref int integerDigits, ref int scale)
    {
        scale = Math.Max(scale, value.Scale);
        integerDigits = Math.Max(integerDigits, value.Precision - value.Scale);
    }
}
