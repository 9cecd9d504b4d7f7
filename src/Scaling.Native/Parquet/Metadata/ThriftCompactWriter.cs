using System.Buffers;

namespace Scaling.Native.Parquet.Metadata;

/// <summary>Writes the Thrift compact protocol. Fields of a struct are written in ascending order of their numbers.</summary>
internal sealed class ThriftCompactWriter(IBufferWriter<byte> output)
{
    private readonly Stack<short> _outer = new();
    private short _lastId;

    /// <summary>Begins a struct that is the whole message or an element of a list.</summary>
    internal void BeginStruct()
    {
        _outer.Push(_lastId);
        _lastId = 0;
    }

    /// <summary>Begins a struct that is a field of another one.</summary>
    internal void BeginStruct(short id)
    {
        WriteHeader(id, ThriftType.Struct);
        BeginStruct();
    }

    internal void EndStruct()
    {
        WriteByte((byte)ThriftType.Stop);
        _lastId = _outer.Pop();
    }

    internal void Write(short id, bool value) => WriteHeader(id, value ? ThriftType.True : ThriftType.False);

    internal void Write(short id, sbyte value)
    {
        WriteHeader(id, ThriftType.Byte);
        WriteByte((byte)value);
    }

    internal void Write(short id, short value)
    {
        WriteHeader(id, ThriftType.Int16);
        WriteZigZag(value);
    }

    internal void Write(short id, int value)
    {
        WriteHeader(id, ThriftType.Int32);
        WriteZigZag(value);
    }

    internal void Write(short id, long value)
    {
        WriteHeader(id, ThriftType.Int64);
        WriteZigZag(value);
    }

    internal void Write(short id, ReadOnlySpan<byte> value)
    {
        WriteHeader(id, ThriftType.Binary);
        WriteVarint((ulong)value.Length);
        output.Write(value);
    }

    internal void Write(short id, string value) => Write(id, System.Text.Encoding.UTF8.GetBytes(value));

    /// <summary>The header of a list; its elements follow.</summary>
    internal void BeginList(short id, ThriftType element, int count)
    {
        WriteHeader(id, ThriftType.List);
        if (count < 15)
        {
            WriteByte((byte)(count << 4 | (int)element));
        }
        else
        {
            WriteByte((byte)(0xF0 | (int)element));
            WriteVarint((ulong)count);
        }
    }

    internal void WriteElement(bool value) => WriteByte((byte)(value ? ThriftType.True : ThriftType.False));

    internal void WriteElement(long value) => WriteZigZag(value);

    internal void WriteElement(ReadOnlySpan<byte> value)
    {
        WriteVarint((ulong)value.Length);
        output.Write(value);
    }

    internal void WriteElement(string value) => WriteElement(System.Text.Encoding.UTF8.GetBytes(value));

    private void WriteHeader(short id, ThriftType type)
    {
        var delta = id - _lastId;
        if (delta is > 0 and <= 15)
        {
            WriteByte((byte)(delta << 4 | (int)type));
        }
        else
        {
            WriteByte((byte)type);
            WriteZigZag(id);
        }

        _lastId = id;
    }

    private void WriteZigZag(long value) => WriteVarint((ulong)(value << 1 ^ value >> 63));

    private void WriteVarint(ulong value)
    {
        var span = output.GetSpan(10);
        var length = 0;
        for (; value >= 0x80; value >>= 7) span[length++] = (byte)(value | 0x80);
        span[length++] = (byte)value;
        output.Advance(length);
    }

    private void WriteByte(byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }
}
