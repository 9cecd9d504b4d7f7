using System.Diagnostics;
using System.Management.Automation;
using Xunit;
using Engine = System.Management.Automation.PowerShell;

namespace Scaling.PowerShell.Tests.Expressions;

public sealed class SelectDatasetTests : IDisposable
{
    private const string Rows = "$rows = 1..5 | ForEach-Object { [pscustomobject]@{ A = $_; B = \"t$_\" } };";
    private readonly EngineSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void The_pipeline_of_the_chapter_filters_before_it_computes()
    {
        var file = _session.WriteFile("sizes.txt", "0 3 10\n1024 0 7\n4096 13 2\n");
        var result = _session.Run("""
            param($file)
            Read-Dataset $file -Delimiter Whitespace -Header Bytes, MonthsTo2021, Files |
                Select-Dataset -Where { $_.Bytes -ne 0 } -Property Files,
                    @{ Name = 'BytesLog2'; Expression = { [int][math]::Log2($_.Bytes) } },
                    @{ Name = 'Year'; Expression = { [math]::Floor((2021 * 12 - $_.MonthsTo2021 - 1) / 12) } } -Verbose |
                Import-Dataset | ForEach-Object { "$($_.Files) $($_.BytesLog2) $($_.Year) $($_.Year.GetType().Name)" }
            """, file).ThrowOnError();
        Assert.Equal(["7 10 2020 Double", "2 12 2019 Double"], result.Values);
        Assert.Empty(result.Verbose);
    }

    [Theory]
    [InlineData("-Where { $_.Nope -gt 1 }", "ColumnNotFound")]
    [InlineData("-Where { $n = 1; $_.Nope -gt $n }", "ColumnNotFound")]
    [InlineData("-Property Nope", "ColumnNotFound")]
    [InlineData("-Property X*", "ColumnNotFound")]
    [InlineData("-Property @{ n = 'q'; e = { $_.Nope } }", "ColumnNotFound")]
    [InlineData("-Property @{ n = 'q'; e = 'Nope' }", "ColumnNotFound")]
    [InlineData("-ExcludeProperty *", "ColumnNotFound")]
    [InlineData("-Property A, @{ n = 'a'; e = { 1 } }", "DuplicateColumn")]
    public void A_wrong_name_is_one_error_an_input_and_the_next_input_still_runs(string arguments, string id)
    {
        var first = _session.WriteFile("first.csv", "A,B\n1,x\n2,y\n");
        var second = _session.WriteFile("second.csv", "Nope,Xen,C\n5,6,7\n");
        var result = _session.Run($"param($first, $second) $f = Read-Dataset $first; $f, $f, (Read-Dataset $second) | Select-Dataset {arguments}", first, second);
        var errors = result.ErrorIds.ToArray();
        Assert.Contains(id, errors);
        Assert.InRange(errors.Length, 1, 2);
        if (id == "ColumnNotFound" && arguments.Contains("Nope", StringComparison.Ordinal))
        {
            Assert.Contains("The columns are A, B.", result.Errors[0].ToString(), StringComparison.Ordinal);
            Assert.Single(result.Output);
        }
    }

    [Theory]
    [InlineData("@{ n = 'a'; q = { 1 } }")]
    [InlineData("@{ n = 'a' }")]
    [InlineData("@{ n = 'a'; e = 5 }")]
    [InlineData("@{ n = 'a'; e = { 1 }; Type = 'strange' }")]
    [InlineData("@{ n = ''; e = { 1 } }")]
    public void A_malformed_property_ends_the_command(string property)
    {
        var result = _session.Run($"{Rows} $rows | Select-Dataset -Property {property}");
        Assert.Equal(["InvalidParameter"], result.ErrorIds);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void Many_failing_rows_are_one_error_with_count_and_first_row()
    {
        var result = _session.Run($"{Rows} $rows | Select-Dataset -Where {{ 10 / ($_.A % 2) -gt 1 }} -Property A, @{{ n = 'Q'; e = {{ [int]$_.B }} }} | Import-Dataset");
        Assert.Equal(["ExpressionFailed", "ExpressionFailed"], result.ErrorIds);
        Assert.Contains("failed for 2 rows, which are left out. The first is row 2 of the batch that begins at row 1 of (rows)", result.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Contains("column 'Q' failed for 3 rows, which are null there. The first is row 1 ", result.Errors[1].ToString(), StringComparison.Ordinal);
        Assert.Equal([1, 3, 5], result.Output.Select(o => o.Properties["A"].Value));
        Assert.All(result.Output, o => Assert.Null(o.Properties["Q"].Value));
    }

    [Theory]
    [InlineData("$_.A -gt $limit")]
    [InlineData("$_.A -gt $using:limit")]
    [InlineData("$l = $limit; $_.A -gt $l")]
    [InlineData("$l = $using:limit; $_.A -gt $l")]
    public void Local_variables_are_seen_either_way(string script)
    {
        var result = _session.Run($"{Rows} function f {{ $limit = 3; $rows | Select-Dataset -Where {{ {script} }} | Import-Dataset }} (f).A").ThrowOnError();
        Assert.Equal([4, 5], result.Values);
    }

    [Theory]
    [InlineData("function Test-It { $_.A -gt $using:limit }")]
    [InlineData("function Test-It($row) { $_.A -gt $using:limit }")]
    [InlineData("filter Test-It { $_.A -gt $limit }")]
    public void A_function_is_a_script_as_well(string definition) => Assert.Equal(
        [4, 5], _session.Run($"{Rows} $limit = 3; {definition}; ($rows | Select-Dataset -Where ${{function:Test-It}} | Import-Dataset).A").ThrowOnError().Values);

    [Fact]
    public void A_variable_that_changes_between_batches_counts_as_it_is_then()
    {
        var result = _session.Run($"{Rows} $x = 0; $b = $rows | Select-Dataset; $b, $b | Select-Dataset -Property @{{ n = 'V'; e = {{ $_.A + $x }} }} | ForEach-Object {{ $x += 100; ($_ | Import-Dataset).V[0] }}").ThrowOnError();
        Assert.Equal([1L, 101L], result.Values);
    }

    [Fact]
    public void A_script_of_another_module_sees_its_own_variables()
    {
        var result = _session.Run(Rows + """
            $limit = 1
            $module = New-Module {
                $limit = 3
                function Select-Own { $input | Select-Dataset -Where { $_.A -gt $limit } | Import-Dataset }
                function Select-Given([scriptblock]$where) { $input | Select-Dataset -Where $where | Import-Dataset }
            }
            ($rows | Select-Own).A -join ' '
            ($rows | Select-Given { $_.A -gt $limit }).A -join ' '
            ($rows | Select-Dataset -Where (& { $limit = 4; { $_.A -ge $limit }.GetNewClosure() }) | Import-Dataset).A -join ' '
            """).ThrowOnError();
        Assert.Equal(["4 5", "2 3 4 5", "4 5"], result.Values);
    }

    [Fact]
    public void Verbose_says_what_runs_row_by_row_and_how_many_rows_were_uncertain()
    {
        var result = _session.Run($"{Rows} $rows | Select-Dataset -Where {{ $_.A.ToString() -ne '1' }} -Property @{{ n = 'Q'; e = {{ 10 / ($_.A - 3) }} }} -Verbose");
        Assert.Equal(
            [
                "-Where { $_.A.ToString() -ne '1' } runs row by row: the method ToString of an integer with these arguments is not compiled.",
                "Column 'Q' { 10 / ($_.A - 3) }: 1 of 4 rows ran row by row, because their result in columns was not certain.",
            ],
            result.Verbose);
        Assert.Equal(["ExpressionFailed"], result.ErrorIds);
    }

    [Fact]
    public void A_script_may_keep_its_rows()
    {
        var result = _session.Run($"{Rows} $kept = [System.Collections.ArrayList]::new(); $null = $rows | Select-Dataset -Where {{ $null = $kept.Add($_); $true }}; $kept.A -join ' '").ThrowOnError();
        Assert.Equal(["1 2 3 4 5"], result.Values);
    }

    [Fact]
    public void Only_needed_columns_are_read_and_taken()
    {
        var file = _session.WriteFile("wide.csv", "A,B,C\n1,x,2.5\n2,y,3.5\n");
        var result = _session.Run("param($file) Select-Dataset -Path $file -Where { $_.A -gt 1 } -Property @{ n = 'D'; e = { $_.C * 2 } } | ForEach-Object { \"$($_.Schema) $($_.GetValue(0, 0))\" }", file).ThrowOnError();
        Assert.Equal(["D: double 7"], result.Values);
    }

    [Fact]
    public void Stopping_ends_a_script_that_runs_row_by_row()
    {
        using var started = new ManualResetEventSlim();
        using var engine = Engine.Create(_session.Runspace);
        engine.AddScript("param($started)" + Rows + "$rows | Select-Dataset -Where { $started.Set(); while ($true) { [System.Threading.Thread]::Sleep(5) } }").AddArgument(started);
        var run = engine.BeginInvoke();
        Assert.True(started.Wait(TimeSpan.FromSeconds(20)));
        Assert.False(run.IsCompleted);
        var clock = Stopwatch.StartNew();
        engine.Stop();
        Assert.Equal(PSInvocationState.Stopped, engine.InvocationStateInfo.State);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(2), $"It took {clock.Elapsed}.");
    }
}
