using Scaling.Native.Measuring;
using Xunit;

namespace Scaling.Native.Tests.Measuring;

public class OutcomeComparisonTests
{
    [Theory]
    [InlineData(double.NaN, double.NaN, 0)]
    [InlineData(0.0, -0.0, 0)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity, 0)]
    [InlineData(double.PositiveInfinity, double.NegativeInfinity, double.PositiveInfinity)]
    [InlineData(double.NaN, 1, double.PositiveInfinity)]
    [InlineData(1, double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(0, 1e-300, 1)]
    [InlineData(4, 5, 0.2)]
    public void Differences_are_relative_to_the_greater(double a, double b, double difference)
    {
        Assert.Equal(difference, OutcomeComparison.Difference([a], [b]));
        Assert.Equal(difference, OutcomeComparison.Difference([b], [a]));
    }

    [Fact]
    public void What_is_missing_is_not_compared()
    {
        Assert.Null(OutcomeComparison.Difference(null, [1]));
        Assert.Null(OutcomeComparison.Difference([1], null));
        Assert.Equal(0, OutcomeComparison.Difference([], []));
    }
}
