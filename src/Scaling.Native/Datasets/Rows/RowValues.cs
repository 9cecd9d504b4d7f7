using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Scaling.Native.Datasets.Rows;

/// <summary>How a value of an array becomes one of a row, and back.</summary>
internal interface IRowValue<TStored, TField>
{
    /// <summary>Whether every value of the field's type can be stored.</summary>
    bool IsExact => false;

    /// <returns>False where the field's type has no such value.</returns>
    bool TryLoad(TStored stored, out TField value);

    /// <returns>False where the column would lose something of the value, or has no such value.</returns>
    bool TryStore(TField value, out TStored stored);
}

internal readonly struct SameValue<T> : IRowValue<T, T>
{
    public bool IsExact => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryLoad(T stored, out T value)
    {
        value = stored;
        return true;
    }

    public bool TryStore(T value, out T stored)
    {
        stored = value;
        return true;
    }
}

internal readonly struct DecimalValue(ColumnType type) : IRowValue<Int128, decimal>
{
    public bool TryLoad(Int128 stored, out decimal value) => ColumnValue.TryDecimal(stored, type.Scale, out value);

    public bool TryStore(decimal value, out Int128 stored) => ObjectConversion.TryUnscaled(value, type, out stored);
}

internal readonly struct DateValue : IRowValue<int, DateOnly>
{
    public bool IsExact => true;

    public bool TryLoad(int stored, out DateOnly value) => ColumnValue.TryDate(stored, out value);

    public bool TryStore(DateOnly value, out int stored)
    {
        stored = ObjectConversion.Days(value);
        return true;
    }
}

/// <summary>Times in milliseconds, which are 32 bits wide.</summary>
internal readonly struct ShortTimeValue : IRowValue<int, TimeOnly>
{
    public bool TryLoad(int stored, out TimeOnly value) => ColumnValue.TryTime(stored, 3, out value);

    public bool TryStore(TimeOnly value, out int stored)
    {
        var fits = ObjectConversion.TryUnits(value.Ticks, 3, out var units);
        stored = (int)units;
        return fits;
    }
}

internal readonly struct TimeValue(int precision) : IRowValue<long, TimeOnly>
{
    public bool TryLoad(long stored, out TimeOnly value) => ColumnValue.TryTime(stored, precision, out value);

    public bool TryStore(TimeOnly value, out long stored) => ObjectConversion.TryUnits(value.Ticks, precision, out stored);
}

internal readonly struct DateTimeValue(int precision) : IRowValue<long, DateTime>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryLoad(long stored, out DateTime value)
    {
        var fits = ColumnValue.TryTicks(stored, precision, out var ticks);
        value = new DateTime(ticks, DateTimeKind.Unspecified);
        return fits;
    }

    public bool TryStore(DateTime value, out long stored) =>
        ObjectConversion.TryUnits(value.Ticks - DateTime.UnixEpoch.Ticks, precision, out stored);
}

internal readonly struct DateTimeOffsetValue(int precision) : IRowValue<long, DateTimeOffset>
{
    public bool TryLoad(long stored, out DateTimeOffset value)
    {
        var fits = ColumnValue.TryTicks(stored, precision, out var ticks);
        value = new DateTimeOffset(ticks, TimeSpan.Zero);
        return fits;
    }

    public bool TryStore(DateTimeOffset value, out long stored) =>
        ObjectConversion.TryUnits(value.UtcTicks - DateTime.UnixEpoch.Ticks, precision, out stored);
}

internal readonly struct GuidValue : IRowValue<UInt128, Guid>
{
    public bool IsExact => true;

    public bool TryLoad(UInt128 stored, out Guid value)
    {
        value = new Guid(MemoryMarshal.AsBytes(new ReadOnlySpan<UInt128>(in stored)), bigEndian: true);
        return true;
    }

    public bool TryStore(Guid value, out UInt128 stored)
    {
        stored = ObjectConversion.Ordered(value);
        return true;
    }
}
