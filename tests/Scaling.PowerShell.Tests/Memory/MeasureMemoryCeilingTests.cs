using System.Globalization;
using System.Management.Automation;
using Xunit;
using Engine = System.Management.Automation.PowerShell;

namespace Scaling.PowerShell.Tests.Memory;

public sealed class MeasureMemoryCeilingTests : IDisposable
{
    private const long MiB = 1 << 20;
    private readonly EngineSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void A_script_gives_one_record_of_raw_numbers_and_its_output_is_dropped()
    {
        var record = Assert.Single(Run("Measure-MemoryCeiling { 1; 2; $b = [byte[]]::new(30MB); [Array]::Fill($b, [byte] 1) }").Output);
        var properties = record.Properties.ToDictionary(p => p.Name, p => p.Value);
        Assert.Equal(
            [
                "AllocatedBytes", "ChildPeakBytes", "ChildProcesses", "EffectiveLimitBytes", "EndBytes", "Gen0Collections", "Gen1Collections",
                "Gen2Collections", "IncrementBytes", "IsIsolated", "LimitShare", "ManagedPeakBytes", "PauseSeconds", "PeakBytes", "PeakSource",
                "StartBytes", "SurvivedPeakBytes", "Timeline", "WallSeconds",
            ],
            properties.Keys.Order(StringComparer.Ordinal));
        // Other tests run in this process meanwhile: bounds from below only.
        Assert.True((long)properties["PeakBytes"]! >= 30 * MiB);
        Assert.True((long)properties["AllocatedBytes"]! >= 30 * MiB);
        Assert.True((long)properties["ManagedPeakBytes"]! >= 30 * MiB);
        Assert.Equal((long)properties["PeakBytes"]! - (long)properties["StartBytes"]!, properties["IncrementBytes"]);
        Assert.Equal(false, properties["IsIsolated"]);
        Assert.Null(properties["Timeline"]);
        if (OperatingSystem.IsLinux()) Assert.Equal("ResetHighWaterMark", properties["PeakSource"]!.ToString());
    }

    [Fact]
    public void What_the_script_assigns_stays_where_the_cmdlet_was_called()
    {
        Assert.Equal([5], Run("$null = Measure-MemoryCeiling { $x = 5 }; $x").Values);
        Assert.Equal([2, 1], Run("function f { $local = 1; $null = Measure-MemoryCeiling { $local = 2 }; $local }; $local = 1; f; $local").Values);
        Assert.Equal([null], Run("$null = Measure-MemoryCeiling { }; $ScalingBlock").Values);
    }

    [Fact]
    public void Output_goes_on_with_PassThru_and_the_record_follows_it()
    {
        var output = Run("Measure-MemoryCeiling { 'a'; 'b' } -PassThru").Output;
        Assert.Equal(["a", "b"], output.Take(2).Select(o => o.BaseObject));
        Assert.Equal("MemoryMeasurement", output[2].BaseObject.GetType().Name);
    }

    [Fact]
    public void A_variable_takes_the_record()
    {
        Assert.Equal(["a", true], Run("Measure-MemoryCeiling { 'a' } -PassThru -MeasurementVariable m; $m.PeakBytes -gt 0").Values);
        Assert.Equal([2], Run("Measure-MemoryCeiling { $x = 1; $y = 2 } -ByStatement -MeasurementVariable m; $m.Count").Values);
    }

    [Fact]
    public void Errors_are_written_as_they_come_and_the_script_goes_on()
    {
        var result = _session.Run("Measure-MemoryCeiling { 1 / 0; 'after' } -PassThru");
        Assert.Equal("RuntimeException", Assert.Single(result.ErrorIds));
        Assert.Equal("after", result.Output[0].BaseObject);
        Assert.Equal(2, result.Output.Count);
    }

    [Fact]
    public void What_ends_the_script_ends_the_measurement_without_a_record()
    {
        var thrown = _session.Run("Measure-MemoryCeiling { 'before'; throw 'bang' } -PassThru");
        Assert.Equal("bang", thrown.Ending().Exception.Message);
        Assert.Equal(["caught bang"], Run("try { Measure-MemoryCeiling { throw 'bang' } } catch { \"caught $_\" }").Values);
        Assert.Equal([1], Run("foreach ($i in 1..3) { $i; Measure-MemoryCeiling { break } }").Values);
        Assert.Equal(["a", "b"], Run("Measure-MemoryCeiling { 'a'; return 'b'; 'c' } -PassThru").Values.Take(2));
    }

    [Fact]
    public void Objects_of_the_pipeline_are_the_scripts_one_by_one_and_one_record_is_for_all()
    {
        Assert.Equal(["1", "[]", "3", 1, "4"], Run("""
            $records = 1, $null, 3 | Measure-MemoryCeiling { $seen += @(if ($null -eq $_) { '[]' } else { "$_" }) }
            $seen; @($records).Count; 4 | ForEach-Object { $null = Measure-MemoryCeiling { $outer = $_ }; "$outer" }
            """).Values);
        Assert.Empty(Run("@() | Measure-MemoryCeiling { 'never' }").Values);
        Assert.Equal(["2 items"], Run("Measure-MemoryCeiling { \"$($_.Count) items\" } -InputObject (1, 2) -PassThru -MeasurementVariable m").Values);
    }

    [Fact]
    public void Arguments_are_bound_to_parameters_or_args()
    {
        Assert.Equal(["2 1"], Run("Measure-MemoryCeiling { param($a, $b) \"$b $a\" } -ArgumentList 1, 2 -PassThru -MeasurementVariable m").Values);
        Assert.Equal(["1 2"], Run("Measure-MemoryCeiling { \"$args\" } -Args 1, 2 -PassThru -MeasurementVariable m").Values);
        Assert.Equal(["0"], Run("Measure-MemoryCeiling { \"$($args.Count)\" } -ArgumentList $null -PassThru -MeasurementVariable m").Values);
        Assert.Equal(["7 8"], Run("7 | Measure-MemoryCeiling { param($a) \"$_ $a\" } -ArgumentList 8 -PassThru -MeasurementVariable m").Values);
    }

    [Fact]
    public void A_measurement_within_another_takes_nothing_from_it()
    {
        var peaks = Run("""
            $outer = Measure-MemoryCeiling {
                $big = [byte[]]::new(60MB); [Array]::Fill($big, [byte] 1); $big = $null; [GC]::Collect(2, 'Aggressive', $true, $true)
                $inner = Measure-MemoryCeiling { $x = 1 }
            }
            $outer.PeakBytes; $inner.PeakBytes
            """).Values.Cast<long>().ToArray();
        Assert.True(peaks[0] >= peaks[1], $"{peaks[0]} {peaks[1]}");
    }

    [Fact]
    public void A_timeline_is_there_on_request_in_seconds_whatever_the_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            var samples = Run("(Measure-MemoryCeiling { $end = [datetime]::UtcNow.AddMilliseconds(300); while ([datetime]::UtcNow -lt $end) { } }"
                + " -TimelineInterval '0.002').Timeline | ForEach-Object Seconds").Values.Cast<double>().ToArray();
            Assert.True(samples.Length >= 2, $"{samples.Length}");
            Assert.Equal(samples.Order(), samples);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Child_processes_count_apart()
    {
        if (!OperatingSystem.IsLinux()) return;
        var record = Run("Measure-MemoryCeiling { sh -c 'sleep 0.3' }").Output.Single();
        Assert.True((long)record.Properties["ChildPeakBytes"].Value > 100_000);
        Assert.True((int)record.Properties["ChildProcesses"].Value >= 1);
    }

    [Fact]
    public void Statements_tell_what_variables_hold_and_who_still_needs_it()
    {
        var statements = Run("""
            Measure-MemoryCeiling -ByStatement {
                $a = [byte[]]::new(1MB)
                $n = $a.Length
                $b = [double[]]::new($n)
                $b = $b.Clone()
                $sum = $b[0]
            }
            """).Output;
        Assert.Equal(["2", "3", "4", "5", "6"], statements.Select(s => $"{s.Properties["Line"].Value}"));
        Assert.Equal("$a = [byte[]]::new(1MB)", statements[0].Properties["Statement"].Value);
        Assert.Single(statements, s => (bool)s.Properties["IsCeiling"].Value);
        Assert.Equal(["a byte[] 1048600 False True True 3"], Variables(statements[0]));
        Assert.Equal(["b double[] 8388632 False True True 5", "a byte[] 1048600 True True False 3"], Variables(statements[2]));
        // While a variable is assigned, what it held before is alive.
        Assert.Equal(
            ["b double[] 8388632 False True True 6", "b double[] 8388632 True False True 5", "a byte[] 1048600 True True False 3"],
            Variables(statements[3]));
        Assert.Equal(17_825_864L, statements[3].Properties["VariableBytes"].Value);
    }

    [Fact]
    public void Statements_run_as_without_being_measured()
    {
        Assert.Equal([1, 10, 7], Run("""
            Measure-MemoryCeiling -ByStatement -PassThru -MeasurementVariable m -ArgumentList 1 {
                param($p)
                $p
                foreach ($i in 1..4) { $sum += $i }
                $sum
                if ($sum) { return 7 }
                'never'
            }
            """).Values);
        Assert.Equal(["3", "4", "5", "6"], Run("$m | ForEach-Object { \"$($_.Line)\" }").Values);
        Assert.Equal(["RuntimeException"], _session.Run("$null = Measure-MemoryCeiling -ByStatement { 1 / 0; $after = 1 }").ErrorIds);
        Assert.Equal([1], Run("$after").Values);
        Assert.Empty(Run("Measure-MemoryCeiling -ByStatement { }").Values);
    }

    [Fact]
    public void Statements_of_a_function_have_its_parameters() => Assert.Equal(["5", "6"], Run("""
        function f($x, $y = 1) { $z = "$($x + $y)"; $z }
        function g { param($x) "$($x + 2)" }
        Measure-MemoryCeiling -ByStatement $function:f -ArgumentList 4 -PassThru -MeasurementVariable m
        Measure-MemoryCeiling -ByStatement $function:g -ArgumentList 4 -PassThru -MeasurementVariable m
        """).Values);

    [Fact]
    public void Values_are_sized_with_all_they_refer_to_and_what_is_shared_counts_once()
    {
        var statements = Run("""
            Measure-MemoryCeiling -ByStatement {
                $text = [string]::new('x', 100000)
                $rows = 1..1000 | ForEach-Object { [pscustomobject]@{ Id = $_; Text = $text } }
                $again = @($rows)
                $engine = $ExecutionContext
            }
            """).Output;
        var sizes = ((Array)statements[3].Properties["Variables"].Value).Cast<object>().Select(PSObject.AsPSObject)
            .ToDictionary(v => (string)v.Properties["Name"].Value, v => (long?)v.Properties["Bytes"].Value);
        Assert.InRange(sizes["text"]!.Value, 200_000, 200_100);
        Assert.InRange(sizes["rows"]!.Value, 100_000, 1_000_000);
        Assert.InRange(sizes["again"]!.Value, 0, 10_000);
        Assert.Null(sizes["engine"]);
    }

    [Theory]
    [InlineData("[ordered]@{ a = { $x = 1 }; b = { $y = $x + 1 } }", "a b")]
    [InlineData("@{ Name = 'a'; Script = { $x = 1 } }, @{ script = { $y = $x + 1 } }", "a step 2")]
    [InlineData("[pscustomobject]@{ Name = 'a'; Script = { $x = 1 } }, { $y = $x + 1 }", "a step 2")]
    [InlineData("[ordered]@{ a = { $x = 1 }; b = @{ Script = { $y = $x + 1 }; Reads = 'x' } }", "a b")]
    [InlineData("@{ only = { $x = 1; $y = 2 } }", "only")]
    public void Steps_share_a_scope_and_have_a_record_each(string steps, string names)
    {
        var result = Run($"Measure-MemoryCeiling -Step ({steps}) -MeasurementVariable m; $y; @($m | Where-Object IsCeiling).Count; $m.Step -join ' '");
        Assert.Equal([2, 1, names], result.Values);
    }

    [Fact]
    public void Steps_stand_beside_their_prediction()
    {
        var steps = Run("""
            Measure-MemoryCeiling -Step ([ordered]@{ a = { $x = [byte[]]::new(8MB) }; b = { $x = $null } }) -Prediction @(
                [pscustomobject]@{ Step = 'A'; CeilingBytes = 10MB; BaseBytes = 2MB }, [pscustomobject]@{ Name = 'b'; CeilingBytes = 1MB })
            """).Output;
        Assert.Equal([8 * MiB, MiB], steps.Select(s => s.Properties["PredictedBytes"].Value));
        Assert.Equal(
            (long)steps[0].Properties["AboveStartBytes"].Value / (8.0 * MiB) - 1, (double)steps[0].Properties["DeviationRatio"].Value, 9);
    }

    [Fact]
    public void Steps_have_timelines_and_child_processes_of_their_own()
    {
        var steps = Run("""
            Measure-MemoryCeiling -TimelineInterval 0.001 -Step ([ordered]@{ a = { $x = 1 }; b = { if ($IsLinux) { sh -c 'sleep 0.3' } } })
            """).Output;
        Assert.All(steps, s => Assert.NotEmpty((Array)s.Properties["Timeline"].Value));
        if (OperatingSystem.IsLinux()) Assert.True((long)steps[1].Properties["ChildPeakBytes"].Value > 100_000);
        Assert.All(Run("Measure-MemoryCeiling -Step @{ a = { } }").Output, s => Assert.Null(s.Properties["Timeline"].Value));
    }

    [Fact]
    public void Steps_that_say_what_they_make_are_predicted_from_that()
    {
        const string Steps = """
            $steps = @(
                @{ Name = 'load'; Makes = @{ data = 8MB }; Script = { $data = [byte[]]::new(8MB) } }
                @{ Name = 'copy'; Reads = 'data'; Makes = @{ copy = '2 of data' }; Script = { $copy = [byte[]]::new(16MB) }; Releases = 'data' }
                @{ Name = 'end'; Reads = 'copy'; Script = { $copy.Length } });
            """;
        var made = Run(Steps + "Measure-MemoryCeiling -Step $steps").Output;
        Assert.Equal([8 * MiB, 24 * MiB, 16 * MiB], made.Select(s => s.Properties["PredictedBytes"].Value));
        var given = Run(Steps + "Measure-MemoryCeiling -Step $steps -Prediction (Get-MemoryCeiling -Step $steps)").Output;
        Assert.Equal([8 * MiB, 24 * MiB, 16 * MiB], given.Select(s => s.Properties["PredictedBytes"].Value));
    }

    [Fact]
    public void Steps_are_not_predicted_where_they_say_nothing_or_use_what_nobody_told_the_size_of()
    {
        var steps = Run("""
            Measure-MemoryCeiling -Step @(
                @{ Name = 'load'; Makes = @{ data = 8MB }; Script = { } }
                @{ Name = 'silent'; Script = { } }
                @{ Name = 'use'; Reads = 'config, data'; Makes = @{ copy = '2 of data' }; Releases = 'config'; Script = { } }
                @{ Name = 'end'; Reads = 'copy'; Makes = @{ part = '0.5 of copy' }; Releases = 'part'; Script = { } }
                @{ Name = 'open'; Makes = 'some'; Script = { } })
            """).Output;
        Assert.Equal([8 * MiB, null, null, 32 * MiB, null], steps.Select(s => (long?)s.Properties["PredictedBytes"].Value));
    }

    [Theory]
    [InlineData("Measure-MemoryCeiling -Step @{ Name = 'a' }", "'a'")]
    [InlineData("Measure-MemoryCeiling -Step ([ordered]@{ a = { }; b = 'text' })", "'b'")]
    [InlineData("Measure-MemoryCeiling -Step { }, 7", "'step 2'")]
    [InlineData("Measure-MemoryCeiling -Step @{ Name = 'a'; Script = 'text' }", "'a'")]
    public void What_has_no_script_is_told_by_its_name(string script, string name) =>
        Assert.StartsWith($"Step {name} has no script block", _session.Run(script).Ending().Exception.Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("Measure-MemoryCeiling { } -TimelineInterval 0.0001", "TimelineIntervalOutOfRange", ErrorCategory.InvalidArgument)]
    [InlineData("Measure-MemoryCeiling { } -InitializationScript { }", "OptionsConflict", ErrorCategory.InvalidArgument)]
    [InlineData("Measure-MemoryCeiling { } -ByStatement -TimelineInterval 1", "OptionsConflict", ErrorCategory.InvalidArgument)]
    [InlineData("Measure-MemoryCeiling { begin { } end { } } -ByStatement", "ScriptNotStatements", ErrorCategory.InvalidArgument)]
    [InlineData("Measure-MemoryCeiling -Step @{ a = { }; b = { } }", "StepsNotOrdered", ErrorCategory.InvalidArgument)]
    [InlineData("Measure-MemoryCeiling -Step ([ordered]@{ a = { }; b = 'text' })", "StepNotScript", ErrorCategory.InvalidArgument)]
    [InlineData("Measure-MemoryCeiling -Step @{ Name = 'a' }", "StepNotScript", ErrorCategory.InvalidArgument)]
    [InlineData("Measure-MemoryCeiling -Step 7", "StepNotScript", ErrorCategory.InvalidArgument)]
    [InlineData("Measure-MemoryCeiling -Step @{ Name = 'a'; Script = { } }, @{ Name = 'A'; Script = { } }", "DuplicateStep", ErrorCategory.InvalidArgument)]
    [InlineData("Measure-MemoryCeiling -Step @{ Name = 'a'; Makse = 1; Script = { } }", "StepNotUnderstood", ErrorCategory.InvalidArgument)]
    [InlineData("Measure-MemoryCeiling -Step @{ Makes = @{ x = 'much' }; Script = { } }", "SizeNotUnderstood", ErrorCategory.InvalidArgument)]
    [InlineData("Measure-MemoryCeiling -Step @{ Makes = @{ x = '1 of x' }; Script = { } }", "SizeCycle", ErrorCategory.InvalidArgument)]
    [InlineData("Measure-MemoryCeiling -Step @{ Makes = @{ x = -1 }; Script = { } }", "SizeOutOfRange", ErrorCategory.InvalidArgument)]
    [InlineData("Measure-MemoryCeiling -Step @{ Makes = 'x = 1; x = 2'; Script = { } }", "DuplicateObject", ErrorCategory.InvalidArgument)]
    [InlineData("Measure-MemoryCeiling -Step @{ Makes = 'x = 1'; Releases = 'x'; Script = { } }, @{ Reads = 'x'; Script = { } }", "ObjectReleased", ErrorCategory.InvalidArgument)]
    [InlineData("Measure-MemoryCeiling -Step @{ Makes = @{ x = @{ Path = 'none.csv' } }; Script = { } }", "PathNotFound", ErrorCategory.ObjectNotFound)]
    public void What_cannot_be_measured_is_a_terminating_error(string script, string id, ErrorCategory category)
    {
        var error = _session.Run(script).Ending();
        Assert.Equal((id, category), (error.FullyQualifiedErrorId.Split(',')[0], error.CategoryInfo.Category));
        Assert.NotNull(error.TargetObject);
    }

    [Fact]
    public void A_step_without_prediction_is_an_error_and_its_record_is_written()
    {
        var result = _session.Run("""
            $predictions = @{ Other = 1 }, [pscustomobject]@{ Step = 'b'; CeilingBytes = 5 }
            Measure-MemoryCeiling -Step ([ordered]@{ a = { }; b = { } }) -Prediction $predictions
            """);
        Assert.Equal(["StepNotPredicted"], result.ErrorIds);
        Assert.Equal(ErrorCategory.ObjectNotFound, result.Errors[0].CategoryInfo.Category);
        Assert.Equal("a", result.Errors[0].TargetObject);
        Assert.Equal([null, 5L], result.Output.Select(s => s.Properties["PredictedBytes"].Value));
    }

    [Theory]
    [InlineData("Measure-MemoryCeiling $null")]
    [InlineData("Measure-MemoryCeiling -Step $null")]
    [InlineData("Measure-MemoryCeiling { } -MeasurementVariable ''")]
    public void Null_is_refused_by_the_parameter(string script) =>
        Assert.StartsWith("ParameterArgumentValidationError", _session.Run(script).Ending().FullyQualifiedErrorId, StringComparison.Ordinal);

    [Fact]
    public void A_script_that_runs_for_ever_is_stopped()
    {
        using var engine = Engine.Create(_session.Runspace);
        engine.AddScript("Measure-MemoryCeiling { for (;;) { 1 } } -PassThru -TimelineInterval 0.01");
        using var output = new PSDataCollection<PSObject>();
        using var first = new ManualResetEventSlim();
        output.DataAdded += (_, _) => first.Set();
        var running = engine.BeginInvoke<PSObject, PSObject>(null, output);
        first.Wait();
        engine.Stop();
        Assert.Throws<PipelineStoppedException>(() => engine.EndInvoke(running));
    }

    private EngineResult Run(string script) => _session.Run(script).ThrowOnError();

    private static IEnumerable<string> Variables(PSObject statement) =>
        ((Array)statement.Properties["Variables"].Value).Cast<object>().Select(v =>
        {
            var p = PSObject.AsPSObject(v).Properties;
            string[] names = ["Name", "TypeName", "Bytes", "IsHeldBefore", "IsHeldAfter", "IsNeeded", "LastUseLine"];
            return string.Join(' ', names.Select(n => p[n].Value));
        });
}
