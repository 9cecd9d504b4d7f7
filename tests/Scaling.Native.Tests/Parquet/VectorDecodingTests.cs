using Scaling.Native.Parquet.Encodings;
using Xunit;

namespace Scaling.Native.Tests.Parquet;

/// <summary>The vector and the scalar forms of the decoders read the same, whatever the width, the place and the length.</summary>
public sealed class VectorDecodingTests
{
    private static readonly bool[] Forms = BitUnpacking.HasVectors ? [false, true] : [false];

    [Fact]
    public void Numbers_of_every_width_are_read_from_every_bit_on()
    {
        var random = new Random(1);
        for (var width = 1; width <= 32; width++)
        {
            foreach (var count in (int[])[0, 1, 7, 8, 15, 16, 17, 24, 63, 200])
            {
                for (var bit = 0; bit < 8; bit++)
                {
                    // To the last byte: what lies behind must not be read.
                    var data = new byte[(bit + (width * count) + 7) / 8];
                    random.NextBytes(data);
                    var expected = new int[count];
                    for (var i = 0; i < count; i++) expected[i] = (int)BitPacking.Read(data, bit + ((long)i * width), width);
                    foreach (var useVectors in Forms)
                    {
                        var actual = new int[count];
                        BitUnpacking.Read(data, bit, width, actual, useVectors);
                        Assert.Equal(expected, actual);
                    }
                }
            }
        }
    }

    [Fact]
    public void Streams_of_every_width_are_merged()
    {
        var random = new Random(2);
        foreach (var width in (int[])[1, 2, 3, 4, 8, 16])
        {
            for (var count = 0; count < 70; count++)
            {
                for (var start = 0; start <= 3; start++)
                {
                    var stride = start + count + random.Next(3);
                    var data = new byte[width * stride];
                    random.NextBytes(data);
                    var expected = new byte[width * count];
                    for (var i = 0; i < count; i++)
                        for (var k = 0; k < width; k++) expected[(i * width) + k] = data[(k * stride) + start + i];
                    foreach (var useVectors in (bool[])[false, StreamMerging.HasVectors])
                    {
                        var actual = new byte[width * count];
                        StreamMerging.Merge(data, stride, start, width, actual, useVectors);
                        Assert.Equal(expected, actual);
                    }
                }
            }
        }
    }
}
