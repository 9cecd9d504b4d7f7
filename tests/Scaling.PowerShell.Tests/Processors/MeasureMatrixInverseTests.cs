using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using Xunit;
using Engine = System.Management.Automation.PowerShell;

namespace Scaling.PowerShell.Tests.Processors;

public sealed class MeasureMatrixInverseTests : IDisposable
{
    private const string Brief = "-Library @() -Quick -TimeLimit 0.05";

    private readonly EngineSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Rows_come_by_size_and_workers_and_carry_what_was_measured()
    {
        var rows = _session.Run($"Measure-MatrixInverse 40, 150 -Workers 1, 3, 1 -Seed 5 {Brief}").ThrowOnError().Output;

        // One thread is enough for 40 rows, and the record says so.
        Assert.Equal(["40 1", "150 1", "150 3"], rows.Select(row => $"{Value(row, "Size")} {Value(row, "Workers")}"));
        Assert.All(rows, row =>
        {
            Assert.Equal(("Scaling", "Regular", 5L), (Value(row, "Library"), Value(row, "Status"), Value(row, "Seed")));
            Assert.Contains(Value(row, "InstructionPath"), new object[] { "Avx512", "Avx2", "AdvSimd", "Scalar" });
            var (size, seconds) = ((int)Value(row, "Size")!, (double)Value(row, "Seconds")!);
            Assert.Equal(2.0 * size * size * size / seconds, (double)Value(row, "FlopsPerSecond")!, 1e-6 * (double)Value(row, "FlopsPerSecond")!);
            Assert.InRange((double)Value(row, "Residual")!, 0, 1e-9);
            Assert.InRange((double)Value(row, "ScaledResidual")!, 0, 1);
            Assert.InRange((double)Value(row, "ReciprocalCondition")!, 1e-10, 1);
            Assert.Equal(0.0, Value(row, "OutcomeDifference"));
            Assert.Equal(true, Value(row, "OutcomeEqual"));
            Assert.Null(Value(row, "ZeroPivot"));
        });
        Assert.Equal(1.0, Value(rows[0], "Speedup"));
        Assert.Equal((double)Value(rows[1], "Seconds")! / (double)Value(rows[2], "Seconds")!, Value(rows[2], "Speedup"));
    }

    [Fact]
    public void The_same_seed_is_the_same_matrix_and_without_one_the_record_names_it()
    {
        const string Residuals = "$a = Measure-MatrixInverse 60 -Workers 1 " + Brief + "; $b = Measure-MatrixInverse 60 -Workers 1 -Seed $a.Seed " + Brief
            + "; $c = Measure-MatrixInverse 60 -Workers 1 -Seed ($a.Seed - 1) " + Brief + "; $a, $b, $c | ForEach-Object ReciprocalCondition";
        var conditions = _session.Run(Residuals).ThrowOnError().Values.ToList();
        Assert.Equal(conditions[0], conditions[1]);
        Assert.NotEqual(conditions[0], conditions[2]);
    }

    [Theory]
    [InlineData("$m = [double[,]]::new(2, 2); $m[0, 1] = 2; $m[1, 0] = 4; , $m")]
    [InlineData("$m = [int[,]]::new(2, 2); $m[0, 1] = 2; $m[1, 0] = 4; , $m")]
    [InlineData("(0, 2), (4, 0)")]
    [InlineData("[double[][]]((0, 2), (4, 0))")]
    [InlineData("$rows = [System.Collections.Generic.List[object]]::new(); $rows.Add((0, '2.0')); $rows.Add((4d, 0l)); , $rows")]
    public void A_matrix_comes_as_a_two_dimensional_array_or_as_rows(string matrix)
    {
        var row = Assert.Single(_session.Run($"Measure-MatrixInverse -Matrix (& {{ {matrix} }}) -Workers 1 {Brief}").ThrowOnError().Output);

        // The inverse is [[0, ¼], [½, 0]]: norms 4 and ½.
        Assert.Equal((2, 0.5, 0.0), (Value(row, "Size"), Value(row, "ReciprocalCondition"), Value(row, "Residual")));
        Assert.Null(Value(row, "Seed"));
    }

    [Theory]
    [InlineData("([double[,]]::new(2, 3))", "MatrixNotSquare", ErrorCategory.InvalidArgument)]
    [InlineData("((1, 2), (3, 4, 5))", "MatrixNotSquare", ErrorCategory.InvalidArgument)]
    [InlineData("@()", "MatrixNotSquare", ErrorCategory.InvalidArgument)]
    [InlineData("'matrix'", "MatrixNotSquare", ErrorCategory.InvalidArgument)]
    [InlineData("([double[,,]]::new(1, 1, 1))", "MatrixNotSquare", ErrorCategory.InvalidArgument)]
    [InlineData("((1, 'two'), (3, 4))", "MatrixElementNotNumeric", ErrorCategory.InvalidData)]
    [InlineData("((1, $null), (3, 4))", "MatrixElementNotNumeric", ErrorCategory.InvalidData)]
    [InlineData("((1, ''), (3, 4))", "MatrixElementNotNumeric", ErrorCategory.InvalidData)]
    [InlineData("((1, '1,5'), (3, 4))", "MatrixElementNotNumeric", ErrorCategory.InvalidData)]
    [InlineData("((1, $true), (3, 4))", "MatrixElementNotNumeric", ErrorCategory.InvalidData)]
    [InlineData("((1, [char]'5'), (3, 4))", "MatrixElementNotNumeric", ErrorCategory.InvalidData)]
    [InlineData("((1, [DayOfWeek]::Monday), (3, 4))", "MatrixElementNotNumeric", ErrorCategory.InvalidData)]
    [InlineData("([double[,]]::new(0, 0))", "MatrixNotSquare", ErrorCategory.InvalidArgument)]
    [InlineData("((1, 'NaN'), (3, 4))", "MatrixElementNotFinite", ErrorCategory.InvalidData)]
    [InlineData("((1, [double]::NaN), (3, 4))", "MatrixElementNotFinite", ErrorCategory.InvalidData)]
    [InlineData("((1, [double]::PositiveInfinity), (3, 4))", "MatrixElementNotFinite", ErrorCategory.InvalidData)]
    public void What_is_no_square_matrix_of_numbers_is_an_error(string matrix, string id, ErrorCategory category)
    {
        var result = _session.Run($"Measure-MatrixInverse -Matrix {matrix} {Brief}; 'next'");
        var error = Assert.Single(result.Errors);
        Assert.Equal((id, category), (error.FullyQualifiedErrorId.Split(',')[0], error.CategoryInfo.Category));
        Assert.Equal("next", Assert.Single(result.Values));
    }

    [Theory]
    [InlineData("((1, 2), (2, 4))", "Singular", "column 1 has no pivot")]
    [InlineData("((1e300, 0), (0, 1e-300))", "BadlyScaled", "badly scaled")]
    [InlineData("((1, 1), (1, (1 + [double]::Epsilon + 1e-16 * 3)))", "IllConditioned", "ill-conditioned")]
    [InlineData("((1, 0), (0, 1e-310))", "Overflow", "too large for a double")]
    public void An_inverse_not_to_rely_on_has_a_status_and_a_warning(string matrix, string status, string warning)
    {
        var result = _session.Run($"Measure-MatrixInverse -Matrix {matrix} -Workers 1, 2 {Brief}").ThrowOnError();
        Assert.All(result.Output, row => Assert.Equal(status, Value(row, "Status")));
        Assert.Contains(warning, Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void More_workers_than_the_process_may_use_are_marked_and_not_fitted()
    {
        var result = _session.Run($"""
            $most = (Get-ResourceLimit Processor -Effective).Workers
            $rows = Measure-MatrixInverse 150 -Workers 1, ($most + 1) {Brief}
            $rows.IsOversubscribed
            $rows | Get-ScalingFit -Law Amdahl | ForEach-Object ObservationCount
            """).ThrowOnError();
        Assert.Equal([false, true, 1], result.Values);
    }

    [Fact]
    public void A_singular_matrix_names_the_column_and_has_no_figures_of_an_inverse()
    {
        var row = Assert.Single(_session.Run($"Measure-MatrixInverse -Matrix ((0, 1), (0, 1)) -Workers 1 {Brief}").ThrowOnError().Output);
        Assert.Equal((0, 0.0), (Value(row, "ZeroPivot"), Value(row, "ReciprocalCondition")));
        foreach (var name in new[] { "FlopsPerSecond", "Speedup", "Residual", "ScaledResidual", "OutcomeEqual" }) Assert.Null(Value(row, name));
    }

    [Fact]
    public void A_size_that_does_not_fit_is_an_error_and_the_next_is_measured()
    {
        if (HasMemoryForTheLargest) return;
        var result = _session.Run($"Measure-MatrixInverse 100000, 20 -Workers 1 {Brief}");
        var error = Assert.Single(result.Errors);
        Assert.Equal(("MemoryLimitExceeded", 100000), (error.FullyQualifiedErrorId.Split(',')[0], error.TargetObject));
        Assert.Equal(20, Value(Assert.Single(result.Output), "Size"));
    }

    [Fact]
    public void Rows_are_counted_and_memory_is_looked_at_before_there_is_a_matrix()
    {
        Assert.Equal(["MatrixNotSquare"], _session.Run($"Measure-MatrixInverse -Matrix (1..100000) {Brief}").ErrorIds);
        if (HasMemoryForTheLargest) return;

        // All rows are one, so that little is allocated here.
        const string Large = "$row = [double[]]::new(100000); $rows = [object[]]::new(100000); [array]::Fill($rows, [object]$row)";
        Assert.Equal(["MemoryLimitExceeded"], _session.Run($"{Large}; Measure-MatrixInverse -Matrix $rows {Brief}").ErrorIds);
    }

    [Fact]
    public void Libraries_that_cannot_be_used_are_errors_and_our_rows_are_measured()
    {
        var system = OperatingSystem.IsWindows() ? "kernel32.dll" : OperatingSystem.IsMacOS() ? "libSystem.dylib" : "libc.so.6";
        var result = _session.Run("Measure-MatrixInverse 20 -Workers 1 -Library no-such-library, $args[0] -Quick -TimeLimit 0.05", system);
        Assert.Equal(["LibraryNotLoaded", "LibraryWithoutLapack"], result.ErrorIds);
        Assert.Equal([ErrorCategory.ObjectNotFound, ErrorCategory.InvalidArgument], result.Errors.Select(e => e.CategoryInfo.Category));
        Assert.Equal(["no-such-library", system], result.Errors.Select(e => e.TargetObject));
        Assert.Equal("Scaling", Value(Assert.Single(result.Output), "Library"));
    }

    [CompilerFact]
    public void A_library_that_does_not_take_the_matrix_is_an_error_and_the_next_size_is_measured()
    {
        // As one with integers of 32 bits says of a stride beyond these; here of more than 40 rows.
        _session.WriteFile("refusing.c", "void dgetrf_(int *m, int *n, double *a, int *stride, int *pivots, int *info) { *info = *n > 40 ? -4 : 0; }\n"
            + "void dgetri_(int *n, double *a, int *stride, int *pivots, double *work, int *size, int *info) { *work = *n; *info = 0; }\n");
        _session.Run("gcc -shared -fPIC -o refusing.so refusing.c").ThrowOnError();
        var result = _session.Run("Measure-MatrixInverse 50, 20 -Workers 1 -Library ./refusing.so -Quick -TimeLimit 0.05 -WarningAction Ignore");
        var error = Assert.Single(result.Errors);
        Assert.Equal(("LibraryFailed", ErrorCategory.InvalidResult, 50), (error.FullyQualifiedErrorId.Split(',')[0], error.CategoryInfo.Category, error.TargetObject));
        Assert.Contains("refusing.so", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(["20 Scaling True", "20 refusing False"], result.Output.Select(row => $"{Value(row, "Size")} {Value(row, "Library")} {Value(row, "OutcomeEqual")}"));
    }

    [Fact]
    public void A_path_of_a_library_is_relative_to_the_location()
    {
        var result = _session.Run($"Measure-MatrixInverse 20 -Workers 1 -Library ./no-such-library.so, env:/x -Quick -TimeLimit 0.05");
        Assert.Equal(["LibraryNotLoaded", "NotFileSystem"], result.ErrorIds);
        Assert.Equal("./no-such-library.so", result.Errors[0].TargetObject);
        Assert.Contains(Path.Combine(_session.Folder, "no-such-library.so"), result.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.Single(result.Output);
    }

    [Fact]
    public void Verbose_says_which_library_there_is_or_that_there_is_none()
    {
        var result = _session.Run("Measure-MatrixInverse 20 -Workers 1 -Quick -TimeLimit 0.05 -Verbose").ThrowOnError();
        var libraries = result.Output.Select(row => Value(row, "Library")).Where(name => !"Scaling".Equals(name));
        Assert.Contains(libraries.Any() ? "integers of" : "No library of BLAS and LAPACK", result.Verbose[0], StringComparison.Ordinal);
        Assert.All(result.Output, row => Assert.Equal(true, Value(row, "OutcomeEqual")));
    }

    [Fact]
    public void Each_supported_instruction_set_can_be_forced_and_any_other_is_an_error()
    {
        foreach (var name in new[] { "Avx512", "Avx2", "AdvSimd", "Scalar" })
        {
            var result = _session.Run($"Measure-MatrixInverse 20 -Workers 1 -InstructionSet {name} {Brief}");
            if (result.Errors.Count == 0) Assert.Equal(name, Value(Assert.Single(result.Output), "InstructionPath"));
            else Assert.Equal(["InstructionPathNotSupported"], result.ErrorIds);
        }

        // No machine has both.
        var errors = new[] { "Avx512", "AdvSimd" }.SelectMany(name => _session.Run($"Measure-MatrixInverse 5 -InstructionSet {name} {Brief}").Errors);
        Assert.Contains(errors, error => error.CategoryInfo.Category == ErrorCategory.NotImplemented);
    }

    [Theory]
    [InlineData("-Size 0")]
    [InlineData("-Size 100001")]
    [InlineData("-Workers 0")]
    [InlineData("-Matrix $null")]
    [InlineData("-Size 5 -Matrix ((1, 2), (3, 4))")]
    [InlineData("-Seed 5 -Matrix ((1, 2), (3, 4))")]
    public void Parameters_that_cannot_be_are_refused(string parameters) =>
        Assert.Single(_session.Run($"Measure-MatrixInverse {parameters} {Brief}").Errors);

    [Fact]
    public void Numbers_are_read_and_written_alike_where_a_comma_is_the_decimal_sign()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            var result = _session.Run($"Measure-MatrixInverse -Matrix ((1e300, 0), (0, '2.5e-300')) -Workers 1 {Brief}").ThrowOnError();
            Assert.Equal("BadlyScaled", Value(Assert.Single(result.Output), "Status"));
            Assert.DoesNotContain(",5", Assert.Single(result.Warnings), StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Stopping_the_pipeline_ends_an_inversion()
    {
        using var engine = Engine.Create(_session.Runspace);
        engine.AddScript("'begun'; Measure-MatrixInverse 3000 -InstructionSet Scalar");
        using var output = new PSDataCollection<PSObject>();
        var running = engine.BeginInvoke<PSObject, PSObject>(null, output);
        SpinWait.SpinUntil(() => output.Count > 0, TimeSpan.FromSeconds(30));
        var clock = Stopwatch.StartNew();
        engine.Stop();
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 2);
        Assert.Equal(PSInvocationState.Stopped, engine.InvocationStateInfo.State);
        Assert.Throws<PipelineStoppedException>(() => engine.EndInvoke(running));
    }

    // Of 100,000 rows, the most that can be asked for: 201 GB.
    private static bool HasMemoryForTheLargest => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes > 180L << 30;

    private static object? Value(PSObject row, string name) => row.Properties[name].Value;
}
