using System.Buffers.Text;
using System.Runtime.InteropServices;
using Apache.Arrow;
using Scaling.Native.Datasets;

namespace Scaling.Native.Csv;

/// <summary>The text of one column's cells, some rows at a time.</summary>
internal abstract class CsvCells(CsvTextBuffer text)
{
    private readonly int[] _ends = new int[MaxRows];

    /// <summary>Rows formatted at once; their text stays in the cache until the records are put together.</summary>
    internal const int MaxRows = 512;

    private protected CsvTextBuffer Text => text;

    internal static CsvCells Create(ColumnType type, CsvWriteOptions options)
    {
        var (text, point) = (new CsvTextBuffer(options), options.DecimalPoint);
        return type.Kind switch
        {
            ColumnKind.Boolean => new BooleanCells(text),
            ColumnKind.Int8 => new FixedCells<sbyte, IntegerFormat<sbyte>>(text, default),
            ColumnKind.Int16 => new FixedCells<short, IntegerFormat<short>>(text, default),
            ColumnKind.Int32 => new FixedCells<int, IntegerFormat<int>>(text, default),
            ColumnKind.Int64 => new FixedCells<long, IntegerFormat<long>>(text, default),
            ColumnKind.UInt8 => new FixedCells<byte, IntegerFormat<byte>>(text, default),
            ColumnKind.UInt16 => new FixedCells<ushort, IntegerFormat<ushort>>(text, default),
            ColumnKind.UInt32 => new FixedCells<uint, IntegerFormat<uint>>(text, default),
            ColumnKind.UInt64 => new FixedCells<ulong, IntegerFormat<ulong>>(text, default),
            ColumnKind.Single => new FixedCells<float, FloatFormat<float>>(text, new(point)),
            ColumnKind.Double => new FixedCells<double, FloatFormat<double>>(text, new(point)),
            ColumnKind.Decimal => new FixedCells<Int128, DecimalFormat>(text, new(type.Scale, point)),
            ColumnKind.Date => new FixedCells<int, DateFormat>(text, default),
            ColumnKind.Time when type.Precision == 3 => new FixedCells<int, TimeFormat<int>>(text, new(type.Precision)),
            ColumnKind.Time => new FixedCells<long, TimeFormat<long>>(text, new(type.Precision)),
            ColumnKind.DateTime => new FixedCells<long, DateTimeFormat>(text, new(type.Precision, HasOffset: false)),
            ColumnKind.DateTimeOffset => new FixedCells<long, DateTimeFormat>(text, new(type.Precision, HasOffset: true)),
            ColumnKind.Guid => new FixedCells<UInt128, GuidFormat>(text, default),
            ColumnKind.Binary => new BinaryCells(text),
            ColumnKind.Category => new CategoryCells(text),
            _ => new StringCells(text),
        };
    }

    /// <summary>Formats up to <see cref="MaxRows"/> rows.</summary>
    /// <exception cref="OverflowException">A value cannot be written, as a date beyond the year 9999.</exception>
    internal void Format(IArrowArray array, int from, int count)
    {
        text.Clear();
        Format(array, from, _ends.AsSpan(0, count));
    }

    /// <summary>A formatted cell, quotes included; null is empty.</summary>
    internal ReadOnlySpan<byte> this[int row]
    {
        get
        {
            var start = row == 0 ? 0 : _ends[row - 1];
            return text.Text[start.._ends[row]];
        }
    }

    private protected abstract void Format(IArrowArray array, int from, Span<int> ends);
}

/// <summary>Values of a fixed width.</summary>
internal sealed class FixedCells<T, TFormat>(CsvTextBuffer text, TFormat format) : CsvCells(text)
    where T : unmanaged where TFormat : struct, IFieldFormat<T>
{
    private const int MaxBytes = 64;

    private readonly byte[] _scratch = new byte[MaxBytes];

    private protected override void Format(IArrowArray array, int from, Span<int> ends)
    {
        var values = array.Values<T>()[from..];
        var validity = array.Validity();
        var text = Text;
        for (var i = 0; i < ends.Length; i++)
        {
            if (ColumnAccess.IsValid(validity, from + i))
            {
                if (text.ValuesNeedLook) text.AppendField(_scratch.AsSpan(0, format.Format(values[i], _scratch)));
                else text.Advance(format.Format(values[i], text.Reserve(MaxBytes)));
            }

            ends[i] = text.Length;
        }
    }
}

internal sealed class BooleanCells(CsvTextBuffer text) : CsvCells(text)
{
    private protected override void Format(IArrowArray array, int from, Span<int> ends)
    {
        var bits = array.Bits();
        var validity = array.Validity();
        for (var i = 0; i < ends.Length; i++)
        {
            if (ColumnAccess.IsValid(validity, from + i)) Text.AppendField(ColumnAccess.IsSet(bits, from + i) ? "true"u8 : "false"u8);
            ends[i] = Text.Length;
        }
    }
}

internal sealed class StringCells(CsvTextBuffer text) : CsvCells(text)
{
    private protected override void Format(IArrowArray array, int from, Span<int> ends)
    {
        var offsets = array.Offsets();
        var bytes = array.Bytes();
        var validity = array.Validity();
        for (var i = 0; i < ends.Length; i++)
        {
            if (ColumnAccess.IsValid(validity, from + i)) Text.AppendField(bytes[offsets[from + i]..offsets[from + i + 1]]);
            ends[i] = Text.Length;
        }
    }
}

internal sealed class CategoryCells(CsvTextBuffer text) : CsvCells(text)
{
    private protected override void Format(IArrowArray array, int from, Span<int> ends)
    {
        var validity = array.Validity();
        for (var i = 0; i < ends.Length; i++)
        {
            if (ColumnAccess.IsValid(validity, from + i)) Text.AppendField(ColumnValue.Category(array, from + i));
            ends[i] = Text.Length;
        }
    }
}

/// <summary>Bytes in Base64.</summary>
internal sealed class BinaryCells(CsvTextBuffer text) : CsvCells(text)
{
    private byte[] _scratch = [];

    private protected override void Format(IArrowArray array, int from, Span<int> ends)
    {
        var validity = array.Validity();
        for (var i = 0; i < ends.Length; i++)
        {
            if (ColumnAccess.IsValid(validity, from + i)) Append(ColumnValue.Slice(array, from + i));
            ends[i] = Text.Length;
        }
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        var room = Base64.GetMaxEncodedToUtf8Length(bytes.Length);
        if (_scratch.Length < room) _scratch = new byte[room];
        Base64.EncodeToUtf8(bytes, _scratch, out _, out var length);
        Text.AppendField(_scratch.AsSpan(0, length));
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
