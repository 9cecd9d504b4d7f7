using Scaling.Native.Datasets;

namespace Scaling.Native.Parquet.Metadata;

/// <summary>
/// Reads the Thrift compact protocol from memory. A length or count that the bytes left cannot hold is refused before anything is
/// allocated for it, so hostile input costs no more memory than its own size.
/// </summary>
internal ref struct ThriftCompactReader(ReadOnlySpan<byte> data)
{
    private const int DeepestNesting = 64;
    private readonly ReadOnlySpan<byte> _data = data;

    /// <summary>Bytes consumed.</summary>
    internal int Position { get; private set; }

    /// <summary>The reading failed because the bytes ended, so more of them might have helped.</summary>
    internal bool RanOut { get; private set; }

    /// <summary>The next field of a struct; false at its end.</summary>
    /// <param name="lastId">0 before the first field; kept by the caller, since structs nest.</param>
    /// <param name="field">The field.</param>
    internal bool NextField(ref short lastId, out ThriftField field)
    {
        var header = ReadByte();
        var type = (ThriftType)(header & 0x0F);
        if (type == ThriftType.Stop)
        {
            field = default;
            return false;
        }

        var delta = header >> 4;
        lastId = delta != 0 ? unchecked((short)(lastId + delta)) : unchecked((short)ReadZigZag());
        field = new(lastId, type);
        return true;
    }

    internal static bool ReadBoolean(ThriftField field) => field.Type switch
    {
        ThriftType.True => true,
        ThriftType.False => false,
        _ => throw Unexpected(field),
    };

    internal int ReadInt32(ThriftField field)
    {
        var value = ReadInt64(field);
        return value is >= int.MinValue and <= int.MaxValue ? (int)value : throw Damaged($"field {field.Id} holds {value}, beyond 32 bits");
    }

    internal long ReadInt64(ThriftField field) => field.Type switch
    {
        ThriftType.Byte => (sbyte)ReadByte(),
        ThriftType.Int16 or ThriftType.Int32 or ThriftType.Int64 => ReadZigZag(),
        _ => throw Unexpected(field),
    };

    internal ReadOnlySpan<byte> ReadBinary(ThriftField field)
    {
        Require(field, ThriftType.Binary);
        return ReadBytes();
    }

    internal string ReadString(ThriftField field) => System.Text.Encoding.UTF8.GetString(ReadBinary(field));

    /// <summary>Passes over the header of a struct's field; its own fields follow.</summary>
    internal static void Require(ThriftField field, ThriftType type)
    {
        if (field.Type != type) throw Unexpected(field);
    }

    /// <summary>The number of elements of a list, all of this type.</summary>
    internal int ReadList(ThriftField field, ThriftType element)
    {
        Require(field, ThriftType.List);
        var (type, count) = ReadListHeader();
        if (count > 0 && type != element) throw Damaged($"field {field.Id} is a list of {type}");
        return count;
    }

    /// <summary>The number of elements of a list of booleans, whose type is told by either of two numbers.</summary>
    internal int ReadBooleanList(ThriftField field)
    {
        Require(field, ThriftType.List);
        var (type, count) = ReadListHeader();
        if (count > 0 && type is not (ThriftType.True or ThriftType.False)) throw Damaged($"field {field.Id} is a list of {type}");
        return count;
    }

    /// <summary>An element of a list of booleans; false is 2, or 0 of some writers.</summary>
    internal bool ReadBooleanElement() => ReadByte() == (byte)ThriftType.True;

    /// <summary>An element of a list of 64-bit integers.</summary>
    internal long ReadInt64Element() => ReadInt64(new(0, ThriftType.Int64));

    /// <summary>An element of a list of byte arrays.</summary>
    internal byte[] ReadBinaryElement() => ReadBytes().ToArray();

    /// <summary>An element of a list of 32-bit integers.</summary>
    internal int ReadInt32Element() => ReadInt32(new(0, ThriftType.Int32));

    /// <summary>An element of a list of strings.</summary>
    internal string ReadStringElement() => ReadString(new(0, ThriftType.Binary));

    internal void Skip(ThriftField field) => Skip(field.Type, DeepestNesting, isElement: false);

    private void Skip(ThriftType type, int depth, bool isElement)
    {
        if (depth == 0) throw Damaged("it nests too deeply");
        switch (type)
        {
            case ThriftType.True or ThriftType.False:
                if (isElement) ReadByte();
                break;
            case ThriftType.Byte: ReadByte(); break;
            case ThriftType.Int16 or ThriftType.Int32 or ThriftType.Int64: ReadVarint(); break;
            case ThriftType.Double: Take(sizeof(double)); break;
            case ThriftType.Binary: ReadBytes(); break;
            case ThriftType.List or ThriftType.Set:
                var (element, count) = ReadListHeader();
                for (var i = 0; i < count; i++) Skip(element, depth - 1, isElement: true);
                break;
            case ThriftType.Map:
                SkipMap(depth);
                break;
            case ThriftType.Struct:
                short last = 0;
                while (NextField(ref last, out var field)) Skip(field.Type, depth - 1, isElement: false);
                break;
            default: throw Damaged($"it has a value of the unknown type {(int)type}");
        }
    }

    private void SkipMap(int depth)
    {
        var count = ReadCount(ReadVarint());
        if (count == 0) return;
        var types = ReadByte();
        for (var i = 0; i < count; i++)
        {
            Skip((ThriftType)(types >> 4), depth - 1, isElement: true);
            Skip((ThriftType)(types & 0x0F), depth - 1, isElement: true);
        }
    }

    private (ThriftType Element, int Count) ReadListHeader()
    {
        var header = ReadByte();
        var size = header >> 4;
        return ((ThriftType)(header & 0x0F), ReadCount(size == 15 ? ReadVarint() : (ulong)size));
    }

    private ReadOnlySpan<byte> ReadBytes() => Take(ReadCount(ReadVarint()));

    // Every element and every byte takes at least one byte.
    private int ReadCount(ulong count) => count <= (ulong)(_data.Length - Position) ? (int)count : throw End();

    private long ReadZigZag()
    {
        var value = ReadVarint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var b = ReadByte();
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80) return value;
        }

        throw Damaged("a number has more than 64 bits");
    }

    private byte ReadByte() => Position < _data.Length ? _data[Position++] : throw End();

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > _data.Length - Position) throw End();
        var bytes = _data.Slice(Position, length);
        Position += length;
        return bytes;
    }

    private DatasetException End()
    {
        RanOut = true;
        return Damaged("it ends too early");
    }

    private static DatasetException Unexpected(ThriftField field) => Damaged($"field {field.Id} has the unexpected type {field.Type}");

    private static DatasetException Damaged(string what) => new(DatasetError.CorruptFile, $"The metadata is damaged: {what}.");
}
