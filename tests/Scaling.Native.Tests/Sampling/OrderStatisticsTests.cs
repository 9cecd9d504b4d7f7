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
}
