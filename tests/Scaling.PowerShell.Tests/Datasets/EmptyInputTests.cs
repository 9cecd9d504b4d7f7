using Xunit;

namespace Scaling.PowerShell.Tests.Datasets;

/// <summary>Inputs without rows, and inputs that fail before they give any, through every cmdlet that takes batches.</summary>
public sealed class EmptyInputTests : IDisposable
{
    private readonly EngineSession _session = new();

    public EmptyInputTests()
    {
        _session.WriteFile("good.csv", "a,b\n1,x\n2,y\n");
        _session.WriteFile("other.csv", "a,b\n30,x\n");
        _session.WriteFile("ragged.csv", "a,b\n1,x\n2\n");
    }

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("Read-Dataset good.csv -Where { $_.a -gt 10 }")]
    [InlineData("Read-Dataset good.csv | Select-Dataset -Where { $_.a -gt 10 }")]
    [InlineData("Select-Dataset good.csv -Where { $_.a -gt 10 }")]
    [InlineData("Read-Dataset good.csv | Export-Dataset x.parquet; Read-Dataset x.parquet -Where { $_.a -gt 10 }")]
    public void A_filter_that_nothing_matches_makes_a_file_of_the_columns(string input)
    {
        _session.WriteFile("old.csv", "old");

        var result = _session.Run(
            $"& {{ {input} }} | Export-Dataset e.parquet; & {{ {input} }} | Export-Dataset old.csv; (Get-DatasetInfo e.parquet).Rows; Read-Dataset e.parquet | ForEach-Object {{ \"$($_.Schema)\" }}; [IO.File]::ReadAllLines(\"$PWD/old.csv\")");

        Assert.Equal([0L, "a: int64 b: string", "a,b"], result.ThrowOnError().Values);
        Assert.Empty(result.Warnings);
    }

    [Theory]
    [InlineData("Import-Dataset e.parquet", 0)]
    [InlineData("Read-Dataset e.parquet | Import-Dataset -Property b -Where { $_.a }", 0)]
    [InlineData("Read-Dataset e.parquet | Select-Dataset -Property b | Import-Dataset", 0)]
    [InlineData("Read-Dataset e.parquet | Invoke-ParallelBootstrap -Property a -SampleSize 5 -ResampleCount 10", 0)]
    [InlineData("Read-Dataset e.parquet | Invoke-ParallelBootstrap -Property a -GroupBy b -SampleSize 5 -ResampleCount 10", 0)]
    [InlineData("Convert-ParquetToCsv e.parquet -PassThru", 1)]
    [InlineData("Convert-ParquetToCsv e.parquet -Where { $_.a -gt 1 } -PassThru", 1)]
    [InlineData("Convert-CsvToParquet good.csv e2.parquet -Where { $_.a -gt 10 } -PassThru", 1)]
    [InlineData("Read-Dataset e.parquet, good.csv | Import-Dataset", 2)]
    [InlineData("Read-Dataset e.parquet | Export-Dataset e3.csv -PassThru", 1)]
    public void Every_cmdlet_takes_batches_without_rows(string command, int count)
    {
        _session.Run("Read-Dataset good.csv -Where { $_.a -gt 10 } | Export-Dataset e.parquet").ThrowOnError();

        Assert.Equal(count, _session.Run(command).ThrowOnError().Output.Count);
    }

    [Fact]
    public void Groups_of_no_rows_are_a_file_of_their_columns()
    {
        var result = _session.Run(
            "Read-Dataset good.csv -Where { $_.a -gt 10 } | Group-Dataset -By b -Sum a -Count | Export-Dataset g.csv; [IO.File]::ReadAllLines(\"$PWD/g.csv\")");

        Assert.Equal(["b,a,Count"], result.ThrowOnError().Values);
    }

    [Fact]
    public void An_input_without_rows_is_told_of_once()
    {
        var result = _session.Run("Read-Dataset good.csv, other.csv -Where { $_.a -gt 10 } | ForEach-Object RowCount");

        Assert.Equal([0, 1], result.ThrowOnError().Values);
    }

    [Fact]
    public void A_column_whose_type_only_values_tell_takes_it_from_the_input_that_has_rows()
    {
        var result = _session.Run(
            "Select-Dataset good.csv, other.csv -Where { $_.a -gt 10 } -Property @{ N = 'n'; E = { & { [long] 7 } } } | ForEach-Object { \"$($_.Schema)\" }");

        Assert.All(result.ThrowOnError().Values, schema => Assert.EndsWith("n: int64", (string)schema!));
    }

    [Fact]
    public void Where_no_row_tells_the_type_of_a_column_it_is_text()
    {
        var result = _session.Run(
            "Select-Dataset good.csv -Where { $_.a -gt 10 } -Property a, @{ N = 'n'; E = { & { [long] 7 } } } | ForEach-Object { \"$($_.Schema)\" }");

        Assert.Equal(["a: int64 n: string"], result.ThrowOnError().Values);
    }

    [Theory]
    [InlineData("ragged.csv, good.csv")]
    [InlineData("good.csv, ragged.csv")]
    public void A_file_that_fails_in_its_first_batch_fails_what_is_gathered(string files)
    {
        _session.WriteFile("old.csv", "old");

        foreach (var gather in (string[])
            ["Export-Dataset old.csv", "Group-Dataset -By b", "Invoke-ParallelBootstrap -Property a -SampleSize 5 -ResampleCount 10"])
        {
            foreach (var read in (string[])[$"Read-Dataset {files}", $"Read-Dataset {files} -Where {{ $_.a -ge 0 }}", $"Select-Dataset {files} -Property a, b"])
            {
                var result = _session.Run($"{read} | {gather}");

                Assert.Equal(["RaggedRow", "InputIncomplete"], result.ErrorIds);
                Assert.Empty(result.Output);
            }
        }

        Assert.Equal("old", File.ReadAllText(Path.Combine(_session.Folder, "old.csv")));
    }

    [Fact]
    public void Rows_of_the_good_files_still_come_one_by_one()
    {
        var result = _session.Run("Read-Dataset ragged.csv, good.csv | Import-Dataset | ForEach-Object b");

        Assert.Equal(["RaggedRow"], result.ErrorIds);
        Assert.Equal(["x", "y"], result.Values);
    }

    [Fact]
    public void A_name_that_is_no_column_is_an_error_where_there_are_no_rows() =>
        Assert.Equal(["ColumnNotFound"], _session.Run(
            "Read-Dataset good.csv -Where { $_.a -gt 10 } | Export-Dataset e.parquet; Import-Dataset e.parquet -Where { $_.missing }").ErrorIds);
}
