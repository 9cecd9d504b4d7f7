using Scaling.Native.Datasets;
using Scaling.Native.Parquet.Metadata;

namespace Scaling.Native.Parquet.Writing;

/// <summary>The encoder for a column chunk.</summary>
internal static class EncoderFactory
{
    internal static ColumnEncoder Create(ColumnType type, SchemaElement element) => (type.Kind, element.Type) switch
    {
        (ColumnKind.Boolean, _) => new BooleanColumnEncoder(),
        (ColumnKind.Int8, _) => Integer<sbyte, int>(element),
        (ColumnKind.Int16, _) => Integer<short, int>(element),
        (ColumnKind.UInt8, _) => Integer<byte, int>(element),
        (ColumnKind.UInt16, _) => Integer<ushort, int>(element),
        (ColumnKind.Decimal, _) => new FixedColumnEncoder<Int128>(new DecimalForm(type, Width(element)), element.Type!.Value),
        (ColumnKind.Guid, _) => Integer<UInt128, UInt128>(element),
        (ColumnKind.Category, _) => new CategoryColumnEncoder(),
        (_, PhysicalType.Int32 or PhysicalType.Float) => Integer<int, int>(element),
        (_, PhysicalType.Int64 or PhysicalType.Double) => Integer<long, long>(element),
        _ => new BytesColumnEncoder(),
    };

    private static int Width(SchemaElement element) => element.Type switch
    {
        PhysicalType.Int32 => sizeof(int),
        PhysicalType.Int64 => sizeof(long),
        _ => element.TypeLength,
    };

    private static FixedColumnEncoder<TValue> Integer<TValue, TStored>(SchemaElement element)
        where TValue : unmanaged, System.Numerics.IBinaryInteger<TValue>
        where TStored : unmanaged, System.Numerics.IBinaryInteger<TStored> =>
        new(new IntegerForm<TValue, TStored>(), element.Type!.Value);
}
