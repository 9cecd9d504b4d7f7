using System.Buffers.Binary;
using System.Numerics;
using Apache.Arrow;

namespace Scaling.Native.Datasets.Grouping.Keys;

/// <summary>
/// Values of fixed width as unsigned integers in the order of the values, so that one comparison serves every type: signed numbers
/// are shifted by half the range, floating point numbers have their negatives mirrored. All NaN are one value above infinity, and
/// -0.0 is 0.0.
/// </summary>
internal static class OrderedCode
{
    internal const ulong DoubleNaN = 0xFFF8_0000_0000_0000;
    internal const ulong SingleNaN = 0xFFC0_0000;

    /// <summary>Bits of a type's codes: 8 to 64, 128, or 0 for types whose values have any length.</summary>
    internal static int Width(ColumnType type) => type.Kind switch
    {
        ColumnKind.Boolean or ColumnKind.Int8 or ColumnKind.UInt8 => 8,
        ColumnKind.Int16 or ColumnKind.UInt16 => 16,
        ColumnKind.Int32 or ColumnKind.UInt32 or ColumnKind.Single or ColumnKind.Date => 32,
        ColumnKind.Time when type.Precision == 3 => 32,
        ColumnKind.Decimal or ColumnKind.Guid => 128,
        ColumnKind.String or ColumnKind.Category or ColumnKind.Binary => 0,
        _ => 64,
    };

    /// <summary>The codes of rows from <paramref name="start"/> on, of a type of at most 64 bits; null rows hold anything.</summary>
    internal static void Encode(IArrowArray column, ColumnType type, int start, Span<ulong> codes)
    {
        switch (type.Kind)
        {
            case ColumnKind.Boolean: Booleans(column.Bits(), start, codes); break;
            case ColumnKind.Int8: Integers(column.Values<sbyte>()[start..], codes, 1UL << 7); break;
            case ColumnKind.Int16: Integers(column.Values<short>()[start..], codes, 1UL << 15); break;
            case ColumnKind.UInt8: Integers(column.Values<byte>()[start..], codes, 0); break;
            case ColumnKind.UInt16: Integers(column.Values<ushort>()[start..], codes, 0); break;
            case ColumnKind.UInt32: Integers(column.Values<uint>()[start..], codes, 0); break;
            case ColumnKind.UInt64: Integers(column.Values<ulong>()[start..], codes, 0); break;
            case ColumnKind.Single: Singles(column.Values<float>()[start..], codes); break;
            case ColumnKind.Double: Doubles(column.Values<double>()[start..], codes); break;
            default:
                if (Width(type) == 32) Integers(column.Values<int>()[start..], codes, 1UL << 31);
                else Integers(column.Values<long>()[start..], codes, 1UL << 63);
                break;
        }
    }

    /// <summary>The codes of decimals and guids.</summary>
    internal static void Encode(IArrowArray column, ColumnType type, int start, Span<UInt128> codes)
    {
        if (type.Kind == ColumnKind.Decimal)
        {
            var values = column.Values<Int128>()[start..];
            for (var i = 0; i < codes.Length; i++) codes[i] = (UInt128)values[i] ^ UInt128.One << 127;
        }
        else
        {
            var values = column.Values<UInt128>()[start..];
            for (var i = 0; i < codes.Length; i++) codes[i] = Swapped(values[i]);
        }
    }

    /// <summary>Appends the value of a code to a builder of the code's type.</summary>
    internal static void Append(ColumnBuilder builder, UInt128 code)
    {
        var low = (ulong)code;
        switch (builder)
        {
            case BooleanColumnBuilder b: b.Append(low != 0); break;
            case FixedColumnBuilder<sbyte> b: b.Append((sbyte)(low - (1UL << 7))); break;
            case FixedColumnBuilder<short> b: b.Append((short)(low - (1UL << 15))); break;
            case FixedColumnBuilder<int> b: b.Append((int)(low - (1UL << 31))); break;
            case FixedColumnBuilder<long> b: b.Append((long)(low - (1UL << 63))); break;
            case FixedColumnBuilder<byte> b: b.Append((byte)low); break;
            case FixedColumnBuilder<ushort> b: b.Append((ushort)low); break;
            case FixedColumnBuilder<uint> b: b.Append((uint)low); break;
            case FixedColumnBuilder<ulong> b: b.Append(low); break;
            case FixedColumnBuilder<float> b: b.Append(ToSingle((uint)low)); break;
            case FixedColumnBuilder<double> b: b.Append(ToDouble(low)); break;
            case FixedColumnBuilder<Int128> b: b.Append((Int128)(code ^ UInt128.One << 127)); break;
            case FixedColumnBuilder<UInt128> b: b.Append(Swapped(code)); break;
            default: throw new ArgumentException($"A column of type {builder.Type} has no codes.", nameof(builder));
        }
    }

    private static float ToSingle(uint code) => BitConverter.UInt32BitsToSingle(code >> 31 != 0 ? code ^ 1U << 31 : ~code);

    private static double ToDouble(ulong code) => BitConverter.UInt64BitsToDouble(code >> 63 != 0 ? code ^ 1UL << 63 : ~code);

    private static UInt128 Swapped(UInt128 value) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;

    private static void Booleans(ReadOnlySpan<byte> bits, int start, Span<ulong> codes)
    {
        for (var i = 0; i < codes.Length; i++) codes[i] = (ulong)(bits[(start + i) >> 3] >> ((start + i) & 7) & 1);
    }

    private static void Integers<T>(ReadOnlySpan<T> values, Span<ulong> codes, ulong bias) where T : IBinaryInteger<T>
    {
        for (var i = 0; i < codes.Length; i++) codes[i] = ulong.CreateTruncating(values[i]) + bias;
    }

    private static void Singles(ReadOnlySpan<float> values, Span<ulong> codes)
    {
        for (var i = 0; i < codes.Length; i++)
        {
            // Adding 0 makes -0.0 positive.
            var bits = BitConverter.SingleToInt32Bits(values[i] + 0f);
            codes[i] = float.IsNaN(values[i]) ? SingleNaN : (uint)(bits ^ (bits >> 31 | int.MinValue));
        }
    }

    private static void Doubles(ReadOnlySpan<double> values, Span<ulong> codes)
    {
        for (var i = 0; i < codes.Length; i++)
        {
            var bits = BitConverter.DoubleToInt64Bits(values[i] + 0d);
            codes[i] = double.IsNaN(values[i]) ? DoubleNaN : (ulong)(bits ^ (bits >> 63 | long.MinValue));
        }
    }
}
