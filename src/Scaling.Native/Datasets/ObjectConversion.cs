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
            DateOnly date => date.DayNumber - UnixEpochDay,
            DateTime { TimeOfDay.Ticks: 0 } midnight => DateOnly.FromDateTime(midnight).DayNumber - UnixEpochDay,
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

    private static long Units(long ticks, object value, ColumnType type)
    {
        var (units, lost) = type.Precision switch
        {
            3 => Math.DivRem(ticks, 10_000),
            6 => Math.DivRem(ticks, 10),
            _ => Math.BigMul(ticks, 100) is var wide && wide == (long)wide ? ((long)wide, 0L) : (0L, 1L),
        };
        return lost == 0 ? units : throw Refuse(value, type);
    }

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
        var number = value switch
        {
            decimal m => m,
            sbyte or short or int or long or byte or ushort or uint or ulong => Convert.ToDecimal(value, Invariant),
            double d when double.IsInteger(d) && Math.Abs(d) < 1e15 => (decimal)d,
            _ => throw Refuse(value, type),
        };
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(number, bits);
        var scale = bits[3] >> 16 & 0xFF;
        var magnitude = new BigInteger(MemoryMarshal.AsBytes(bits[..3]), isUnsigned: true);
        for (; scale < type.Scale; scale++) magnitude *= 10;
        for (; scale > type.Scale; scale--)
        {
            magnitude = BigInteger.DivRem(magnitude, 10, out var digit);
            if (!digit.IsZero) throw Refuse(value, type);
        }

        if (magnitude >= BigInteger.Pow(10, type.Precision)) throw Refuse(value, type);
        return bits[3] < 0 ? -(Int128)magnitude : (Int128)magnitude;
    }

    private static UInt128 Ordered(Guid guid)
    {
        Span<byte> bytes = stackalloc byte[16];
        guid.TryWriteBytes(bytes, bigEndian: true, out _);
        return MemoryMarshal.Read<UInt128>(bytes);
    }

    private static InvalidCastException Refuse(object value, ColumnType type, Exception? inner = null) =>
        new($"The value '{Text(value)}' of type {value.GetType().Name} does not fit a column of type {type}.", inner);
}
