using Scaling.Native.Sampling;
using Xunit;

namespace Scaling.Native.Tests.Sampling;

public sealed class CenteredSampleTests
{
    [Theory]
    [InlineData(new[] { 1.0, 2, 3, 10 }, null, 4.0)]
    [InlineData(new[] { 0.1, 0.1, 0.1 }, null, 0.1)]
    [InlineData(new[] { 1.0, 3 }, new[] { 3.0, 1 }, 1.5)]
    [InlineData(new[] { double.MaxValue, double.MaxValue }, null, double.MaxValue)]
    [InlineData(new[] { double.MaxValue, -double.MaxValue }, null, 0.0)]
    [InlineData(new[] { 5e-324, 1.5e-323 }, null, 1e-323)]
    [InlineData(new[] { 1e15, 1e15 + 1, 1e15 + 2 }, null, 1e15 + 1)]
    [InlineData(new[] { 7.0, 1e300, 9 }, new[] { 1.0, 0, 1 }, 8.0)]
    [InlineData(new[] { 4.0, 8 }, new[] { 1e308, 1e308 }, 6.0)]
    public void The_weighted_mean_is_right_to_the_last_digit(double[] values, double[]? weights, double expected)
    {
        var sample = new CenteredSample(values, weights);
        Assert.Equal(expected, sample.ToLocation(sample.MeanDeviation));
        Assert.All(sample.Deviations, deviation => Assert.InRange(deviation, -1, 1));
    }

    [Fact]
    public void Deviations_lead_back_to_the_values()
    {
        var random = new Random(5);
        for (var round = 0; round < 500; round++)
        {
            var scale = Math.Pow(10, random.Next(-300, 300));
            var values = Enumerable.Range(0, 20).Select(_ => (random.NextDouble() - 0.3) * scale).ToArray();
            var sample = new CenteredSample(values, []);
            for (var row = 0; row < values.Length; row++)
            {
                Assert.Equal(values[row], sample.ToLocation(sample.Deviations[row]), scale * 1e-15);
            }
        }
    }

    [Fact]
    public void Compensated_sums_keep_what_a_plain_sum_loses()
    {
        CompensatedSum sum = default;
        foreach (var term in new[] { 1e16, 1.0, -1e16, 0.5 })
        {
            sum.Add(term);
        }

        Assert.Equal(1.5, sum.Value);
    }
}
