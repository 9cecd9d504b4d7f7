using System.Diagnostics;
using System.Management.Automation;
using Xunit;

namespace Scaling.PowerShell.Tests.Parallel;

public sealed class BootstrapJobTests : IDisposable
{
    private const string Rows = "$rows = foreach ($i in 1..30) { [pscustomobject]@{ Year = 2010 + $i % 3; Size = $i * 1.5 } }\n";

    // All draws together would take hours.
    private const string Endless = "$rows | Invoke-ParallelBootstrap -Property Size -SampleSize 1000000 -ResampleCount 100000000 -AsJob";

    private readonly EngineSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void A_job_gives_the_records_that_the_command_gives()
    {
        var result = Run("""
            $job = $rows | Invoke-ParallelBootstrap -Property Size -GroupBy Year -Seed 7 -ResampleCount 3000 -AsJob
            (Get-Job -Id $job.Id).PSJobTypeName
            $job.Command
            $null = Wait-Job $job
            "$($job.State), $($job.HasMoreData), $($job.StatusMessage), $($job.Location)"
            $kept = Receive-Job $job -Keep
            $job.HasMoreData
            $received = Receive-Job $job
            $direct = $rows | Invoke-ParallelBootstrap -Property Size -GroupBy Year -Seed 7 -ResampleCount 3000
            foreach ($property in 'Group', 'Year', 'Mean', 'StandardError', 'LowerBound', 'UpperBound', 'Seed') {
                "$($received.$property)" -eq "$($direct.$property)" -and "$($kept.$property)" -eq "$($direct.$property)"
            }
            $job.HasMoreData
            Remove-Job $job
            Get-Job
            """);
        Assert.Equal(
            ["ScalingBootstrap", "$job = $rows | Invoke-ParallelBootstrap -Property Size -GroupBy Year -Seed 7 -ResampleCount 3000 -AsJob",
                "Completed, True, 3 of 3 groups, localhost", true, true, true, true, true, true, true, true, false],
            result.ThrowOnError().Values);
    }

    [Fact]
    public void Waiting_for_a_job_gives_its_records_as_they_come_and_removes_it()
    {
        var clock = Stopwatch.StartNew();
        var result = Run("""
            $rows | Invoke-ParallelBootstrap -Property Size -GroupBy Year -AsJob | Receive-Job -Wait -AutoRemoveJob | ForEach-Object Year
            Get-Job
            """);
        Assert.Equal([2010, 2011, 2012], result.ThrowOnError().Values);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(2), clock.Elapsed.ToString());
    }

    [Fact]
    public void Errors_of_groups_come_through_the_job_and_the_others_are_computed()
    {
        var result = Run("""
            $job = @($rows) + @{ Year = 2011; Size = [double]::NaN } | Invoke-ParallelBootstrap -Property Size -GroupBy Year -AsJob | Wait-Job
            $job.State
            (Receive-Job $job).Year
            """);
        Assert.Equal(["Completed", 2010, 2012], result.Values.Select(value => value is JobState state ? state.ToString() : value));
        var error = Assert.Single(result.Errors);
        Assert.Equal("ValueNotFinite", error.FullyQualifiedErrorId.Split(',')[0]);
        Assert.Equal("2011", error.TargetObject);
    }

    [Fact]
    public void What_is_wrong_with_the_input_is_told_at_once_and_leaves_the_job_nothing_to_do()
    {
        var result = Run("$job = $rows | Invoke-ParallelBootstrap -Property Size -GroupBy Nix -AsJob | Wait-Job; \"$($job.State)\"; Receive-Job $job");
        Assert.Equal(["ColumnNotFound"], result.ErrorIds);
        Assert.Equal(["Completed"], result.Values);
    }

    [Fact]
    public void A_part_of_an_input_starts_no_job()
    {
        var result = _session.Run("""
            & { foreach ($i in 1..65536) { [pscustomobject]@{ V = $i } }; [pscustomobject]@{ V = 'many' } } |
                Invoke-ParallelBootstrap -Property V -AsJob
            Get-Job
            """);
        Assert.Equal(["ValueNotParsed", "InputIncomplete"], result.ErrorIds);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void Stopping_a_job_ends_its_draws()
    {
        Run($"$global:job = {Endless}").ThrowOnError();
        Assert.Equal("Running", Assert.Single(_session.Run("\"$($job.State)\"").Values));
        var clock = Stopwatch.StartNew();
        var result = _session.Run("Stop-Job $job; $null = Wait-Job $job; \"$($job.State)\"; Receive-Job $job; Remove-Job $job; Get-Job");
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(2), clock.Elapsed.ToString());
        Assert.Equal(["Stopped"], result.ThrowOnError().Values);
    }

    [Fact]
    public void Removing_a_job_by_force_ends_its_draws()
    {
        Run($"$global:job = {Endless}").ThrowOnError();
        var refused = _session.Run("Remove-Job $job");
        Assert.NotEmpty(refused.Errors);
        var clock = Stopwatch.StartNew();
        _session.Run("Remove-Job $job -Force").ThrowOnError();
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(2), clock.Elapsed.ToString());
        Assert.Empty(_session.Run("Get-Job").ThrowOnError().Output);
    }

    private EngineResult Run(string script) => _session.Run(Rows + script);
}
