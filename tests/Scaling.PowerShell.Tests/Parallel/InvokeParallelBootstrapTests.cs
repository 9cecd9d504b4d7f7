using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using System.Xml.Linq;
using Xunit;
using Engine = System.Management.Automation.PowerShell;

namespace Scaling.PowerShell.Tests.Parallel;

public sealed class InvokeParallelBootstrapTests : IDisposable
{
    private const string Rows = """
        $rows = foreach ($i in 1..30) {
            [pscustomobject]@{ Year = 2010 + $i % 3; Kind = 'ab'[$i % 2]; Size = $i * 1.5; Files = $i % 7 + 1 }
        }
        """;

    private readonly EngineSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Each_group_gives_one_record_in_the_order_of_the_keys()
    {
        var result = Run("$rows | Invoke-ParallelBootstrap -Property Size -Weight Files -GroupBy Year -Seed 7 -Workers 2 -SampleSize 50");

        Assert.Equal(["2010", "2011", "2012"], result.Output.Select(record => (string)Get(record, "Group")!));
        Assert.All(result.Output, record =>
        {
            Assert.Equal("Scaling.PowerShell.Results.BootstrapResult", record.BaseObject.GetType().FullName);
            Assert.Equal("Size", Get(record, "Property"));
            Assert.Equal(10, Get(record, "Rows"));
            Assert.Equal(50, Get(record, "SampleSize"));
            Assert.Equal(10_000, Get(record, "ResampleCount"));
            Assert.Equal(0.95, Get(record, "ConfidenceLevel"));
            Assert.Equal(7L, Get(record, "Seed"));
            Assert.Equal(2, Get(record, "Workers"));
            Assert.Equal("Percentile", Get(record, "Method"));
            Assert.NotEmpty((string)Get(record, "InstructionPath")!);
            Assert.True(Number(record, "LowerBound") < Number(record, "Mean") && Number(record, "Mean") < Number(record, "UpperBound"));
            Assert.Equal(Number(record, "Mean") - Number(record, "Estimate"), Number(record, "Bias"), 9);
            Assert.Equal(500_000 / Number(record, "WallSeconds"), Number(record, "DrawsPerSecond"), 3);
        });
        // Rows 3, 6 … 30: weights i % 7 + 1.
        var expected = Enumerable.Range(1, 10).Sum(i => 3 * i * 1.5 * (3 * i % 7 + 1)) / Enumerable.Range(1, 10).Sum(i => 3 * i % 7 + 1);
        Assert.Equal(expected, Number(result.Output[0], "Estimate"), 12);
        Assert.Equal(Enumerable.Range(1, 10).Sum(i => 3 * i % 7 + 1), Number(result.Output[0], "TotalWeight"));
    }

    [Fact]
    public void Grouping_columns_are_properties_with_their_own_types_but_never_hide_those_of_the_record()
    {
        var result = Run("""
            $rows | ForEach-Object { [pscustomobject]@{ Year = $_.Year; Kind = $_.Kind; Size = $_.Size; Mean = 'odd' } } |
                Invoke-ParallelBootstrap -Property Size -GroupBy Year, Kind, Mean, year -ResampleCount 100
            """);
        Assert.Equal(6, result.Output.Count);
        var first = result.Output[0];
        Assert.Equal((2010, "a", "2010, a, odd"), (Get(first, "Year"), (string)Get(first, "Kind")!, Get(first, "Group")));
        Assert.IsType<double>(Get(first, "Mean"));
    }

    [Fact]
    public void Without_grouping_columns_all_rows_are_one_group_drawn_alike()
    {
        var record = Assert.Single(Run("1..9 | Invoke-ParallelBootstrap -Property Value").Output);
        Assert.Equal(("(all)", 5.0, 9.0), (Get(record, "Group"), Number(record, "Estimate"), Number(record, "TotalWeight")));
        Assert.Equal((9, 9), (Get(record, "Rows"), Get(record, "SampleSize")));
    }

    [Fact]
    public void The_same_seed_gives_the_same_digits_with_any_number_of_workers_and_another_seed_others()
    {
        const string command = "$rows | Invoke-ParallelBootstrap -Property Size -GroupBy Year -ResampleCount 3000 ";
        var one = Digits(command + "-Seed 7 -Workers 1");
        Assert.Equal(one, Digits(command + "-Seed 7 -Workers 3"));
        Assert.Equal(one, Digits(command + "-Seed 7"));
        Assert.NotEqual(one, Digits(command + "-Seed -7"));
    }

    [Fact]
    public void A_random_seed_is_reported_and_gives_the_same_digits_again()
    {
        var first = Run("$rows | Invoke-ParallelBootstrap -Property Size -ResampleCount 500").Output[0];
        var again = Run($"$rows | Invoke-ParallelBootstrap -Property Size -ResampleCount 500 -Seed {Get(first, "Seed")}").Output[0];
        Assert.Equal(Number(first, "Mean"), Number(again, "Mean"));
        // A seed below 2^31 has a chance of 2^-32.
        Assert.InRange((long)Get(first, "Seed")!, 1L << 31, long.MaxValue);
    }

    [Fact]
    public void A_null_key_is_a_group_of_its_own_and_comes_first()
    {
        var result = Run("""
            1, $null, 1, $null | ForEach-Object { [pscustomobject]@{ Key = $_; Size = 3 } } |
                Invoke-ParallelBootstrap -Property Size -GroupBy Key
            """);
        Assert.Equal(["(null)", "1"], result.Output.Select(record => Get(record, "Group")));
        Assert.Null(Get(result.Output[0], "Key"));
        Assert.Equal(1, Get(result.Output[1], "Key"));
    }

    [Theory]
    [InlineData("@{ K = 2; V = 5; W = 1 }", "TooFewRows")]
    [InlineData("@{ K = 2; V = 5; W = 1 }, @{ K = 2; V = 6; W = 0 }", "TooFewRows")]
    [InlineData("@{ K = 2; V = $null; W = 1 }, @{ K = 2; V = 6; W = 1 }", "NullValue")]
    [InlineData("@{ K = 2; V = 5; W = 1 }, @{ K = 2; V = 6; W = $null }", "NullWeight")]
    [InlineData("@{ K = 2; V = 5; W = 1 }, @{ K = 2; V = [double]::NaN; W = 1 }", "ValueNotFinite")]
    [InlineData("@{ K = 2; V = 5; W = 1 }, @{ K = 2; V = [double]::PositiveInfinity; W = 1 }", "ValueNotFinite")]
    [InlineData("@{ K = 2; V = 5; W = 1 }, @{ K = 2; V = 6; W = -1 }", "InvalidWeight")]
    [InlineData("@{ K = 2; V = 5; W = 1 }, @{ K = 2; V = 6; W = [double]::NaN }", "InvalidWeight")]
    [InlineData("@{ K = 2; V = 5; W = 0 }, @{ K = 2; V = 6; W = 0 }", "AllWeightsZero")]
    public void A_group_that_cannot_be_resampled_is_an_error_and_the_others_are_computed(string bad, string id)
    {
        var result = _session.Run($$"""
            @{ K = 1; V = 1; W = 1 }, @{ K = 1; V = 2; W = 1 }, {{bad}}, @{ K = 3; V = 3; W = 1 }, @{ K = 3; V = 4; W = 1 } |
                Invoke-ParallelBootstrap -Property V -Weight W -GroupBy K -ResampleCount 100
            """);
        Assert.Null(result.Terminating);
        Assert.Equal(["1", "3"], result.Output.Select(record => Get(record, "Group")));
        var error = Assert.Single(result.Errors);
        Assert.Equal(id + ",Scaling.PowerShell.Commands.Parallel.InvokeParallelBootstrapCommand", error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.InvalidData, error.CategoryInfo.Category);
        Assert.Equal("2", error.TargetObject);
        Assert.StartsWith("Group 2: ", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_null_in_any_column_is_told_with_row_and_column_and_the_next_group_is_computed()
    {
        var result = _session.Run("""
            @{ K = 1; V = 1; U = 1; S = 1 }, @{ K = 1; V = 2; U = $null; S = 1 }, @{ K = 2; V = 1; U = 1; S = 1 }, @{ K = 2; V = 2; U = 1; S = $null },
                @{ K = 3; V = 3; U = 1; S = 1 }, @{ K = 3; V = 4; U = 2; S = 1 } |
                Invoke-ParallelBootstrap -Property V, U -Strata S -Statistic Ratio -GroupBy K -ResampleCount 100
            """);
        Assert.Equal(["3"], result.Output.Select(record => Get(record, "Group")));
        Assert.Equal(["NullValue", "NullStratum"], result.ErrorIds);
        Assert.Equal("Group 1: The value of row 2 of the group is null in the column 'U'.", result.Errors[0].ToString());
        Assert.Equal("Group 2: The stratum of row 2 of the group is null in the column 'S'.", result.Errors[1].ToString());
    }

    [Theory]
    [InlineData("-Property Nix", "ColumnNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("-Property Size -Weight Nix", "ColumnNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("-Property Size -GroupBy Nix", "ColumnNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("-Property Text", "ColumnNotNumeric", ErrorCategory.InvalidType)]
    [InlineData("-Property Size -Weight Text", "ColumnNotNumeric", ErrorCategory.InvalidType)]
    [InlineData("-Property Size -GroupBy Bytes", "ColumnTypeMismatch", ErrorCategory.InvalidType)]
    [InlineData("-Property Size, Nix -Statistic Ratio", "ColumnNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("-Property Size, Text -Statistic Correlation", "ColumnNotNumeric", ErrorCategory.InvalidType)]
    [InlineData("-Property Size -Strata Nix", "ColumnNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("-Property Size -Strata Bytes", "ColumnTypeMismatch", ErrorCategory.InvalidType)]
    public void A_column_that_cannot_serve_is_an_error_once_and_nothing_comes_out(string arguments, string id, ErrorCategory category)
    {
        // More rows than one batch holds.
        var result = _session.Run($$"""
            $row = [pscustomobject]@{ Size = 1.5; Text = 'x'; Bytes = [byte[]](1, 2) }
            & { foreach ($i in 1..70000) { $row } } | Invoke-ParallelBootstrap {{arguments}}
            """);
        Assert.Null(result.Terminating);
        Assert.Empty(result.Output);
        var error = Assert.Single(result.Errors);
        Assert.StartsWith(id + ",", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(category, error.CategoryInfo.Category);
    }

    [Fact]
    public void A_row_that_does_not_fit_leaves_no_figures_of_the_rest()
    {
        var result = _session.Run("""
            & { foreach ($i in 1..65536) { [pscustomobject]@{ V = $i } }; [pscustomobject]@{ V = 'many' }; [pscustomobject]@{ V = 3 } } |
                Invoke-ParallelBootstrap -Property V -ResampleCount 10 -SampleSize 10
            """);
        Assert.Equal(["ValueNotParsed", "InputIncomplete"], result.ErrorIds);
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("-ConfidenceLevel 0", "ConfidenceLevelOutOfRange")]
    [InlineData("-ConfidenceLevel 1", "ConfidenceLevelOutOfRange")]
    [InlineData("-ConfidenceLevel 95", "ConfidenceLevelOutOfRange")]
    [InlineData("-ConfidenceLevel ([double]::NaN)", "ConfidenceLevelOutOfRange")]
    [InlineData("-ResampleCount 1", "ParameterArgumentValidationError")]
    [InlineData("-SampleSize 0", "ParameterArgumentValidationError")]
    [InlineData("-Workers 0", "ParameterArgumentValidationError")]
    [InlineData("-Property ''", "ParameterArgumentValidationError")]
    [InlineData("-Seed 1.5e30", "CannotConvertArgumentNoMessage")]
    [InlineData("-ResampleCount 2147483647", "ParameterArgumentValidationError")]
    [InlineData("-Statistic Quantile -Quantile 1.5", "ParameterArgumentValidationError")]
    [InlineData("-Statistic Quantile -Quantile ([double]::NaN)", "ParameterArgumentValidationError")]
    [InlineData("-BlockLength 0", "ParameterArgumentValidationError")]
    [InlineData("-Method Nix", "CannotConvertArgumentNoMessage")]
    [InlineData("-BlockLength 2 -BlockMethod Nix", "CannotConvertArgumentNoMessage")]
    [InlineData("-Statistic $null", "ParameterArgumentValidationError")]
    public void A_parameter_out_of_range_ends_the_command(string arguments, string id)
    {
        var property = arguments.StartsWith("-Property", StringComparison.Ordinal) ? "" : "-Property Value";
        var result = _session.Run($"1..3 | Invoke-ParallelBootstrap {property} {arguments}");
        Assert.Empty(result.Output);
        Assert.Equal([id], result.ErrorIds);
    }

    [Fact]
    public void No_input_gives_no_output_and_no_error()
    {
        var result = _session.Run("@() | Invoke-ParallelBootstrap -Property Value; $null | Invoke-ParallelBootstrap -Property Value");
        Assert.Empty(result.ThrowOnError().Output);
    }

    [Fact]
    public void Files_are_read_and_missing_ones_reported()
    {
        _session.WriteFile("a.csv", "Year,Size,Other\n2010,1,x\n2010,2,y\n");
        _session.WriteFile("b[1].csv", "Size,Year\n4,2011\n8,2011\n");
        Directory.CreateDirectory(Path.Combine(_session.Folder, "folder"));
        _session.WriteFile("short.csv", "Year\n2010\n");

        var named = _session.Run("Invoke-ParallelBootstrap a.csv, nix.csv, short.csv, folder -Property Size -GroupBy Year");
        Assert.Equal(["PathNotFound", "ColumnNotFound", "PathIsDirectory"], named.ErrorIds);
        Assert.Equal(1.5, Number(Assert.Single(named.Output), "Estimate"));

        var literal = _session.Run("Invoke-ParallelBootstrap -LiteralPath a.csv, 'b[1].csv' -Property Size -GroupBy Year");
        Assert.Equal([1.5, 6.0], literal.ThrowOnError().Output.Select(record => Number(record, "Estimate")));

        var read = _session.Run("Read-Dataset a.csv | Invoke-ParallelBootstrap -Property Size -GroupBy Year -ResampleCount 10");
        Assert.Equal(1.5, Number(Assert.Single(read.ThrowOnError().Output), "Estimate"));
    }

    [Fact]
    public void A_file_that_breaks_off_gives_no_figures()
    {
        var lines = Enumerable.Range(0, 200_000).Select(i => $"{i},1").Append("1,2,3");
        _session.WriteFile("ragged.csv", "Size,Weight\n" + string.Join('\n', lines) + "\n");
        var result = _session.Run("Invoke-ParallelBootstrap ragged.csv -Property Size -ResampleCount 10 -SampleSize 10");
        Assert.Equal("RaggedRow", result.ErrorIds.First());
        Assert.Empty(result.Output);
    }

    [Fact]
    public void The_table_view_shows_seven_columns_of_the_record()
    {
        var record = Run("$rows | Invoke-ParallelBootstrap -Property Size -Seed 7").Output[0];
        var view = XDocument.Load(Path.Combine(EngineSession.ModuleFolder, "Scaling.Format.ps1xml")).Descendants("View")
            .Single(v => v.Element("Name")!.Value == "Scaling.PowerShell.Results.BootstrapResult");

        Assert.Equal(
            ["Group", "Estimate", "Mean", "StandardError", "Lower", "Upper", "Draws/s"],
            view.Descendants("TableColumnHeader").Select(header => header.Element("Label")!).Select(label => label.Value));
        Assert.All(view.Descendants("PropertyName"), name => Assert.NotNull(record.Properties[name.Value]));
        var draws = view.Descendants("TableColumnItem").Descendants("ScriptBlock").Single().Value;
        Assert.Equal(["0.5", "999", "12.3 k", "450 M", "2 G", "5000 G"], _session.Run($$"""
            0.5, 999, 12345, 450e6, 2e9, 5e12 | ForEach-Object { $_ = [pscustomobject]@{ DrawsPerSecond = $_ }; {{draws}} }
            """).ThrowOnError().Values);
    }

    [Fact]
    public void The_table_view_is_headed_by_the_columns_and_by_any_statistic_but_the_mean()
    {
        var view = XDocument.Load(Path.Combine(EngineSession.ModuleFolder, "Scaling.Format.ps1xml")).Descendants("View")
            .Single(v => v.Element("Name")!.Value == "Scaling.PowerShell.Results.BootstrapResult");
        var header = view.Element("GroupBy")!.Element("ScriptBlock")!.Value;
        Assert.Equal("Property", view.Element("GroupBy")!.Element("Label")!.Value);
        Assert.Equal(["Size", "x, y, Statistic: Ratio", "Size, Statistic: Quantile 0.9"], _session.Run($$"""
            [cultureinfo]::CurrentCulture = [cultureinfo]::GetCultureInfo('fi-FI')
            @{ Property = 'Size'; Statistic = 'Mean'; Quantile = $null }, @{ Property = 'x, y'; Statistic = 'Ratio'; Quantile = $null },
                @{ Property = 'Size'; Statistic = 'Quantile'; Quantile = 0.9 } | ForEach-Object { $_ = [pscustomobject]$_; {{header}} }
            """).ThrowOnError().Values);
    }

    [Fact]
    public void Row_objects_batches_and_files_give_the_same_record()
    {
        Run("$rows | Export-Dataset rows.parquet; $rows | Export-Dataset rows.csv");
        const string arguments = "-property SIZE -weight files -groupby kind, YEAR -Seed 3 -ResampleCount 700";
        var expected = Digits($"$rows | Invoke-ParallelBootstrap {arguments}");
        Assert.Equal(6, expected.Length);
        Assert.Equal(expected, Digits($"Read-Dataset rows.parquet | Invoke-ParallelBootstrap {arguments}"));
        Assert.Equal(expected, Digits($"Invoke-ParallelBootstrap rows.parquet {arguments}"));
        Assert.Equal(expected, Digits($"Invoke-ParallelBootstrap rows.csv {arguments}"));
    }

    [Fact]
    public void Every_record_says_what_it_is_the_bootstrap_of()
    {
        var mean = Run("$rows | Invoke-ParallelBootstrap -Property Size").Output[0];
        Assert.Equal(("Mean", null, "Percentile", null), (Get(mean, "Statistic"), Get(mean, "Quantile"), Get(mean, "Method"), Get(mean, "Strata")));
        Assert.Equal((false, null, null, null), (Get(mean, "WithoutReplacement"), Get(mean, "BlockLength"), Get(mean, "BlockMethod"), Get(mean, "Distribution")));

        var quantile = Run("$rows | Invoke-ParallelBootstrap -Property Size -Statistic quantile -Quantile 0.9 -Method basic -Strata Kind, Year").Output[0];
        Assert.Equal(("Quantile", 0.9, "Basic", "Kind, Year"),
            (Get(quantile, "Statistic"), Get(quantile, "Quantile"), Get(quantile, "Method"), Get(quantile, "Strata")));

        var series = Run("$rows | Invoke-ParallelBootstrap -Property Size, Files -Statistic ratio -BlockLength 4 -BlockMethod moving").Output[0];
        Assert.Equal(("Size, Files", "Ratio", 4, "Moving"),
            (Get(series, "Property"), Get(series, "Statistic"), Get(series, "BlockLength"), Get(series, "BlockMethod")));
    }

    [Fact]
    public void Numbers_and_keys_do_not_depend_on_the_culture()
    {
        var record = Run("""
            [cultureinfo]::CurrentCulture = [cultureinfo]::GetCultureInfo('fi-FI')
            1.5, 1.5, 2.5, 2.5 | ForEach-Object { @{ K = $_; V = $_ } } | Invoke-ParallelBootstrap -Property V -GroupBy K -ResampleCount 10
            """).Output[0];
        Assert.Equal("1.5", Get(record, "Group"));
        Assert.Equal(1.5, Number(record, "Estimate"));
    }

    [Fact]
    public void Stopping_ends_the_draws()
    {
        using var engine = Engine.Create(_session.Runspace);
        engine.AddScript("'started'; 1..9 | Invoke-ParallelBootstrap -Property Value -SampleSize 1000000 -ResampleCount 1000000");
        using var output = new PSDataCollection<PSObject>();
        using var started = new ManualResetEventSlim();
        output.DataAdded += (_, _) => started.Set();
        var run = engine.BeginInvoke<PSObject, PSObject>(null, output);
        Assert.True(started.Wait(TimeSpan.FromSeconds(30)));
        var clock = Stopwatch.StartNew();
        engine.Stop();
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(2));
        Assert.Throws<PipelineStoppedException>(() => engine.EndInvoke(run));
        Assert.Equal(PSInvocationState.Stopped, engine.InvocationStateInfo.State);
    }

    [Fact]
    public void A_later_cmdlet_may_end_the_pipeline_after_the_first_record()
    {
        // All groups together would take many minutes.
        var result = _session.Run("""
            $found = $null
            foreach ($once in 1) {
                & { foreach ($i in 1..20000) { @{ K = $i + 1 -shr 1; V = $i } } } |
                    Invoke-ParallelBootstrap -Property V -GroupBy K -SampleSize 100000 -ResampleCount 1000 |
                    ForEach-Object { $found = $_; break }
            }
            $found.Group
            """);
        Assert.Equal(["1"], result.ThrowOnError().Values);
    }

    private static object? Get(PSObject record, string name) => record.Properties[name].Value;

    private static double Number(PSObject record, string name) => Convert.ToDouble(Get(record, name), CultureInfo.InvariantCulture);

    private EngineResult Run(string script) => _session.Run(Rows + "\n" + script).ThrowOnError();

    private (object?, double, double, double, double, double)[] Digits(string script) =>
    [
        .. Run(script).Output.Select(r => (Get(r, "Group"), Number(r, "Estimate"), Number(r, "Mean"), Number(r, "StandardError"),
            Number(r, "LowerBound"), Number(r, "UpperBound"))),
    ];
}
