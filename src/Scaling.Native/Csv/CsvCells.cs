using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using Apache.Arrow;
using Scaling.Native.Datasets;

namespace Scaling.Native.Csv;

/// <summary>Writes the cells of one column.</summary>
internal abstract class CsvCells
{
    private IArrowArray? _array;

    internal static CsvCells Create(ColumnType type, byte point) => type.Kind switch
    {
        ColumnKind.Boolean => new BooleanCells(),
        ColumnKind.Int8 => new FixedCells<sbyte, IntegerFormat<sbyte>>(default),
        ColumnKind.Int16 => new FixedCells<short, IntegerFormat<short>>(default),
        ColumnKind.Int32 => new FixedCells<int, IntegerFormat<int>>(default),
        ColumnKind.Int64 => new FixedCells<long, IntegerFormat<long>>(default),
        ColumnKind.UInt8 => new FixedCells<byte, IntegerFormat<byte>>(default),
        ColumnKind.UInt16 => new FixedCells<ushort, IntegerFormat<ushort>>(default),
        ColumnKind.UInt32 => new FixedCells<uint, IntegerFormat<uint>>(default),
        ColumnKind.UInt64 => new FixedCells<ulong, IntegerFormat<ulong>>(default),
        ColumnKind.Single => new FixedCells<float, FloatFormat<float>>(new(point)),
        ColumnKind.Double => new FixedCells<double, FloatFormat<double>>(new(point)),
        ColumnKind.Decimal => new FixedCells<Int128, DecimalFormat>(new(type.Scale, point)),
        ColumnKind.Date => new FixedCells<int, DateFormat>(default),
        ColumnKind.Time when type.Precision == 3 => new FixedCells<int, TimeFormat<int>>(new(type.Precision)),
        ColumnKind.Time => new FixedCells<long, TimeFormat<long>>(new(type.Precision)),
        ColumnKind.DateTime => new FixedCells<long, DateTimeFormat>(new(type.Precision, HasOffset: false)),
        ColumnKind.DateTimeOffset => new FixedCells<long, DateTimeFormat>(new(type.Precision, HasOffset: true)),
        ColumnKind.Guid => new FixedCells<UInt128, GuidFormat>(default),
        ColumnKind.Binary => new BinaryCells(),
        ColumnKind.Category => new CategoryCells(),
        _ => new StringCells(),
    };

    internal void Bind(IArrowArray array) => _array = array;

    /// <exception cref="OverflowException">The value cannot be written, as a date beyond the year 9999.</exception>
    internal void Write(int row, CsvOutput output)
    {
        if (ColumnAccess.IsValid(_array!.Validity(), row)) Write(_array!, row, output);
    }

    private protected abstract void Write(IArrowArray array, int row, CsvOutput output);
}

/// <summary>Values of a fixed width.</summary>
internal sealed class FixedCells<T, TFormat>(TFormat format) : CsvCells where T : unmanaged where TFormat : struct, IFieldFormat<T>
{
    private protected override void Write(IArrowArray array, int row, CsvOutput output)
    {
        Span<byte> text = stackalloc byte[64];
        output.WriteText(text[..format.Format(array.Values<T>()[row], text)]);
    }
}

internal sealed class BooleanCells : CsvCells
{
    private protected override void Write(IArrowArray array, int row, CsvOutput output) =>
        output.WriteText(ColumnAccess.IsSet(array.Bits(), row) ? "true"u8 : "false"u8);
}

internal sealed class StringCells : CsvCells
{
    private protected override void Write(IArrowArray array, int row, CsvOutput output) => output.WriteText(ColumnValue.Slice(array, row));
}

internal sealed class CategoryCells : CsvCells
{
    private protected override void Write(IArrowArray array, int row, CsvOutput output) => output.WriteText(ColumnValue.Category(array, row));
}

/// <summary>Bytes in Base64.</summary>
internal sealed class BinaryCells : CsvCells
{
    private protected override void Write(IArrowArray array, int row, CsvOutput output)
    {
        var bytes = ColumnValue.Slice(array, row);
        var rented = ArrayPool<byte>.Shared.Rent(Base64.GetMaxEncodedToUtf8Length(bytes.Length));
        Base64.EncodeToUtf8(bytes, rented, out _, out var length);
        output.WriteText(rented.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(rented);
    }
}

/// <summary>With hyphens, in lower case.</summary>
internal readonly struct GuidFormat : IFieldFormat<UInt128>
{
    public int Format(UInt128 value, Span<byte> text)
    {
        new Guid(MemoryMarshal.AsBytes(new ReadOnlySpan<UInt128>(in value)), bigEndian: true).TryFormat(text, out var length);
        return length;
    }
}
