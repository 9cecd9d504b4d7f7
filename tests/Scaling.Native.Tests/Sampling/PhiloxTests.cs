using System.Globalization;
using Scaling.Native.Sampling;
using Xunit;

namespace Scaling.Native.Tests.Sampling;

public sealed class PhiloxTests
{
    // Random123 1.14, tests/kat_vectors, philox4x32 10; words in the paper's order.
    [Theory]
    [InlineData("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8")]
    [InlineData("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd")]
    [InlineData("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1")]
    public void Known_answers_of_the_reference_library_come_out(string counter, string key, string expected) =>
        Assert.Equal(Words(expected), Philox4x32.Generate(Words(counter), (ulong)Words(key)));

    [Fact]
    public void Streams_differ_by_seed_group_block_purpose_and_ordinal()
    {
        var first = new HashSet<ulong>();
        var count = 0;
        int[] numbers = [0, 1, 7, int.MaxValue];
        foreach (var seed in new[] { 0L, 1, -1, 1L << 32 })
        {
            foreach (var key in from grp in numbers from block in numbers select new StreamKey(seed, grp, block))
            {
                foreach (var ordinal in new ulong[] { 0, 1, 1UL << 40 })
                {
                    first.Add(key.Open(StreamPurpose.Draws, ordinal).Next());
                    first.Add(key.Open(StreamPurpose.Rests, ordinal).Next());
                    count += 2;
                }
            }
        }

        Assert.Equal(count, first.Count);
    }

    [Fact]
    public void The_same_key_opens_the_same_stream()
    {
        var one = new StreamKey(7, 3, 2).Open(StreamPurpose.Draws, 4);
        var two = new StreamKey(7, 3, 2).Open(StreamPurpose.Draws, 4);
        Assert.Equal(Enumerable.Range(0, 100).Select(_ => one.Next()), Enumerable.Range(0, 100).Select(_ => two.Next()));
    }

    private static UInt128 Words(string text)
    {
        var result = UInt128.Zero;
        foreach (var word in text.Split(' ').Reverse())
        {
            result = (result << 32) | uint.Parse(word, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        }

        return result;
    }
}
