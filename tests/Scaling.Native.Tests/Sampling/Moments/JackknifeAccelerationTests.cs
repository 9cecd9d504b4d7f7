using Scaling.Native.Sampling;
using Scaling.Native.Sampling.Statistics;
using Xunit;

namespace Scaling.Native.Tests.Sampling.Moments;

public sealed class JackknifeAccelerationTests
{
    // R: L <- 14 * (mean(jk) - jk); sum(L^3) / 6 / sum(L^2)^1.5 with jk the statistic without each of the 15 law schools.
    [Theory]
    [InlineData(BootstrapStatistic.Correlation, -0.07567156493787941)]
    [InlineData(BootstrapStatistic.Variance, 0.023263159110250127)]
    [InlineData(BootstrapStatistic.Mean, 0.018198969389070313)]
    [InlineData(BootstrapStatistic.Sum, 0.018198969389070313)]
    public void Rows_drawn_alike_give_the_classical_jackknife(BootstrapStatistic kind, double expected)
    {
        double[][] columns = kind == BootstrapStatistic.Correlation
            ? [MomentStatisticTests.Lsat, MomentStatisticTests.Gpa]
            : [MomentStatisticTests.Lsat];
        var statistic = Resamples.Create(kind, false, columns);
        Assert.Equal(expected, JackknifeAcceleration.OfMoments(statistic, Even(15), [], [15]), 12);
    }

    [Fact]
    public void A_row_of_weight_two_counts_as_two_rows()
    {
        double[] distinct = [1, 2, 4, 9];
        double[] repeated = [1, 2, 2, 4, 9, 9, 9];
        foreach (var kind in new[] { BootstrapStatistic.Mean, BootstrapStatistic.Variance, BootstrapStatistic.StandardDeviation })
        {
            var weighted = JackknifeAcceleration.OfMoments(
                Resamples.Create(kind, false, distinct), [1 / 7.0, 2 / 7.0, 1 / 7.0, 3 / 7.0], [], [7]);
            var plain = JackknifeAcceleration.OfMoments(Resamples.Create(kind, false, repeated), Even(7), [], [7]);
            Assert.Equal(plain, weighted, 12);
        }
    }

    [Fact]
    public void Strata_keep_their_shares_and_add_up()
    {
        // For a mean L = share of the stratum × (x − mean of the stratum).
        double[] values = [1, 2, 6, 10, 30, 31, 50];
        int[] strata = [0, 0, 0, 1, 1, 1, 1];
        var probabilities = strata.Select(stratum => stratum == 0 ? 1 / 3.0 : 1 / 4.0).ToArray();
        var squares = 0.0;
        var cubes = 0.0;
        foreach (var stratum in new[] { 0, 1 })
        {
            var own = values.Where((_, row) => strata[row] == stratum).ToArray();
            double draws = own.Length;
            var influences = own.Select(value => draws / 7 * (value - own.Average())).ToArray();
            squares += influences.Average(value => value * value) / draws;
            cubes += influences.Average(value => value * value * value) / (draws * draws);
        }

        var actual = JackknifeAcceleration.OfMoments(
            Resamples.Create(BootstrapStatistic.Mean, false, values), probabilities, strata, [3, 4]);
        Assert.Equal(cubes / (6 * Math.Pow(squares, 1.5)), actual, 12);
    }

    [Fact]
    public void Many_rows_go_through_in_blocks()
    {
        var random = new Random(5);
        var values = Enumerable.Range(0, 1000).Select(_ => Math.Exp(random.NextDouble() * 3)).ToArray();
        var mean = values.Average();
        var expected = values.Sum(value => Math.Pow(value - mean, 3)) / (6 * Math.Pow(values.Sum(value => Math.Pow(value - mean, 2)), 1.5));
        Assert.Equal(
            expected, JackknifeAcceleration.OfMoments(Resamples.Create(BootstrapStatistic.Mean, false, values), Even(1000), [], [1000]), 12);
        Assert.Equal(expected, JackknifeAcceleration.OfLeftOut([.. values.Select(value => (mean * 1000 - value) / 999)]), 10);
    }

    [Theory]
    [InlineData(1e300)]
    [InlineData(1e-300)]
    public void The_unit_of_the_values_does_not_matter(double unit)
    {
        var expected = JackknifeAcceleration.OfLeftOut([1, 2, 5, 1, 0]);
        Assert.Equal(expected, JackknifeAcceleration.OfLeftOut([unit, 2 * unit, 5 * unit, unit, 0]), 12);
    }

    [Fact]
    public void Withwithoutinfluence_there_is_no_acceleration_and_withwithouta_value_none_is_known()
    {
        Assert.Equal(0, JackknifeAcceleration.OfLeftOut([0.3, 0.3, 0.3]));
        Assert.True(double.IsNaN(JackknifeAcceleration.OfLeftOut([0.3, double.NaN, 0.3])));
        Assert.True(double.IsNaN(JackknifeAcceleration.OfLeftOut([0.3, 0.3, 0.4], [0.5, 0.5, 1], [0, 0, 1], [1, 1])));
        Assert.Equal(0, JackknifeAcceleration.OfLeftOut([0.3, 0.5], [1, 1], [0, 1], [1, 1]));
        Assert.Equal(0, JackknifeAcceleration.OfLeftOut([double.NaN, 0.3, 0.3], [0, 0.5, 0.5], [], [3]));
    }

    [Fact]
    public void A_quantile_left_withoutof_is_that_of_the_other_values()
    {
        double[] ascending = [.. MomentStatisticTests.Lsat.Order()];
        Assert.Equal(-0.032412524381521771, QuantileAcceleration.Unweighted(ascending, 0.3), 12);
        var random = new Random(4);
        for (var round = 0; round < 300; round++)
        {
            var values = Enumerable.Range(0, random.Next(2, 30)).Select(_ => (double)random.Next(20)).Order().ToArray();
            var probability = round % 5 == 0 ? round / 5 % 3 / 2.0 : random.NextDouble();
            var leftOut = values.Select((_, without) =>
                OrderStatistics.Quantile([.. values.Where((_, row) => row != without)], probability)).ToArray();
            Assert.Equal(JackknifeAcceleration.OfLeftOut(leftOut), QuantileAcceleration.Unweighted(values, probability), 10);
        }
    }

    [Fact]
    public void The_acceleration_of_a_weighted_quantile_depends_on_its_probability_only()
    {
        Assert.Equal(0, QuantileAcceleration.Weighted(0.5, 10));
        Assert.Equal(0.8 / (6 * Math.Sqrt(100 * 0.09)), QuantileAcceleration.Weighted(0.9, 100), 14);
        Assert.False(double.IsFinite(QuantileAcceleration.Weighted(1, 100)));
    }

    private static double[] Even(int count) => [.. Enumerable.Repeat(1.0 / count, count)];
}
