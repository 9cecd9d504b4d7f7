using System.Diagnostics;
using System.Management.Automation;
using Xunit;
using Engine = System.Management.Automation.PowerShell;

namespace Scaling.PowerShell.Tests.Parallel;

/// <summary>Statistics that the user's script blocks compute.</summary>
public sealed class BootstrapScriptTests : IDisposable
{
    private const string Rows = "$rows = foreach ($i in 1..20) { [pscustomobject]@{ K = $i % 2; X = $i; Y = 2.0 * $i } }\n";

    private readonly EngineSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void A_script_takes_an_array_a_column_and_the_first_of_them_as_the_current_object()
    {
        var result = Run("""
            $rows | Invoke-ParallelBootstrap -Property X, Y -GroupBy K -ResampleCount 5 -Statistic {
                param($x, $y)
                if ($x -isnot [double[]] -or $y -isnot [double[]] -or -not [object]::ReferenceEquals($_, $x) -or $x.Length -ne 10) { throw 'odd' }
                [System.Linq.Enumerable]::Sum($y) / [System.Linq.Enumerable]::Sum($x)
            }
            """).ThrowOnError();
        Assert.Equal([0, 1], result.Output.Select(record => Get(record, "K")));
        Assert.All(result.Output, record =>
        {
            Assert.Equal(("X, Y", "Script", null), (Get(record, "Property"), Get(record, "Statistic"), Get(record, "Quantile")));
            Assert.Equal((2.0, 2.0, 0.0), (Get(record, "Estimate"), Get(record, "Mean"), Get(record, "StandardError")));
        });
    }

    [Theory]
    [InlineData("[int]3", 3)]
    [InlineData("[decimal]1.5", 1.5)]
    [InlineData("[bigint]7", 7)]
    [InlineData("[byte]2", 2)]
    [InlineData("[float]0.5", 0.5)]
    [InlineData("[uint64]9", 9)]
    [InlineData("$limit * 2", 8)]
    [InlineData("$using:limit + 1", 5)]
    [InlineData("return 6", 6)]
    public void Numbers_of_any_type_are_taken_and_variables_of_the_caller_are_seen(string script, double expected)
    {
        var result = Run($"$limit = 4; $rows | Invoke-ParallelBootstrap -Property X -ResampleCount 5 -Statistic {{ {script} }}").ThrowOnError();
        Assert.Equal(expected, Get(Assert.Single(result.Output), "Estimate"));
    }

    [Theory]
    [InlineData("throw 'my own words'", "my own words")]
    [InlineData("1 / ($_.Length - 10)", "divide by zero")]
    [InlineData("[int]'many'", "many")]
    [InlineData("Get-Nix", "Get-Nix")]
    [InlineData("", "nothing")]
    [InlineData("1; 2", "2 values")]
    [InlineData("$null", "null")]
    [InlineData("'12'", "'12' of type String")]
    [InlineData("$true", "Boolean")]
    [InlineData("[DayOfWeek]::Monday", "DayOfWeek")]
    [InlineData(", @(1, 2)", "Object[]")]
    [InlineData("[double]::NaN", "")]
    [InlineData("[double]::PositiveInfinity", "")]
    public void A_script_that_gives_no_number_fails_its_group_and_the_others_are_computed(string script, string message)
    {
        var result = Run($$"""
            $rows + @{ K = 3; X = 5 }, @{ K = 3; X = 6 } | Invoke-ParallelBootstrap -Property X -GroupBy K -ResampleCount 5 -Statistic {
                if ($_[0] -gt 4 -and $_.Length -eq 2) { return 1.5 }
                {{script}}
            }
            """);
        Assert.Null(result.Terminating);
        Assert.Equal(3, Get(Assert.Single(result.Output), "K"));
        Assert.Equal(["StatisticFailed", "StatisticFailed"], result.ErrorIds);
        Assert.All(result.Errors, error =>
        {
            Assert.EndsWith(",Scaling.PowerShell.Commands.Parallel.InvokeParallelBootstrapCommand", error.FullyQualifiedErrorId, StringComparison.Ordinal);
            Assert.StartsWith($"Group {error.TargetObject}: ", error.ToString(), StringComparison.Ordinal);
            Assert.Contains(message, error.ToString(), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void A_script_may_fail_in_some_resample_only()
    {
        var result = Run("""
            $global:calls = 0
            $rows | Invoke-ParallelBootstrap -Property X -GroupBy K -ResampleCount 50 -Statistic { if (++$global:calls -eq 20) { throw 'late' }; 1 }
            """);
        Assert.Equal(["StatisticFailed"], result.ErrorIds);
        Assert.Equal(1, Get(Assert.Single(result.Output), "K"));
    }

    [Fact]
    public void For_the_studentized_method_a_script_gives_the_squared_standard_error_too()
    {
        const string script = "$m = [System.Linq.Enumerable]::Average($_); $m; $s = 0.0; foreach ($x in $_) { $s += ($x - $m) * ($x - $m) }; $s / 90";
        var result = Run($"$rows | Invoke-ParallelBootstrap -Property X -GroupBy K -ResampleCount 50 -Method Studentized -Statistic {{ {script} }}").ThrowOnError();
        Assert.Equal(["Studentized", "Studentized"], result.Output.Select(record => Get(record, "Method")));

        var one = Run("$rows | Invoke-ParallelBootstrap -Property X -ResampleCount 50 -Method Studentized -Statistic { 1 }");
        Assert.Equal(["StatisticFailed"], one.ErrorIds);
        Assert.Contains("two numbers", one.Errors[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_seed_gives_the_same_record()
    {
        const string command = "$rows | Invoke-ParallelBootstrap -Property X -GroupBy K -ResampleCount 200 -Seed 5 -Statistic { [System.Linq.Enumerable]::Max($_) }";
        Assert.Equal(
            Run(command).ThrowOnError().Output.Select(r => (Get(r, "Mean"), Get(r, "StandardError"), Get(r, "LowerBound"), Get(r, "UpperBound"))),
            Run(command + " -Workers 1").ThrowOnError().Output.Select(r => (Get(r, "Mean"), Get(r, "StandardError"), Get(r, "LowerBound"), Get(r, "UpperBound"))));
    }

    [Fact]
    public void A_later_cmdlet_may_end_the_pipeline_after_the_first_record_and_the_scripts_with_it()
    {
        var result = Run("""
            $global:calls = 0
            foreach ($once in 1) {
                $rows | Invoke-ParallelBootstrap -Property X -GroupBy K -ResampleCount 100 -Statistic { $global:calls++; 1 } |
                    ForEach-Object { $_.K; break }
            }
            $global:calls
            """).ThrowOnError();
        Assert.Equal(0, result.Values.First());
        Assert.InRange((int)result.Values.Last()!, 1, 120);
    }

    [Fact]
    public void A_script_may_break_out_of_a_loop_around_the_command()
    {
        var result = Run("""
            foreach ($once in 1, 2) { $once; $rows | Invoke-ParallelBootstrap -Property X -ResampleCount 5 -Statistic { break }; 'not reached' }
            'after'
            """).ThrowOnError();
        Assert.Equal([1, "after"], result.Values);
    }

    [Theory]
    [InlineData("Start-Sleep 60; 1")]
    [InlineData("while ($true) { }")]
    [InlineData("1")]
    public void Stopping_ends_a_script_at_work(string script)
    {
        using var engine = Engine.Create(_session.Runspace);
        engine.AddScript($"'started'; {Rows}; $rows | Invoke-ParallelBootstrap -Property X -ResampleCount 100000000 -Statistic {{ {script} }}");
        using var output = new PSDataCollection<PSObject>();
        using var started = new ManualResetEventSlim();
        output.DataAdded += (_, _) => started.Set();
        var run = engine.BeginInvoke<PSObject, PSObject>(null, output);
        Assert.True(started.Wait(TimeSpan.FromSeconds(30)));
        var clock = Stopwatch.StartNew();
        engine.Stop();
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(2), clock.Elapsed.ToString());
        Assert.Throws<PipelineStoppedException>(() => engine.EndInvoke(run));
        Assert.Empty(engine.Streams.Error);
    }

    [Fact]
    public void Texts_of_numbers_do_not_depend_on_the_culture()
    {
        var result = Run("""
            [cultureinfo]::CurrentCulture = [cultureinfo]::GetCultureInfo('fi-FI')
            $rows | Invoke-ParallelBootstrap -Property X -ResampleCount 5 -Statistic { [datetime]'2020-01-31' }
            """);
        Assert.Contains("'01/31/2020 00:00:00' of type DateTime", Assert.Single(result.Errors).ToString(), StringComparison.Ordinal);
    }

    private static object? Get(PSObject record, string name) => record.Properties[name].Value;

    private EngineResult Run(string script) => _session.Run(Rows + script);
}
