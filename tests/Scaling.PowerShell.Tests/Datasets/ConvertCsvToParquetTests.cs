using Scaling.PowerShell.Tests.Host;
using Xunit;

namespace Scaling.PowerShell.Tests.Datasets;

public sealed class ConvertCsvToParquetTests : IDisposable
{
    private const string Text = "a,b\n1,x\n";

    private readonly EngineSession _session = new();

    public ConvertCsvToParquetTests() => _session.WriteFile("a.csv", Text);

    private string[] Files => [.. Directory.GetFiles(_session.Folder).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("a.csv")]
    [InlineData("./folder/../a.csv")]
    public void A_file_is_not_replaced_by_its_own_conversion(string destination)
    {
        Directory.CreateDirectory(Path.Combine(_session.Folder, "folder"));

        var result = _session.Run("Convert-CsvToParquet a.csv $args[0]", destination);

        Assert.Equal(["DestinationIsSource"], result.ErrorIds);
        Assert.Equal(Text, File.ReadAllText(Path.Combine(_session.Folder, "a.csv")));
        Assert.Equal(["a.csv"], Files);
    }

    [UnixFact]
    public void A_link_to_a_file_is_not_a_way_to_replace_it_by_its_conversion()
    {
        File.CreateSymbolicLink(Path.Combine(_session.Folder, "link.parquet"), "a.csv");

        var result = _session.Run("Convert-CsvToParquet a.csv link.parquet");

        Assert.Equal(["DestinationIsSource"], result.ErrorIds);
        Assert.Equal(Text, File.ReadAllText(Path.Combine(_session.Folder, "a.csv")));
    }

    [Fact]
    public void A_file_that_is_Parquet_already_keeps_its_place()
    {
        var result = _session.Run("Convert-CsvToParquet a.csv; Convert-CsvToParquet a.parquet");

        Assert.Equal(["DestinationIsSource"], result.ErrorIds);
        Assert.Equal(["a.csv", "a.parquet"], Files);
    }

    [Fact]
    public void The_name_loses_what_says_how_the_text_is_packed()
    {
        using (var packed = new System.IO.Compression.GZipStream(File.Create(Path.Combine(_session.Folder, "b.csv.gz")), System.IO.Compression.CompressionLevel.Fastest))
            packed.Write(System.Text.Encoding.UTF8.GetBytes(Text));

        _session.Run("Convert-CsvToParquet b.csv.gz").ThrowOnError();

        Assert.Equal(["a.csv", "b.csv.gz", "b.parquet"], Files);
    }

    [Fact]
    public void PassThru_gives_files_that_the_next_cmdlet_takes()
    {
        var result = _session.Run("Convert-CsvToParquet a.csv -PassThru | Read-Dataset | ForEach-Object RowCount").ThrowOnError();

        Assert.Equal([1], result.Values);
    }

    [Fact]
    public void Rows_are_filtered_also_by_columns_that_are_not_written()
    {
        _session.WriteFile("b.csv", "a,b\n1,x\n2,y\n3,z\n");

        var result = _session.Run("(Convert-CsvToParquet b.csv -Property b -Where { $_.a -ge 2 }).Rows; (Import-Dataset b.parquet | ForEach-Object { $_.b }) -join ','; (Get-DatasetInfo b.parquet).Columns.Name");

        Assert.Equal([2L, "y,z", "b"], result.ThrowOnError().Values);
    }

    [Fact]
    public void What_fails_in_the_filter_is_an_error_of_its_row()
    {
        _session.WriteFile("b.csv", "a,b\n1,x\n2,5\n");

        var result = _session.Run("(Convert-CsvToParquet b.csv -Where { [int]$_.b -eq 5 }).Rows");

        Assert.Equal(["ExpressionFailed"], result.ErrorIds);
        Assert.Equal([1L], result.Values);
    }

    [Fact]
    public void Bad_records_go_to_a_file_with_a_warning_and_are_counted()
    {
        _session.WriteFile("b.csv", "a,b\n1,2\n3\n4,x\n");
        _session.WriteFile("c.csv", "a,b\n1,2\n5,6,7\n");

        var result = _session.Run("Convert-CsvToParquet b.csv, c.csv -BadRecordPath bad.csv -Schema @{ b = 'int64' } | ForEach-Object { $_.BadRecords }; (Import-Dataset bad.csv | ForEach-Object Record) -join ' '");

        Assert.Equal([2L, 1L, "3 4,x 5,6,7"], result.ThrowOnError().Values);
        Assert.Contains("3 bad records", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_for_bad_records_that_cannot_be_written_is_an_error_before_anything_is_read()
    {
        var result = _session.Run("Convert-CsvToParquet a.csv -BadRecordPath missing/bad.csv");

        Assert.Contains("DestinationFolderNotFound", result.ErrorIds);
    }

    [Fact]
    public void WhatIf_writes_neither_the_target_nor_the_bad_records()
    {
        _session.Run("Convert-CsvToParquet a.csv -BadRecordPath bad.csv -WhatIf").ThrowOnError();

        Assert.Equal(["a.csv"], Files);
    }

    [Fact]
    public void Several_files_are_appended_to_one()
    {
        _session.WriteFile("b.csv", "b,a\ny,2\n");

        var result = _session.Run("Convert-CsvToParquet a.csv, b.csv all.parquet -Append | ForEach-Object { $_.Rows, $_.RowGroups }; (Import-Dataset all.parquet | ForEach-Object { $_.a }) -join ','");

        Assert.Equal([1L, 1, 1L, 2, "1,2"], result.ThrowOnError().Values);
    }

    [Theory]
    [InlineData("-Append -NoClobber")]
    [InlineData("-Resume -Append")]
    [InlineData("-Resume -Where { $_.a }")]
    [InlineData("-Resume -BadRecordPath bad.csv")]
    public void What_does_not_go_together_is_refused(string parameters)
    {
        var result = _session.Run($"Convert-CsvToParquet a.csv {parameters}");

        Assert.Equal(["InvalidParameter"], result.ErrorIds);
        Assert.Equal(["a.csv"], Files);
    }

    [Fact]
    public void Resuming_where_nothing_was_left_converts_all()
    {
        var result = _session.Run("$r = Convert-CsvToParquet a.csv -Resume; $r.Rows; $r.ResumedRows").ThrowOnError();

        Assert.Equal([1L, 0L], result.Values);
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public void A_column_that_became_wider_is_told_of()
    {
        var text = "a,b\n" + string.Concat(Enumerable.Range(0, 2_000_000).Select(i => i == 1_100_003 ? "1,x\n" : "1,22\n"));
        _session.WriteFile("b.csv", text);

        var result = _session.Run("$r = Convert-CsvToParquet b.csv -Verbose; $r.Rows; $r.WidenedColumns; $r.Schema").ThrowOnError();

        Assert.Equal([2_000_000L, "b: int64 to string", "a: int64, b: string"], result.Values);
        Assert.Contains(result.Verbose, v => v.Contains("b: int64 to string", StringComparison.Ordinal));
        Assert.Equal(["ValueNotParsed"], _session.Run("Convert-CsvToParquet b.csv -Strict").ErrorIds);
        Assert.Equal(["ValueNotParsed"], _session.Run("Read-Dataset b.csv | Out-Null").ErrorIds);
        Assert.Equal([2_000_000L], _session.Run("(Read-Dataset b.csv -FullScan | Group-Dataset a | Import-Dataset | ForEach-Object { $_.Count })").Values);
    }
}
