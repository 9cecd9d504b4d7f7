using Apache.Arrow.Types;

namespace Scaling.Native.Datasets;

/// <summary>The type of a column: its kind and, for some kinds, digits. Equal by value; printed and parsed as <c>decimal(18,2)</c>.</summary>
public sealed record ColumnType
{
    /// <summary>Digits that a 128-bit decimal can hold.</summary>
    public const int MaxDecimalPrecision = 38;

    public static readonly ColumnType Boolean = new(ColumnKind.Boolean);
    public static readonly ColumnType Int8 = new(ColumnKind.Int8);
    public static readonly ColumnType Int16 = new(ColumnKind.Int16);
    public static readonly ColumnType Int32 = new(ColumnKind.Int32);
    public static readonly ColumnType Int64 = new(ColumnKind.Int64);
    public static readonly ColumnType UInt8 = new(ColumnKind.UInt8);
    public static readonly ColumnType UInt16 = new(ColumnKind.UInt16);
    public static readonly ColumnType UInt32 = new(ColumnKind.UInt32);
    public static readonly ColumnType UInt64 = new(ColumnKind.UInt64);
    public static readonly ColumnType Single = new(ColumnKind.Single);
    public static readonly ColumnType Double = new(ColumnKind.Double);
    public static readonly ColumnType Date = new(ColumnKind.Date);
    public static readonly ColumnType String = new(ColumnKind.String);
    public static readonly ColumnType Category = new(ColumnKind.Category);
    public static readonly ColumnType Binary = new(ColumnKind.Binary);
    public static readonly ColumnType Guid = new(ColumnKind.Guid);

    private ColumnType(ColumnKind kind, int precision = 0, int scale = 0) => (Kind, Precision, Scale) = (kind, precision, scale);

    public ColumnKind Kind { get; }

    /// <summary>Decimal: all digits, 1 to 38. Time, DateTime, DateTimeOffset: fraction digits of a second, 3, 6 or 9. Others: 0.</summary>
    public int Precision { get; }

    /// <summary>Decimal: digits after the point, 0 to <see cref="Precision"/>. Others: 0.</summary>
    public int Scale { get; }

    public bool IsInteger => Kind is >= ColumnKind.Int8 and <= ColumnKind.UInt64;

    /// <summary>Integers, floating point numbers and decimals.</summary>
    public bool IsNumeric => Kind is >= ColumnKind.Int8 and <= ColumnKind.Decimal;

    /// <summary>The type of the boxed values that rows carry.</summary>
    public Type ClrType => Kind switch
    {
        ColumnKind.Boolean => typeof(bool),
        ColumnKind.Int8 => typeof(sbyte),
        ColumnKind.Int16 => typeof(short),
        ColumnKind.Int32 => typeof(int),
        ColumnKind.Int64 => typeof(long),
        ColumnKind.UInt8 => typeof(byte),
        ColumnKind.UInt16 => typeof(ushort),
        ColumnKind.UInt32 => typeof(uint),
        ColumnKind.UInt64 => typeof(ulong),
        ColumnKind.Single => typeof(float),
        ColumnKind.Double => typeof(double),
        ColumnKind.Decimal => typeof(decimal),
        ColumnKind.Date => typeof(DateOnly),
        ColumnKind.Time => typeof(TimeOnly),
        ColumnKind.DateTime => typeof(DateTime),
        ColumnKind.DateTimeOffset => typeof(DateTimeOffset),
        ColumnKind.Binary => typeof(byte[]),
        ColumnKind.Guid => typeof(Guid),
        _ => typeof(string),
    };

    /// <exception cref="ArgumentOutOfRangeException">Precision outside 1 to 38, or scale outside 0 to precision.</exception>
    public static ColumnType Decimal(int precision, int scale)
    {
        if (precision is < 1 or > MaxDecimalPrecision) throw new ArgumentOutOfRangeException(nameof(precision), precision, "A decimal has 1 to 38 digits.");
        if (scale < 0 || scale > precision) throw new ArgumentOutOfRangeException(nameof(scale), scale, $"A scale lies between 0 and the precision {precision}.");
        return new(ColumnKind.Decimal, precision, scale);
    }

    /// <exception cref="ArgumentOutOfRangeException">Fraction digits other than 3, 6 or 9.</exception>
    public static ColumnType Time(int fractionDigits = 6) => new(ColumnKind.Time, Fraction(fractionDigits));

    /// <inheritdoc cref="Time"/>
    public static ColumnType DateTime(int fractionDigits = 6) => new(ColumnKind.DateTime, Fraction(fractionDigits));

    /// <inheritdoc cref="Time"/>
    public static ColumnType DateTimeOffset(int fractionDigits = 6) => new(ColumnKind.DateTimeOffset, Fraction(fractionDigits));

    /// <summary>Reads a type's name: ours (<c>int64</c>, <c>decimal(18,2)</c>, <c>datetime(9)</c>) or PowerShell's (<c>[long]</c>, <c>float</c>).</summary>
    /// <exception cref="FormatException">Not a type; the message lists the types there are.</exception>
    public static ColumnType Parse(string text) => ColumnTypeNames.Parse(text);

    public override string ToString() => ColumnTypeNames.Format(this);

    /// <summary>The Arrow type of the arrays that hold such a column in a batch.</summary>
    public IArrowType ToArrow() => Kind switch
    {
        ColumnKind.Boolean => BooleanType.Default,
        ColumnKind.Int8 => Int8Type.Default,
        ColumnKind.Int16 => Int16Type.Default,
        ColumnKind.Int32 => Int32Type.Default,
        ColumnKind.Int64 => Int64Type.Default,
        ColumnKind.UInt8 => UInt8Type.Default,
        ColumnKind.UInt16 => UInt16Type.Default,
        ColumnKind.UInt32 => UInt32Type.Default,
        ColumnKind.UInt64 => UInt64Type.Default,
        ColumnKind.Single => FloatType.Default,
        ColumnKind.Double => DoubleType.Default,
        ColumnKind.Decimal => new Decimal128Type(Precision, Scale),
        ColumnKind.Date => Date32Type.Default,
        ColumnKind.Time when Precision == 3 => new Time32Type(TimeUnit.Millisecond),
        ColumnKind.Time => new Time64Type(Unit),
        ColumnKind.DateTime => new TimestampType(Unit, (string?)null),
        ColumnKind.DateTimeOffset => new TimestampType(Unit, "UTC"),
        ColumnKind.Category => new DictionaryType(Int32Type.Default, StringType.Default, false),
        ColumnKind.Binary => BinaryType.Default,
        ColumnKind.Guid => new FixedSizeBinaryType(16),
        _ => StringType.Default,
    };

    /// <summary>Decimal: ten to the power of the precision, which unscaled values stay below in magnitude.</summary>
    internal Int128 DecimalLimit
    {
        get
        {
            Int128 limit = 1;
            for (var i = 0; i < Precision; i++) limit *= 10;
            return limit;
        }
    }

    private TimeUnit Unit => Precision switch { 3 => TimeUnit.Millisecond, 9 => TimeUnit.Nanosecond, _ => TimeUnit.Microsecond };

    private static int Fraction(int digits) => digits is 3 or 6 or 9
        ? digits
        : throw new ArgumentOutOfRangeException(nameof(digits), digits, "Fractions of a second have 3, 6 or 9 digits.");
}
