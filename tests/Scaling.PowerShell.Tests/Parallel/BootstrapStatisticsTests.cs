using System.Management.Automation;
using Xunit;

namespace Scaling.PowerShell.Tests.Parallel;

/// <summary>That each parameter reaches the core, seen by figures that only it explains.</summary>
public sealed class BootstrapStatisticsTests : IDisposable
{
    // x = 1 … 10 and y = x² in two halves.
    private const string Rows = "$rows = foreach ($i in 1..10) { [pscustomobject]@{ Half = [math]::Ceiling($i / 5.0); X = $i; Y = $i * $i; W = 11 - $i } }\n";

    private readonly EngineSession _session = new();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("-Property X", 5.5)]
    [InlineData("-Property X -Statistic Sum", 55)]
    [InlineData("-Property Y -Statistic Median", 30.5)]
    [InlineData("-Property Y -Statistic Quantile", 30.5)]
    [InlineData("-Property Y -Statistic Quantile -Quantile 0", 1)]
    [InlineData("-Property Y -Statistic Quantile -Quantile 0.9", 82.9)]
    [InlineData("-Property Y -Statistic Quantile -Quantile 1", 100)]
    [InlineData("-Property X -Statistic Variance", 9.166666666666666)]
    [InlineData("-Property X -Statistic StandardDeviation", 3.0276503540974917)]
    [InlineData("-Property X, Y -Statistic Correlation", 0.9745586289152093)]
    [InlineData("-Property Y, X -Statistic Ratio", 7)]
    [InlineData("-Property X, Y -Statistic ratio", 0.14285714285714285)]
    [InlineData("-Property X -Weight W", 4)]
    public void Each_statistic_is_that_of_the_rows(string arguments, double expected)
    {
        var record = Record(arguments);
        Assert.Equal(expected, (double)Get(record, "Estimate")!, 12);
        Assert.InRange((double)Get(record, "LowerBound")!, double.NegativeInfinity, (double)Get(record, "UpperBound")!);
    }

    [Fact]
    public void Basic_intervals_are_percentiles_mirrored_at_the_estimate_and_normal_ones_lie_around_it()
    {
        var percentile = Record("-Property Y");
        var basic = Record("-Property Y -Method Basic");
        Assert.Equal(2 * Number(percentile, "Estimate") - Number(percentile, "UpperBound"), Number(basic, "LowerBound"), 9);
        Assert.Equal(2 * Number(percentile, "Estimate") - Number(percentile, "LowerBound"), Number(basic, "UpperBound"), 9);

        var normal = Record("-Property Y -Method Normal");
        Assert.Equal(Number(percentile, "Mean"), Number(normal, "Mean"));
        var middle = Number(normal, "Estimate") - Number(normal, "Bias");
        Assert.Equal(middle - 1.959963984540054 * Number(normal, "StandardError"), Number(normal, "LowerBound"), 6);
        Assert.Equal(middle + 1.959963984540054 * Number(normal, "StandardError"), Number(normal, "UpperBound"), 6);
    }

    [Theory]
    [InlineData("BCa")]
    [InlineData("Studentized")]
    public void Skewed_rows_move_the_better_intervals_to_the_long_tail(string method)
    {
        var percentile = Record("-Property Y -ResampleCount 20000");
        var better = Record($"-Property Y -ResampleCount 20000 -Method {method}");
        Assert.Equal(method, Get(better, "Method"));
        Assert.True(Number(better, "UpperBound") > Number(percentile, "UpperBound"));
        Assert.True(Number(better, "LowerBound") > Number(percentile, "LowerBound") || method == "Studentized");
    }

    [Fact]
    public void The_distribution_is_what_the_figures_are_made_of()
    {
        var record = Record("-Property X -ResampleCount 777 -PassThruDistribution -ConfidenceLevel 0.8");
        var distribution = Assert.IsType<double[]>(Get(record, "Distribution"));
        Assert.Equal(777, distribution.Length);
        Assert.Equal(distribution.Average(), Number(record, "Mean"), 9);
        Assert.Equal(distribution.Order().ElementAt((int)(776 * 0.1)), Number(record, "LowerBound"), 1);
        Assert.Null(Get(Record("-Property X"), "Distribution"));
    }

    [Fact]
    public void Each_stratum_is_resampled_with_its_own_number_of_rows()
    {
        // Within a stratum all values are alike, so that only draws across strata would spread.
        var record = Record("-Property Half -Strata Half");
        Assert.Equal((1.5, 0.0), (Number(record, "Mean"), Number(record, "StandardError")));
        Assert.Equal("Half", Get(record, "Strata"));
        Assert.True(Number(Record("-Property Half"), "StandardError") > 0.1);
    }

    [Fact]
    public void A_block_as_long_as_the_series_is_the_series()
    {
        var whole = Record("-Property X -BlockLength 10 -BlockMethod Moving");
        Assert.Equal((5.5, 0.0), (Number(whole, "Mean"), Number(whole, "StandardError")));
        var circular = Record("-Property X -BlockLength 10");
        Assert.Equal((5.5, 0.0), (Number(circular, "Mean"), Number(circular, "StandardError")));
        Assert.True(Number(Record("-Property X -BlockLength 3 -BlockMethod Stationary"), "StandardError") > 0.1);
    }

    [Fact]
    public void Without_replacement_all_rows_but_one_spread_little()
    {
        // The mean of 9 of 10 rows is 55 − x over 9: it lies between 5 and 6.
        var record = Record("-Property X -SampleSize 9 -WithoutReplacement -PassThruDistribution");
        Assert.Equal((9, true), (Get(record, "SampleSize"), Get(record, "WithoutReplacement")));
        Assert.All((double[])Get(record, "Distribution")!, mean => Assert.InRange(mean, 5 - 1e-9, 6 + 1e-9));
    }

    [Theory]
    [InlineData("-Property V -SampleSize 3 -WithoutReplacement", "@{ K = 2; V = 1 }, @{ K = 2; V = 2 }, @{ K = 2; V = 3 }", "SampleSizeTooLarge")]
    [InlineData("-Property V -BlockLength 4", "@{ K = 2; V = 1 }, @{ K = 2; V = 2 }, @{ K = 2; V = 3 }", "BlockTooLong")]
    [InlineData("-Property V, U -Statistic Correlation", "@{ K = 2; V = 1; U = 1 }, @{ K = 2; V = 1; U = 2 }", "StatisticUndefined")]
    [InlineData("-Property V -Method Studentized", "@{ K = 2; V = 1 }, @{ K = 2; V = 2 }", "IntervalUndefined")]
    public void A_group_that_has_no_figures_is_an_error_and_the_others_are_computed(string arguments, string rows, string id)
    {
        var result = _session.Run($$"""
            $others = foreach ($i in 1..30) { @{ K = 1 + $i % 2 * 2; V = $i; U = ($i * 7) % 11 } }
            $others + @({{rows}}) | Invoke-ParallelBootstrap {{arguments}} -GroupBy K -ResampleCount 20
            """);
        Assert.Null(result.Terminating);
        Assert.Equal(["1", "3"], result.Output.Select(record => Get(record, "Group")));
        var error = Assert.Single(result.Errors);
        Assert.Equal(id + ",Scaling.PowerShell.Commands.Parallel.InvokeParallelBootstrapCommand", error.FullyQualifiedErrorId);
        Assert.Equal("2", error.TargetObject);
    }

    [Fact]
    public void Digits_do_not_depend_on_workers_for_any_way_of_drawing()
    {
        foreach (var arguments in new[]
        {
            "-Property Y -Statistic Median", "-Property X, Y -Statistic Correlation -Method BCa", "-Property Y -Strata Half",
            "-Property Y -BlockLength 3 -BlockMethod Stationary", "-Property Y -SampleSize 4 -WithoutReplacement", "-Property Y -Method Studentized",
        })
        {
            var (one, three) = (Record(arguments + " -Workers 1"), Record(arguments + " -Workers 3"));
            foreach (var figure in new[] { "Estimate", "Mean", "StandardError", "LowerBound", "UpperBound" })
            {
                Assert.Equal(Number(one, figure), Number(three, figure));
            }
        }
    }

    private static object? Get(PSObject record, string name) => record.Properties[name].Value;

    private static double Number(PSObject record, string name) => (double)Get(record, name)!;

    private PSObject Record(string arguments) =>
        Assert.Single(_session.Run($"{Rows}$rows | Invoke-ParallelBootstrap {arguments} -Seed 11").ThrowOnError().Output);
}
