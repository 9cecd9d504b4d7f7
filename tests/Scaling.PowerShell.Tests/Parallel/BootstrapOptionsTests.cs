using System.Management.Automation;
using Xunit;

namespace Scaling.PowerShell.Tests.Parallel;

/// <summary>What is refused before anything is read.</summary>
public sealed class BootstrapOptionsTests : IDisposable
{
    private const string Command = ",Scaling.PowerShell.Commands.Parallel.InvokeParallelBootstrapCommand";

    private readonly EngineSession _session = new();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("-Quantile 0.5", "-Quantile", "-Statistic")]
    [InlineData("-Statistic Median -Quantile 0.5", "-Quantile", "-Statistic")]
    [InlineData("-Statistic { 1 } -Quantile 0.5", "-Quantile", "-Statistic")]
    [InlineData("-BlockMethod Moving", "-BlockMethod", "-BlockLength")]
    [InlineData("-WithoutReplacement", "-WithoutReplacement", "-SampleSize")]
    [InlineData("-AsJob -Statistic { 1 }", "-AsJob", "-Statistic")]
    [InlineData("-Strata S -SampleSize 2", "-Strata", "-SampleSize")]
    [InlineData("-Strata S -SampleSize 2 -WithoutReplacement", "-Strata", "-SampleSize")]
    [InlineData("-Strata S -BlockLength 2", "-Strata", "-BlockLength")]
    [InlineData("-BlockLength 2 -Weight W", "-BlockLength", "-Weight")]
    [InlineData("-BlockLength 2 -SampleSize 2 -WithoutReplacement", "-BlockLength", "-WithoutReplacement")]
    [InlineData("-WithoutReplacement -SampleSize 2 -Weight W", "-WithoutReplacement", "-Weight")]
    [InlineData("-Method BCa -SampleSize 2 -WithoutReplacement", "-Method BCa", "-WithoutReplacement")]
    [InlineData("-Method BCa -BlockLength 2", "-Method BCa", "-BlockLength")]
    [InlineData("-Method Studentized -SampleSize 2 -WithoutReplacement", "-Method Studentized", "-WithoutReplacement")]
    [InlineData("-Method Studentized -BlockLength 2", "-Method Studentized", "-BlockLength")]
    [InlineData("-Method Studentized -Strata S", "-Method Studentized", "-Strata")]
    [InlineData("-Method BCa -Statistic { 1 } -Weight W", "-Method BCa", "-Weight")]
    public void Parameters_that_do_not_go_together_end_the_command_and_are_both_named(string arguments, string first, string second)
    {
        var result = Run($"-Property V {arguments}");
        Assert.Empty(result.Output);
        var error = Assert.Single(result.Errors);
        Assert.Equal("OptionsConflict" + Command, error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.InvalidArgument, error.CategoryInfo.Category);
        Assert.Contains(first, error.ToString(), StringComparison.Ordinal);
        Assert.Contains(second, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Avg")]
    [InlineData("''")]
    [InlineData("3")]
    [InlineData("'3'")]
    [InlineData("'Mean, Sum'")]
    [InlineData("Med")]
    [InlineData("@('Mean')")]
    public void A_statistic_that_is_none_ends_the_command_and_those_there_are_are_listed(string statistic)
    {
        var result = Run($"-Property V -Statistic {statistic}");
        Assert.Empty(result.Output);
        var error = Assert.Single(result.Errors);
        Assert.Equal("StatisticNotKnown" + Command, error.FullyQualifiedErrorId);
        Assert.Contains(
            "Mean, Sum, Median, Quantile, StandardDeviation, Variance, Correlation, Ratio", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-Property V, W")]
    [InlineData("-Property V, W -Statistic Median")]
    [InlineData("-Property V -Statistic Correlation")]
    [InlineData("-Property V -Statistic ratio")]
    [InlineData("-Property V, W, V -Statistic ratio")]
    public void The_wrong_number_of_columns_ends_the_command(string arguments)
    {
        var result = Run(arguments);
        Assert.Empty(result.Output);
        Assert.Equal("PropertyCountMismatch" + Command, Assert.Single(result.Errors).FullyQualifiedErrorId);
    }

    [Fact]
    public void Nothing_of_a_file_is_read_for_a_command_that_is_refused()
    {
        var result = _session.Run("Invoke-ParallelBootstrap nix.csv -Property V -Statistic Nix");
        Assert.Equal(["StatisticNotKnown"], result.ErrorIds);
    }

    [Theory]
    [InlineData("-Statistic m", "Mean", "Median")]
    [InlineData("-Statistic STAN", "StandardDeviation")]
    [InlineData("-Method b", "Basic", "BCa")]
    [InlineData("-BlockMethod s", "Stationary")]
    public void Names_are_completed(string text, params string[] expected)
    {
        var found = _session.Run("(TabExpansion2 \"Invoke-ParallelBootstrap $($args[0])\").CompletionMatches.CompletionText", text);
        Assert.Equal(expected, found.ThrowOnError().Values);
    }

    private EngineResult Run(string arguments) => _session.Run(
        $"1..4 | ForEach-Object {{ @{{ V = $_; W = 1; S = $_ % 2 }} }} | Invoke-ParallelBootstrap {arguments} -ResampleCount 10");
}
