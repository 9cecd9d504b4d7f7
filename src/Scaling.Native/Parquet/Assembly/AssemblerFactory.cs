using Scaling.Native.Datasets;
using Scaling.Native.Parquet.Metadata;

namespace Scaling.Native.Parquet.Assembly;

/// <summary>The assembler for a column that is read.</summary>
internal static class AssemblerFactory
{
    internal static ColumnAssembler Create(ParquetColumn column)
    {
        var (type, physical) = (column.Type!, column.Element.Type!.Value);
        int? width = physical == PhysicalType.FixedLenByteArray ? column.Element.TypeLength : null;
        return (type.Kind, physical) switch
        {
            (ColumnKind.Boolean, _) => new BooleanAssembler(type),
            (ColumnKind.Int8, _) => new FixedAssembler<int, sbyte, ToInt8>(type, physical),
            (ColumnKind.Int16, _) => new FixedAssembler<int, short, ToInt16>(type, physical),
            (ColumnKind.UInt8, _) => new FixedAssembler<int, byte, ToUInt8>(type, physical),
            (ColumnKind.UInt16, _) => new FixedAssembler<int, ushort, ToUInt16>(type, physical),
            (ColumnKind.Decimal, PhysicalType.Int32) => new FixedAssembler<int, Int128, Int32ToDecimal>(type, physical),
            (ColumnKind.Decimal, PhysicalType.Int64) => new FixedAssembler<long, Int128, Int64ToDecimal>(type, physical),
            (ColumnKind.Decimal, _) => new DecimalBytesAssembler(type, width),
            (ColumnKind.Guid, _) => new FixedAssembler<UInt128, UInt128, Same<UInt128>>(type, physical),
            (ColumnKind.Single, PhysicalType.FixedLenByteArray) => new FixedAssembler<Half, float, HalfToSingle>(type, physical),
            (ColumnKind.Category, _) => new CategoryAssembler(type),
            (_, PhysicalType.Int96) => new FixedAssembler<Int96, long, Int96ToNanoseconds>(type, physical),
            (_, PhysicalType.Int32 or PhysicalType.Float) => new FixedAssembler<int, int, Same<int>>(type, physical),
            (_, PhysicalType.Int64 or PhysicalType.Double) => new FixedAssembler<long, long, Same<long>>(type, physical),
            _ => new BytesAssembler(type, width),
        };
    }
}
