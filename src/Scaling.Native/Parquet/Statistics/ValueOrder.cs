using System.Numerics;
using System.Runtime.InteropServices;
using Scaling.Native.Parquet.Metadata;

namespace Scaling.Native.Parquet.Statistics;

/// <summary>
/// The order that a column's values have in statistics, over their PLAIN bytes (byte arrays without length). The orders are those of
/// "ColumnOrder" in parquet.thrift.
/// </summary>
internal abstract class ValueOrder
{
    /// <summary>Bytes of a value; null where they vary.</summary>
    internal abstract int? Width { get; }

    /// <summary>Whether the deprecated min and max, which take everything as signed, are right too.</summary>
    internal abstract bool IsSigned { get; }

    internal abstract int Compare(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b);

    /// <summary>Null for types whose order is undefined (INT96, intervals).</summary>
    internal static ValueOrder? Of(SchemaElement element)
    {
        var logical = ParquetTypes.LogicalOf(element);
        var isUnsigned = logical is { Kind: LogicalTypeKind.Integer, IsSigned: false };
        var isDecimal = logical?.Kind == LogicalTypeKind.Decimal;
        return element.Type switch
        {
            _ when element.ConvertedType == ConvertedType.Interval => null,
            PhysicalType.Boolean => new NumberOrder<byte>(),
            PhysicalType.Int32 => isUnsigned ? new NumberOrder<uint>() : new NumberOrder<int>(),
            PhysicalType.Int64 => isUnsigned ? new NumberOrder<ulong>() : new NumberOrder<long>(),
            PhysicalType.Float => new NumberOrder<float>(),
            PhysicalType.Double => new NumberOrder<double>(),
            PhysicalType.FixedLenByteArray when logical?.Kind == LogicalTypeKind.Float16 => new NumberOrder<Half>(),
            PhysicalType.ByteArray => isDecimal ? new SignedBytesOrder(null) : new UnsignedBytesOrder(null),
            PhysicalType.FixedLenByteArray => isDecimal
                ? new SignedBytesOrder(element.TypeLength)
                : new UnsignedBytesOrder(element.TypeLength),
            _ => null,
        };
    }
}

internal sealed class NumberOrder<T> : ValueOrder where T : unmanaged, INumber<T>
{
    internal override unsafe int? Width => sizeof(T);

    internal override bool IsSigned => T.IsNegative(T.Zero - T.One) || typeof(T) == typeof(byte);

    internal override int Compare(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) =>
        MemoryMarshal.Read<T>(a).CompareTo(MemoryMarshal.Read<T>(b));
}

/// <summary>Byte by byte, unsigned; a prefix comes first.</summary>
internal sealed class UnsignedBytesOrder(int? width) : ValueOrder
{
    internal override int? Width => width;

    internal override bool IsSigned => false;

    internal override int Compare(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => a.SequenceCompareTo(b);
}

/// <summary>Two's complement numbers, the most significant byte first.</summary>
internal sealed class SignedBytesOrder(int? width) : ValueOrder
{
    internal override int? Width => width;

    internal override bool IsSigned => true;

    internal override int Compare(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        // Of one length, only the sign bit makes them differ from unsigned ones.
        if (a.Length == b.Length && a.Length > 0)
            return a[0] == b[0] ? a.SequenceCompareTo(b) : ((sbyte)a[0]).CompareTo((sbyte)b[0]);
        return new BigInteger(a, isBigEndian: true).CompareTo(new BigInteger(b, isBigEndian: true));
    }
}
