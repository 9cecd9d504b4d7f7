using Scaling.Native.Sampling;
using Xunit;

namespace Scaling.Native.Tests.Sampling;

public sealed class AliasTableTests
{
    public static TheoryData<ulong[]> Weights => new()
    {
        new ulong[] { 1 },
        new ulong[] { 1, 1 },
        new ulong[] { 0, 5, 0 },
        new ulong[] { 1, 2, 3, 4, 5 },
        new ulong[] { 5590287, 13197038, 17099900, 1, 0, 7 },
        new ulong[] { 1, (1UL << 63) - 1 },
        new ulong[] { (1UL << 62) - 3, 3, (1UL << 61) + 11, 1, 2 },
        new ulong[] { ulong.MaxValue, ulong.MaxValue - 1, 1, 2, ulong.MaxValue / 3 },
        Random(1000, 1L << 50, 3),
        Random(4096, 3, 4),
        Random(70_000, 1000, 5),
    };

    [Theory]
    [MemberData(nameof(Weights))]
    public void Every_probability_is_exactly_its_weight_over_the_sum(ulong[] weights)
    {
        var table = AliasTable.FromWeights(weights);
        var columns = table.Thresholds.Length;
        var mass = new UInt128[columns];
        for (var column = 0; column < columns; column++)
        {
            // threshold / 2^f plus a tie of probability 2^-f kept with remainder / W: the column's own share, in units of 1 / W.
            var scaled = (UInt128)table.Thresholds[column] * table.TotalWeight + table.Remainder(column);
            Assert.Equal(UInt128.Zero, scaled & ((UInt128.One << table.FractionBits) - 1));
            var own = scaled >> table.FractionBits;
            Assert.True(own <= table.TotalWeight);
            mass[column] += own;
            mass[table.Aliases[column]] += table.TotalWeight - own;
        }

        for (var column = 0; column < columns; column++)
        {
            var expected = column < weights.Length ? (UInt128)weights[column] * (uint)columns : UInt128.Zero;
            Assert.Equal(expected, mass[column]);
        }
    }

    [Theory]
    [MemberData(nameof(Weights))]
    public void Draws_follow_the_weights(ulong[] weights)
    {
        var table = AliasTable.FromWeights(weights);
        var stream = new StreamKey(2021, 1, 2).Open(StreamPurpose.Draws, 0);
        var counts = new long[weights.Length];
        for (var draw = 0; draw < 1_000_000; draw++)
        {
            counts[table.Draw(ref stream)]++;
        }

        Statistics.AssertFits(counts, weights.Select(weight => (double)weight).ToArray());
    }

    [Fact]
    public void A_tie_is_decided_by_the_exact_remainder()
    {
        // Two columns of capacity 3, f = 15: column 0 keeps 2/3 of itself, threshold floor(2^16 / 3), remainder 2^16 mod 3 = 1.
        var table = AliasTable.FromWeights([1UL, 2]);
        Assert.Equal(UInt128.One, table.Remainder(0));
        var stream = new Xoshiro256PlusPlus(1, 2, 3, 4);
        var counts = new long[2];
        for (var draw = 0; draw < 300_000; draw++)
        {
            counts[table.Resolve(0, ref stream)]++;
        }

        Statistics.AssertFits(counts, [1, 2]);
    }

    [Theory]
    [InlineData(new[] { 0.1, 0.2, 0.7 })]
    [InlineData(new[] { 1e300, 3e300, 2.5e299 })]
    [InlineData(new[] { 5e-324, 1e-323 })]
    [InlineData(new[] { 51779584.0, 68314422, 0, 1 })]
    public void Real_weights_of_similar_size_are_converted_exactly(double[] weights)
    {
        var integers = IntegerWeights.FromDoubles(weights);
        var unit = weights[0] == 51779584.0 ? 1 : Array.Find(weights, weight => weight > 0) / integers[0];
        Assert.Equal(weights, integers.Select(integer => integer * unit));
    }

    [Fact]
    public void Real_weights_of_very_different_size_keep_their_probabilities_to_2_to_the_minus_61()
    {
        var weights = Enumerable.Range(0, 40).Select(power => Math.Pow(3, -power * 3)).ToArray();
        var integers = IntegerWeights.FromDoubles(weights);
        var sum = integers.Aggregate(UInt128.Zero, (total, integer) => total + integer);
        Assert.True(sum < 1UL << 63);
        for (var row = 0; row < weights.Length; row++)
        {
            var exact = weights[row] / weights.Sum();
            var tolerance = exact * 1e-15 + Math.Pow(2, -61);
            Assert.InRange((double)integers[row] / (double)sum - exact, -tolerance, tolerance);
        }
    }

    [Fact]
    public void Weights_whose_sum_is_beyond_a_double_are_taken()
    {
        var integers = IntegerWeights.FromDoubles([double.MaxValue, double.MaxValue, double.MaxValue]);
        Assert.Equal(integers[0], integers[2]);
        Assert.Equal(3, AliasTable.FromWeights(integers).CategoryCount);
    }

    [Theory]
    [InlineData(-1.0, "Weight 1 is -1")]
    [InlineData(double.NaN, "Weight 1 is NaN")]
    [InlineData(double.PositiveInfinity, "Weight 1 is Infinity")]
    public void An_unusable_weight_is_named(double weight, string message)
    {
        var error = Assert.Throws<ArgumentException>(() => AliasTable.FromWeights([1.0, weight]));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_weights_and_all_zero_weights_are_refused()
    {
        Assert.Throws<ArgumentException>(() => AliasTable.FromWeights(ReadOnlySpan<ulong>.Empty));
        Assert.Throws<ArgumentException>(() => AliasTable.FromWeights(ReadOnlySpan<double>.Empty));
        Assert.Throws<ArgumentException>(() => AliasTable.FromWeights([0UL, 0]));
        Assert.Throws<ArgumentException>(() => AliasTable.FromWeights([0.0, 0]));
    }

    private static ulong[] Random(int count, long below, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (ulong)random.NextInt64(below))];
    }
}
