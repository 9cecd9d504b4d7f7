using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using Scaling.PowerShell.Tests.Host;
using Xunit;
using Engine = System.Management.Automation.PowerShell;

namespace Scaling.PowerShell.Tests.Processors;

public sealed class MeasureVectorSpeedupTests : IDisposable
{
    // As short as can be: rows and their figures matter here, not how exact they are.
    private const string Short = " -Quick -TimeLimit 0.05";

    private readonly EngineSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void A_row_says_what_was_measured_and_how()
    {
        var row = Assert.Single(Measure("-Operation MultiplyAdd -Type Single -Count 1000 -Variant Scalar"));
        Assert.Equal("MultiplyAdd Single Scalar 1000 1000 12000 L1 1", Text(row, "Operation", "Type", "Variant", "Count", "ElementsPerRun", "WorkingSetBytes", "Level", "Workers"));
        Assert.Equal("scalar Cached Scalar 1 True 0", Text(row, "Path", "Stores", "Baseline", "Speedup", "OutcomeEqual", "OutcomeDifference"));
        var nanoseconds = Number(row, "NanosecondsPerElement");
        Assert.Equal(Number(row, "Seconds") * 1e9 / 1000, nanoseconds, 1e-9 * nanoseconds);
        Assert.Equal(12e9 / nanoseconds, Number(row, "BytesPerSecond"), 1);
        Assert.Equal(2e9 / nanoseconds, Number(row, "OperationsPerSecond"), 1);
        Assert.Equal(Number(row, "LimitNanosecondsPerElement") / nanoseconds, Number(row, "LimitShare"), 1e-9);
        Assert.Contains(Text(row, "LimitedBy"), new[] { "Traffic", "Arithmetic" });
    }

    [Fact]
    public void All_variants_are_rows_in_their_order_and_their_results_are_equal()
    {
        var rows = Measure("-Operation Add, CompareCount -Count 500 -Workers 2, 3");
        var limit = (int)_session.Run("(Get-ResourceLimit Processor -Effective).Workers").ThrowOnError().Output[0].BaseObject;
        Assert.All(rows, row => Assert.Equal((int)row.Properties["Workers"].Value > limit, row.Properties["IsOversubscribed"].Value));
        Assert.All(rows, row => Assert.Equal("True", Text(row, "OutcomeEqual")));
        var add = rows.Where(row => Text(row, "Operation") == "Add").ToList();
        Assert.Equal("Script", Text(add[0], "Variant"));
        Assert.Equal("Scalar", Text(add[1], "Variant"));
        Assert.Equal(["TensorPrimitives 1", "Threads 2", "Threads 3"], add.TakeLast(3).Select(row => Text(row, "Variant", "Workers")));
        Assert.DoesNotContain(rows, row => Text(row, "Operation", "Variant") == "CompareCount TensorPrimitives");
        Assert.All(rows, row => Assert.Equal("Script", Text(row, "Baseline")));
    }

    [Fact]
    public void Script_loops_of_each_operation_give_what_kernels_give()
    {
        var rows = Measure("-Operation Add, AddScalar, MultiplyAdd, Sum, Dot, CompareCount -Type Single, Double, Int32, Int64 -Count 3000 -Variant Script");
        Assert.Equal(24, rows.Count);
        rows = [.. rows, .. Measure("-Operation SquareRoot, Exponential -Type Single, Double -Count 3000 -Variant Script")];
        Assert.All(rows, row => Assert.Equal("True PowerShell", Text(row, "OutcomeEqual", "Path")));
    }

    [Fact]
    public void Without_a_count_there_is_a_row_for_each_cache_and_for_memory()
    {
        var rows = Measure("-Operation Sum -Type Int64 -Variant Vector128");
        Assert.Equal(rows.Count, rows.Select(row => Text(row, "Count")).Distinct().Count());
        Assert.Equal("L1", Text(rows[0], "Level"));
        Assert.Equal("Memory", Text(rows[^1], "Level"));
    }

    [Fact]
    public void Speedups_refer_to_the_baseline_that_is_named()
    {
        var rows = Measure("-Count 400 -Variant Scalar, Vector128, Script -Baseline Vector128");
        Assert.Equal("1", Text(rows[1], "Speedup"));
        Assert.All(rows, row => Assert.Equal(Number(rows[1], "NanosecondsPerElement") / Number(row, "NanosecondsPerElement"), Number(row, "Speedup"), 1e-6));
    }

    [Fact]
    public void A_baseline_that_lacks_an_operation_leaves_its_speedups_empty()
    {
        var row = Assert.Single(Measure("CompareCount -Count 100 -Variant Scalar, TensorPrimitives -Baseline TensorPrimitives"));
        Assert.Null(row.Properties["Speedup"].Value);
        Assert.Null(row.Properties["Baseline"].Value);
    }

    [Fact]
    public void The_users_own_script_block_is_a_row_and_its_result_is_judged()
    {
        const string Right = "{ param($x, $y, $z, $s) for ($i = 0; $i -lt $x.Count; $i++) { $z[$i] = $x[$i] + $y[$i] } }";
        var rows = Measure($"-Count 500 -Variant Scalar -ScriptBlock {Right}");
        Assert.Equal(["Scalar True", "ScriptBlock True"], rows.Select(row => Text(row, "Variant", "OutcomeEqual")));
        Assert.Equal("False", Text(Measure("-Count 500 -Variant ScriptBlock -ScriptBlock { param($x, $y, $z) $z[0] = 1 }")[0], "OutcomeEqual"));
        Assert.Equal("True", Text(Measure("Sum -Type Int32 -Count 500 -Variant ScriptBlock -ScriptBlock { param($x) $sum = 0; foreach ($value in $x) { $sum += $value }; $sum }")[0], "OutcomeEqual"));
    }

    [Fact]
    public void A_comma_for_decimals_changes_nothing()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            var rows = Measure("-Count 300 -Operation Dot, Exponential -Variant Script, Vector256");
            Assert.All(rows, row => Assert.Equal("True", Text(row, "OutcomeEqual")));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void An_operation_that_a_type_lacks_is_an_error_and_the_others_are_measured()
    {
        var result = _session.Run("Measure-VectorSpeedup SquareRoot -Type Int32, Double -Count 64 -Variant Scalar" + Short);
        Assert.Equal(["OperationNotForType"], result.ErrorIds);
        Assert.Equal("Int32", result.Errors[0].TargetObject);
        Assert.Equal("Double", Text(Assert.Single(result.Output), "Type"));
    }

    [Fact]
    public void Arrays_beyond_memory_are_an_error_and_the_others_are_measured()
    {
        var result = _session.Run("Measure-VectorSpeedup -Count 4611686018427387904, 9223372036854775807, 64 -Variant Scalar" + Short);
        Assert.Equal(["MemoryLimitExceeded", "MemoryLimitExceeded"], result.ErrorIds);
        Assert.Equal(1L << 62, result.Errors[0].TargetObject);
        Assert.Equal("64", Text(Assert.Single(result.Output), "Count"));
    }

    [Fact]
    public void A_width_that_the_processor_or_a_setting_lacks_is_an_error_and_the_others_are_measured()
    {
        const string Script = "$rows = Measure-VectorSpeedup -Count 64 -Variant Scalar, Vector512, Vector256 -Quick -TimeLimit 0.05 -ErrorVariable errors -ErrorAction SilentlyContinue; "
            + "$rows.Variant; $errors.ForEach{ \"$($_.FullyQualifiedErrorId.Split(',')[0]) $($_.CategoryInfo.Category) $($_.TargetObject)\" }";
        var result = HostProcess.Run(["-Command", Script], environment: [new("DOTNET_EnableAVX2", "0")]);
        Assert.Equal(["Scalar", "InstructionPathNotSupported NotImplemented Vector512", "InstructionPathNotSupported NotImplemented Vector256"], result.Lines);
    }

    [Fact]
    public void Loops_read_no_variable_that_is_not_set()
    {
        var rows = _session.Run("Set-StrictMode -Version Latest; Measure-VectorSpeedup Add, Sum -Count 100 -Variant Script" + Short).ThrowOnError().Output;
        Assert.All(rows, row => Assert.Equal("True", Text(row, "OutcomeEqual")));
    }

    [Fact]
    public void A_baseline_that_is_not_measured_is_an_error()
    {
        var result = _session.Run("Measure-VectorSpeedup -Count 64 -Variant Scalar -Baseline Script" + Short);
        Assert.Equal(["BaselineNotMeasured"], result.ErrorIds);
        Assert.Equal("Script", result.Errors[0].TargetObject);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void A_row_for_a_script_block_needs_the_script_block()
    {
        var result = _session.Run("Measure-VectorSpeedup -Count 64 -Variant ScriptBlock" + Short);
        Assert.Equal(["OptionsConflict"], result.ErrorIds);
    }

    [Theory]
    [InlineData("{ throw 'broken' }", "broken")]
    [InlineData("{ [int]'x' }", "\"x\"")]
    [InlineData("{ 'no number' }", "no number")]
    public void A_script_block_that_fails_is_an_error(string script, string reason)
    {
        var result = _session.Run("Measure-VectorSpeedup Sum -Count 64 -Variant Scalar -ScriptBlock " + script + Short);
        Assert.Equal(["ArrayScriptFailed"], result.ErrorIds);
        Assert.Contains(reason, result.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.IsType<ScriptBlock>(result.Errors[0].TargetObject);
    }

    [Theory]
    [InlineData("-Count $null")]
    [InlineData("-Count 0")]
    [InlineData("-Operation $null")]
    [InlineData("-Workers 0")]
    [InlineData("-ScriptBlock $null")]
    public void Values_that_make_no_sense_are_refused(string parameter) =>
        Assert.Equal(ErrorCategory.InvalidData, Assert.Single(_session.Run("Measure-VectorSpeedup " + parameter).Errors).CategoryInfo.Category);

    [Fact]
    public async Task The_first_rows_come_before_the_last_are_measured()
    {
        using var engine = Engine.Create(_session.Runspace);
        using var output = new PSDataCollection<PSObject>();
        using var first = new ManualResetEventSlim();
        output.DataAdded += (_, _) => first.Set();
        engine.AddScript("Measure-VectorSpeedup -Count (100..500) -TimeLimit 600 -Variant Scalar");
        var running = engine.BeginInvoke<PSObject, PSObject>(null, output);
        Assert.True(first.Wait(TimeSpan.FromSeconds(60)));
        await Task.Run(engine.Stop);
        Assert.Throws<PipelineStoppedException>(() => engine.EndInvoke(running));
        Assert.Equal("100", Text(output[0], "Count"));
    }

    [Theory]
    [InlineData("-Count (100..500) -TimeLimit 600 -Variant Script")]
    [InlineData("-Count 10000000 -TimeLimit 600 -Variant Scalar, Threads")]
    [InlineData("-Count 1000 -TimeLimit 600 -Variant ScriptBlock -ScriptBlock { $started.Set(); while ($true) { } }")]
    public async Task Stopping_ends_it_within_two_seconds(string parameters)
    {
        using var engine = Engine.Create(_session.Runspace);
        using var started = new ManualResetEventSlim();

        // Progress is shown after a second, when measuring is well under way.
        engine.Streams.Progress.DataAdded += (_, _) => started.Set();
        engine.AddScript("$started = $args[0]; Measure-VectorSpeedup " + parameters).AddArgument(started);
        var running = engine.BeginInvoke();
        Assert.True(started.Wait(TimeSpan.FromSeconds(60)));
        var watch = Stopwatch.StartNew();
        await Task.Run(engine.Stop);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), $"{watch.Elapsed}");
        Assert.Throws<PipelineStoppedException>(() => engine.EndInvoke(running));
    }

    private List<PSObject> Measure(string parameters) => [.. _session.Run("Measure-VectorSpeedup " + parameters + Short).ThrowOnError().Output];

    private static string Text(PSObject row, params string[] properties) =>
        string.Join(' ', properties.Select(name => Convert.ToString(row.Properties[name].Value, CultureInfo.InvariantCulture)));

    private static double Number(PSObject row, string property) => Convert.ToDouble(row.Properties[property].Value, CultureInfo.InvariantCulture);
}
