using Xunit;

namespace Scaling.PowerShell.Tests.Datasets;

/// <summary>What is left out of Parquet files because of -Where does not change what comes out.</summary>
public sealed class ParquetFilterTests : IDisposable
{
    private readonly EngineSession _session = new();

    public ParquetFilterTests()
    {
        // Three pages of 20,000 rows and a shorter one; b is null in the second of them.
        var rows = string.Concat(Enumerable.Range(0, 65_000).Select(i =>
            FormattableString.Invariant($"{i},{(i is >= 20_000 and < 40_000 ? "" : $"{i % 7}")},{(char)('a' + i / 10_000)}{i % 10},{2000 + i / 10_000}-01-02\n")));
        _session.WriteFile("a.csv", "i,b,s,t\n" + rows);
        _session.Run("Convert-CsvToParquet a.csv").ThrowOnError();
    }

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("$_.i -lt 0")]
    [InlineData("$_.i -eq 41000")]
    [InlineData("$_.i -ge 59990 -or $_.i -lt 5")]
    [InlineData("$_.i -in 3, 45000, 99999")]
    [InlineData("'30000' -eq $_.i")]
    [InlineData("$_.i -gt $limit")]
    [InlineData("$null -eq $_.b -and $_.i % 1000 -eq 0")]
    [InlineData("$null -ne $_.b -and $_.i % 1000 -eq 0")]
    [InlineData("$_.b -lt 0")]
    [InlineData("$_.b -lt 1 -and $_.i % 500 -eq 1")]
    [InlineData("$_.s -eq 'D3' -and $_.i -gt 39000")]
    [InlineData("$_.s -ceq 'D3'")]
    [InlineData("$_.s -like 'f1*' -and $_.i -gt 59000")]
    [InlineData("$_.t.Year -eq 2004 -and $_.i % 900 -eq 0")]
    [InlineData("$_.t -ge '2006-01-01' -and $_.b -eq 3")]
    [InlineData("-not ($_.i -lt 64990)")]
    [InlineData("10 / ($_.i - 30000) -gt 0 -and $_.i -gt 64900")]
    [InlineData("$_.i -gt 64900 -and 10 / $_.b -gt 9")]
    public void Filters_keep_the_same_rows_and_raise_the_same_errors(string where)
    {
        var script = $$"""
            $limit = 64000
            $all = Read-Dataset a.parquet
            {0} -Where { {{where}} } -ErrorVariable failed -ErrorAction SilentlyContinue | Import-Dataset | ForEach-Object { $_.i }
            ($failed | ForEach-Object { $_.Exception.Message -replace '^.*? of ' -replace ' rows?.*' } | Measure-Object -Sum).Sum
            """;
        var expected = _session.Run(script.Replace("{0}", "$all | Select-Dataset", StringComparison.Ordinal)).Values;
        Assert.Equal(expected, _session.Run(script.Replace("{0}", "Select-Dataset -Path a.parquet", StringComparison.Ordinal)).Values);
        Assert.Equal(expected, _session.Run(script.Replace("{0}", "Read-Dataset a.parquet -Property t, i", StringComparison.Ordinal)).Values);
    }

    [Theory]
    [InlineData("Select-Dataset -Path a.parquet")]
    [InlineData("Read-Dataset a.parquet")]
    public void Verbose_tells_what_was_left_out(string command)
    {
        var output = _session.Run(command + " -Where { $_.i -eq 41000 } -Verbose 4>&1 | ForEach-Object { \"$_\" }").ThrowOnError().Values;

        Assert.Contains("a.parquet: 0 row groups and 12 pages of others, 45000 rows in all, were left out by their statistics.", output);
    }

    [Fact]
    public void Asked_to_run_row_by_row_everything_is_read()
    {
        var output = _session.Run("$ScalingRowByRow = $true; Read-Dataset a.parquet -Where { $_.i -eq 41000 } -Verbose 4>&1 | ForEach-Object { \"$_\" }").ThrowOnError().Values;

        Assert.DoesNotContain(output, o => o is string text && text.Contains("left out", StringComparison.Ordinal));
    }

    [Fact]
    public void A_name_that_is_no_column_is_an_error_also_where_no_row_is_left()
    {
        var result = _session.Run("Select-Dataset -Path a.parquet -Where { $_.i -lt 0 } -Property nosuch*; Read-Dataset a.parquet -Where { $_.i -lt 0 -and $_.nosuch -eq 1 }");

        Assert.Equal(2, result.Errors.Count);
        Assert.All(result.Errors, e => Assert.StartsWith("ColumnNotFound", e.FullyQualifiedErrorId, StringComparison.Ordinal));
    }

    [Fact]
    public void Where_of_Read_Dataset_reads_columns_that_it_does_not_put_out()
    {
        var columns = _session.Run("Read-Dataset a.parquet -Property s -Where { $_.i -eq 64999 } | Import-Dataset").ThrowOnError().Output.Single().Properties;

        Assert.Equal("g9", Assert.Single(columns).Value);
    }

    [Fact]
    public void Where_of_Read_Dataset_takes_text_files_too()
    {
        var values = _session.Run("Read-Dataset a.csv -Where { $_.i -eq 64999 } | Import-Dataset | ForEach-Object { $_.s }").ThrowOnError().Values;

        Assert.Equal(["g9"], values);
    }

    [Fact]
    public void A_variable_that_changes_on_the_way_counts_from_the_next_batch_on()
    {
        var values = _session.Run("""
            $wanted = 100
            Select-Dataset -Path a.parquet -Where { $_.i -eq $wanted } | ForEach-Object { $wanted = 64000; $_.RowCount }
            $wanted
            """).ThrowOnError().Values;

        Assert.Equal([1, 1, 64000], values);
    }
}
