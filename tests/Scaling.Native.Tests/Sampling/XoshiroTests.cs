using Scaling.Native.Sampling;
using Xunit;

namespace Scaling.Native.Tests.Sampling;

public sealed class XoshiroTests
{
    // The test vector of the Rust crate rand_xoshiro: the state 1, 2, 3, 4 in the reference code of Blackman and Vigna.
    [Fact]
    public void The_reference_sequence_comes_out()
    {
        var stream = new Xoshiro256PlusPlus(1, 2, 3, 4);
        ulong[] expected =
        [
            41943041, 58720359, 3588806011781223, 3591011842654386, 9228616714210784205,
            9973669472204895162, 14011001112246962877, 12406186145184390807, 15849039046786891736, 10450023813501588000,
        ];
        Assert.Equal(expected, expected.Select(_ => stream.Next()));
    }

    [Fact]
    public void An_all_zero_state_is_refused() =>
        Assert.Throws<ArgumentException>(() => new Xoshiro256PlusPlus(0, 0, 0, 0));

    [Theory]
    [InlineData(1UL)]
    [InlineData(3UL)]
    [InlineData(10UL)]
    [InlineData((1UL << 63) + 1)]
    public void Bounded_integers_stay_below_the_bound_and_fill_it_evenly(ulong bound)
    {
        var stream = new StreamKey(11, 0, 0).Open(StreamPurpose.Draws, 0);
        var parts = (int)Math.Min(bound, 10);
        var counts = new long[parts];
        const int draws = 100_000;
        for (var draw = 0; draw < draws; draw++)
        {
            var number = stream.NextBelow(bound);
            Assert.True(number < bound);
            counts[(int)((UInt128)number * (uint)parts / bound)]++;
        }

        Statistics.AssertFits(counts, Enumerable.Repeat(1.0, parts).ToArray());
    }

    [Fact]
    public void A_bound_of_zero_is_refused()
    {
        var stream = new Xoshiro256PlusPlus(1, 2, 3, 4);
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.NextBelow(0));
    }
}
