using System.Globalization;
using System.Management.Automation;
using Xunit;

namespace Scaling.PowerShell.Tests.Parallel;

public sealed class GetScalingFitTests : IDisposable
{
    private const string Chapter = """
        $python = 12.62, 6.94, 4.82, 4.03 | ForEach-Object { $n = 0 } { [pscustomobject]@{ Workers = ++$n; Seconds = $_ } }
        $r = 12.42, 7.49, 6.04, 5.47 | ForEach-Object { $n = 0 } { [pscustomobject]@{ Workers = ++$n; Seconds = $_ } }

        """;

    private readonly EngineSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void The_chapters_times_give_the_laws_of_fixed_work_and_one_of_them_is_preferred()
    {
        var fits = Run("$python | Get-ScalingFit");
        Assert.Equal(["Amdahl", "UniversalScalability"], fits.Select(f => Get(f, "Law")));
        Assert.Equal([true, false], fits.Select(f => Get(f, "IsPreferred")));
        var fit = fits[0];
        Assert.Equal("Scaling.PowerShell.Results.ScalingFit", fit.BaseObject.GetType().FullName);
        Assert.Equal(("(all)", "Strong", true, 4), (Get(fit, "Name"), Get(fit, "Mode"), Get(fit, "IsFitted"), Get(fit, "ObservationCount")));
        Assert.Equal(0.086883, Number(fit, "SerialFraction"), 6);
        Assert.Equal(0.038707, Number(fit, "SerialFractionLow"), 6);
        Assert.Equal(0.141237, Number(fit, "SerialFractionHigh"), 6);
        Assert.Equal(1 - Number(fit, "SerialFraction"), Number(fit, "ParallelFraction"));
        Assert.Equal(12.622805, Number(fit, "OneWorkerSeconds"), 6);
        Assert.Equal(1 / Number(fit, "SerialFraction"), Number(fit, "MaximumSpeedup"), 9);
        Assert.Equal((4, true, false), (Get(fit, "RecommendedWorkers"), Get(fit, "IsWorthIt"), Get(fit, "IsExtrapolated")));
        Assert.Null(Get(fit, "Coherency"));
        Assert.Null(Get(fit, "BreakEvenSeconds"));
        var points = (object[])Get(fit, "Points")!;
        Assert.Equal([1, 2, 3, 4], points.Select(p => Get(new PSObject(p), "Workers")));
        Assert.Equal(12.62 / 4.03, Number(new PSObject(points[3]), "Speedup"), 12);
        Assert.Equal(0.0924, Number(new PSObject(points[3]), "KarpFlatt"), 4);
        Assert.Equal(3.978, Number(new PSObject(points[3]), "PredictedSeconds"), 3);
        Assert.Equal("4: 4.03 s", points[3].ToString());
    }

    [Fact]
    public void A_preferred_fit_goes_on_to_the_limits_of_its_law()
    {
        var limit = Assert.Single(Run("$r | Get-ScalingFit | Where-Object IsPreferred | Get-SpeedupLimit -Workers 8"));
        Assert.Equal("UniversalScalability", Get(limit, "Law"));
        Assert.Equal(5.917, Number(limit, "PeakWorkers"), 3);
    }

    [Theory]
    [InlineData("12.62", "4.03")]
    [InlineData("[timespan]::FromSeconds(12.62)", "[timespan]::FromSeconds(4.03)")]
    [InlineData("'12.62'", "'4.03'")]
    [InlineData("'00:00:12.62'", "'00:04.03'")]
    [InlineData("'0-00:00:12.62'", "'0.00:00:04.0300000'")]
    [InlineData("[decimal]12.62", "[single]4.03")]
    public void Times_are_numbers_time_spans_or_text(string one, string four)
    {
        var fit = Run($"@{{ n = 1; t = {one} }}, @{{ n = '4'; t = {four} }} | Get-ScalingFit -WorkersProperty n -SecondsProperty t -Law Amdahl")[0];
        Assert.Equal((1 / (12.62 / 4.03) - 0.25) / 0.75, Number(fit, "SerialFraction"), 6);
    }

    [Fact]
    public void Days_of_a_time_count()
    {
        var fit = Run("@{ Workers = 1; Seconds = '1-12:00:00' }, @{ Workers = 2; Seconds = '18:00:00' } | Get-ScalingFit -Law Amdahl")[0];
        Assert.Equal(36 * 3600, Number(fit, "OneWorkerSeconds"), 6);
        Assert.Equal("2 times for 2 parameters tell nothing of how times spread.", Get(fit, "NoIntervalBecause"));
    }

    [Theory]
    [InlineData("[pscustomobject]@{ Workers = 2 }", "PropertyNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("[pscustomobject]@{ Seconds = 2 }", "PropertyNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("[pscustomobject]@{ Workers = 0; Seconds = 2 }", "WorkersNotValid", ErrorCategory.InvalidData)]
    [InlineData("[pscustomobject]@{ Workers = 1048577; Seconds = 2 }", "WorkersNotValid", ErrorCategory.InvalidData)]
    [InlineData("[pscustomobject]@{ Workers = 1.5; Seconds = 2 }", "WorkersNotValid", ErrorCategory.InvalidData)]
    [InlineData("[pscustomobject]@{ Workers = $null; Seconds = 2 }", "WorkersNotValid", ErrorCategory.InvalidData)]
    [InlineData("[pscustomobject]@{ Workers = 'two'; Seconds = 2 }", "WorkersNotValid", ErrorCategory.InvalidData)]
    [InlineData("[pscustomobject]@{ Workers = 2; Seconds = 0 }", "SecondsNotValid", ErrorCategory.InvalidData)]
    [InlineData("[pscustomobject]@{ Workers = 2; Seconds = -1 }", "SecondsNotValid", ErrorCategory.InvalidData)]
    [InlineData("[pscustomobject]@{ Workers = 2; Seconds = [double]::NaN }", "SecondsNotValid", ErrorCategory.InvalidData)]
    [InlineData("[pscustomobject]@{ Workers = 2; Seconds = '00:00:00' }", "SecondsNotValid", ErrorCategory.InvalidData)]
    [InlineData("[pscustomobject]@{ Workers = 2; Seconds = 'a:b' }", "SecondsNotValid", ErrorCategory.InvalidData)]
    [InlineData("[pscustomobject]@{ Workers = 2; Seconds = $null }", "SecondsNotValid", ErrorCategory.InvalidData)]
    [InlineData("([pscustomobject]@{ Workers = 2 } | ForEach-Object { $_.psobject.Properties.Add([psscriptproperty]::new('Seconds', { throw 'no' })); $_ })", "SecondsNotValid", ErrorCategory.InvalidData)]
    public void An_object_without_count_or_time_is_an_error_and_the_others_are_fitted(string bad, string id, ErrorCategory category)
    {
        var result = _session.Run(Chapter + $"@({bad}) + $python | Get-ScalingFit -Law Amdahl");
        var error = Assert.Single(result.Errors);
        Assert.Equal((id, category), (error.FullyQualifiedErrorId.Split(',')[0], error.CategoryInfo.Category));
        Assert.NotNull(error.TargetObject);
        Assert.Equal(4, Get(Assert.Single(result.Output), "ObservationCount"));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("([double]::NaN)")]
    public void A_level_that_is_none_ends_the_command(string level)
    {
        var result = _session.Run(Chapter + $"$python | Get-ScalingFit -ConfidenceLevel {level}");
        Assert.Equal(["ConfidenceLevelOutOfRange"], result.ErrorIds);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void A_law_that_cannot_be_fitted_says_why()
    {
        var fits = Run("@{ Workers = 1; Seconds = 5 }, @{ Workers = 2; Seconds = 3 } | Get-ScalingFit -Law Gustafson, UniversalScalability, Amdahl");
        Assert.Equal([false, false, true], fits.Select(f => Get(f, "IsFitted")));
        Assert.All(fits.Take(2), f => Assert.Null(Get(f, "SerialFraction")));
        Assert.All(fits.Take(2), f => Assert.Null(Get(f, "RecommendedWorkers")));
        Assert.Contains("stays the same", (string)Get(fits[0], "Reason")!, StringComparison.Ordinal);
        Assert.Contains("3 parameters", (string)Get(fits[1], "Reason")!, StringComparison.Ordinal);
        Assert.Equal([false, false, true], fits.Select(f => Get(f, "IsPreferred")));
    }

    [Fact]
    public void Series_are_fitted_apart_by_properties_and_by_mode()
    {
        var fits = Run("""
            'a', 'b' | ForEach-Object {
                $job = $_
                1, 2, 4 | ForEach-Object { [pscustomobject]@{ Job = $job; Workers = $_; Seconds = 8 / $_ + [int]($job -eq 'b') } }
            } | Get-ScalingFit -GroupBy Job -Law Amdahl
            """);
        Assert.Equal(["a", "b"], fits.Select(f => Get(f, "Name")));
        Assert.Equal([0.0, 0.111], fits.Select(f => Math.Round(Number(f, "SerialFraction"), 3)));
        var modes = Run("@{ Workers = 1; Seconds = 5; Mode = 'Weak' }, @{ Workers = 2; Seconds = 6; Mode = 'weak' } + $python | Get-ScalingFit | Where-Object IsFitted");
        Assert.Equal([("Weak", "Gustafson"), ("Strong", "Amdahl"), ("Strong", "UniversalScalability")], modes.Select(f => (Get(f, "Mode"), Get(f, "Law"))));
        Assert.Equal("Weak", Get(Run("$python | Get-ScalingFit -Mode Weak")[0], "Mode"));
    }

    [Fact]
    public void An_object_without_the_property_of_a_series_is_an_error_and_the_others_are_fitted()
    {
        var result = _session.Run(Chapter + "@(@{ Workers = 1; Seconds = 2 }) + ($python | ForEach-Object { @{ Workers = $_.Workers; Seconds = $_.Seconds; Job = 'a' } }) | Get-ScalingFit -GroupBy Job -Law Amdahl");
        Assert.Equal(["PropertyNotFound"], result.ErrorIds);
        Assert.Equal(("a", 4), (Get(Assert.Single(result.Output), "Name"), Get(result.Output[0], "ObservationCount")));
    }

    [Fact]
    public void Values_of_series_with_the_same_text_in_all_are_apart()
    {
        var fits = Run("""
            [pscustomobject]@{ A = 'x, y'; B = 'z' }, [pscustomobject]@{ A = 'x'; B = 'y, z' } | ForEach-Object {
                foreach ($n in 1, 2) { [pscustomobject]@{ A = $_.A; B = $_.B; Workers = $n; Seconds = 8 / $n } }
            } | Get-ScalingFit -GroupBy A, B -Law Amdahl
            """);
        Assert.Equal([2, 2], fits.Select(f => Get(f, "ObservationCount")));
    }

    [Theory]
    [InlineData("en-US")]
    [InlineData("de-DE")]
    public void Records_that_went_through_a_file_are_still_divided_by_name_and_say_what_went_wrong(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            // As Import-Csv gives it back: every value a text of the culture.
            const string AsText = """
                | ForEach-Object { $row = [ordered]@{}; foreach ($p in $_.psobject.Properties) { $row[$p.Name] = if ($null -ne $p.Value) { $p.Value.ToString() } else { '' } }; [pscustomobject]$row }
                """;
            foreach (var trip in new[] { "", AsText })
            {
                var result = _session.Run($$"""
                    $records = foreach ($name in 'a', 'b') { foreach ($n in 1, 2) { [pscustomobject]@{
                        Name = $name; Mode = 'Strong'; Workers = $n; WorkerLimit = 2; IsOversubscribed = $false; TaskCount = 4; StartupSeconds = 0.5; KarpFlatt = $null
                        Seconds = 8.5 / $n; OutcomeEqual = $name -eq 'a' -or $n -eq 1 } } }
                    $records {{trip}} | Get-ScalingFit -Law Amdahl -GroupBy $args[0]
                    """, trip.Length > 0 ? "Name" : "Mode").ThrowOnError();
                Assert.Equal(trip.Length > 0 ? ["a", "b"] : ["a, Strong", "b, Strong"], result.Output.Select(f => Get(f, "Name")));
                Assert.All(result.Output, f => Assert.Equal(8.5, Number(f, "OneWorkerSeconds"), 9));
                Assert.EndsWith(": the results of 2 workers are not those of the first count.", Assert.Single(result.Warnings), StringComparison.Ordinal);
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("Strong", 4, 8, true)]
    [InlineData("Strong", 8, 8, false)]
    [InlineData("Weak", 4, 8, false)]
    [InlineData("Weak", 8, 8, true)]
    public void Records_of_different_work_are_warned_of(string mode, int one, int two, bool expected)
    {
        var result = _session.Run("""
            $records = foreach ($n in 1, 2) { [pscustomobject]@{
                PSTypeName = 'Scaling.PowerShell.Results.ParallelScaling'; Name = 'a'; Mode = $args[0]; Workers = $n; TaskCount = $args[$n]; Seconds = 8 / $n } }
            $records | Get-ScalingFit
            """, mode, one, two).ThrowOnError();
        var least = mode == "Weak" ? 4 : one;
        Assert.Equal(expected ? [$"a: some times are of {least} tasks, others of up to 8, and a law is about one amount of work."] : [], result.Warnings);
    }

    [Fact]
    public void Equal_times_are_not_called_faster() =>
        Assert.Equal(
            ["No number of workers up to 4 is faster than one."],
            Run("@{ Workers = 1; Seconds = 5 }, @{ Workers = 2; Seconds = 5 }, @{ Workers = 4; Seconds = 5 } | Get-ScalingFit").Select(f => Get(f, "Reason")).Distinct());

    [Fact]
    public void Oversubscribed_times_are_left_out_unless_asked_for_also_as_text()
    {
        const string Times = """
            $times = 1, 2, 4 | ForEach-Object { [pscustomobject]@{ Workers = $_; Seconds = 8 / $_; IsOversubscribed = $false } }
            $times += [pscustomobject]@{ Workers = 8; Seconds = 2; IsOversubscribed = $true }

            """;
        Assert.Equal(3, Get(Run(Times + "$times | Get-ScalingFit -Law Amdahl")[0], "ObservationCount"));
        Assert.Equal(4, Get(Run(Times + "$times | Get-ScalingFit -Law Amdahl -IncludeOversubscribed")[0], "ObservationCount"));
        Run(Times + "$times | Export-Dataset times.csv");
        Assert.Equal(3, Get(Run("Import-Dataset times.csv | Get-ScalingFit -Law Amdahl")[0], "ObservationCount"));
        Assert.Equal(3, Get(Run("Import-Dataset times.csv -Schema @{ IsOversubscribed = 'string' } | Get-ScalingFit -Law Amdahl")[0], "ObservationCount"));
    }

    [Fact]
    public void What_is_recommended_can_be_bounded()
    {
        Assert.Equal(2, Get(Run("$python | Get-ScalingFit -MaximumWorkers 2")[0], "RecommendedWorkers"));
        Assert.Equal(true, Get(Run("$python | Get-ScalingFit -MaximumWorkers 12")[0], "IsExtrapolated"));
        Assert.Equal(3, Get(Run("$python | Get-ScalingFit -MinimumEfficiency 0.8")[0], "RecommendedWorkers"));
        Assert.Equal(3, Get(Run("$python | Get-ScalingFit -Tolerance 0.25")[0], "RecommendedWorkers"));
        Assert.Equal(6, Get(Run("$python | ForEach-Object { [pscustomobject]@{ Workers = $_.Workers; Seconds = $_.Seconds; WorkerLimit = 6 } } | Get-ScalingFit -Tolerance 0")[0], "RecommendedWorkers"));
    }

    [Fact]
    public void Samples_of_a_record_also_one_from_another_session_tell_how_times_spread()
    {
        const string Records = """
            $records = 1, 2 | ForEach-Object {
                [pscustomobject]@{
                    PSTypeName = 'Deserialized.Scaling.PowerShell.Results.ParallelScaling'; Name = 'mine'; Mode = 'Strong'; Workers = $_; Seconds = 99
                    Samples = (10 / $_), (10.2 / $_), (9.8 / $_), (10.1 / $_), (9.9 / $_); OutcomeEqual = $_ -eq 1
                }
            }

            """;
        var result = _session.Run(Records + "$records | Get-ScalingFit -Law Amdahl").ThrowOnError();
        var fit = Assert.Single(result.Output);
        Assert.Equal(("mine", 1), (Get(fit, "Name"), Get(fit, "DegreesOfFreedom")));
        Assert.Equal(10, Number(fit, "OneWorkerSeconds"), 9);
        Assert.InRange(Number(fit, "SerialFractionHigh"), 0.01, 0.5);
        Assert.Equal(["mine: the results of 2 workers are not those of the first count."], result.Warnings);
        Assert.Equal(99, Number(Run(Records + "$records | Get-ScalingFit -Law Amdahl -SecondsProperty Seconds")[0], "OneWorkerSeconds"), 6);
    }

    [Theory]
    [InlineData("Deserialized.Scaling.PowerShell.Results.MatrixInverseMeasurement")]
    [InlineData("Of.A.File")]
    public void Records_of_two_libraries_are_two_series_also_from_a_file(string type)
    {
        const string Records = """
            $records = foreach ($n in 1, 2, 4) {
                foreach ($library in 'Scaling', 'OpenBLAS') {
                    [pscustomobject]@{
                        PSTypeName = $args[0]; Size = 4000; Library = $library; InstructionPath = 'Avx2'; Workers = $n; IsOversubscribed = $n -gt 2
                        LibraryDescription = $null; Status = 'Regular'; ScaledResidual = 0.1; ReciprocalCondition = 0.1
                        Seconds = $library -eq 'Scaling' ? 10 / $n : 40 / $n; Samples = 'System.Double[]'
                    }
                }
            }

            """;
        var fits = _session.Run(Records + "$records | Get-ScalingFit -Law Amdahl", type).ThrowOnError().Output;
        Assert.Equal(["4000, Scaling, Avx2", "4000, OpenBLAS, Avx2"], fits.Select(f => Get(f, "Name")));
        Assert.Equal([10, 40], fits.Select(f => Math.Round(Number(f, "OneWorkerSeconds"), 9)));
        Assert.All(fits, f => Assert.Equal(2, Get(f, "ObservationCount")));
        Assert.Equal(["Avx2, Scaling, 4000", "Avx2, OpenBLAS, 4000"], _session.Run(
            Records + "$records | Get-ScalingFit -Law Amdahl -GroupBy instructionpath, library, size | ForEach-Object Name", type).ThrowOnError().Values);
    }

    [Fact]
    public void Nothing_in_gives_nothing_out() => Assert.Empty(Run("@() | Get-ScalingFit"));

    [Fact]
    public void A_culture_with_decimal_commas_changes_nothing()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            var fit = Run("@{ Workers = '1'; Seconds = '12.5' }, @{ Workers = '2'; Seconds = '00:06.25' } | Get-ScalingFit -Law Amdahl")[0];
            Assert.Equal(0, Number(fit, "SerialFraction"), 9);
            Assert.Equal("2 workers are 2 times as fast as one, each used to 100 %.", Get(fit, "Reason"));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    private IReadOnlyList<PSObject> Run(string script) => _session.Run(Chapter + script).ThrowOnError().Output;

    private static object? Get(PSObject record, string property) => record.Properties[property].Value;

    private static double Number(PSObject record, string property) => (double)Get(record, property)!;
}
