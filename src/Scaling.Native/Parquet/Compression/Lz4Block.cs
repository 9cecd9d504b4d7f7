namespace Scaling.Native.Parquet.Compression;

/// <summary>Expands raw LZ4 blocks (https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md), the format's codec LZ4_RAW.</summary>
internal static class Lz4Block
{
    private const int ShortestMatch = 4;

    /// <returns>Bytes written.</returns>
    /// <exception cref="InvalidDataException">Not such a block, or longer than the target.</exception>
    internal static int Decompress(ReadOnlySpan<byte> source, Span<byte> target)
    {
        var (read, written) = (0, 0);
        while (read < source.Length)
        {
            var token = source[read++];
            var literals = ReadLength(source, ref read, token >> 4);
            if (literals > source.Length - read || literals > target.Length - written) throw Damaged();
            source.Slice(read, literals).CopyTo(target[written..]);
            (read, written) = (read + literals, written + literals);
            // The last sequence has literals only.
            if (read == source.Length) return written;
            if (source.Length - read < 2) throw Damaged();
            var offset = source[read] | source[read + 1] << 8;
            read += 2;
            var length = ReadLength(source, ref read, token & 0x0F) + ShortestMatch;
            if (offset == 0 || offset > written || length > target.Length - written) throw Damaged();
            Repeat(target, written, offset, length);
            written += length;
        }

        return written;
    }

    // A match may reach into what it is writing: then the bytes repeat with the period of the offset.
    private static void Repeat(Span<byte> target, int position, int offset, int length)
    {
        if (offset >= length) target.Slice(position - offset, length).CopyTo(target[position..]);
        else
            for (var i = position; i < position + length; i++) target[i] = target[i - offset];
    }

    private static int ReadLength(ReadOnlySpan<byte> source, ref int read, int nibble)
    {
        if (nibble < 15) return nibble;
        var length = nibble;
        byte next;
        do
        {
            if (read == source.Length) throw Damaged();
            next = source[read++];
            length = checked(length + next);
        }
        while (next == 255);
        return length;
    }

    private static InvalidDataException Damaged() => new("The LZ4 block is damaged.");
}
