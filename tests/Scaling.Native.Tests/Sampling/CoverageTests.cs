using Scaling.Native.Sampling;
using Xunit;

namespace Scaling.Native.Tests.Sampling;

/// <summary>
/// How often 95 % intervals of samples of 30 rows hold the truth. What is expected: studentized intervals near 0.95 for normal data; percentile
/// ones short by √((n − 1) / n) and by z in place of t, so 0.935; for skewed data studentized above BCa above percentile above basic (Efron and Tibshirani 1993, chapters
/// 12 to 14; Davison and Hinkley 1997, section 5.4; Hesterberg, "What teachers should know about the bootstrap", The American Statistician 69, 2015).
/// </summary>
public sealed class CoverageTests
{
    private const int Rows = 30;
    private const int Samples = 2_000;
    private const int Resamples = 1_000;

    // Binomial errors of a coverage of 0.95 in 2,000 samples: 0.005 each; bounds lie three or more from what is expected.
    [Theory]
    [InlineData("normal", IntervalMethod.Percentile, 0.915, 0.955)]
    [InlineData("normal", IntervalMethod.Basic, 0.915, 0.955)]
    [InlineData("normal", IntervalMethod.Normal, 0.915, 0.955)]
    [InlineData("normal", IntervalMethod.BCa, 0.915, 0.955)]
    [InlineData("normal", IntervalMethod.Studentized, 0.933, 0.967)]
    [InlineData("exponential", IntervalMethod.Percentile, 0.895, 0.945)]
    [InlineData("exponential", IntervalMethod.Basic, 0.875, 0.93)]
    [InlineData("exponential", IntervalMethod.Normal, 0.885, 0.94)]
    [InlineData("exponential", IntervalMethod.BCa, 0.905, 0.95)]
    [InlineData("exponential", IntervalMethod.Studentized, 0.93, 0.965)]
    [InlineData("lognormal", IntervalMethod.Percentile, 0.83, 0.905)]
    [InlineData("lognormal", IntervalMethod.Basic, 0.79, 0.87)]
    [InlineData("lognormal", IntervalMethod.Normal, 0.81, 0.89)]
    [InlineData("lognormal", IntervalMethod.BCa, 0.85, 0.915)]
    [InlineData("lognormal", IntervalMethod.Studentized, 0.89, 0.95)]
    public void Intervals_of_a_mean_hold_it_as_often_as_theory_says(string law, IntervalMethod method, double least, double most) =>
        Assert.InRange(Coverage(Means(law), new() { Seed = 5, Method = method }, Mean(law)), least, most);

    [Theory]
    [InlineData("exponential")]
    [InlineData("lognormal")]
    public void On_skewed_samples_the_better_methods_hold_the_mean_more_often(string law)
    {
        var groups = Means(law);
        var coverages = new[] { IntervalMethod.Basic, IntervalMethod.Percentile, IntervalMethod.BCa, IntervalMethod.Studentized }
            .Select(method => Coverage(groups, new() { Seed = 5, Method = method }, Mean(law))).ToArray();
        Assert.Equal(coverages.Order(), coverages);
        Assert.True(coverages[3] - coverages[0] > 0.03);
    }

    [Theory]
    [InlineData(BootstrapStatistic.Correlation, IntervalMethod.BCa, 0.9, 0.955)]
    [InlineData(BootstrapStatistic.Correlation, IntervalMethod.Percentile, 0.9, 0.955)]
    [InlineData(BootstrapStatistic.Ratio, IntervalMethod.BCa, 0.915, 0.955)]
    [InlineData(BootstrapStatistic.Ratio, IntervalMethod.Studentized, 0.93, 0.97)]
    public void Intervals_of_pairs_hold_the_truth_as_often_as_theory_says(
        BootstrapStatistic statistic, IntervalMethod method, double least, double most)
    {
        const double Correlation = 0.6;
        var random = new Random(17);
        var isRatio = statistic == BootstrapStatistic.Ratio;
        var groups = new BootstrapGroup[Samples];
        for (var sample = 0; sample < Samples; sample++)
        {
            var (x, y) = (new double[Rows], new double[Rows]);
            for (var row = 0; row < Rows; row++)
            {
                x[row] = Normal(random);
                y[row] = Correlation * x[row] + Math.Sqrt(1 - Correlation * Correlation) * Normal(random);
                if (isRatio) (x[row], y[row]) = (x[row] + 6, y[row] + 4);
            }

            groups[sample] = new(x) { Paired = [y] };
        }

        var truth = isRatio ? 1.5 : Correlation;
        Assert.InRange(Coverage(groups, new() { Seed = 6, Statistic = statistic, Method = method }, truth), least, most);
    }

    [Theory]
    [InlineData(BootstrapStatistic.Median, IntervalMethod.Percentile, 0.925, 0.97)]
    [InlineData(BootstrapStatistic.Median, IntervalMethod.Studentized, 0.9, 0.98)]
    [InlineData(BootstrapStatistic.StandardDeviation, IntervalMethod.Percentile, 0.85, 0.91)]
    [InlineData(BootstrapStatistic.StandardDeviation, IntervalMethod.BCa, 0.88, 0.94)]
    [InlineData(BootstrapStatistic.StandardDeviation, IntervalMethod.Studentized, 0.91, 0.965)]
    public void Intervals_of_other_statistics_of_normal_samples_hold_them(
        BootstrapStatistic statistic, IntervalMethod method, double least, double most) =>
        Assert.InRange(
            Coverage(Means("normal"), new() { Seed = 7, Statistic = statistic, Method = method }, statistic == BootstrapStatistic.Median ? 0 : 1), least, most);

    [Fact]
    public void Strata_far_apart_do_not_hide_the_spread_within_them()
    {
        var random = new Random(3);
        var strata = Enumerable.Range(0, Rows).Select(row => row % 3).ToArray();
        var groups = Enumerable.Range(0, Samples).Select(_ =>
            new BootstrapGroup(strata.Select(stratum => stratum * 20 - Math.Log(1 - random.NextDouble())).ToArray()) { Strata = strata }).ToArray();
        // Errors of all rows together hardly differ from resample to resample: they would make a basic interval of 0.90.
        Assert.InRange(Coverage(groups, new() { Seed = 1, Method = IntervalMethod.Studentized }, 21), 0.93, 0.965);
    }

    private static double Coverage(BootstrapGroup[] groups, BootstrapOptions options, double truth) =>
        ParallelBootstrap.Run(groups, options with { ResampleCount = Resamples, Workers = 2 })
            .Count(outcome => outcome.Estimate!.LowerBound <= truth && truth <= outcome.Estimate.UpperBound) / (double)groups.Length;

    private static double Mean(string law) => law switch { "normal" => 0, "exponential" => 1, _ => Math.Exp(0.5) };

    private static BootstrapGroup[] Means(string law)
    {
        var random = new Random(3);
        return [.. Enumerable.Range(0, Samples).Select(_ => new BootstrapGroup(Enumerable.Range(0, Rows).Select(_ => law switch
        {
            "normal" => Normal(random),
            "exponential" => -Math.Log(1 - random.NextDouble()),
            _ => Math.Exp(Normal(random)),
        }).ToArray()))];
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
