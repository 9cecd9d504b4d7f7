using System.Management.Automation;
using Xunit;
using Engine = System.Management.Automation.PowerShell;

namespace Scaling.PowerShell.Tests.Datasets;

public sealed class GroupDatasetTests : IDisposable
{
    private const string Rows = """
        $rows = foreach ($i in 0..99) {
            $year = if ($i % 10) { 2010 + $i % 3 }
            [pscustomobject]@{ Year = $year; Kind = 'ab'[$i % 2]; Size = $i * 1.5; Files = $i; Name = "n$($i % 7)" }
        }
        """;

    private readonly EngineSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Row_objects_are_grouped_with_nulls_first_as_a_group_of_their_own()
    {
        var result = Run("""
            $rows | Group-Dataset Year -Sum Files -Mean Size -Min Name -Max Size -CountDistinct Kind -Count | Import-Dataset
            """);

        Assert.Empty(result.Errors);
        Assert.Equal([null, 2010, 2011, 2012], result.Output.Select(r => Get(r, "Year")));
        var first = result.Output[0].Properties;
        Assert.Equal(["Year", "Files", "MeanSize", "Name", "MaxSize", "Kind", "Count"], first.Select(p => p.Name));
        Assert.Equal([null, 450L, 67.5, "n0", 135.0, 1L, 10L], first.Select(p => p.Value));
        Assert.Equal(100L, result.Output.Sum(r => (long)Get(r, "Count")!));
    }

    [Fact]
    public void A_property_that_nothing_was_assigned_to_is_null()
    {
        var result = _session.Run("""
            1..4 | ForEach-Object { [pscustomobject]@{ K = if ($_ % 2) { $_ } } } | Group-Dataset K | Import-Dataset
            """);

        Assert.Equal([null, 1, 3], result.Output.Select(r => Get(r, "K")));
    }

    [Fact]
    public void Without_a_function_rows_are_counted()
    {
        var result = Run("$rows | Group-Dataset -By Kind, Year | Import-Dataset");

        Assert.Equal("Kind, Year, Count", string.Join(", ", result.Output[0].Properties.Select(p => p.Name)));
        Assert.Equal(
            ["a ", "a 2010", "a 2011", "a 2012", "b 2010", "b 2011", "b 2012"],
            result.Output.Select(r => $"{Get(r, "Kind")} {Get(r, "Year")}"));
        Assert.Equal(100L, result.Output.Sum(r => (long)Get(r, "Count")!));
    }

    [Fact]
    public void Batches_are_grouped_and_come_out_as_batches()
    {
        var result = Run("$rows | Group-Dataset Year, Kind -Sum Files | Group-Dataset Kind -Sum Files");

        var batch = Assert.Single(result.Values)!;
        Assert.Equal("Scaling.Native.Datasets.DatasetBatch", batch.GetType().FullName);
        Assert.Equal(2, result.Output[0].Properties["RowCount"].Value);
    }

    [Fact]
    public void The_result_does_not_depend_on_the_memory_limit_and_verbose_tells_of_temporary_files()
    {
        const string Script = """
            $many = foreach ($i in 0..59999) { [pscustomobject]@{ Key = "key $($i * 7919 % 30011)"; V = $i / 7 } }
            $many | Group-Dataset Key -Sum V -CountDistinct V -MemoryLimit {0} -Verbose | Import-Dataset
            """;

        var roomy = _session.Run(Script.Replace("{0}", "256MB", StringComparison.Ordinal));
        var tight = _session.Run(Script.Replace("{0}", "1MB", StringComparison.Ordinal));

        Assert.Equal(30011, tight.Output.Count);
        Assert.Equal(roomy.Output.Select(Row), tight.Output.Select(Row));
        Assert.Single(roomy.Verbose, v => v.Contains("held; 0 times to temporary files", StringComparison.Ordinal));
        Assert.DoesNotContain(tight.Verbose, v => v.Contains("held; 0 times to temporary files", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("-By Gone", "ColumnNotFound", ErrorCategory.ObjectNotFound, "Gone")]
    [InlineData("-By Year -Sum Gone", "ColumnNotFound", ErrorCategory.ObjectNotFound, "Gone")]
    [InlineData("-By Year -Sum Name", "ColumnTypeMismatch", ErrorCategory.InvalidType, "Name")]
    [InlineData("-By Year -Mean Name", "ColumnTypeMismatch", ErrorCategory.InvalidType, "Name")]
    [InlineData("-By Year, year", "DuplicateColumn", ErrorCategory.InvalidData, "Year")]
    [InlineData("-By Year -Sum Files, Files", "DuplicateColumn", ErrorCategory.InvalidData, "SumFiles")]
    public void What_the_columns_do_not_allow_is_one_error_with_the_column_as_target(
        string arguments, string id, ErrorCategory category, string target)
    {
        // More rows than one batch holds.
        var result = Run($"& {{ $rows; foreach ($i in 1..70000) {{ $rows[0] }} }} | Group-Dataset {arguments}");

        Assert.Null(result.Terminating);
        Assert.Empty(result.Output);
        var error = Assert.Single(result.Errors);
        Assert.Equal($"{id},Scaling.PowerShell.Commands.Datasets.GroupDatasetCommand", error.FullyQualifiedErrorId);
        Assert.Equal((category, target), (error.CategoryInfo.Category, error.TargetObject));
    }

    [Fact]
    public void A_column_that_does_not_exist_is_answered_with_those_that_do()
    {
        var message = Assert.Single(Run("$rows | Group-Dataset Gone").Errors).Exception.Message;

        Assert.Contains("Year, Kind, Size, Files, Name", message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_input_with_other_types_is_an_error_and_the_next_is_still_grouped()
    {
        var result = _session.Run("""
            & {
                [pscustomobject]@{ K = 1; V = 10 } | Group-Dataset K -Max V
                [pscustomobject]@{ K = 'text'; V = 20 } | Group-Dataset K -Max V
                [pscustomobject]@{ Other = 1; V = 30 } | Group-Dataset Other -Max V
                [pscustomobject]@{ K = 1; V = 40 } | Group-Dataset K -Max V
            } | Group-Dataset K -Sum V | Import-Dataset
            """);

        Assert.Equal(["SchemaMismatch", "ColumnNotFound"], result.ErrorIds);
        Assert.Equal((1, 50L), (Get(Assert.Single(result.Output), "K"), Get(result.Output[0], "V")));
    }

    [Fact]
    public void A_sum_beyond_its_type_is_an_error_that_names_the_group()
    {
        var result = _session.Run("@{ Site = 'x'; V = [long]::MaxValue } | ForEach-Object { $_; $_; $_ } | Group-Dataset Site -Sum V");

        var error = Assert.Single(result.Errors);
        Assert.Equal("ValueOverflow,Scaling.PowerShell.Commands.Datasets.GroupDatasetCommand", error.FullyQualifiedErrorId);
        Assert.Equal((ErrorCategory.InvalidResult, "27670116110564327421"), (error.CategoryInfo.Category, error.TargetObject));
        Assert.Contains("Site = x", error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void A_row_that_alone_exceeds_the_memory_is_one_error_and_no_groups()
    {
        var result = _session.Run("""
            & { foreach ($i in 1..70000) { @{ K = 'short' } }; foreach ($i in 1..2) { @{ K = 'x' * 3MB } }; @{ K = 'short' } } |
                Group-Dataset K -MemoryLimit 1MB
            """);

        Assert.Equal(["MemoryLimitExceeded"], result.ErrorIds);
        Assert.Equal(ErrorCategory.LimitsExceeded, result.Errors[0].CategoryInfo.Category);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void Rows_of_which_one_was_refused_make_no_groups()
    {
        var result = _session.Run("& { foreach ($i in 1..65536) { @{ K = $i % 2 } }; @{ K = 'many' }; @{ K = 1 } } | Group-Dataset K");

        Assert.Equal(["ValueNotParsed", "InputIncomplete"], result.ErrorIds);
        Assert.Equal(ErrorCategory.InvalidOperation, result.Errors[1].CategoryInfo.Category);
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("-Path gone.csv -By K", "PathNotFound")]
    [InlineData("-LiteralPath 'a[1].csv' -By K", "PathNotFound")]
    [InlineData("-Path . -By K", "PathIsDirectory")]
    [InlineData("-Path env:PATH -By K", "NotFileSystem")]
    [InlineData("gone.csv -By K", "PathNotFound")]
    public void A_path_that_is_no_file_is_an_error(string arguments, string id)
    {
        var result = _session.Run($"Group-Dataset {arguments}");

        Assert.Null(result.Terminating);
        Assert.Equal([id], result.ErrorIds);
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("$rows | Group-Dataset Year -MemoryLimit 1KB")]
    [InlineData("$rows | Group-Dataset @()")]
    [InlineData("$rows | Group-Dataset Year -Sum @()")]
    public void What_can_never_work_is_refused_before_a_row_is_read(string command) =>
        Assert.Equal(["ParameterArgumentValidationError"], Run(command).ErrorIds);

    [Fact]
    public void No_input_makes_no_groups_and_no_error()
    {
        var result = _session.Run("@() | Group-Dataset Year; $null | Group-Dataset Year");

        Assert.Empty(result.Output);
        Assert.Empty(result.Errors);
    }

    [Fact]
    public void Stopping_ends_an_endless_input()
    {
        using var engine = Engine.Create(_session.Runspace);
        engine.AddScript("& { $i = 0; while ($true) { [pscustomobject]@{ K = $i++ } } } | Group-Dataset K -MemoryLimit 1MB");
        var running = engine.BeginInvoke();
        Assert.True(SpinWait.SpinUntil(() => engine.InvocationStateInfo.State == PSInvocationState.Running, TimeSpan.FromSeconds(30)));

        engine.Stop();

        Assert.Throws<PipelineStoppedException>(() => engine.EndInvoke(running));
        Assert.Equal(PSInvocationState.Stopped, engine.InvocationStateInfo.State);
    }

    [Fact]
    public void A_later_cmdlet_may_take_the_first_batch_only()
    {
        var result = _session.Run("""
            $many = foreach ($i in 0..69999) { [pscustomobject]@{ K = $i } }
            $many | Group-Dataset K -MemoryLimit 1MB | ForEach-Object { $_.RowCount; break }
            """);

        Assert.Single(result.Output);
        Assert.Empty(result.Errors);
    }

    private EngineResult Run(string script) => _session.Run(Rows + "\n" + script);

    private static object? Get(PSObject row, string name) => row.Properties[name].Value;

    private static string Row(PSObject row) =>
        string.Join(" | ", row.Properties.Select(p => FormattableString.Invariant($"{p.Name} = {p.Value}")));
}
