using System.Data.SqlTypes;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Scaling.Native.Datasets;

/// <summary>Objects into columns. A conversion that would change the value is refused.</summary>
internal static class ObjectConversion
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;
    private static readonly int UnixEpochDay = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    internal static void Append(ColumnBuilder builder, object value)
    {
        // What rows mostly are comes first; the rest is a long way down.
        if (value is string text && builder is BytesColumnBuilder { Type.Kind: ColumnKind.String } texts)
        {
            texts.Append(text.AsSpan());
            return;
        }

        switch (builder)
        {
            case BooleanColumnBuilder booleans: booleans.Append(value is bool b ? b : throw Refuse(value, builder.Type)); break;
            case FixedColumnBuilder<sbyte> c: c.Append(Integer<sbyte>(value, builder.Type)); break;
            case FixedColumnBuilder<short> c: c.Append(Integer<short>(value, builder.Type)); break;
            case FixedColumnBuilder<byte> c: c.Append(Integer<byte>(value, builder.Type)); break;
            case FixedColumnBuilder<ushort> c: c.Append(Integer<ushort>(value, builder.Type)); break;
            case FixedColumnBuilder<uint> c: c.Append(Integer<uint>(value, builder.Type)); break;
            case FixedColumnBuilder<ulong> c: c.Append(Integer<ulong>(value, builder.Type)); break;
            case FixedColumnBuilder<int> c: c.Append(FourBytes(value, builder.Type)); break;
            case FixedColumnBuilder<long> c: c.Append(EightBytes(value, builder.Type)); break;
            case FixedColumnBuilder<float> c: c.Append(ToSingle(value, builder.Type)); break;
            case FixedColumnBuilder<double> c: c.Append(ToDouble(value, builder.Type)); break;
            case FixedColumnBuilder<Int128> c: c.Append(Unscaled(value, builder.Type)); break;
            case FixedColumnBuilder<UInt128> c: c.Append(value is Guid guid ? Ordered(guid) : throw Refuse(value, builder.Type)); break;
            case CategoryColumnBuilder c: c.Append(Text(value)); break;
            case BytesColumnBuilder c when builder.Type.Kind == ColumnKind.Binary:
                c.Append(value as byte[] ?? throw Refuse(value, builder.Type));
                break;
            case BytesColumnBuilder c: c.Append(Text(value).AsSpan()); break;
            default: throw Refuse(value, builder.Type);
        }
    }

    /// <summary>Whether <see cref="Append"/> would take a value, which is not null.</summary>
    internal static bool Fits(ColumnType type, object value, out InvalidCastException? refusal)
    {
        refusal = null;
        try
        {
            switch (type.Kind)
            {
                case ColumnKind.Boolean: _ = value as bool? ?? throw Refuse(value, type); break;
                case ColumnKind.Int8: Integer<sbyte>(value, type); break;
                case ColumnKind.Int16: Integer<short>(value, type); break;
                case ColumnKind.UInt8: Integer<byte>(value, type); break;
                case ColumnKind.UInt16: Integer<ushort>(value, type); break;
                case ColumnKind.UInt32: Integer<uint>(value, type); break;
                case ColumnKind.UInt64: Integer<ulong>(value, type); break;
                case ColumnKind.Int32 or ColumnKind.Date: FourBytes(value, type); break;
                case ColumnKind.Int64 or ColumnKind.Time or ColumnKind.DateTime or ColumnKind.DateTimeOffset: EightBytes(value, type); break;
                case ColumnKind.Single: ToSingle(value, type); break;
                case ColumnKind.Double: ToDouble(value, type); break;
                case ColumnKind.Decimal: Unscaled(value, type); break;
                case ColumnKind.Guid: _ = value as Guid? ?? throw Refuse(value, type); break;
                case ColumnKind.Binary: _ = value as byte[] ?? throw Refuse(value, type); break;
                default:
                    if (!IsWhole(Text(value))) throw Refuse(value, type);
                    break;
            }
        }
        catch (InvalidCastException e)
        {
            refusal = e;
        }

        return refusal is null;
    }

    /// <summary>Whether a text can be UTF-8: no half of a surrogate pair stands alone in it.</summary>
    internal static bool IsWhole(ReadOnlySpan<char> text)
    {
        var at = text.IndexOfAnyInRange('\uD800', '\uDFFF');
        if (at < 0) return true;
        for (; at < text.Length; at++)
        {
            if (!char.IsSurrogate(text[at])) continue;
            if (!char.IsHighSurrogate(text[at]) || at + 1 == text.Length || !char.IsLowSurrogate(text[at + 1])) return false;
            at++;
        }

        return true;
    }

    internal static int Days(DateOnly date) => date.DayNumber - UnixEpochDay;

    /// <summary>Ticks of .NET, since any point, in a column's unit; false where something would be lost.</summary>
    /// <param name="ticks">100 ns each.</param>
    /// <param name="precision">Fraction digits of a second: 3, 6 or 9.</param>
    /// <param name="units">Gets the units.</param>
    internal static bool TryUnits(long ticks, int precision, out long units)
    {
        if (precision == 9)
        {
            units = unchecked(ticks * 100);
            return ticks is >= long.MinValue / 100 and <= long.MaxValue / 100;
        }

        (units, var lost) = Math.DivRem(ticks, precision == 3 ? 10_000 : 10);
        return lost == 0;
    }

    /// <summary>The number that a decimal column stores; false where it has more digits than the column.</summary>
    internal static bool TryUnscaled(decimal value, ColumnType type, out Int128 unscaled)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var magnitude = new UInt128((uint)bits[2], (ulong)(uint)bits[1] << 32 | (uint)bits[0]);
        return TryScale(magnitude, bits[3] >> 16 & 0xFF, bits[3] < 0, type, out unscaled);
    }

    internal static UInt128 Ordered(Guid guid)
    {
        Span<byte> bytes = stackalloc byte[16];
        guid.TryWriteBytes(bytes, bigEndian: true, out _);
        return MemoryMarshal.Read<UInt128>(bytes);
    }

    /// <summary>The text of a value in a string column: invariant, round-trip for numbers and dates.</summary>
    internal static string Text(object value) => value switch
    {
        string s => s,
        DateTime or DateTimeOffset or DateOnly or TimeOnly => ((IFormattable)value).ToString("O", Invariant),
        IFormattable f => f.ToString(null, Invariant),
        _ => value.ToString() ?? "",
    };

    private static int FourBytes(object value, ColumnType type) => type.Kind switch
    {
        ColumnKind.Date => value switch
        {
            DateOnly date => Days(date),
            DateTime { TimeOfDay.Ticks: 0 } midnight => Days(DateOnly.FromDateTime(midnight)),
            _ => throw Refuse(value, type),
        },
        ColumnKind.Time => (int)TimeUnits(value, type),
        _ => Integer<int>(value, type),
    };

    private static long EightBytes(object value, ColumnType type) => type.Kind switch
    {
        ColumnKind.Time => TimeUnits(value, type),
        ColumnKind.DateTime => value switch
        {
            DateTime time => Units(time.Ticks - DateTime.UnixEpoch.Ticks, value, type),
            DateOnly date => Units(date.ToDateTime(TimeOnly.MinValue).Ticks - DateTime.UnixEpoch.Ticks, value, type),
            _ => throw Refuse(value, type),
        },
        ColumnKind.DateTimeOffset => value switch
        {
            DateTimeOffset time => Units(time.UtcTicks - DateTime.UnixEpoch.Ticks, value, type),
            DateTime { Kind: DateTimeKind.Utc or DateTimeKind.Local } time => Units(time.ToUniversalTime().Ticks - DateTime.UnixEpoch.Ticks, value, type),
            _ => throw Refuse(value, type),
        },
        _ => Integer<long>(value, type),
    };

    private static long TimeUnits(object value, ColumnType type) =>
        value is TimeOnly time ? Units(time.Ticks, value, type) : throw Refuse(value, type);

    private static long Units(long ticks, object value, ColumnType type) =>
        TryUnits(ticks, type.Precision, out var units) ? units : throw Refuse(value, type);

    private static T Integer<T>(object value, ColumnType type) where T : IBinaryInteger<T>
    {
        try
        {
            return value switch
            {
                int i => T.CreateChecked(i),
                long l => T.CreateChecked(l),
                sbyte or short => T.CreateChecked(Convert.ToInt64(value, Invariant)),
                byte or ushort or uint or ulong => T.CreateChecked(Convert.ToUInt64(value, Invariant)),
                double d when double.IsInteger(d) => T.CreateChecked(d),
                float f when float.IsInteger(f) => T.CreateChecked(f),
                decimal m when decimal.IsInteger(m) => T.CreateChecked(m),
                Enum e => T.CreateChecked(Convert.ToInt64(e, Invariant)),
                _ => throw Refuse(value, type),
            };
        }
        catch (OverflowException e)
        {
            throw Refuse(value, type, e);
        }
    }

    private static double ToDouble(object value, ColumnType type)
    {
        var number = value switch
        {
            double d => d,
            float f => f,
            decimal m => (double)m,
            sbyte or short or int or long or byte or ushort or uint or ulong => Convert.ToDouble(value, Invariant),
            _ => throw Refuse(value, type),
        };
        var exact = value switch
        {
            long l => number < 9.2233720368547758e18 && (long)number == l,
            ulong u => number < 1.8446744073709552e19 && (ulong)number == u,
            _ => true,
        };
        return exact ? number : throw Refuse(value, type);
    }

    private static float ToSingle(object value, ColumnType type)
    {
        if (value is float single) return single;
        var wide = ToDouble(value, type);
        var narrow = (float)wide;
        return narrow == wide || double.IsNaN(wide) ? narrow : throw Refuse(value, type);
    }

    private static Int128 Unscaled(object value, ColumnType type)
    {
        if (value is SqlDecimal { IsNull: false } wide)
        {
            var words = wide.Data;
            var magnitude = new UInt128((ulong)(uint)words[3] << 32 | (uint)words[2], (ulong)(uint)words[1] << 32 | (uint)words[0]);
            return TryScale(magnitude, wide.Scale, !wide.IsPositive, type, out var exact) ? exact : throw Refuse(value, type);
        }

        var number = value switch
        {
            decimal m => m,
            sbyte or short or int or long or byte or ushort or uint or ulong => Convert.ToDecimal(value, Invariant),
            double d when double.IsInteger(d) && Math.Abs(d) < 1e15 => (decimal)d,
            _ => throw Refuse(value, type),
        };
        return TryUnscaled(number, type, out var unscaled) ? unscaled : throw Refuse(value, type);
    }

    private static bool TryScale(UInt128 magnitude, int scale, bool negative, ColumnType type, out Int128 unscaled)
    {
        unscaled = 0;
        for (; scale > type.Scale; scale--)
        {
            (magnitude, var digit) = UInt128.DivRem(magnitude, 10);
            if (digit != 0) return false;
        }

        // A limit below 10^38 leaves room for one more digit in 128 bits.
        var limit = (UInt128)type.DecimalLimit;
        for (; scale < type.Scale; scale++)
        {
            if (magnitude >= limit) return false;
            magnitude *= 10;
        }

        if (magnitude >= limit) return false;
        unscaled = negative ? -(Int128)magnitude : (Int128)magnitude;
        return true;
    }

    private static InvalidCastException Refuse(object value, ColumnType type, Exception? inner = null) =>
        new($"The value '{Text(value)}' of type {value.GetType().Name} does not fit a column of type {type}.", inner);
}
