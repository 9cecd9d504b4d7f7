namespace Scaling.Native.Datasets.Expressions;

/// <summary>What PowerShell would hold in the values of a vector; it decides the meaning of operators.</summary>
internal enum ValueKind
{
    /// <summary>The constant null.</summary>
    Null,
    Boolean,

    /// <summary>8- and 16-bit integers: they compute as Int32, but some methods treat them otherwise.</summary>
    Narrow,
    Int32,
    Int64,

    /// <summary>UInt32 and UInt64 below 2^63: compared and converted here, never computed with.</summary>
    Unsigned,
    Single,
    Double,

    /// <summary>Int, integral decimal or double, differing by row: <see cref="NumberTag"/>.</summary>
    Mixed,
    Decimal,
    String,

    /// <summary>Ticks of 100 ns.</summary>
    DateTime,

    /// <summary>Ticks of 100 ns, UTC.</summary>
    DateTimeOffset,

    /// <summary>Day numbers since 0001-01-01.</summary>
    Date,

    /// <summary>Ticks of 100 ns since midnight.</summary>
    Time,

    /// <summary>Ticks of 100 ns.</summary>
    TimeSpan,
    DayOfWeek,

    /// <summary>Values of which only null or not null is known here.</summary>
    Opaque,
}

/// <summary>
/// What PowerShell holds in one row of a <see cref="ValueKind.Mixed"/> vector: <c>6 / 2</c> is an int and <c>7 / 2</c> a double, and
/// <c>[math]::Floor</c> of an int is a decimal.
/// </summary>
internal static class NumberTag
{
    /// <summary>int or long, at most 2^53 in magnitude; or a double of such a value, where the difference cannot show.</summary>
    internal const byte Integer = 0;

    /// <summary>An integral decimal below 10^15 in magnitude, which a conversion from double keeps exactly.</summary>
    internal const byte Decimal = 1;
    internal const byte Double = 2;
}

internal static class ValueKinds
{
    /// <summary>The largest magnitude up to which every integer is a double.</summary>
    internal const long ExactInteger = 1L << 53;

    /// <summary>PowerShell's conversion from double to decimal keeps 15 digits.</summary>
    internal const double ExactDecimal = 1e15;

    internal static bool IsInteger(this ValueKind kind) => kind is ValueKind.Narrow or ValueKind.Int32 or ValueKind.Int64;

    internal static bool IsFloating(this ValueKind kind) => kind is ValueKind.Single or ValueKind.Double;

    /// <summary>What PowerShell calls numeric where it compares with null.</summary>
    internal static bool IsNumeric(this ValueKind kind) => kind is >= ValueKind.Narrow and <= ValueKind.Decimal;

    /// <summary>Numbers that are int, long or double to PowerShell, whose exact kind shows only in what is computed from them.</summary>
    internal static bool IsBinaryNumber(this ValueKind kind) => kind is >= ValueKind.Narrow and <= ValueKind.Mixed;

    /// <summary>Kinds kept as one long a row.</summary>
    internal static bool IsLong(this ValueKind kind) =>
        kind is >= ValueKind.Narrow and <= ValueKind.Unsigned or >= ValueKind.DateTime and <= ValueKind.DayOfWeek;

    internal static ValueKind Of(ColumnType type) => type.Kind switch
    {
        ColumnKind.Boolean => ValueKind.Boolean,
        ColumnKind.Int8 or ColumnKind.Int16 or ColumnKind.UInt8 or ColumnKind.UInt16 => ValueKind.Narrow,
        ColumnKind.Int32 => ValueKind.Int32,
        ColumnKind.Int64 => ValueKind.Int64,
        ColumnKind.UInt32 or ColumnKind.UInt64 => ValueKind.Unsigned,
        ColumnKind.Single => ValueKind.Single,
        ColumnKind.Double => ValueKind.Double,
        ColumnKind.Decimal => ValueKind.Decimal,
        ColumnKind.Date => ValueKind.Date,
        ColumnKind.Time => ValueKind.Time,
        ColumnKind.DateTime => ValueKind.DateTime,
        ColumnKind.DateTimeOffset => ValueKind.DateTimeOffset,
        ColumnKind.String or ColumnKind.Category => ValueKind.String,
        _ => ValueKind.Opaque,
    };

    /// <summary>The type of a column computed with values of this kind, or null where it cannot be told without them.</summary>
    internal static ColumnType? ToColumnType(this ValueKind kind, int fractionDigits) => kind switch
    {
        ValueKind.Boolean => ColumnType.Boolean,
        ValueKind.Narrow or ValueKind.Int32 or ValueKind.Int64 => ColumnType.Int64,
        ValueKind.Single or ValueKind.Double or ValueKind.Mixed => ColumnType.Double,
        ValueKind.String or ValueKind.DayOfWeek => ColumnType.String,
        ValueKind.Date => ColumnType.Date,
        ValueKind.Time => ColumnType.Time(fractionDigits),
        ValueKind.DateTime => ColumnType.DateTime(fractionDigits),
        ValueKind.DateTimeOffset => ColumnType.DateTimeOffset(fractionDigits),
        _ => null,
    };

    internal static string Describe(this ValueKind kind) => kind switch
    {
        ValueKind.Narrow or ValueKind.Int32 or ValueKind.Int64 => "an integer",
        ValueKind.Unsigned => "an unsigned integer",
        ValueKind.Single or ValueKind.Double or ValueKind.Mixed => "a number",
        ValueKind.Decimal => "a decimal",
        ValueKind.Boolean => "a boolean",
        ValueKind.String => "a string",
        ValueKind.Null => "null",
        ValueKind.Opaque => "binary data or a guid",
        _ => $"a {kind}",
    };
}
