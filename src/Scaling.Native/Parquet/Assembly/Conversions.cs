using System.Runtime.InteropServices;
using Scaling.Native.Datasets;
using Scaling.Native.Parquet.Encodings;

namespace Scaling.Native.Parquet.Assembly;

/// <summary>From the stored value to the one of the column.</summary>
internal interface IConversion<TStored, TValue>
{
    static abstract TValue Convert(TStored value);
}

/// <summary>The same bits.</summary>
internal readonly struct Same<T> : IConversion<T, T>
{
    public static T Convert(T value) => value;
}

internal readonly struct ToInt8 : IConversion<int, sbyte>
{
    public static sbyte Convert(int value) => value == (sbyte)value ? (sbyte)value : throw Narrowing.Refuse(value, 8);
}

internal readonly struct ToInt16 : IConversion<int, short>
{
    public static short Convert(int value) => value == (short)value ? (short)value : throw Narrowing.Refuse(value, 16);
}

internal readonly struct ToUInt8 : IConversion<int, byte>
{
    public static byte Convert(int value) => value == (byte)value ? (byte)value : throw Narrowing.Refuse(value, 8);
}

internal readonly struct ToUInt16 : IConversion<int, ushort>
{
    public static ushort Convert(int value) => value == (ushort)value ? (ushort)value : throw Narrowing.Refuse(value, 16);
}

internal readonly struct Int32ToDecimal : IConversion<int, Int128>
{
    public static Int128 Convert(int value) => value;
}

internal readonly struct Int64ToDecimal : IConversion<long, Int128>
{
    public static Int128 Convert(long value) => value;
}

internal readonly struct HalfToSingle : IConversion<Half, float>
{
    public static float Convert(Half value) => (float)value;
}

/// <summary>The deprecated INT96: nanoseconds of the day, then the Julian day.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly struct Int96
{
    internal readonly long NanosecondsOfDay;
    internal readonly int JulianDay;
}

internal readonly struct Int96ToNanoseconds : IConversion<Int96, long>
{
    private const int JulianDayOfUnixEpoch = 2_440_588;

    public static long Convert(Int96 value)
    {
        var day = (Int128)value.JulianDay - JulianDayOfUnixEpoch;
        var nanoseconds = day * TimeSpan.NanosecondsPerTick * TimeSpan.TicksPerDay + value.NanosecondsOfDay;
        return nanoseconds >= long.MinValue && nanoseconds <= long.MaxValue
            ? (long)nanoseconds
            : throw new DatasetException(DatasetError.ValueOverflow,
                FormattableString.Invariant($"An INT96 time, Julian day {value.JulianDay}, is outside the years 1677 to 2262."));
    }
}

internal static class Narrowing
{
    internal static DatasetException Refuse(int value, int bits) => PageError.Damaged($"{value} is no number of {bits} bits");
}
