using System.Text;
using Scaling.Native.Parquet.Writing;
using Xunit;

namespace Scaling.Native.Tests.Parquet;

public sealed class DictionaryBuilderTests
{
    /// <summary>Lengths around the 8 and 16 bytes that keys take whole, with zeros that padding must not be mistaken for.</summary>
    [Fact]
    public void Byte_arrays_of_every_length_keep_their_places()
    {
        var random = new Random(1);
        var places = new Dictionary<string, int>();
        var builder = new BytesDictionaryBuilder();
        for (var round = 0; round < 200; round++)
        {
            var values = Enumerable.Range(0, 20).Select(_ =>
                Enumerable.Range(0, random.Next(random.Next(4) == 0 ? 40 : 19)).Select(_ => (byte)random.Next(2)).ToArray()).ToList();
            var offsets = new int[values.Count + 1];
            for (var i = 0; i < values.Count; i++) offsets[i + 1] = offsets[i] + values[i].Length;
            var indices = new int[values.Count];
            Assert.True(builder.TryIndex(offsets, values.SelectMany(v => v).ToArray(), indices));
            for (var i = 0; i < values.Count; i++)
            {
                var key = Convert.ToHexString(values[i]);
                if (!places.TryGetValue(key, out var place)) places[key] = place = places.Count;
                Assert.Equal(place, indices[i]);
                Assert.Equal(place, builder.GetOrAdd(values[i]));
            }
        }

        Assert.Equal(places.Count, builder.Count);
        Assert.True(places.Count > 1000);
    }

    [Fact]
    public void A_page_that_would_be_too_large_is_refused()
    {
        var builder = new BytesDictionaryBuilder();
        var bytes = Encoding.ASCII.GetBytes(new string('x', ColumnEncoder.LargestDictionary));
        Assert.True(builder.TryIndex([0, 10], bytes, new int[1]));
        Assert.False(builder.TryIndex([0, bytes.Length], bytes, new int[1]));
    }

    [Fact]
    public void Numbers_keep_their_places_up_to_the_largest_table()
    {
        var (builder, random) = (new FixedDictionaryBuilder<Int128>(), new Random(2));
        var indices = new int[1000];
        var (values, places) = (new Int128[1000], new Dictionary<Int128, int>());
        for (var round = 0; !builder.IsFull; round++)
        {
            for (var i = 0; i < values.Length; i++) values[i] = (Int128)random.Next(10_000_000) << round % 90;
            builder.Index(values, indices);
            for (var i = 0; i < values.Length; i++)
            {
                if (!places.TryGetValue(values[i], out var place)) places[values[i]] = place = places.Count;
                Assert.Equal(place, indices[i]);
            }
        }

        Assert.Equal(places.Count, builder.Count);
        Assert.InRange(builder.Count, 90_000, 110_000);
    }
}
