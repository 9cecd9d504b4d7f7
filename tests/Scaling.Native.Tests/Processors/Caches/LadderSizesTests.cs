using Scaling.Native.Processors.Caches;
using Xunit;

namespace Scaling.Native.Tests.Processors.Caches;

public sealed class LadderSizesTests
{
    [Fact]
    public void Steps_are_geometric_and_meet_powers_of_two_exactly()
    {
        var sizes = LadderSizes.Between(8192, 128 << 20, 4);
        Assert.Equal(57, sizes.Count);
        for (var i = 0; i <= 14; i++) Assert.Equal(8192L << i, sizes[4 * i]);
        Assert.All(sizes, s => Assert.Equal(0, s % 64));
        for (var i = 1; i < sizes.Count; i++) Assert.InRange((double)sizes[i] / sizes[i - 1], 1.17, 1.21);
    }

    [Fact]
    public void Small_sizes_that_round_to_one_come_once() => Assert.Equal([64L, 128, 192, 256], LadderSizes.Between(64, 256, 8));

    [Fact]
    public void A_ladder_may_have_one_rung() => Assert.Equal([4096L], LadderSizes.Between(4096, 4096, 4));

    [Fact]
    public void Nothing_is_greater_than_the_maximum() => Assert.All(LadderSizes.Between(1000, 100_000, 3), s => Assert.InRange(s, 960, 100_000));

    [Theory]
    [InlineData(100, 100, 64)]
    [InlineData(100, 1000, 64)]
    [InlineData(64, 3000, 1024)]
    public void A_size_that_would_round_beyond_the_maximum_stays_below(long minimum, long maximum, int multiple) =>
        Assert.All(LadderSizes.Between(minimum, maximum, 4, multiple), s => Assert.InRange(s, Math.Min(multiple, maximum), maximum));

    [Fact]
    public void A_maximum_below_a_multiple_leaves_that_one() => Assert.Equal([4096L], LadderSizes.Between(100, 1000, 4, 4096));

    [Theory]
    [InlineData(0, 10, 1)]
    [InlineData(10, 9, 1)]
    [InlineData(10, 20, 0)]
    public void What_makes_no_ladder_is_refused(long minimum, long maximum, int steps) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => LadderSizes.Between(minimum, maximum, steps));
}
