using Scaling.Native.Parallel.Laws;
using Xunit;

namespace Scaling.Native.Tests.Parallel.Laws;

public sealed class StudentDistributionTests
{
    // qt(c(0.95, 0.975, 0.995), df) of R 4.2.2.
    [Theory]
    [InlineData(1, 6.313751514675, 12.706204736175, 63.656741162872)]
    [InlineData(2, 2.919985580354, 4.302652729749, 9.924843200918)]
    [InlineData(3, 2.353363434802, 3.182446305284, 5.840909309733)]
    [InlineData(4, 2.131846786327, 2.776445105198, 4.604094871350)]
    [InlineData(7, 1.894578605090, 2.364624251593, 3.499483297350)]
    [InlineData(30, 1.697260886594, 2.042272456301, 2.749995653567)]
    [InlineData(1000, 1.646378817285, 1.962339080826, 2.580754698066)]
    public void Quantiles_are_those_of_R(int degrees, double of90, double of95, double of99)
    {
        Assert.Equal(of90, StudentDistribution.TwoSided(0.9, degrees), 1e-9);
        Assert.Equal(of95, StudentDistribution.TwoSided(0.95, degrees), 1e-9);
        Assert.Equal(of99, StudentDistribution.TwoSided(0.99, degrees), 1e-9);
    }

    [Fact]
    public void Of_more_degrees_than_matter_the_quantile_is_the_normal_one() =>
        Assert.Equal(1.959963984540, StudentDistribution.TwoSided(0.95, int.MaxValue), 5e-5);
}
