using System.Buffers;
using System.Buffers.Binary;
using Scaling.Native.Datasets;

namespace Scaling.Native.Parquet.Encodings;

/// <summary>Bytes that grow and are used again.</summary>
internal sealed class ByteBuffer : IBufferWriter<byte>
{
    // Arrow offsets are 32-bit; beyond this a batch or page is a mistake or an attack.
    private const int Largest = 1 << 30;
    private byte[] _bytes = [];

    internal int Length { get; private set; }

    internal ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    internal Span<byte> Writable => _bytes.AsSpan(0, Length);

    internal ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, Length);

    internal void Clear() => Length = 0;

    internal void Truncate(int length) => Length = length;

    /// <summary>Room for so many bytes after those written; counted only by <see cref="Advance"/>.</summary>
    /// <exception cref="DatasetException"><see cref="DatasetError.MemoryLimitExceeded"/>: more than 1 GiB in one column.</exception>
    internal Span<byte> Reserve(int count)
    {
        var needed = (long)Length + count;
        if (needed > _bytes.Length)
        {
            if (needed > Largest)
                throw new DatasetException(DatasetError.MemoryLimitExceeded, "One column of one batch or page takes more than 1 GiB.");
            Array.Resize(ref _bytes, (int)Math.Min(Largest, Math.Max(needed, Math.Max(1024, _bytes.Length * 2L))));
        }

        return _bytes.AsSpan(Length, count);
    }

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    internal void Append(byte value)
    {
        Reserve(1)[0] = value;
        Length++;
    }

    internal void Append(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(Reserve(sizeof(int)), value);
        Length += sizeof(int);
    }

    internal void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Writes over bytes that are there.</summary>
    internal void SetInt32(int position, int value) => BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(position), value);

    internal void SetByte(int position, byte value) => _bytes[position] = value;

    /// <summary>Sets a bit of the bytes written.</summary>
    internal void SetBit(int bit) => _bytes[bit >> 3] |= (byte)(1 << (bit & 7));

    /// <summary>Hands the bytes over, with next to nothing in reserve; the buffer starts anew.</summary>
    internal Memory<byte> Detach()
    {
        var result = ColumnBuilder.Fit(_bytes, Length).AsMemory(0, Length);
        (_bytes, Length) = ([], 0);
        return result;
    }
}
