using System.Data.SqlTypes;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Apache.Arrow;

namespace Scaling.Native.Datasets;

/// <summary>Single cells as the objects that rows carry.</summary>
public static class ColumnValue
{
    private static readonly long UnixEpochTicks = DateTime.UnixEpoch.Ticks;
    private static readonly int UnixEpochDay = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    /// <summary>
    /// The value of a row, null for null. Decimals beyond <see cref="decimal"/>'s range come as <see cref="SqlDecimal"/>, dates and
    /// times beyond those of .NET as text. Nanoseconds are cut to the 100 ns of .NET's ticks.
    /// </summary>
    public static object? Get(IArrowArray array, ColumnType type, int row)
    {
        if (!ColumnAccess.IsValid(array.Validity(), row)) return null;
        return type.Kind switch
        {
            ColumnKind.Boolean => ColumnAccess.IsSet(array.Bits(), row),
            ColumnKind.Int8 => array.Values<sbyte>()[row],
            ColumnKind.Int16 => array.Values<short>()[row],
            ColumnKind.Int32 => array.Values<int>()[row],
            ColumnKind.Int64 => array.Values<long>()[row],
            ColumnKind.UInt8 => array.Values<byte>()[row],
            ColumnKind.UInt16 => array.Values<ushort>()[row],
            ColumnKind.UInt32 => array.Values<uint>()[row],
            ColumnKind.UInt64 => array.Values<ulong>()[row],
            ColumnKind.Single => array.Values<float>()[row],
            ColumnKind.Double => array.Values<double>()[row],
            ColumnKind.Decimal => ToDecimal(array.Values<Int128>()[row], type),
            ColumnKind.Date => ToDate(array.Values<int>()[row]),
            ColumnKind.Time => ToTime(type.Precision == 3 ? array.Values<int>()[row] : array.Values<long>()[row], type.Precision),
            ColumnKind.DateTime => ToDateTime(array.Values<long>()[row], type.Precision),
            ColumnKind.DateTimeOffset => ToDateTimeOffset(array.Values<long>()[row], type.Precision),
            ColumnKind.Binary => Slice(array, row).ToArray(),
            ColumnKind.Guid => new Guid(MemoryMarshal.AsBytes(array.Values<UInt128>().Slice(row, 1)), bigEndian: true),
            ColumnKind.Category => Encoding.UTF8.GetString(Category(array, row)),
            _ => Encoding.UTF8.GetString(Slice(array, row)),
        };
    }

    /// <summary>The bytes of a string or binary cell that is not null.</summary>
    public static ReadOnlySpan<byte> Slice(IArrowArray array, int row)
    {
        var offsets = array.Offsets();
        return array.Bytes()[offsets[row]..offsets[row + 1]];
    }

    /// <summary>The text of a category cell that is not null.</summary>
    public static ReadOnlySpan<byte> Category(IArrowArray array, int row) =>
        Slice(((DictionaryArray)array).Dictionary, array.Values<int>()[row]);

    /// <summary>False where <see cref="decimal"/> has no such number.</summary>
    internal static bool TryDecimal(Int128 unscaled, int scale, out decimal value)
    {
        var magnitude = (UInt128)(unscaled < 0 ? -unscaled : unscaled);
        var (low, high) = ((ulong)magnitude, (ulong)(magnitude >> 64));
        var fits = high <= uint.MaxValue && scale <= 28;
        value = fits ? new decimal((int)(uint)low, (int)(low >> 32), (int)(uint)high, unscaled < 0, (byte)scale) : 0;
        return fits;
    }

    /// <summary>False before year 1 and after year 9999.</summary>
    internal static bool TryDate(int days, out DateOnly date)
    {
        var day = (long)UnixEpochDay + days;
        var fits = day >= 0 && day <= DateOnly.MaxValue.DayNumber;
        date = fits ? DateOnly.FromDayNumber((int)day) : default;
        return fits;
    }

    /// <summary>False for what is no time of a day: other programs know 24:00:00 and leap seconds.</summary>
    internal static bool TryTime(long value, int precision, out TimeOnly time)
    {
        var second = precision switch { 3 => 1_000L, 6 => 1_000_000L, _ => 1_000_000_000L };
        var fits = value >= 0 && value < 86_400 * second;
        time = fits ? new TimeOnly(precision switch { 3 => value * 10_000, 6 => value * 10, _ => value / 100 }) : default;
        return fits;
    }

    /// <summary>False before year 1 and after year 9999. Nanoseconds are cut.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool TryTicks(long value, int precision, out long ticks)
    {
        var perUnit = precision switch { 3 => 10_000, 6 => 10, _ => 1 };
        if (precision == 9) value = value >= 0 ? value / 100 : (value - 99) / 100;
        var fits = value >= -UnixEpochTicks / perUnit && value <= (DateTime.MaxValue.Ticks - UnixEpochTicks) / perUnit;
        ticks = fits ? UnixEpochTicks + value * perUnit : 0;
        return fits;
    }

    private static object ToDecimal(Int128 unscaled, ColumnType type)
    {
        if (TryDecimal(unscaled, type.Scale, out var value)) return value;
        var magnitude = (UInt128)(unscaled < 0 ? -unscaled : unscaled);
        var (low, high) = ((ulong)magnitude, (ulong)(magnitude >> 64));
        return new SqlDecimal((byte)type.Precision, (byte)type.Scale, unscaled >= 0,
            (int)(uint)low, (int)(low >> 32), (int)(uint)high, (int)(high >> 32));
    }

    private static object ToDate(int days) =>
        TryDate(days, out var date) ? date : FormattableString.Invariant($"1970-01-01{days:+0;-0} days");

    private static object ToTime(long value, int precision) =>
        TryTime(value, precision, out var time) ? time : FormattableString.Invariant($"00:00:00{value:+0;-0}e-{precision} s");

    private static object ToDateTime(long value, int precision) =>
        TryTicks(value, precision, out var ticks) ? new DateTime(ticks, DateTimeKind.Unspecified) : Beyond(value, precision);

    private static object ToDateTimeOffset(long value, int precision) =>
        TryTicks(value, precision, out var ticks) ? new DateTimeOffset(ticks, TimeSpan.Zero) : Beyond(value, precision);

    private static string Beyond(long value, int precision) =>
        FormattableString.Invariant($"1970-01-01T00:00:00{value:+0;-0}e-{precision} s");
}
