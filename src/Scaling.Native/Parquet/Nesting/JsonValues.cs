using System.Buffers.Text;
using System.Numerics;
using System.Text;
using Apache.Arrow;
using Scaling.Native.Csv;
using Scaling.Native.Datasets;
using Scaling.Native.Parquet.Encodings;

namespace Scaling.Native.Parquet.Nesting;

/// <summary>Writes the values of a leaf as JSON: what JSON has no form for as strings.</summary>
internal abstract class JsonValues
{
    internal static JsonValues Of(ColumnType type) => type.Kind switch
    {
        ColumnKind.Boolean => new JsonBooleans(),
        ColumnKind.Int8 => new JsonFixed<sbyte, IntegerFormat<sbyte>>(default, type, isNumber: true),
        ColumnKind.Int16 => new JsonFixed<short, IntegerFormat<short>>(default, type, isNumber: true),
        ColumnKind.Int32 => new JsonFixed<int, IntegerFormat<int>>(default, type, isNumber: true),
        ColumnKind.Int64 => new JsonFixed<long, IntegerFormat<long>>(default, type, isNumber: true),
        ColumnKind.UInt8 => new JsonFixed<byte, IntegerFormat<byte>>(default, type, isNumber: true),
        ColumnKind.UInt16 => new JsonFixed<ushort, IntegerFormat<ushort>>(default, type, isNumber: true),
        ColumnKind.UInt32 => new JsonFixed<uint, IntegerFormat<uint>>(default, type, isNumber: true),
        ColumnKind.UInt64 => new JsonFixed<ulong, IntegerFormat<ulong>>(default, type, isNumber: true),
        ColumnKind.Single => new JsonFloats<float>(),
        ColumnKind.Double => new JsonFloats<double>(),
        ColumnKind.Decimal => new JsonFixed<Int128, DecimalFormat>(new(type.Scale, (byte)'.'), type, isNumber: true),
        ColumnKind.Date => new JsonFixed<int, DateFormat>(default, type, isNumber: false),
        ColumnKind.Time when type.Precision == 3 => new JsonFixed<int, TimeFormat<int>>(new(type.Precision), type, isNumber: false),
        ColumnKind.Time => new JsonFixed<long, TimeFormat<long>>(new(type.Precision), type, isNumber: false),
        ColumnKind.DateTime => new JsonFixed<long, DateTimeFormat>(new(type.Precision, HasOffset: false), type, isNumber: false),
        ColumnKind.DateTimeOffset => new JsonFixed<long, DateTimeFormat>(new(type.Precision, HasOffset: true), type, isNumber: false),
        ColumnKind.Guid => new JsonFixed<UInt128, GuidFormat>(default, type, isNumber: false),
        ColumnKind.Binary => new JsonBytes(),
        _ => new JsonTexts(),
    };

    /// <summary>Appends a value that is no null.</summary>
    internal abstract void Append(ByteBuffer target, IArrowArray array, int index);
}

internal sealed class JsonBooleans : JsonValues
{
    internal override void Append(ByteBuffer target, IArrowArray array, int index) =>
        target.Append(ColumnAccess.IsSet(array.Bits(), index) ? "true"u8 : "false"u8);
}

internal sealed class JsonTexts : JsonValues
{
    internal override void Append(ByteBuffer target, IArrowArray array, int index) =>
        JsonText.AppendQuoted(target, ColumnValue.Slice(array, index));
}

/// <summary>Base64.</summary>
internal sealed class JsonBytes : JsonValues
{
    internal override void Append(ByteBuffer target, IArrowArray array, int index)
    {
        var bytes = ColumnValue.Slice(array, index);
        target.Append((byte)'"');
        // Bytes of a column are at most 1 GiB, which the target refuses as text.
        var room = target.Reserve((int)Math.Min(int.MaxValue, (bytes.Length + 2L) / 3 * 4));
        Base64.EncodeToUtf8(bytes, room, out _, out var length);
        target.Advance(length);
        target.Append((byte)'"');
    }
}

/// <summary>The shortest digits that give the number back. JSON has no NaN and no infinities: they are strings.</summary>
internal sealed class JsonFloats<T> : JsonValues where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int MaxBytes = 64;

    internal override void Append(ByteBuffer target, IArrowArray array, int index)
    {
        var value = array.Values<T>()[index];
        if (!T.IsFinite(value))
        {
            target.Append(T.IsNaN(value) ? "\"NaN\""u8 : value > T.Zero ? "\"Infinity\""u8 : "\"-Infinity\""u8);
            return;
        }

        target.Advance(new FloatFormat<T>((byte)'.').Format(value, target.Reserve(MaxBytes)));
    }
}

internal sealed class JsonFixed<T, TFormat>(TFormat format, ColumnType type, bool isNumber) : JsonValues
    where T : unmanaged where TFormat : struct, IFieldFormat<T>
{
    private const int MaxBytes = 64;

    internal override void Append(ByteBuffer target, IArrowArray array, int index)
    {
        if (isNumber)
        {
            target.Advance(format.Format(array.Values<T>()[index], target.Reserve(MaxBytes)));
            return;
        }

        target.Append((byte)'"');
        var start = target.Length;
        try
        {
            target.Advance(format.Format(array.Values<T>()[index], target.Reserve(MaxBytes)));
        }
        catch (OverflowException)
        {
            // Rows carry dates and times that .NET does not have as text too.
            target.Truncate(start);
            target.Append(Encoding.UTF8.GetBytes(ColumnValue.Get(array, type, index)!.ToString()!));
        }

        target.Append((byte)'"');
    }
}
