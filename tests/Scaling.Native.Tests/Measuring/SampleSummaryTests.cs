using Scaling.Native.Measuring;
using Xunit;

namespace Scaling.Native.Tests.Measuring;

public class SampleSummaryTests
{
    [Fact]
    public void Quartiles_are_those_of_R_type_7()
    {
        // quantile(c(3, 1, 4, 1, 5, 9, 2, 6), c(.25, .5, .75)) in R: 1.75, 3.5, 5.25
        var summary = new SampleSummary([3, 1, 4, 1, 5, 9, 2, 6]);
        Assert.Equal((1.75, 3.5, 5.25), (summary.LowerQuartile, summary.Median, summary.UpperQuartile));
        Assert.Equal((1.0, 1.0), (summary.Minimum, summary.RelativeSpread));
    }

    // Ranks of tables of the sign test's interval: Conover, table A3; the same as qbinom(0.025, n, 0.5) in R.
    [Theory]
    [InlineData(6, 1)]
    [InlineData(8, 1)]
    [InlineData(9, 2)]
    [InlineData(10, 2)]
    [InlineData(12, 3)]
    [InlineData(20, 6)]
    [InlineData(50, 18)]
    [InlineData(300, 133)]
    [InlineData(3000, 1446)]
    public void The_interval_of_the_median_has_the_ranks_of_the_sign_test(int count, int rank)
    {
        var summary = new SampleSummary([.. Enumerable.Range(1, count).Select(i => (double)i)]);
        Assert.True(summary.HasInterval);
        Assert.Equal((rank, count + 1 - rank), (summary.Low, summary.High));
    }

    [Fact]
    public void Five_samples_have_no_interval_of_95_percent()
    {
        var summary = new SampleSummary([5, 1, 2, 3, 4]);
        Assert.False(summary.HasInterval);
        Assert.Equal((1, 5, double.PositiveInfinity), (summary.Low, summary.High, summary.RelativePrecision));
    }

    [Fact]
    public void Intervals_cover_the_median_as_often_as_they_say()
    {
        var random = new Random(1);
        var covered = 0;
        for (var trial = 0; trial < 4000; trial++)
        {
            var summary = new SampleSummary([.. Enumerable.Range(0, 11).Select(_ => random.NextDouble())]);
            if (summary.Low <= 0.5 && summary.High >= 0.5) covered++;
        }

        // Ranks 2 and 10 of 11 cover with probability 0.9883; four standard errors are 0.0068.
        Assert.InRange(covered / 4000.0, 0.9815, 0.9951);
    }

    [Fact]
    public void Outliers_lie_beyond_the_fences_of_Tukey()
    {
        var summary = new SampleSummary([10, 11, 12, 13, 14, 30]);
        Assert.True(summary.IsOutlier(30));
        Assert.False(summary.IsOutlier(14));
        Assert.True(summary.IsOutlier(0));
    }

    [Fact]
    public void No_samples_are_an_error() => Assert.Throws<ArgumentException>(() => new SampleSummary([]));
}
