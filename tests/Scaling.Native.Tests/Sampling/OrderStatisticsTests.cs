using Scaling.Native.Sampling;
using Xunit;

namespace Scaling.Native.Tests.Sampling;

public sealed class OrderStatisticsTests
{
    // R 4: quantile(c(1, 2, 4, 8, 16), p), whose default is type 7.
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.025, 1.1)]
    [InlineData(0.25, 2)]
    [InlineData(0.5, 4)]
    [InlineData(0.9, 12.8)]
    [InlineData(1, 16)]
    public void Quantiles_are_those_of_type_7(double probability, double expected) =>
        Assert.Equal(expected, OrderStatistics.Quantile([8, 1, 16, 2, 4], probability), 12);

    [Fact]
    public void One_number_is_every_quantile() => Assert.Equal(3, OrderStatistics.Quantile([3], 0.7));

    [Fact]
    public void Selection_agrees_with_sorting_and_splits_the_data()
    {
        var random = new Random(17);
        for (var round = 0; round < 2000; round++)
        {
            var length = random.Next(1, 700);
            var distinct = random.Next(1, 1000);
            var data = Enumerable.Range(0, length).Select(_ => (double)random.Next(distinct)).ToArray();
            switch (round % 4)
            {
                case 1: Array.Sort(data); break;
                case 2: Array.Sort(data, (a, b) => b.CompareTo(a)); break;
                case 3: Array.Sort(data, 0, length / 2); break;
            }

            var sorted = data.Order().ToArray();
            var index = random.Next(length);
            Assert.Equal(sorted[index], OrderStatistics.Select(data, index));
            Assert.All(data[..index], item => Assert.True(item <= sorted[index]));
            Assert.All(data[index..], item => Assert.True(item >= sorted[index]));
            Assert.Equal(sorted, data.Order());
        }
    }

    [Theory]
    [InlineData("normal")]
    [InlineData("heavy")]
    [InlineData("ties")]
    [InlineData("constant")]
    [InlineData("two")]
    [InlineData("zeros")]
    [InlineData("infinite")]
    [InlineData("all infinite")]
    [InlineData("tiny")]
    [InlineData("denormal")]
    [InlineData("huge")]
    [InlineData("scales")]
    [InlineData("sorted")]
    [InlineData("reversed")]
    [InlineData("waves")]
    [InlineData("one in many")]
    public void Two_quantiles_agree_with_sorting_and_leave_the_data(string kind)
    {
        var random = new Random(19);
        foreach (var length in new[] { 1, 2, 3, 63, 64, 65, 1000, 1023, 1024, 1027, 5000, 20_001, 100_000 })
        {
            var data = Distributions.Make(kind, length, length);
            var before = data.ToArray();
            var sorted = data.Order().ToArray();
            foreach (var (lower, upper) in new[]
            {
                (0.025, 0.975), (0, 1), (0.5, 0.5), (0.0001, 0.9999), (0.9, 0.3), (random.NextDouble(), random.NextDouble()),
            })
            {
                Assert.Equal((Sorted(sorted, lower), Sorted(sorted, upper)), OrderStatistics.Quantiles(data, lower, upper));
                Assert.Equal(before, data);
            }
        }

        static double Sorted(double[] sorted, double probability)
        {
            var position = (sorted.Length - 1) * probability;
            var index = (int)position;
            var next = sorted[Math.Min(index + 1, sorted.Length - 1)];
            return OrderStatistics.Interpolate(sorted[index], next, position - index);
        }
    }

    [Fact]
    public void Quantiles_do_not_depend_on_the_order_not_even_in_the_sign_of_zero()
    {
        foreach (var kind in new[] { "zeros", "two", "heavy" })
        {
            var data = Distributions.Make(kind, 3000, 2);
            var (lower, upper) = OrderStatistics.Quantiles(data, 0.3, 0.6);
            for (var round = 0; round < 20; round++)
            {
                new Random(round).Shuffle(data);
                var other = OrderStatistics.Quantiles(data, 0.3, 0.6);
                Assert.Equal(BitConverter.DoubleToInt64Bits(lower), BitConverter.DoubleToInt64Bits(other.Lower));
                Assert.Equal(BitConverter.DoubleToInt64Bits(upper), BitConverter.DoubleToInt64Bits(other.Upper));
            }
        }
    }

    [Theory]
    [InlineData(double.NegativeInfinity, 3, 0.5, double.NegativeInfinity)]
    [InlineData(3, double.PositiveInfinity, 0.5, double.PositiveInfinity)]
    [InlineData(3, double.PositiveInfinity, 0, 3)]
    [InlineData(double.NegativeInfinity, double.PositiveInfinity, 0.25, double.NegativeInfinity)]
    [InlineData(double.NegativeInfinity, double.PositiveInfinity, 0.75, double.PositiveInfinity)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity, 0.5, double.PositiveInfinity)]
    [InlineData(-double.MaxValue, double.MaxValue, 0.5, 0)]
    [InlineData(1, 3, 0.25, 1.5)]
    public void Between_two_order_statistics_there_is_always_a_number(double lower, double upper, double fraction, double expected) =>
        Assert.Equal(expected, OrderStatistics.Interpolate(lower, upper, fraction));
}
