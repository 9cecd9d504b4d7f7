using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using Apache.Arrow;
using Scaling.Native.Csv;
using Scaling.Native.Datasets;
using Scaling.Native.Parquet.Encodings;

namespace Scaling.Native.Memory.Sizes;

/// <summary>Takes the values of arrays into a profile.</summary>
internal sealed class ArrayProfile(ColumnProfile profile, ColumnType type)
{
    private const int MostTextBytes = 64;
    private const long MillisecondsPerDay = 86_400_000;

    private static readonly CsvCulture Invariant = new(CultureInfo.InvariantCulture);

    // Of a value that is not text.
    private readonly int _objectBytes = type.Kind is ColumnKind.String or ColumnKind.Category or ColumnKind.Binary ? 0 : AllocatedSize.OfInstance(type.ClrType);
    private readonly byte[] _text = new byte[MostTextBytes];

    /// <summary>Takes all values of an array as those of one part.</summary>
    internal void Add(IArrowArray array, int block)
    {
        ref var sums = ref profile.Blocks[block];
        sums.Nulls += array.NullCount;
        sums.ObjectBytes += (long)_objectBytes * (array.Length - array.NullCount);
        switch (type.Kind)
        {
            case ColumnKind.Boolean: AddBooleans(array, block); break;
            case ColumnKind.Int8: AddIntegers<sbyte>(array, block); break;
            case ColumnKind.Int16: AddIntegers<short>(array, block); break;
            case ColumnKind.Int32: AddIntegers<int>(array, block); break;
            case ColumnKind.Int64: AddIntegers<long>(array, block); break;
            case ColumnKind.UInt8: AddIntegers<byte>(array, block); break;
            case ColumnKind.UInt16: AddIntegers<ushort>(array, block); break;
            case ColumnKind.UInt32: AddIntegers<uint>(array, block); break;
            case ColumnKind.UInt64: AddIntegers<ulong>(array, block); break;
            case ColumnKind.Single: AddNumbers<float>(array, block); break;
            case ColumnKind.Double: AddNumbers<double>(array, block); break;
            case ColumnKind.Decimal: AddDecimals(array, block); break;
            case ColumnKind.Date: AddFixed(array, new DateFormat(), static (int _) => { }, block); break;
            case ColumnKind.Time when type.Precision == 3: AddFixed(array, new TimeFormat<int>(type.Precision), static (int _) => { }, block); break;
            case ColumnKind.Time: AddTimes(array, block); break;
            case ColumnKind.DateTime or ColumnKind.DateTimeOffset: AddMoments(array, block); break;
            case ColumnKind.Guid: AddFixed(array, new GuidFormat(), static (UInt128 _) => { }, block); break;
            case ColumnKind.Binary: AddBytes(array, block); break;
            case ColumnKind.Category: AddCategories((DictionaryArray)array, block); break;
            default: AddTexts(array, block); break;
        }
    }

    private void AddBooleans(IArrowArray array, int block)
    {
        var valid = array.Length - array.NullCount;
        var bits = array.Bits();
        var validity = array.Validity();
        var set = 0;
        if (validity.IsEmpty) set = BitPacking.CountBits(bits, 0, array.Length);
        else for (var i = 0; i < array.Length; i++) set += ColumnAccess.IsSet(bits, i) && ColumnAccess.IsSet(validity, i) ? 1 : 0;
        if (set > 0) profile.AddDistinct("true"u8, block);
        if (set < valid) profile.AddDistinct("false"u8, block);
    }

    private void AddIntegers<T>(IArrowArray array, int block) where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        var (least, greatest) = (T.MaxValue, T.MinValue);
        AddFixed(array, new IntegerFormat<T>(), (T value) => (least, greatest) = (T.Min(least, value), T.Max(greatest, value)), block);
        if (least <= greatest) profile.Range.AddBounds(Int128.CreateChecked(least), Int128.CreateChecked(greatest));
    }

    private void AddNumbers<T>(IArrowArray array, int block) where T : unmanaged, IFloatingPointIeee754<T> =>
        AddFixed(array, new FloatFormat<T>((byte)'.'), (T value) => profile.Range.AddNumber(double.CreateChecked(value), mayBeWhole: true), block);

    private void AddDecimals(IArrowArray array, int block)
    {
        var unit = Int128.One;
        for (var i = 0; i < type.Scale; i++) unit *= 10;
        AddFixed(array, new DecimalFormat(type.Scale, (byte)'.'), (Int128 value) =>
        {
            var (whole, rest) = Int128.DivRem(value, unit);
            if (rest == 0) profile.Range.AddInteger(whole);
            else profile.Range.AddFraction((double)value / (double)unit);
        }, block);
    }

    private void AddTimes(IArrowArray array, int block)
    {
        var perMillisecond = type.Precision == 9 ? 1_000_000L : 1_000L;
        AddFixed(array, new TimeFormat<long>(type.Precision), (long value) => profile.AreMilliseconds &= value % perMillisecond == 0, block);
    }

    private void AddMoments(IArrowArray array, int block)
    {
        var perDay = MillisecondsPerDay * type.Precision switch { 3 => 1, 6 => 1_000, _ => 1_000_000 };
        var format = new DateTimeFormat(type.Precision, HasOffset: type.Kind == ColumnKind.DateTimeOffset);
        AddFixed(array, format, (long value) => profile.AreDates &= value % perDay == 0, block);
    }

    private void AddFixed<T, TFormat>(IArrowArray array, TFormat format, Action<T> look, int block)
        where T : unmanaged where TFormat : struct, IFieldFormat<T>
    {
        var values = array.Values<T>();
        var validity = array.Validity();
        for (var i = 0; i < values.Length; i++)
        {
            if (!ColumnAccess.IsValid(validity, i)) continue;
            look(values[i]);
            var hash = HashOf(values[i]);
            if (profile.Distinct.Add(hash, block)) profile.Distinct.AddLength(hash, LengthOf(values[i], format));
        }
    }

    private int LengthOf<T, TFormat>(T value, TFormat format) where TFormat : struct, IFieldFormat<T>
    {
        try
        {
            return format.Format(value, _text);
        }
        catch (OverflowException)
        {
            // Dates beyond the year 9999 have no text here.
            return 0;
        }
    }

    private static ulong HashOf<T>(T value) where T : unmanaged => Unsafe.SizeOf<T>() switch
    {
        1 => ValueHash.Of(Unsafe.As<T, byte>(ref value)),
        2 => ValueHash.Of(Unsafe.As<T, ushort>(ref value)),
        4 => ValueHash.Of(Unsafe.As<T, uint>(ref value)),
        8 => ValueHash.Of(Unsafe.As<T, ulong>(ref value)),
        _ => ValueHash.Of(Unsafe.As<T, ulong>(ref value), Unsafe.Add(ref Unsafe.As<T, ulong>(ref value), 1)),
    };

    private void AddBytes(IArrowArray array, int block)
    {
        ref var sums = ref profile.Blocks[block];
        var offsets = array.Offsets();
        var validity = array.Validity();
        for (var i = 0; i < array.Length; i++)
        {
            if (!ColumnAccess.IsValid(validity, i)) continue;
            var length = offsets[i + 1] - offsets[i];
            sums.ValueBytes += length;
            sums.ObjectBytes += AllocatedSize.OfArray(0, length, 1);
            profile.AddDistinct(ColumnValue.Slice(array, i), block);
        }
    }

    private void AddTexts(IArrowArray array, int block)
    {
        var validity = array.Validity();
        for (var i = 0; i < array.Length; i++)
            if (ColumnAccess.IsValid(validity, i)) AddText(ColumnValue.Slice(array, i), 1, block);
    }

    /// <summary>Each text once, with the number of rows that have it.</summary>
    private void AddCategories(DictionaryArray array, int block)
    {
        var counts = new int[array.Dictionary.Length];
        var indices = array.Values<int>();
        var validity = array.Validity();
        for (var i = 0; i < indices.Length; i++)
            if (ColumnAccess.IsValid(validity, i)) counts[indices[i]]++;
        for (var i = 0; i < counts.Length; i++)
            if (counts[i] > 0) AddText(ColumnValue.Slice(array.Dictionary, i), counts[i], block);
    }

    private void AddText(ReadOnlySpan<byte> text, int count, int block)
    {
        if (text.IsEmpty) profile.AddEmptyText(count, block);
        else profile.AddText(text, isAscii: false, Invariant, count, block);
    }
}
