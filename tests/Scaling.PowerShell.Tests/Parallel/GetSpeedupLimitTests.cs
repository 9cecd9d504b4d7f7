using System.Globalization;
using System.Management.Automation;
using Xunit;

namespace Scaling.PowerShell.Tests.Parallel;

public sealed class GetSpeedupLimitTests : IDisposable
{
    private readonly EngineSession _session = new();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("Amdahl", new[] { 1, 1.9047619047619047, 3.4782608695652173 }, 20)]
    [InlineData("Gustafson", new[] { 1, 1.95, 3.85 }, double.PositiveInfinity)]
    [InlineData("UniversalScalability", new[] { 1, 1.9047619047619047, 3.4782608695652173 }, 20)]
    public void A_law_gives_a_record_a_worker_count(string law, double[] speedups, double maximum)
    {
        var records = _session.Run("Get-SpeedupLimit -ParallelFraction 0.95 -Workers 1, 2, 4 -Law $args[0]", law).ThrowOnError().Output;
        Assert.Equal([1, 2, 4], records.Select(r => Get(r, "Workers")));
        Assert.Equal(speedups, records.Select(r => Math.Round((double)Get(r, "Speedup")!, 12)), (a, b) => Math.Abs(a - b) < 1e-11);
        Assert.All(records, r =>
        {
            Assert.Equal("Scaling.PowerShell.Results.SpeedupLimit", r.BaseObject.GetType().FullName);
            Assert.Equal((law, 0.95), (Get(r, "Law"), Get(r, "ParallelFraction")));
            Assert.Equal((double)Get(r, "Speedup")! / (int)Get(r, "Workers")!, (double)Get(r, "Efficiency")!, 1e-15);
            Assert.Equal(maximum, Math.Round((double)Get(r, "MaximumSpeedup")!, 9));
            Assert.Null(Get(r, "PeakWorkers"));
        });
    }

    [Fact]
    public void Coherency_gives_a_peak()
    {
        var record = Assert.Single(_session.Run("Get-SpeedupLimit -Contention 0.02 -Coherency 0.02 -Workers 8").ThrowOnError().Output);
        Assert.Equal(("UniversalScalability", 0.02), (Get(record, "Law"), Get(record, "Coherency")));
        Assert.Equal(3.5398, (double)Get(record, "Speedup")!, 4);
        Assert.Equal(7, (double)Get(record, "PeakWorkers")!, 12);
    }

    [Fact]
    public void Fractions_and_laws_come_by_the_pipeline_too()
    {
        Assert.Equal([0.5, 0.9], _session.Run("0.5, '0.9' | Get-SpeedupLimit -Workers 2 | ForEach-Object ParallelFraction").ThrowOnError().Values);
        var byName = _session.Run("""
            [pscustomobject]@{ Law = 'Gustafson'; ParallelFraction = 0.5; Coherency = $null },
            [pscustomobject]@{ Law = 'UniversalScalability'; ParallelFraction = 0.5; Coherency = 0.1 } | Get-SpeedupLimit -Workers 4 | ForEach-Object Speedup
            """).ThrowOnError().Values;
        Assert.Equal([2.5, 4 / (1 + 1.5 + 1.2)], byName);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.3)]
    [InlineData(1e-20)]
    public void A_fraction_comes_out_as_it_went_in(double fraction) =>
        Assert.Equal([fraction], _session.Run("Get-SpeedupLimit $args[0] -Workers 2 | ForEach-Object ParallelFraction", fraction).ThrowOnError().Values);

    [Fact]
    public void Without_workers_powers_of_two_to_1024_are_taken() => Assert.Equal(
        Enumerable.Range(0, 11).Select(i => (object?)(1 << i)), _session.Run("Get-SpeedupLimit 0.9 | ForEach-Object Workers").ThrowOnError().Values);

    [Theory]
    [InlineData("1.5, 0.5 | Get-SpeedupLimit -Workers 4", "ParallelFractionOutOfRange", 1.5)]
    [InlineData("[double]::NaN, 0.5 | Get-SpeedupLimit -Workers 4", "ParallelFractionOutOfRange", double.NaN)]
    [InlineData("Get-SpeedupLimit -Contention -0.5, 0.5 -Workers 4", "ContentionOutOfRange", -0.5)]
    [InlineData("[pscustomobject]@{ ParallelFraction = 0.5; Coherency = -1; Law = 'UniversalScalability' }, [pscustomobject]@{ ParallelFraction = 0.5; Coherency = 0; Law = 'UniversalScalability' } | Get-SpeedupLimit -Workers 4",
        "CoherencyOutOfRange", -1.0)]
    public void What_is_out_of_range_is_an_error_and_the_next_is_computed(string script, string id, double target)
    {
        var result = _session.Run(script);
        var error = Assert.Single(result.Errors);
        Assert.Equal((id, ErrorCategory.InvalidArgument), (error.FullyQualifiedErrorId.Split(',')[0], error.CategoryInfo.Category));
        Assert.Equal(target, Assert.IsType<double>(error.TargetObject));
        Assert.Equal(1.6, (double)Get(Assert.Single(result.Output), "Speedup")!, 12);
    }

    [Fact]
    public void Coherency_without_its_law_is_a_conflict()
    {
        var error = Assert.Single(_session.Run("Get-SpeedupLimit 0.9 4 -Coherency 0.1").Errors);
        Assert.StartsWith("OptionsConflict,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("Coherency", error.TargetObject);
        var result = _session.Run("""
            [pscustomobject]@{ ParallelFraction = 0.5; Coherency = 0.1; Law = 'Amdahl' },
            [pscustomobject]@{ ParallelFraction = 0.5; Coherency = 0.1; Law = $null },
            [pscustomobject]@{ ParallelFraction = 0.5; Coherency = 0; Law = 'UniversalScalability' } | Get-SpeedupLimit -Workers 4
            """);
        Assert.Equal(["OptionsConflict", "ParameterArgumentValidationError"], result.ErrorIds);
        Assert.Equal(1.6, (double)Get(Assert.Single(result.Output), "Speedup")!, 12);
    }

    [Theory]
    [InlineData("Get-SpeedupLimit 0.9 -Workers 0")]
    [InlineData("Get-SpeedupLimit 0.9 -Workers @()")]
    [InlineData("Get-SpeedupLimit 0.9 -Workers $null")]
    [InlineData("Get-SpeedupLimit 0.9 -Law $null")]
    [InlineData("Get-SpeedupLimit -Contention $null")]
    [InlineData("Get-SpeedupLimit -ParallelFraction @()", "ParameterArgumentValidationErrorEmptyArrayNotAllowed")]
    [InlineData("Get-SpeedupLimit -ParallelFraction $null", "ParallelFractionMissing")]
    public void Nothing_at_all_is_refused(string script, string id = "ParameterArgumentValidationError") =>
        Assert.Equal([id], _session.Run(script).ErrorIds);

    [Theory]
    [InlineData("en-US", false)]
    [InlineData("en-US", true)]
    [InlineData("de-DE", true)]
    public void All_fits_go_in_and_those_without_figures_are_left_out_with_a_warning(string culture, bool asText)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            var result = _session.Run("""
                $fits = @{ Workers = 1; Seconds = 10 }, @{ Workers = 2; Seconds = 5.5 } | Get-ScalingFit
                $fits += @{ Workers = 1; Seconds = 10 }, @{ Workers = 2; Seconds = 6 }, @{ Workers = 4; Seconds = 5 } | Get-ScalingFit -Law UniversalScalability
                if ($args[0]) {
                    # As Import-Csv gives what Export-Csv -UseCulture has written.
                    $fits = $fits | ForEach-Object { [pscustomobject]@{ Law = $_.Law; ParallelFraction = '{0}' -f $_.ParallelFraction; Coherency = '{0}' -f $_.Coherency } }
                }
                $fits | Get-SpeedupLimit -Workers 4
                """, asText).ThrowOnError();
            Assert.Single(result.Warnings);
            Assert.Equal(["Amdahl", "UniversalScalability"], result.Output.Select(r => Get(r, "Law")));
            Assert.Equal(1 / (0.1 + 0.9 / 4), (double)Get(result.Output[0], "Speedup")!, 9);
            Assert.Equal(2, (double)Get(result.Output[1], "Speedup")!, 9);
            Assert.InRange((double)Get(result.Output[1], "Coherency")!, 0.01, 0.1);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static object? Get(PSObject record, string property) => record.Properties[property].Value;
}
