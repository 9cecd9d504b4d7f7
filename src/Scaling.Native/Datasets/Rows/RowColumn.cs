using System.Runtime.CompilerServices;
using Apache.Arrow;

namespace Scaling.Native.Datasets.Rows;

/// <summary>Where a row keeps a column.</summary>
/// <param name="Field">Bytes from <see cref="DatasetRow.Anchor"/> to the field.</param>
/// <param name="Nulls">Bytes from there to the null bits.</param>
/// <param name="NullBit">The column's null bit; 0 where it has none.</param>
internal readonly record struct RowPlace(nint Field, nint Nulls, ulong NullBit)
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref T Value<T>(DatasetRow row) => ref Unsafe.As<byte, T>(ref Unsafe.AddByteOffset(ref row.Anchor, Field));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool IsNull(DatasetRow row) => (Bits(row) & NullBit) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void SetNull(DatasetRow row) => Bits(row) |= NullBit;

    private ref ulong Bits(DatasetRow row) => ref Unsafe.As<byte, ulong>(ref Unsafe.AddByteOffset(ref row.Anchor, Nulls));
}

/// <summary>One column of a row class: arrays into fields, fields into column builders.</summary>
internal abstract class RowColumn
{
    /// <param name="type">The column's type.</param>
    /// <param name="place">Where rows keep it.</param>
    /// <param name="loose">Whether the field takes any object.</param>
    internal static RowColumn Create(ColumnType type, RowPlace place, bool loose) => loose ? new ObjectRowColumn(type, place) : type.Kind switch
    {
        ColumnKind.Boolean => new BooleanRowColumn(place),
        ColumnKind.Int8 => new FixedRowColumn<sbyte, sbyte, SameValue<sbyte>>(place, default),
        ColumnKind.Int16 => new FixedRowColumn<short, short, SameValue<short>>(place, default),
        ColumnKind.Int32 => new FixedRowColumn<int, int, SameValue<int>>(place, default),
        ColumnKind.Int64 => new FixedRowColumn<long, long, SameValue<long>>(place, default),
        ColumnKind.UInt8 => new FixedRowColumn<byte, byte, SameValue<byte>>(place, default),
        ColumnKind.UInt16 => new FixedRowColumn<ushort, ushort, SameValue<ushort>>(place, default),
        ColumnKind.UInt32 => new FixedRowColumn<uint, uint, SameValue<uint>>(place, default),
        ColumnKind.UInt64 => new FixedRowColumn<ulong, ulong, SameValue<ulong>>(place, default),
        ColumnKind.Single => new FixedRowColumn<float, float, SameValue<float>>(place, default),
        ColumnKind.Double => new FixedRowColumn<double, double, SameValue<double>>(place, default),
        ColumnKind.Decimal => new FixedRowColumn<Int128, decimal, DecimalValue>(place, new(type)),
        ColumnKind.Date => new FixedRowColumn<int, DateOnly, DateValue>(place, default),
        ColumnKind.Time when type.Precision == 3 => new FixedRowColumn<int, TimeOnly, ShortTimeValue>(place, default),
        ColumnKind.Time => new FixedRowColumn<long, TimeOnly, TimeValue>(place, new(type.Precision)),
        ColumnKind.DateTime => new FixedRowColumn<long, DateTime, DateTimeValue>(place, new(type.Precision)),
        ColumnKind.DateTimeOffset => new FixedRowColumn<long, DateTimeOffset, DateTimeOffsetValue>(place, new(type.Precision)),
        ColumnKind.Guid => new FixedRowColumn<UInt128, Guid, GuidValue>(place, default),
        ColumnKind.Binary => new BinaryRowColumn(place),
        ColumnKind.Category => new CategoryRowColumn(place),
        _ => new TextRowColumn(place),
    };

    /// <summary>What fills fields from an array, for one batch.</summary>
    internal abstract RowFiller Open(IArrowArray array);

    internal abstract object? Get(DatasetRow row);

    /// <summary>Whether the field can be set to what the column has no room for.</summary>
    internal virtual bool MayRefuse => false;

    /// <summary>Whether <see cref="Append"/> would take the value of a row.</summary>
    internal virtual bool Fits(DatasetRow row) => true;

    /// <exception cref="InvalidCastException">The value is one that <see cref="Fits"/> refuses.</exception>
    internal abstract void Append(DatasetRow row, ColumnBuilder builder);
}

/// <summary>Fills the fields of one column.</summary>
internal abstract class RowFiller
{
    /// <returns>False where the column has a value that the field's type does not.</returns>
    internal abstract bool Fill(int first, ReadOnlySpan<object> rows);
}

/// <summary>Columns whose values the CLR type has only in part, as boxed objects.</summary>
internal sealed class ObjectRowColumn(ColumnType type, RowPlace place) : RowColumn
{
    internal override RowFiller Open(IArrowArray array) => new Filler(array, type, place);

    internal override object? Get(DatasetRow row) => place.Value<object?>(row);

    internal override bool MayRefuse => true;

    internal override bool Fits(DatasetRow row) => place.Value<object?>(row) is not { } value || ObjectConversion.Fits(type, value, out _);

    internal override void Append(DatasetRow row, ColumnBuilder builder) => builder.AppendObject(place.Value<object?>(row));

    private sealed class Filler(IArrowArray array, ColumnType type, RowPlace place) : RowFiller
    {
        internal override bool Fill(int first, ReadOnlySpan<object> rows)
        {
            for (var i = 0; i < rows.Length; i++) place.Value<object?>(Unsafe.As<DatasetRow>(rows[i])) = ColumnValue.Get(array, type, first + i);
            return true;
        }
    }
}

internal sealed class BooleanRowColumn(RowPlace place) : RowColumn
{
    internal override RowFiller Open(IArrowArray array) => new Filler(array, place);

    internal override object? Get(DatasetRow row) => place.IsNull(row) ? null : place.Value<bool>(row);

    internal override void Append(DatasetRow row, ColumnBuilder builder)
    {
        if (place.IsNull(row)) builder.AppendNull();
        else ((BooleanColumnBuilder)builder).Append(place.Value<bool>(row));
    }

    private sealed class Filler(IArrowArray array, RowPlace place) : RowFiller
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        internal override bool Fill(int first, ReadOnlySpan<object> rows)
        {
            var at = place;
            var bits = array.Bits();
            var validity = array.Validity();
            for (var i = 0; i < rows.Length; i++)
            {
                var row = Unsafe.As<DatasetRow>(rows[i]);
                if (ColumnAccess.IsValid(validity, first + i)) at.Value<bool>(row) = ColumnAccess.IsSet(bits, first + i);
                else at.SetNull(row);
            }

            return true;
        }
    }
}

/// <summary>Columns of values of a fixed width.</summary>
/// <typeparam name="TStored">A value in an array.</typeparam>
/// <typeparam name="TField">A value in a row.</typeparam>
/// <typeparam name="TValue">How one becomes the other.</typeparam>
internal sealed class FixedRowColumn<TStored, TField, TValue>(RowPlace place, TValue conversion) : RowColumn
    where TStored : unmanaged
    where TField : unmanaged
    where TValue : struct, IRowValue<TStored, TField>
{
    internal override RowFiller Open(IArrowArray array) => new Filler(array, place, conversion);

    internal override object? Get(DatasetRow row) => place.IsNull(row) ? null : place.Value<TField>(row);

    internal override bool MayRefuse => !conversion.IsExact;

    internal override bool Fits(DatasetRow row) => place.IsNull(row) || conversion.TryStore(place.Value<TField>(row), out _);

    internal override void Append(DatasetRow row, ColumnBuilder builder)
    {
        if (place.IsNull(row)) builder.AppendNull();
        else if (conversion.TryStore(place.Value<TField>(row), out var stored)) ((FixedColumnBuilder<TStored>)builder).Append(stored);
        else throw new InvalidCastException();
    }

    private sealed class Filler(IArrowArray array, RowPlace place, TValue conversion) : RowFiller
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        internal override bool Fill(int first, ReadOnlySpan<object> rows)
        {
            var (at, convert) = (place, conversion);
            var values = array.Values<TStored>().Slice(first, rows.Length);
            var validity = array.Validity();
            for (var i = 0; i < rows.Length; i++)
            {
                var row = Unsafe.As<DatasetRow>(rows[i]);
                if (!ColumnAccess.IsValid(validity, first + i)) at.SetNull(row);
                else if (convert.TryLoad(values[i], out var value)) at.Value<TField>(row) = value;
                else return false;
            }

            return true;
        }
    }
}
