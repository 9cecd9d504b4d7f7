using Scaling.Native.Sampling;
using Xunit;

namespace Scaling.Native.Tests.Sampling.Moments;

public sealed class MomentStatisticTests
{
    // Efron and Tibshirani (1993), table 3.1.
    internal static readonly double[] Lsat = [576, 635, 558, 578, 666, 580, 555, 661, 651, 605, 653, 575, 545, 572, 594];
    internal static readonly double[] Gpa =
        [3.39, 3.30, 2.81, 3.03, 3.44, 3.07, 3.00, 3.43, 3.36, 3.13, 3.12, 2.74, 2.76, 2.88, 2.96];

    public static TheoryData<BootstrapStatistic> All =>
    [
        BootstrapStatistic.Mean, BootstrapStatistic.Sum, BootstrapStatistic.Variance, BootstrapStatistic.StandardDeviation,
        BootstrapStatistic.Ratio, BootstrapStatistic.Correlation,
    ];

    [Theory]
    [MemberData(nameof(All))]
    public void Resampled_values_are_those_of_the_drawn_rows(BootstrapStatistic kind)
    {
        foreach (var (offset, scale) in new[] { (0.0, 1.0), (5, 1), (1e9, 1), (-1e12, 100), (3e-9, 1e-12), (1e100, 1e98), (2e-140, 1e-141) })
        {
            var random = new Random(11);
            var x = Enumerable.Range(0, 40).Select(_ => offset + scale * random.NextDouble()).ToArray();
            var y = x.Select(value => offset + scale * random.NextDouble() + 0.5 * (value - offset) + scale).ToArray();
            var statistic = Resamples.Create(kind, false, Columns(kind, x, y));
            var resamples = new Resamples(40, 30, 200, 12);
            var values = resamples.Values(statistic);
            for (var i = 0; i < values.Length; i++)
            {
                var direct = Resamples.Direct(
                    kind, [.. resamples.Rows[i].Select(row => x[row])], [.. resamples.Rows[i].Select(row => y[row])]);
                Assert.InRange(values[i] - direct, -1e-12 * Math.Abs(direct), 1e-12 * Math.Abs(direct));
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Powers_of_two_change_nothing_but_the_unit(BootstrapStatistic kind)
    {
        var (x, y) = Pairs(30, 3);
        var resamples = new Resamples(30, 25, 50, 4);
        var plain = resamples.Values(Resamples.Create(kind, true, Columns(kind, x, y)));
        var errors = resamples.Errors(Resamples.Create(kind, true, Columns(kind, x, y)));
        var isSquare = kind == BootstrapStatistic.Variance;
        var hasUnit = kind is not (BootstrapStatistic.Ratio or BootstrapStatistic.Correlation);
        foreach (var power in isSquare ? new[] { -500, 490 } : [-1015, -600, 700, 1010])
        {
            var scaled = Resamples.Create(
                kind, true, Columns(kind, [.. x.Select(v => Math.ScaleB(v, power))], [.. y.Select(v => Math.ScaleB(v, power))]));
            var unit = !hasUnit ? 0 : isSquare ? 2 * power : power;
            Assert.Equal(plain.Select(value => Math.ScaleB(value, unit)), resamples.Values(scaled));
            Assert.Equal(errors.Select(value => Math.ScaleB(value, unit)), resamples.Errors(scaled));
        }
    }

    [Fact]
    public void Values_near_the_largest_double_have_a_ratio_a_correlation_and_a_deviation()
    {
        double[] x = [1.7e308, -1.7e308, 1e308, 1.5e308];
        double[] y = [1.6e308, -1.5e308, 1.1e308, 1.7e308];
        var small = (X: x.Select(v => v / 1e308).ToArray(), Y: y.Select(v => v / 1e308).ToArray());
        foreach (var kind in new[] { BootstrapStatistic.Ratio, BootstrapStatistic.Correlation, BootstrapStatistic.StandardDeviation })
        {
            var statistic = Resamples.Create(kind, false, Columns(kind, x, y));
            var scale = kind == BootstrapStatistic.StandardDeviation ? 1e308 : 1;
            var direct = Resamples.Direct(kind, small.X, small.Y) * scale;
            Assert.Equal(1, Estimate(kind, x, y) / direct, 12);
        }
    }

    [Theory]
    [InlineData(1e300, 1e-300, double.PositiveInfinity)]
    [InlineData(1e-300, 1e300, 0)]
    [InlineData(3e300, 1e300, 3)]
    [InlineData(3e-320, 1e-320, 3)]
    [InlineData(5, 5, 1)]
    [InlineData(0, 5, 0)]
    [InlineData(-6, 4, -1.5)]
    public void Ratios_of_constant_columns_are_exact(double numerator, double denominator, double expected)
    {
        double[] x = [numerator, numerator, numerator];
        double[] y = [denominator, denominator, denominator];
        var statistic = Resamples.Create(BootstrapStatistic.Ratio, true, x, y);
        var resamples = new Resamples(3, 5, 4, 1);
        // Numbers below the smallest normal one have few digits themselves.
        var tolerance = !double.IsFinite(expected) ? 0 : numerator is > 0 and < 1e-300 ? 1e-3 : 1e-15;
        Assert.All(resamples.Values(statistic), value => Assert.Equal(expected, value, tolerance));
        Assert.All(resamples.Errors(statistic), error => Assert.Equal(0, error));
    }

    [Fact]
    public void A_ratio_far_from_zero_keeps_the_digits_of_its_differences()
    {
        // x / y is 1 + d / 1e12: plain division leaves four digits of d.
        var random = new Random(8);
        var differences = Enumerable.Range(0, 50).Select(_ => (double)random.Next(1000)).ToArray();
        var y = Enumerable.Range(0, 50).Select(_ => 1e12 + random.Next(1000)).ToArray();
        var x = y.Zip(differences, (value, difference) => value + difference).ToArray();
        var statistic = Resamples.Create(BootstrapStatistic.Ratio, false, x, y);
        var resamples = new Resamples(50, 50, 100, 9);
        var values = new double[100];
        statistic.Values(resamples.Means(statistic), resamples.Stride, 50, values);
        for (var i = 1; i < 100; i++)
        {
            var expected = Exactly(i) - Exactly(0);
            var actual = statistic.ToDifference(values[i] - values[0], 50);
            Assert.InRange(actual - expected, -1e-12 * 1e-10, 1e-12 * 1e-10);
        }

        double Exactly(int i) => resamples.Rows[i].Sum(row => differences[row]) / resamples.Rows[i].Sum(row => y[row]);
    }

    [Fact]
    public void Data_in_proportion_have_one_ratio_without_error()
    {
        double[] y = [1, 2, 4, 5.5, 7];
        var x = y.Select(value => value * 3).ToArray();
        var statistic = Resamples.Create(BootstrapStatistic.Ratio, true, x, y);
        var resamples = new Resamples(5, 5, 100, 2);
        Assert.All(resamples.Values(statistic), value => Assert.Equal(3, value));
        Assert.All(resamples.Errors(statistic), error => Assert.Equal(0, error));
    }

    [Fact]
    public void A_correlation_of_equal_draws_is_undefined_and_of_a_line_one()
    {
        double[] x = [0.1, 0.7, 1.3];
        double[] y = [5.1, 6.3, 7.5];
        var statistic = Resamples.Create(BootstrapStatistic.Correlation, true, x, y);
        var resamples = new Resamples(3, 3, 300, 6);
        var values = resamples.Values(statistic);
        var errors = resamples.Errors(statistic);
        for (var i = 0; i < values.Length; i++)
        {
            var isOne = resamples.Rows[i].Distinct().Count() == 1;
            Assert.Equal(isOne, double.IsNaN(values[i]));
            Assert.Equal(isOne, double.IsNaN(errors[i]));
            if (!isOne)
            {
                Assert.Equal(1, values[i], 12);
                Assert.Equal(0, errors[i]);
            }
        }

        Assert.Contains(values, double.IsNaN);
    }

    [Fact]
    public void A_ratio_over_draws_that_cancel_is_undefined()
    {
        var statistic = Resamples.Create(BootstrapStatistic.Ratio, true, [1, 2, 3], [-0.1, 0.1, 0.3]);
        var resamples = new Resamples(3, 4, 300, 6);
        var values = resamples.Values(statistic);
        for (var i = 0; i < values.Length; i++)
        {
            Assert.Equal(resamples.Rows[i].Sum(row => row * 2 - 1) == 0, double.IsNaN(values[i]));
        }

        Assert.Contains(values, double.IsNaN);
        Assert.Equal(values.Select(double.IsNaN), resamples.Errors(statistic).Select(double.IsNaN));
    }

    [Theory]
    [InlineData(BootstrapStatistic.Variance)]
    [InlineData(BootstrapStatistic.StandardDeviation)]
    [InlineData(BootstrapStatistic.Mean)]
    public void Equal_draws_have_no_spread_and_one_draw_has_none_that_is_known(BootstrapStatistic kind)
    {
        double[] x = [0.1, 0.7, 1.3];
        var statistic = Resamples.Create(kind, true, x);
        var resamples = new Resamples(3, 3, 300, 6);
        var values = resamples.Values(statistic);
        var errors = resamples.Errors(statistic);
        for (var i = 0; i < values.Length; i++)
        {
            var isOne = resamples.Rows[i].Distinct().Count() == 1;
            Assert.Equal(isOne, errors[i] == 0);
            Assert.True(kind == BootstrapStatistic.Mean || isOne == (values[i] == 0));
        }

        var single = new Resamples(3, 1, 5, 6);
        Assert.All(single.Errors(statistic), error => Assert.True(double.IsNaN(error)));
        Assert.True(kind == BootstrapStatistic.Mean || single.Values(statistic).All(double.IsNaN));
    }

    [Theory]
    [InlineData(BootstrapStatistic.Mean)]
    [InlineData(BootstrapStatistic.Sum)]
    [InlineData(BootstrapStatistic.Variance)]
    [InlineData(BootstrapStatistic.StandardDeviation)]
    [InlineData(BootstrapStatistic.Ratio)]
    [InlineData(BootstrapStatistic.Correlation)]
    public void Squared_errors_are_near_the_spread_of_the_statistic(BootstrapStatistic kind)
    {
        var (x, y) = Pairs(400, 7);
        var statistic = Resamples.Create(kind, true, Columns(kind, x, y));
        var resamples = new Resamples(400, 200, 4000, 9);
        var values = resamples.Values(statistic);
        var mean = values.Average();
        var spread = values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1);
        var errors = resamples.Errors(statistic).Average(error => error * error);
        Assert.InRange(errors / spread, 0.9, 1.1);
    }

    [Fact]
    public void Errors_of_a_correlation_are_those_of_its_influence_values()
    {
        var (x, y) = Pairs(25, 21);
        var statistic = Resamples.Create(BootstrapStatistic.Correlation, true, x, y);
        var resamples = new Resamples(25, 12, 100, 22);
        var errors = resamples.Errors(statistic);
        for (var i = 0; i < errors.Length; i++)
        {
            var z = Standardized([.. resamples.Rows[i].Select(row => x[row])]);
            var w = Standardized([.. resamples.Rows[i].Select(row => y[row])]);
            var r = z.Zip(w, (a, b) => a * b).Average();
            var square = z.Zip(w, (a, b) => Math.Pow(a * b - r * (a * a + b * b) / 2, 2)).Average() / 11;
            Assert.Equal(square, errors[i] * errors[i], 1e-10);
        }

        static double[] Standardized(double[] values)
        {
            var mean = values.Average();
            var deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
            return [.. values.Select(value => (value - mean) / deviation)];
        }
    }

    [Fact]
    public void Errors_of_a_ratio_are_those_of_its_residuals()
    {
        var (x, y) = Pairs(25, 23);
        var statistic = Resamples.Create(BootstrapStatistic.Ratio, true, x, y);
        var resamples = new Resamples(25, 12, 100, 24);
        var errors = resamples.Errors(statistic);
        for (var i = 0; i < errors.Length; i++)
        {
            var rows = resamples.Rows[i];
            var ratio = rows.Sum(row => x[row]) / rows.Sum(row => y[row]);
            var square = rows.Sum(row => Math.Pow(x[row] - ratio * y[row], 2)) / 12 / 11 / Math.Pow(rows.Average(row => y[row]), 2);
            Assert.Equal(1, errors[i] * errors[i] / square, 1e-10);
        }
    }

    [Fact]
    public void Estimates_of_the_law_schools_are_those_in_the_book()
    {
        Assert.Equal(0.77637449128940705, Estimate(BootstrapStatistic.Correlation, Lsat, Gpa), 14);
        Assert.Equal(Lsat.Average(), Estimate(BootstrapStatistic.Mean, Lsat, Gpa), 12);
        Assert.Equal(Lsat.Sum(), Estimate(BootstrapStatistic.Sum, Lsat, Gpa), 11);
        Assert.Equal(Resamples.Direct(BootstrapStatistic.Variance, Lsat, Gpa), Estimate(BootstrapStatistic.Variance, Lsat, Gpa), 9);
        Assert.Equal(Lsat.Sum() / Gpa.Sum(), Estimate(BootstrapStatistic.Ratio, Lsat, Gpa), 11);
    }

    [Fact]
    public void Sums_of_integers_are_integers()
    {
        double[] x = [.. Enumerable.Range(0, 49).Select(row => row % 4 == 0 ? 1.0 : 0)];
        var resamples = new Resamples(49, 49, 200, 3);
        var sums = resamples.Values(Resamples.Create(BootstrapStatistic.Sum, false, x));
        Assert.Equal(resamples.Rows.Select(rows => rows.Sum(row => x[row])), sums);
        Assert.Equal(13, Estimate(BootstrapStatistic.Sum, x, x));
        Assert.Equal(24.5, Resamples.Create(BootstrapStatistic.Sum, false, x).ToLocation(0.25, 49));
    }

    [Fact]
    public void A_variance_of_weighted_rows_is_that_of_their_distribution()
    {
        // Values 2 and 6 with probabilities 3/4 and 1/4: variance 16 × 3/16.
        var column = new CenteredSample([2, 6], [3, 1]);
        var statistic = Native.Sampling.Statistics.MomentStatistic.Create(BootstrapStatistic.Variance, [column], false);
        double[] means = [.. statistic.Terms.Select(term => term[0] * 0.75 + term[1] * 0.25)];
        Assert.Equal(3, statistic.ToLocation(statistic.Estimate(means, 10, rows: null), 10));
    }

    [Fact]
    public void An_end_of_an_interval_may_lie_beyond_all_values()
    {
        var statistic = Resamples.Create(BootstrapStatistic.Mean, false, [0.0, 0, 0, 8]);
        Assert.Equal(-2, statistic.ToLocation(-2 / statistic.ToDifference(1, 4), 4));
    }

    [Theory]
    [InlineData(BootstrapStatistic.Median)]
    [InlineData(BootstrapStatistic.Quantile)]
    public void Quantiles_are_no_functions_of_moments(BootstrapStatistic kind)
    {
        Assert.False(Native.Sampling.Statistics.MomentStatistic.IsOne(kind));
        Assert.Throws<ArgumentOutOfRangeException>(() => Resamples.Create(kind, false, [1, 2]));
    }

    private static double Estimate(BootstrapStatistic kind, double[] x, double[] y)
    {
        var statistic = Resamples.Create(kind, false, Columns(kind, x, y));
        double[] means = [.. statistic.Terms.Select(term => term.Average())];
        return statistic.ToLocation(statistic.Estimate(means, x.Length, rows: x.Length), x.Length);
    }

    private static double[][] Columns(BootstrapStatistic kind, double[] x, double[] y) =>
        kind is BootstrapStatistic.Ratio or BootstrapStatistic.Correlation ? [x, y] : [x];

    private static (double[] X, double[] Y) Pairs(int count, int seed)
    {
        var random = new Random(seed);
        var x = Enumerable.Range(0, count).Select(_ => 1 + random.NextDouble() * random.NextDouble()).ToArray();
        return (x, [.. x.Select(value => 0.7 * value + random.NextDouble())]);
    }
}
