using System.Numerics;
using Scaling.Native.Datasets;
using Scaling.Native.Parquet.Assembly;
using Scaling.Native.Parquet.Encodings;
using Scaling.Native.Parquet.Metadata;
using Scaling.Native.Parquet.Statistics;
using Xunit;

namespace Scaling.Native.Tests.Parquet;

public sealed class EncodingTests
{
    /// <summary>The example of the specification: 0 to 7 in three bits.</summary>
    [Fact]
    public void Bit_packing_is_that_of_the_specification()
    {
        var decoded = new int[8];
        new RleDecoder(Convert.FromHexString("0388C6FA"), 3).Read(decoded);
        Assert.Equal(Enumerable.Range(0, 8), decoded);
        var buffer = new ByteBuffer();
        RleEncoder.Write(buffer, decoded, 3);
        Assert.Equal("0388C6FA", Convert.ToHexString(buffer.Written));
    }

    [Fact]
    public void Runs_and_groups_of_every_width_decode_as_encoded()
    {
        var random = new Random(1);
        for (var width = 1; width <= 31; width++)
        {
            foreach (var length in (int[])[1, 7, 8, 9, 15, 16, 17, 100, 1000])
            {
                var values = new int[length];
                for (var i = 0; i < length;)
                {
                    var value = random.Next(width == 31 ? int.MaxValue : 1 << width);
                    for (var run = random.Next(3) == 0 ? random.Next(40) : 1; run > 0 && i < length; run--) values[i++] = value;
                }

                var buffer = new ByteBuffer();
                RleEncoder.Write(buffer, values, width);
                var decoded = new int[length];
                var decoder = new RleDecoder(buffer.Written.ToArray(), width);
                for (var done = 0; done < length;)
                {
                    var step = Math.Min(random.Next(1, 30), length - done);
                    decoder.Read(decoded.AsSpan(done, step));
                    done += step;
                }

                Assert.Equal(values, decoded);
            }
        }
    }

    [Fact]
    public void Bits_copy_from_any_place_to_any_place()
    {
        var random = new Random(2);
        var source = new byte[64];
        random.NextBytes(source);
        for (var round = 0; round < 2000; round++)
        {
            var (from, to, count) = (random.Next(100), random.Next(100), random.Next(300));
            var target = new byte[64];
            BitPacking.CopyBits(source, from, target, to, count);
            for (var i = 0; i < target.Length * 8; i++)
                Assert.Equal(i >= to && i < to + count && ColumnAccess.IsSet(source, from + i - to), ColumnAccess.IsSet(target, i));
            Assert.Equal(Enumerable.Range(to, count).Count(i => ColumnAccess.IsSet(target, i)), BitPacking.CountBits(target, to, count));
        }
    }

    /// <summary>The examples of the specification: 1 to 5, and 7, 5, 3, 1, 2, 3, 4, 5 with differences of two bits.</summary>
    [Theory]
    [InlineData("8001 04 05 02 02 00000000", new long[] { 1, 2, 3, 4, 5 })]
    [InlineData("8001 04 08 0E 03 02000000 C03F000000000000", new long[] { 7, 5, 3, 1, 2, 3, 4, 5 })]
    public void Deltas_are_those_of_the_specification(string hex, long[] expected)
    {
        var bytes = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        var values = new long[expected.Length];
        new DeltaBinaryDecoder(bytes).Read(values.AsSpan());
        Assert.Equal(expected, values);
        Assert.Equal(bytes.Length, new DeltaBinaryDecoder(bytes).FindEnd());
        Assert.Throws<DatasetException>(() => new DeltaBinaryDecoder(bytes).Read(new long[expected.Length + 1].AsSpan()));
    }

    [Fact]
    public void Deltas_are_written_as_in_the_specification()
    {
        var buffer = new ByteBuffer();
        DeltaBinaryEncoder.Write<long>(buffer, [7, 5, 3, 1, 2, 3, 4, 5]);
        Assert.Equal("800104080E0302000000C03F000000000000", Convert.ToHexString(buffer.Written));
        buffer.Clear();
        DeltaBinaryEncoder.Write<int>(buffer, []);
        Assert.Equal("8001040000", Convert.ToHexString(buffer.Written));
    }

    /// <summary>Differences of every width up to the whole type's, which wrap around at its ends.</summary>
    [Fact]
    public void Deltas_of_every_width_and_length_decode_as_encoded()
    {
        var random = new Random(4);
        for (var width = 0; width <= 64; width++)
        {
            foreach (var length in (int[])[1, 2, 32, 33, 34, 128, 129, 130, 300])
            {
                var mask = width == 64 ? ulong.MaxValue : (1UL << width) - 1;
                var wide = new long[length];
                for (var i = 0; i < length; i++) wide[i] = (long)(((ulong)random.NextInt64() << 1 ^ (ulong)random.Next()) & mask);
                var narrow = wide.Select(v => (int)v).ToArray();
                AssertDeltas<long>(wide);
                AssertDeltas<int>(narrow);
            }
        }

        AssertDeltas<long>([long.MinValue, long.MaxValue, 0, long.MinValue]);
        AssertDeltas<int>([int.MinValue, int.MaxValue, 0, int.MinValue]);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    public void Split_streams_decode_as_encoded_for_every_length(int width)
    {
        var random = new Random(5);
        for (var count = 0; count < 70; count++)
        {
            var values = new byte[count * width];
            random.NextBytes(values);
            var buffer = new ByteBuffer();
            StreamSplitEncoder.Write(buffer, values, width);
            for (var i = 0; i < values.Length; i++) Assert.Equal(values[i], buffer.Written[i % width * count + i / width]);
            var decoded = new byte[values.Length];
            new StreamSplitDecoder(buffer.Written.ToArray(), width).Read(decoded);
            Assert.Equal(values, decoded);
        }
    }

    [Fact]
    public void Runs_of_valid_rows_are_those_of_the_bitmap()
    {
        var random = new Random(6);
        for (var round = 0; round < 500; round++)
        {
            var bits = new byte[40];
            for (var i = 0; i < bits.Length; i++) bits[i] = random.Next(4) switch { 0 => 0, 1 => 255, _ => (byte)random.Next(256) };
            var (start, count) = (random.Next(100), random.Next(200));
            var found = new List<int>();
            var runs = new ValidRuns(round % 10 == 0 ? default : bits, start, count);
            while (runs.MoveNext()) found.AddRange(Enumerable.Range(runs.Start, runs.Length));
            Assert.Equal(Enumerable.Range(start, count).Where(i => round % 10 == 0 || ColumnAccess.IsSet(bits, i)), found);
        }
    }

    [Fact]
    public void Shared_prefixes_decode()
    {
        // "axis", "axle", "babble", "babyhood": prefixes 0, 2, 0, 3; suffixes axis, le, babble, yhood.
        var bytes = Convert.FromHexString(
            "800104040003030000004401000000000000000000008001040408030300" +
            "0000700000000000000000000000617869736C65626162626C6579686F6F64");
        var (lengths, values) = (new int[4], new ByteBuffer());
        new DeltaBytesDecoder(bytes).Read(lengths, values);
        Assert.Equal([4, 4, 6, 8], lengths);
        Assert.Equal("axisaxlebabblebabyhood", System.Text.Encoding.UTF8.GetString(values.Written));
    }

    [Fact]
    public void Split_streams_decode()
    {
        var target = new byte[8];
        new StreamSplitDecoder(Convert.FromHexString("AABB0011CCDD2233"), 4).Read(target);
        Assert.Equal("AA00CC22BB11DD33", Convert.ToHexString(target));
    }

    [Fact]
    public void The_checksum_is_that_of_gzip()
    {
        Assert.Equal(0xCBF43926u, Crc32.Compute("123456789"u8));
        Assert.Equal(0u, Crc32.Compute([]));
    }

    [Fact]
    public void Bounds_shortened_enclose_the_value_and_stay_text()
    {
        var random = new Random(3);
        string[] characters = ["a", "z", "\u007F", "é", "\u07FF", "日", "\uD7FF", "\uFFFF", "😀", "\U0010FFFF"];
        for (var round = 0; round < 3000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(10, 120)).Select(_ => characters[random.Next(characters.Length)]));
            var value = System.Text.Encoding.UTF8.GetBytes(text);
            var (below, above) = (BoundShortening.Below(value, isText: true), BoundShortening.Above(value, isText: true));
            Assert.True(below.AsSpan().SequenceCompareTo(value) <= 0 && below.Length <= BoundShortening.LongestBound);
            Assert.True(System.Text.Unicode.Utf8.IsValid(below));
            Assert.NotNull(above);
            Assert.True(above.AsSpan().SequenceCompareTo(value) >= 0 && above.Length <= BoundShortening.LongestBound + 1);
            Assert.True(System.Text.Unicode.Utf8.IsValid(above));
        }

        var highest = System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("\U0010FFFF", 40)));
        Assert.Null(BoundShortening.Above(highest, isText: true));
        Assert.Null(BoundShortening.Above([.. Enumerable.Repeat(byte.MaxValue, 70)], isText: false));
        Assert.Equal([1, 3], BoundShortening.Above([1, 2, .. Enumerable.Repeat(byte.MaxValue, 70)], isText: false));
    }

    [Fact]
    public void Signed_bytes_order_as_the_numbers_they_are()
    {
        var element = new SchemaElement { Type = PhysicalType.ByteArray, LogicalType = new(LogicalTypeKind.Decimal) { Precision = 20 } };
        var order = ValueOrder.Of(element)!;
        BigInteger[] numbers = [-40_000, -129, -128, -1, 0, 1, 127, 128, 255, 256, 1L << 40];
        var bytes = numbers.Select(n => n.ToByteArray(isBigEndian: true)).ToList();
        for (var i = 1; i < bytes.Count; i++) Assert.True(order.Compare(bytes[i - 1], bytes[i]) < 0);
        Assert.Equal(0, order.Compare([0xFF], [0xFF, 0xFF]));
    }

    /// <summary>2000-01-01T00:00:01.000000002 in the legacy form: nanoseconds of the day, then Julian day 2,451,545.</summary>
    [Fact]
    public void Legacy_INT96_times_become_nanoseconds_and_those_beyond_are_refused()
    {
        var assembler = new FixedAssembler<Int96, long, Int96ToNanoseconds>(ColumnType.DateTime(9), PhysicalType.Int96);
        assembler.Begin(1);
        assembler.OpenPage(Encoding.Plain, Convert.FromHexString("02CA9A3B00000000" + "59682500"));
        assembler.Append(null, 1);
        Assert.Equal(946_684_801_000_000_002, assembler.Finish().Values<long>()[0]);
        assembler.OpenPage(Encoding.Plain, Convert.FromHexString("0000000000000000" + "01000000"));
        assembler.Begin(1);
        Assert.Equal(DatasetError.ValueOverflow, Assert.Throws<DatasetException>(() => assembler.Append(null, 1)).Error);
    }

    [Fact]
    public void Half_precision_numbers_become_single_ones()
    {
        var assembler = new FixedAssembler<Half, float, HalfToSingle>(ColumnType.Single, PhysicalType.FixedLenByteArray);
        assembler.Begin(2);
        assembler.OpenPage(Encoding.Plain, Convert.FromHexString("003C00C0"));
        assembler.Append(null, 2);
        Assert.Equal([1f, -2f], assembler.Finish().Values<float>().ToArray());
    }

    private static void AssertDeltas<T>(T[] values)
        where T : unmanaged, IBinaryInteger<T>, ISignedNumber<T>, IMinMaxValue<T>
    {
        var buffer = new ByteBuffer();
        DeltaBinaryEncoder.Write<T>(buffer, values);
        var bytes = buffer.Written.ToArray();
        var decoded = new T[values.Length];
        new DeltaBinaryDecoder(bytes).Read(decoded.AsSpan());
        Assert.Equal(values, decoded);
        Assert.Equal(bytes.Length, new DeltaBinaryDecoder(bytes).FindEnd());
    }
}
