using Scaling.Native.Sampling.Draws;
using Xunit;

namespace Scaling.Native.Tests.Sampling.Draws;

public sealed class FixedPointTermTests
{
    [Theory]
    [InlineData(1, 48)]
    [InlineData(100, 48)]
    [InlineData(1 << 14, 48)]
    [InlineData(1 << 15, 47)]
    [InlineData(int.MaxValue, 32)]
    public void Sums_of_codes_stay_below_2_to_the_63(int draws, int bits)
    {
        Assert.Equal(bits, FixedPointTerm.BitsFor(draws));
        Assert.True(((UInt128.One << bits) - 1) * (uint)draws < UInt128.One << 63);
    }

    [Theory]
    [InlineData(new[] { 0.0, 1, 2, 40 }, new long[] { 0, 1, 2, 40 })]
    [InlineData(new[] { -0.5, 0.25, 1 }, new long[] { 0, 3, 6 }, 3)]
    [InlineData(new[] { 1e6, 1e6 + 50, 1e6 + 150 }, new long[] { 0, 1, 3 })]
    [InlineData(new[] { 7.0, 7, 7 }, new long[] { 0, 0, 0 })]
    public void Numbers_on_a_lattice_are_their_places_on_it(double[] numbers, long[] codes, long divisor = 1)
    {
        var term = FixedPointTerm.Of(numbers, 48);
        Assert.True(term.IsExact);
        Assert.Equal(codes.Select(code => code / divisor), term.Codes);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-1e-300, 1e-300)]
    [InlineData(-1e300, 1e300)]
    [InlineData(5, 6)]
    public void Means_are_those_of_the_numbers(double lowest, double highest)
    {
        var random = new Random(3);
        var numbers = Enumerable.Range(0, 50).Select(_ => lowest + random.NextDouble() * (highest - lowest)).ToArray();
        var term = FixedPointTerm.Of(numbers, 48);
        Assert.False(term.IsExact);
        Assert.All(term.Codes, code => Assert.InRange(code, 0, (1L << 48) - 1));
        // 21 sums, so that a rest is left behind whole vectors: each of the first i numbers.
        var sums = Enumerable.Range(1, 21).Select(i => term.Codes[..i].Sum()).ToArray();
        for (var i = 1; i <= sums.Length; i++)
        {
            var means = new double[1];
            term.AddMeans(sums.AsSpan(i - 1, 1), i, i, means);
            Assert.InRange((means[0] - numbers[..i].Select(n => n / i).Sum()) / (highest - lowest), -1e-14, 1e-14);
        }

        var all = new double[sums.Length];
        term.AddMeans(sums, 21, 42, all);
        for (var i = 0; i < all.Length; i++)
        {
            var one = new double[1];
            term.AddMeans(sums.AsSpan(i, 1), 21, 42, one);
            Assert.Equal(one[0], all[i]);
        }
    }
}
