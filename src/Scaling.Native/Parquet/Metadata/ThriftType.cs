namespace Scaling.Native.Parquet.Metadata;

/// <summary>Types of the Thrift compact protocol
/// (https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md).</summary>
internal enum ThriftType : byte
{
    Stop = 0,
    True = 1,
    False = 2,
    Byte = 3,
    Int16 = 4,
    Int32 = 5,
    Int64 = 6,
    Double = 7,
    Binary = 8,
    List = 9,
    Set = 10,
    Map = 11,
    Struct = 12,
}

/// <summary>A field's header: its number in the struct and the type of its value.</summary>
internal readonly record struct ThriftField(short Id, ThriftType Type);
