using Scaling.Native.Sampling;
using Scaling.Native.Sampling.Statistics;
using Xunit;

namespace Scaling.Native.Tests.Sampling.Moments;

public sealed class CountedQuantileTests
{
    [Fact]
    public void Counts_give_the_quantile_of_the_values_written_out()
    {
        var random = new Random(31);
        for (var round = 0; round < 2000; round++)
        {
            var values = Enumerable.Range(0, random.Next(1, 20)).Select(index => index + random.NextDouble()).ToArray();
            var counts = values.Select(_ => (uint)Math.Max(0, random.Next(-3, 6))).ToArray();
            counts[random.Next(counts.Length)]++;
            var written = values.SelectMany((value, index) => Enumerable.Repeat(value, (int)counts[index])).ToArray();
            var probability = round % 7 == 0 ? round / 7 % 5 / 4.0 : random.NextDouble();
            Assert.Equal(
                OrderStatistics.Quantile([.. written], probability), CountedQuantile.Value(counts, values, written.Length, probability));

            var (value, error) = CountedQuantile.WithError(counts, values, written.Length, probability);
            var reach = 1.96 * Math.Sqrt(probability * (1 - probability) / written.Length);
            var lower = OrderStatistics.Quantile([.. written], Math.Max(0, probability - reach));
            var upper = OrderStatistics.Quantile([.. written], Math.Min(1, probability + reach));
            Assert.Equal(OrderStatistics.Quantile([.. written], probability), value);
            Assert.Equal(Math.Pow((upper - lower) / 3.92, 2), error, 12);
        }
    }

    [Theory]
    [InlineData(0.0, 1)]
    [InlineData(0.1, 2.5)]
    [InlineData(0.2, 4)]
    [InlineData(0.3, 4)]
    [InlineData(0.6, 6)]
    [InlineData(0.61, 8)]
    [InlineData(1.0, 8)]
    public void Weights_give_the_inverse_of_the_distribution_and_the_middle_of_a_gap(double probability, double expected) =>
        Assert.Equal(expected, CountedQuantile.Weighted([0, 1, 0, 5, 4, 0], [0, 1, 3, 4, 8, 9], probability));

    [Fact]
    public void Weights_may_be_as_large_as_an_alias_table_takes() =>
        Assert.Equal(1.5, CountedQuantile.Weighted([1UL << 62, 1UL << 62], [1, 2], 0.5));

    [Fact]
    public void One_value_is_every_quantile()
    {
        Assert.Equal(7, CountedQuantile.Weighted([3], [7], 0.4));
        Assert.Equal((7, 0), CountedQuantile.WithError([3], [7], 3, 0.4));
        Assert.Equal(7, CountedQuantile.Value([1], [7], 1, 1));
    }
}
