using Scaling.Native.Sampling;
using Xunit;

namespace Scaling.Native.Tests.Sampling;

/// <summary>Just too many resamples to keep: what streams give must be what is selected from all of them, to the last digit.</summary>
public sealed class StreamedEqualsKeptTests
{
    private const int Resamples = GroupBootstrap.MostKept + 301;

    public static TheoryData<string, BootstrapStatistic, IntervalMethod> Cases
    {
        get
        {
            var data = new TheoryData<string, BootstrapStatistic, IntervalMethod>();
            foreach (var method in Enum.GetValues<IntervalMethod>())
            {
                data.Add("lattice", BootstrapStatistic.Mean, method);
                data.Add("doubles", BootstrapStatistic.Mean, method);
                data.Add("lattice", BootstrapStatistic.Median, method);
                data.Add("far apart", BootstrapStatistic.Mean, method);
            }

            data.Add("doubles", BootstrapStatistic.StandardDeviation, IntervalMethod.BCa);
            data.Add("doubles", BootstrapStatistic.Quantile, IntervalMethod.Percentile);
            data.Add("weights", BootstrapStatistic.Sum, IntervalMethod.Basic);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Streamed_resamples_give_the_digits_of_kept_ones(string values, BootstrapStatistic statistic, IntervalMethod method)
    {
        var random = new Random(4);
        var rows = Enumerable.Range(0, 12).Select(row => values switch
        {
            "lattice" => row * row / 8,
            "far apart" => Math.Pow(10, row - 6),
            _ => random.NextDouble(),
        }).ToArray();
        var group = new BootstrapGroup(rows, values == "weights" ? Enumerable.Range(1, 12).Select(weight => (double)weight).ToArray() : null);
        var options = new BootstrapOptions
        {
            Seed = 11,
            SampleSize = 5,
            ResampleCount = Resamples,
            Statistic = statistic,
            Quantile = 0.3,
            Method = method,
            Workers = 2,
        };
        var kept = Run(group, options with { KeepDistribution = true });
        Assert.Equal(Resamples, kept.Estimate!.Distribution!.Length);
        foreach (var workers in (int[])[1, 2])
        {
            var streamed = Run(group, options with { Workers = workers });
            Assert.Null(streamed.Estimate!.Distribution);
            Assert.Equal(Figures(kept.Estimate), Figures(streamed.Estimate));
        }
    }

    private static BootstrapOutcome Run(BootstrapGroup group, BootstrapOptions options) => ParallelBootstrap.Run([group], options).Single();

    private static BootstrapEstimate Figures(BootstrapEstimate estimate) => estimate with { Elapsed = default, Distribution = null };
}
