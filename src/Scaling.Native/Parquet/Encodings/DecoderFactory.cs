using Scaling.Native.Datasets;
using Scaling.Native.Parquet.Metadata;

namespace Scaling.Native.Parquet.Encodings;

/// <summary>The decoder for a page's values.</summary>
internal static class DecoderFactory
{
    internal static FixedDecoder Fixed(
        Encoding encoding, ReadOnlyMemory<byte> data, PhysicalType type, int width, FixedDictionary? dictionary) =>
        (encoding, type) switch
        {
            (Encoding.Plain, _) => new PlainFixedDecoder(data),
            (Encoding.RleDictionary or Encoding.PlainDictionary, _) =>
                new DictionaryFixedDecoder(Indices(data), dictionary ?? throw NoDictionary()),
            (Encoding.DeltaBinaryPacked, PhysicalType.Int32) => new DeltaFixedDecoder<int>(data),
            (Encoding.DeltaBinaryPacked, PhysicalType.Int64) => new DeltaFixedDecoder<long>(data),
            (Encoding.ByteStreamSplit, not PhysicalType.Int96) => new StreamSplitDecoder(data, width),
            (Encoding.DeltaByteArray, PhysicalType.FixedLenByteArray) => new BytesAsFixedDecoder(new DeltaBytesDecoder(data), width),
            _ => throw Unsupported(encoding, type),
        };

    internal static BytesDecoder Bytes(Encoding encoding, ReadOnlyMemory<byte> data, BytesDictionary? dictionary) => encoding switch
    {
        Encoding.Plain => new PlainBytesDecoder(data),
        Encoding.RleDictionary or Encoding.PlainDictionary => new DictionaryBytesDecoder(Indices(data), dictionary ?? throw NoDictionary()),
        Encoding.DeltaLengthByteArray => new DeltaLengthDecoder(data),
        Encoding.DeltaByteArray => new DeltaBytesDecoder(data),
        _ => throw Unsupported(encoding, PhysicalType.ByteArray),
    };

    /// <summary>Runs with their length before them, as levels of version 1 and booleans have it.</summary>
    internal static RleDecoder SizedRuns(ReadOnlyMemory<byte> data, int width, out ReadOnlyMemory<byte> rest) =>
        new(Sized(data, out rest), width);

    /// <summary>Levels with their length before them.</summary>
    internal static RleDecoder SizedLevels(ReadOnlyMemory<byte> data, int most, out ReadOnlyMemory<byte> rest) =>
        RleDecoder.OfLevels(Sized(data, out rest), most);

    private static ReadOnlyMemory<byte> Sized(ReadOnlyMemory<byte> data, out ReadOnlyMemory<byte> rest)
    {
        if (data.Length < sizeof(int)) throw PageError.TooShort();
        var length = BitConverter.ToInt32(data.Span);
        if (length < 0 || length > data.Length - sizeof(int)) throw PageError.Damaged($"runs of {length} bytes");
        rest = data[(sizeof(int) + length)..];
        return data.Slice(sizeof(int), length);
    }

    internal static DatasetException Unsupported(Encoding encoding, PhysicalType type) =>
        new(DatasetError.FormatNotSupported, $"The encoding {encoding} of {type} values is not read.");

    // A page in which every value is null may be empty.
    private static RleDecoder Indices(ReadOnlyMemory<byte> data) => data.IsEmpty ? new(data, 0) : new(data[1..], data.Span[0]);

    private static DatasetException NoDictionary() => PageError.Damaged("it needs a dictionary, and there is none");
}
