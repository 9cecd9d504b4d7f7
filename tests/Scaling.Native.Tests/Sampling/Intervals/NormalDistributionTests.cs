using Scaling.Native.Sampling.Intervals;
using Xunit;

namespace Scaling.Native.Tests.Sampling.Intervals;

public sealed class NormalDistributionTests
{
    // R 4: pnorm(x).
    [Theory]
    [InlineData(-20, 2.7536241186062337e-89)]
    [InlineData(-10, 7.6198530241605269e-24)]
    [InlineData(-6, 9.8658764503769809e-10)]
    [InlineData(-5.6, 1.071759025831093e-08)]
    [InlineData(-3, 0.0013498980316300946)]
    [InlineData(-1, 0.15865525393145705)]
    [InlineData(-0.7, 0.24196365222307298)]
    [InlineData(-0.5, 0.30853753872598694)]
    [InlineData(-0.001, 0.49960105778608893)]
    [InlineData(0, 0.5)]
    [InlineData(0.3, 0.61791142218895267)]
    [InlineData(1, 0.84134474606854293)]
    [InlineData(2.5, 0.99379033467422384)]
    [InlineData(5, 0.99999971334842808)]
    [InlineData(8, 0.99999999999999933)]
    public void The_distribution_function_is_right_to_the_last_digits(double x, double expected) =>
        Assert.InRange(NormalDistribution.Cumulative(x) / expected - 1, -2e-15, 2e-15);

    // R 4: qnorm(p).
    [Theory]
    [InlineData(1e-300, -37.047096299361201)]
    [InlineData(1e-50, -14.933337534788489)]
    [InlineData(1e-12, -7.0344838253011321)]
    [InlineData(1e-06, -4.7534243088228987)]
    [InlineData(0.001, -3.0902323061678132)]
    [InlineData(0.025, -1.9599639845400538)]
    [InlineData(0.05, -1.6448536269514726)]
    [InlineData(0.074, -1.4466320671589785)]
    [InlineData(0.076, -1.4325027208258114)]
    [InlineData(0.3, -0.52440051270804067)]
    [InlineData(0.5, 0)]
    [InlineData(0.7, 0.52440051270804067)]
    [InlineData(0.9, 1.2815515655446008)]
    [InlineData(0.975, 1.9599639845400536)]
    [InlineData(0.999999, 4.7534243088170891)]
    public void Quantiles_are_right_to_the_last_digits(double probability, double expected) =>
        Assert.Equal(expected, NormalDistribution.Quantile(probability), Math.Abs(expected) * 1e-15);

    [Fact]
    public void The_ends_are_infinite_and_what_lies_out_of_them_is_no_number()
    {
        Assert.Equal(double.NegativeInfinity, NormalDistribution.Quantile(0));
        Assert.Equal(double.PositiveInfinity, NormalDistribution.Quantile(1));
        Assert.True(double.IsNaN(NormalDistribution.Quantile(-0.1)));
        Assert.True(double.IsNaN(NormalDistribution.Quantile(double.NaN)));
        Assert.Equal(0, NormalDistribution.Cumulative(double.NegativeInfinity));
        Assert.Equal(1, NormalDistribution.Cumulative(double.PositiveInfinity));
        Assert.True(double.IsNaN(NormalDistribution.Cumulative(double.NaN)));
    }

    [Fact]
    public void Each_is_the_inverse_of_the_other_without_steps_between_the_approximations()
    {
        var before = -1.0;
        for (var x = -37.0; x < 7; x += 0.0137)
        {
            var probability = NormalDistribution.Cumulative(x);
            Assert.True(probability > before);
            before = probability;
            if (x < 4)
            {
                Assert.Equal(x, NormalDistribution.Quantile(probability), Math.Max(1, Math.Abs(x)) * 1e-11);
            }
        }
    }
}
