using System.Collections;
using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using Xunit;
using Engine = System.Management.Automation.PowerShell;

namespace Scaling.PowerShell.Tests.Parallel;

public sealed class MeasureParallelScalingTests : IDisposable
{
    private const string Measure = "Measure-ParallelScaling -Quick -TimeLimit 0.05 ";

    private readonly EngineSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Each_count_gives_a_record_in_ascending_order()
    {
        var records = _session.Run(Measure + "{ 2 * $_ } -Workers 2, 1, 2 -TaskCount 6").ThrowOnError().Output;
        Assert.Equal([1, 2], records.Select(r => Get(r, "Workers")));
        var one = Number(records[0], "Seconds");
        Assert.All(records, r =>
        {
            Assert.Equal("Scaling.PowerShell.Results.ParallelScaling", r.BaseObject.GetType().FullName);
            Assert.Equal(("2 * $_", "Strong", 6), (Get(r, "Name"), Get(r, "Mode"), Get(r, "TaskCount")));
            Assert.Equal(6 / Number(r, "Seconds"), Number(r, "TasksPerSecond"), 6);
            Assert.Equal(one / Number(r, "Seconds"), Number(r, "Speedup"), 12);
            Assert.Equal(Number(r, "Speedup") / (int)Get(r, "Workers")!, Number(r, "Efficiency"), 12);
            Assert.Equal((true, 0), (Get(r, "OutcomeEqual"), Get(r, "FailedTaskCount")));
            Assert.InRange((int)Get(r, "SampleCount")!, 1, 60);
            Assert.True(Number(r, "StartupSeconds") > 0);
        });
        Assert.True(Number(records[1], "StartupSeconds") > Number(records[0], "StartupSeconds"));
        Assert.Null(Get(records[0], "KarpFlatt"));
        Assert.Equal((1 / Number(records[1], "Speedup") - 0.5) / 0.5, Number(records[1], "KarpFlatt"), 9);
    }

    [Fact]
    public void By_default_the_counts_go_up_to_what_the_process_may_use_and_more_are_marked()
    {
        var limit = (int)Get(_session.Run(Measure + "{ } -Workers 1").Output[0], "WorkerLimit")!;
        var records = _session.Run(Measure + "{ }").ThrowOnError().Output;
        Assert.Equal((1, limit), (Get(records[0], "Workers"), Get(records[^1], "Workers")));
        Assert.All(records, r => Assert.Equal(false, Get(r, "IsOversubscribed")));
        Assert.All(records, r => Assert.Null(Get(r, "OutcomeEqual")));
        var over = _session.Run(Measure + "{ } -Workers $args[0]", limit + 1).ThrowOnError().Output;
        Assert.Equal([true], over.Select(r => Get(r, "IsOversubscribed")));
        Assert.Null(Get(over[0], "Speedup"));
    }

    [Fact]
    public void A_task_sees_its_number_as_the_current_object_and_as_argument()
    {
        var seen = Seen("{ param($n) [void]($using:bag).Add(\"$_ $n $($args.Count)\") } -Workers 1 -TaskCount 3");
        Assert.Equal(["1 1 0", "2 2 0", "3 3 0"], seen.Distinct().Order());
    }

    [Fact]
    public void Objects_from_the_pipeline_are_tasks_null_included()
    {
        var seen = Seen("{ [void]($using:bag).Add(\"<$_>\") } -Workers 1, 2", "'a', $null, 'b' | ");
        Assert.Equal(["<>", "<a>", "<b>"], seen.Distinct().Order(StringComparer.Ordinal));
        Assert.Empty(_session.Run("@() | " + Measure + "{ 1 }").ThrowOnError().Output);
    }

    [Fact]
    public void Where_there_are_more_tasks_than_objects_they_begin_again()
    {
        var records = _session.Run("'a', 'b' | " + Measure + "{ $_ } -Mode Weak -Workers 1, 2").ThrowOnError().Output;
        Assert.Equal([2, 4], records.Select(r => Get(r, "TaskCount")));
        Assert.All(records, r => Assert.Equal(("Weak", true), (Get(r, "Mode"), Get(r, "OutcomeEqual"))));
        Assert.Equal(2 * Number(records[0], "Seconds") / Number(records[1], "Seconds"), Number(records[1], "Speedup"), 12);
    }

    [Fact]
    public void What_the_caller_has_is_there_in_every_runspace()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            var folder = Directory.CreateDirectory(Path.Combine(_session.Folder, "a[1]")).FullName;
            _session.Runspace.SessionStateProxy.Path.SetLocation(WildcardPattern.Escape(folder));
            var seen = Seen("""
                {
                    $inner = & { $using:table.Key }
                    [void]($using:bag).Add("$($using:Size) $inner $(${using:env:PATH}.Length -gt 0) $(Get-Double 4) $WarningPreference $([cultureinfo]::CurrentCulture.Name) $PWD")
                } -InitializationScript { function Get-Double($x) { 2 * $x } } -Workers 1, 2
                """, "$size = 7; $table = @{ Key = 'v' }; $WarningPreference = 'SilentlyContinue'; ");
            Assert.Equal([$"7 v True 8 SilentlyContinue de-DE {folder}"], seen.Distinct());
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Theory]
    [InlineData("function Get-It { \"$_ $using:size\" }")]
    [InlineData("function Get-It($n) { \"$n $using:size\" }")]
    [InlineData("filter Get-It { \"$_ $using:size\" }")]
    public void A_function_is_a_script_as_well(string definition)
    {
        var records = _session.Run(
            $"$size = 7; {definition}; {Measure} ${{function:Get-It}} -Workers 1, 2 -TaskCount 2").ThrowOnError().Output;
        Assert.Equal([true, true], records.Select(r => Get(r, "OutcomeEqual")));
    }

    [Fact]
    public void A_member_of_a_variable_is_handed_over_as_it_is() => Assert.Equal(
        ["0 Object[] List`1 True"],
        Seen("{ [void]($using:bag).Add(\"$(@($using:h.None).Count) $(($using:h.One).GetType().Name) $(($using:h.List).GetType().Name) $($null -eq $using:h.Null)\") } -Workers 1",
            "$h = @{ None = @(); One = @(5); List = [collections.generic.list[int]]@(1, 2); Null = $null }; ").Distinct());

    [Fact]
    public void The_initialization_takes_variables_of_the_caller_too() => Assert.Equal(
        ["7 7"],
        Seen("{ [void]($using:bag).Add(\"$v $(Get-It)\") } -InitializationScript { $v = $using:size; function Get-It { $v } } -Workers 1, 2", "$size = 7; ").Distinct());

    [Fact]
    public void A_task_has_a_scope_of_its_own() =>
        Assert.Equal([true, true], _session.Run(Measure + "{ $x += 1; $x } -Workers 1, 2 | ForEach-Object OutcomeEqual").ThrowOnError().Values);

    [Theory]
    [InlineData("[guid]::NewGuid()", false)]
    [InlineData("if (($using:bag).Add(1) -lt 4) { 1 }", false)]
    [InlineData("if (($using:bag).Add(1) -ge 4) { 1 }", false)]
    [InlineData("[long]9007199254740992 + [int](($using:bag).Add(1) -ge 4)", false)]
    [InlineData("[decimal]0.1 + [decimal]1e-20 * [int](($using:bag).Add(1) -ge 4)", false)]
    [InlineData("[long]::MaxValue, [ulong]::MaxValue, [decimal]::MaxValue, [bigint]::Pow(2, 70), [long]::MinValue", true)]
    [InlineData("[guid]::NewGuid().ToString()", false)]
    [InlineData("'same'", true)]
    [InlineData("[pscustomobject]@{ A = 1; B = 'x' }", true)]
    [InlineData("1, 'two', $null, [decimal]3", true)]
    [InlineData("[double]::NaN", true)]
    public void Results_of_all_counts_are_compared(string script, bool expected)
    {
        // Too little time for more than one run before the counts: it is the second four tasks that differ.
        var equal = _session.Run(
            $"$bag = [collections.arraylist]::Synchronized([collections.arraylist]::new()); Measure-ParallelScaling -TimeLimit 0.0001 {{ {script} }} -Workers 1, 2 -TaskCount 4 | ForEach-Object OutcomeEqual")
            .ThrowOnError().Values;
        Assert.Equal([true, expected], equal);
    }

    [Fact]
    public void Errors_of_tasks_name_them_once_and_the_records_still_come()
    {
        var result = _session.Run("1..4 | " + Measure + """
            { if ($_ -eq 2) { throw "no $_" }; if ($_ -eq 3) { Get-Nothing; 1 / 0 }; $_ } -Workers 1, 2
            """);
        Assert.Null(result.Terminating);
        Assert.Equal(["TaskFailed", "TaskWroteError", "TaskWroteError"], result.ErrorIds);
        Assert.Equal("Task 2, with 1 worker: no 2", result.Errors[0].Exception.Message);
        Assert.Equal((2, ErrorCategory.OperationStopped), (((PSObject)result.Errors[0].TargetObject).BaseObject, result.Errors[0].CategoryInfo.Category));
        Assert.StartsWith("Task 3, with 1 worker: The term 'Get-Nothing'", result.Errors[1].Exception.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.ObjectNotFound, result.Errors[1].CategoryInfo.Category);
        Assert.IsType<CommandNotFoundException>(result.Errors[1].Exception.InnerException);
        Assert.Equal([1, 1], result.Output.Select(r => Get(r, "FailedTaskCount")));
        Assert.All(result.Output, r => Assert.Equal(true, Get(r, "OutcomeEqual")));
    }

    [Fact]
    public void A_task_that_fails_in_a_later_run_only_counts_too()
    {
        var result = _session.Run("$bag = [collections.arraylist]::Synchronized([collections.arraylist]::new()); 1, 2 | " + Measure + """
            { if ($_ -eq 2 -and ($using:bag).Add(1) -gt 0) { throw "no $_" }; $_ } -Workers 1
            """);
        Assert.Equal(["TaskFailed"], result.ErrorIds);
        Assert.Equal("Task 2, with 1 worker: no 2", result.Errors[0].Exception.Message);
        Assert.Equal(1, Get(Assert.Single(result.Output), "FailedTaskCount"));
    }

    [Fact]
    public void A_task_sees_no_variables_of_the_loop_that_runs_it() =>
        Assert.Equal(["True"], Seen("{ [void]($using:bag).Add($null -eq $Task -and $null -eq $Tasks) } -Workers 1").Distinct());

    [Fact]
    public void Errors_of_the_initialization_are_passed_on_once_and_the_records_still_come()
    {
        var result = _session.Run(Measure + "{ 1 } -InitializationScript { Get-Nothing } -Workers 1, 2");
        Assert.Equal(["InitializationWroteError"], result.ErrorIds);
        Assert.Equal(ErrorCategory.ObjectNotFound, result.Errors[0].CategoryInfo.Category);
        Assert.StartsWith("-InitializationScript: The term 'Get-Nothing'", result.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.Equal(2, result.Output.Count);
    }

    [Fact]
    public void Scripts_get_no_rights_by_going_to_another_runspace()
    {
        using var session = new EngineSession();
        session.Runspace.SessionStateProxy.LanguageMode = PSLanguageMode.ConstrainedLanguage;
        var result = session.Run(Measure + "{ [System.IO.Path]::GetTempPath() } -Workers 1 -TaskCount 1");
        Assert.Equal(["TaskWroteError"], result.ErrorIds);
        var inner = Assert.IsAssignableFrom<RuntimeException>(result.Errors[0].Exception.InnerException);
        Assert.Equal("MethodInvocationNotSupportedInConstrainedLanguage", inner.ErrorRecord.FullyQualifiedErrorId.Split(',')[0]);
    }

    [Fact]
    public void Arrays_beyond_the_memory_limit_are_refused_before_they_are_made()
    {
        var result = _session.Run("Measure-ParallelScaling -Kernel MemoryBandwidth -Mode Weak -Workers 1024 -TaskCount 1000000");
        var error = Assert.Single(result.Errors);
        Assert.Equal(("MemoryLimitExceeded", ErrorCategory.LimitsExceeded), (error.FullyQualifiedErrorId.Split(',')[0], error.CategoryInfo.Category));
        Assert.Empty(result.Output);
    }

    [Fact]
    public void Warnings_of_tasks_are_passed_on_once()
    {
        var result = _session.Run(Measure + "{ [CmdletBinding()] param($n) $PSCmdlet.WriteWarning('hot') } -Workers 1, 2 -TaskCount 2").ThrowOnError();
        Assert.Equal(["Task 1: hot", "Task 2: hot"], result.Warnings);
    }

    [Theory]
    [InlineData("{ throw 'never' } -Workers 1, 2", "AllTasksFailed", ErrorCategory.InvalidOperation)]
    [InlineData("{ 1 } -InitializationScript { throw 'never' } -Workers 1", "InitializationFailed", ErrorCategory.InvalidOperation)]
    [InlineData("{ $using:nix } -Workers 1", "UsingVariableNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("{ $using:nix.Length } -Workers 1", "UsingVariableNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("{ 1 } -InitializationScript { $using:nix } -Workers 1", "UsingVariableNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("{ $using:block } -Workers 1", "UsingVariableIsScriptBlock", ErrorCategory.InvalidType)]
    [InlineData("{ 1 } -Workers 0", "ParameterArgumentValidationError", ErrorCategory.InvalidData)]
    public void What_leaves_nothing_to_measure_ends_the_command(string arguments, string id, ErrorCategory category)
    {
        var result = _session.Run("$block = { 1 }; " + Measure + arguments);
        var error = Assert.Single(result.Errors);
        Assert.Equal((id, category), (error.FullyQualifiedErrorId.Split(',')[0], error.CategoryInfo.Category));
        Assert.Empty(result.Output);
    }

    [Fact]
    public void A_script_block_as_object_is_an_error_and_the_others_are_tasks()
    {
        var result = _session.Run("1, { 2 }, 3 | " + Measure + "{ $_ } -Workers 1");
        Assert.Equal(["UsingVariableIsScriptBlock"], result.ErrorIds);
        Assert.Equal(2, Get(Assert.Single(result.Output), "TaskCount"));
    }

    [Theory]
    [InlineData("if ($_ -eq 2) { break }; $_")]
    [InlineData("if ($_ -eq 2) { exit }; $_")]
    [InlineData("if ($_ -eq 2) { return }; $_")]
    [InlineData("if ($_ -eq 2) { throw 'no' }; $_")]
    public void A_task_that_ends_early_ends_no_other(string script)
    {
        var seen = Seen($"{{ [void]($using:bag).Add([string]$_); {script} }} -Workers 1 -TaskCount 5", ignoreErrors: true);
        Assert.Equal(["1", "2", "3", "4", "5"], seen.Distinct().Order());
        // As often as each other: none is left out, none is done twice.
        Assert.Single(seen.GroupBy(s => s).Select(g => g.Count()).Distinct());
    }

    [Theory]
    [InlineData("Compute")]
    [InlineData("MemoryBandwidth")]
    [InlineData("SharedCounter")]
    public void Kernels_are_measured_for_fixed_and_for_growing_work(string kernel)
    {
        foreach (var (mode, tasks) in new[] { ("Strong", new[] { 2, 2 }), ("Weak", [2, 4]) })
        {
            var records = _session.Run(Measure + "-Kernel $args[0] -Mode $args[1] -Workers 1, 2 -TaskCount 2", kernel, mode).ThrowOnError().Output;
            Assert.Equal(tasks, records.Select(r => (int)Get(r, "TaskCount")!));
            Assert.All(records, r => Assert.Equal((kernel, mode, true), (Get(r, "Name"), Get(r, "Mode"), Get(r, "OutcomeEqual"))));
        }
    }

    [Fact]
    public void Records_go_on_to_the_fit_with_their_name_mode_and_limit()
    {
        var fits = _session.Run(Measure + """
            { 1 } -Workers 1, 2 -Name mine | Get-ScalingFit -Law Amdahl
            """).ThrowOnError().Output;
        var fit = Assert.Single(fits);
        Assert.Equal(("mine", "Strong", true), (Get(fit, "Name"), Get(fit, "Mode"), Get(fit, "IsFitted")));
        var weak = _session.Run(Measure + "-Kernel SharedCounter -Mode Weak -Workers 1, 2 | Get-ScalingFit").ThrowOnError().Output;
        Assert.Equal(["Gustafson", "UniversalScalability"], weak.Select(f => Get(f, "Law")));
    }

    [Fact]
    public void How_long_workers_take_to_start_goes_on_to_the_work_from_which_on_they_pay()
    {
        var result = _session.Run(Measure + "{ [System.Threading.Thread]::Sleep(10) } -Workers 1, 2 -OutVariable records | Get-ScalingFit -Law Amdahl; $records[1].StartupSeconds")
            .ThrowOnError().Output;
        Assert.Equal(2, Get(result[0], "RecommendedWorkers"));
        Assert.Equal((double)result[1].BaseObject / (1 - 1 / Number(result[0], "Speedup")), Number(result[0], "BreakEvenSeconds"), 1e-12);
    }

    [Fact]
    public void Too_few_tasks_are_warned_of_and_long_names_are_cut()
    {
        var result = _session.Run(Measure + "{ $a = 1; $b = 2; $c = 3; $d = 4; $e = 5; $f = 6;\n  $g = 7; $h = 8; $i = 9 } -TaskCount 1 -Workers 1, 2").ThrowOnError();
        Assert.Equal(["There is only 1 task for 2 workers."], result.Warnings);
        Assert.Equal("$a = 1; $b = 2; $c = 3; $d = 4; $e = 5; $f = 6; $g = 7; $h …", Get(result.Output[0], "Name"));
    }

    [Fact]
    public void A_stop_ends_the_scripts_of_all_workers()
    {
        using var engine = Engine.Create(_session.Runspace);
        var bag = ArrayList.Synchronized([]);
        engine.AddScript("$bag = $args[0]; Measure-ParallelScaling { while ($true) { [void]($using:bag).Add(1) } } -Workers 3 -TaskCount 30").AddArgument(bag);
        var run = engine.BeginInvoke();
        Assert.True(SpinWait.SpinUntil(() => bag.Count >= 3, TimeSpan.FromSeconds(30)));
        var clock = Stopwatch.StartNew();
        engine.Stop();
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(2), clock.Elapsed.ToString());
        Assert.Throws<PipelineStoppedException>(() => engine.EndInvoke(run));
        var count = bag.Count;
        Assert.False(SpinWait.SpinUntil(() => bag.Count != count, TimeSpan.FromMilliseconds(50)));
    }

    /// <summary>What tasks put into the list that all runspaces share.</summary>
    private List<string> Seen(string command, string before = "", bool ignoreErrors = false)
    {
        var bag = ArrayList.Synchronized([]);
        var result = _session.Run("$bag = $args[0]; " + before + Measure + command, bag);
        if (!ignoreErrors) result.ThrowOnError();
        return [.. bag.Cast<object>().Select(value => value.ToString()!)];
    }

    private static object? Get(PSObject record, string property) => record.Properties[property].Value;

    private static double Number(PSObject record, string property) => (double)Get(record, property)!;
}
