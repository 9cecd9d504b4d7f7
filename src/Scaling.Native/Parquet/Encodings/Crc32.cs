using System.Buffers.Binary;

namespace Scaling.Native.Parquet.Encodings;

/// <summary>The CRC-32 of pages (that of GZip, polynomial 0x04C11DB7 reflected), eight bytes a step.</summary>
internal static class Crc32
{
    private static readonly uint[] Tables = MakeTables();

    internal static uint Compute(ReadOnlySpan<byte> bytes)
    {
        var t = Tables;
        var crc = uint.MaxValue;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = t[1792 + (int)(low & 0xFF)] ^ t[1536 + (int)(low >> 8 & 0xFF)]
                ^ t[1280 + (int)(low >> 16 & 0xFF)] ^ t[1024 + (int)(low >> 24)]
                ^ t[768 + (int)(high & 0xFF)] ^ t[512 + (int)(high >> 8 & 0xFF)]
                ^ t[256 + (int)(high >> 16 & 0xFF)] ^ t[(int)(high >> 24)];
        }

        foreach (var b in bytes) crc = t[(int)((crc ^ b) & 0xFF)] ^ crc >> 8;
        return ~crc;
    }

    private static uint[] MakeTables()
    {
        var tables = new uint[8 * 256];
        for (uint i = 0; i < 256; i++)
        {
            var crc = i;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? 0xEDB88320 ^ crc >> 1 : crc >> 1;
            tables[i] = crc;
        }

        for (var i = 256; i < tables.Length; i++) tables[i] = tables[tables[i - 256] & 0xFF] ^ tables[i - 256] >> 8;
        return tables;
    }
}
