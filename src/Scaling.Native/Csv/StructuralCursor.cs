using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Scaling.Native.Csv;

/// <summary>
/// Walks the bytes that can end or quote a field (delimiters, quotes, CR, LF), 64 bytes at a time as a bit mask. The buffer must have
/// <see cref="Padding"/> readable bytes behind the text.
/// </summary>
internal ref struct StructuralCursor
{
    internal const int Padding = 64;

    private readonly ref byte _text;
    private readonly int _end;
    private readonly byte _delimiter;
    private readonly byte _alternative;
    private int _block;
    private ulong _mask;

    /// <param name="buffer">The text and its padding.</param>
    /// <param name="start">Where to begin.</param>
    /// <param name="end">Where the text ends.</param>
    /// <param name="dialect">Its delimiters are the ones found.</param>
    internal StructuralCursor(byte[] buffer, int start, int end, CsvDialect dialect)
    {
        if (buffer.Length - Padding < end) throw new ArgumentException("The padding is missing.", nameof(buffer));
        _text = ref MemoryMarshal.GetArrayDataReference(buffer);
        (_end, _delimiter, _alternative) = (end, dialect.Delimiter, dialect.IsWhitespace ? (byte)'\t' : dialect.Delimiter);
        Seek(start);
    }

    /// <summary>Goes on at this place.</summary>
    internal void Seek(int position) => (_block, _mask) = (position, position < _end ? Mask(position) : 0);

    /// <summary>The place of the next such byte, or the text's end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Next()
    {
        while (_mask == 0)
        {
            if (_end - _block <= 64) return _end;
            _block += 64;
            _mask = Mask(_block);
        }

        var position = _block + BitOperations.TrailingZeroCount(_mask);
        _mask &= _mask - 1;
        return position;
    }

    private readonly ulong Mask(int block)
    {
        ref var bytes = ref Unsafe.Add(ref _text, block);
        var mask = Vector256.IsHardwareAccelerated
            ? Find(Vector256.LoadUnsafe(ref bytes)) | (ulong)Find(Vector256.LoadUnsafe(ref bytes, 32)) << 32
            : Find(Vector128.LoadUnsafe(ref bytes)) | (ulong)Find(Vector128.LoadUnsafe(ref bytes, 16)) << 16
                | (ulong)Find(Vector128.LoadUnsafe(ref bytes, 32)) << 32 | (ulong)Find(Vector128.LoadUnsafe(ref bytes, 48)) << 48;
        var left = _end - block;
        return left >= 64 ? mask : mask & ((1UL << left) - 1);
    }

    private readonly uint Find(Vector256<byte> bytes) =>
        (Vector256.Equals(bytes, Vector256.Create(_delimiter)) | Vector256.Equals(bytes, Vector256.Create(_alternative))
            | Vector256.Equals(bytes, Vector256.Create((byte)'"')) | Vector256.Equals(bytes, Vector256.Create((byte)'\n'))
            | Vector256.Equals(bytes, Vector256.Create((byte)'\r'))).ExtractMostSignificantBits();

    private readonly uint Find(Vector128<byte> bytes) =>
        (Vector128.Equals(bytes, Vector128.Create(_delimiter)) | Vector128.Equals(bytes, Vector128.Create(_alternative))
            | Vector128.Equals(bytes, Vector128.Create((byte)'"')) | Vector128.Equals(bytes, Vector128.Create((byte)'\n'))
            | Vector128.Equals(bytes, Vector128.Create((byte)'\r'))).ExtractMostSignificantBits();
}
