using Xunit;

namespace Scaling.PowerShell.Tests.Datasets;

public sealed class ConvertParquetToCsvTests : IDisposable
{
    private readonly EngineSession _session = new();

    public ConvertParquetToCsvTests()
    {
        _session.WriteFile("a.csv", "Id,City,Price\n1,Turku,2.5\n2,Åbo,\n3,\"\",7\n");
        _session.Run("Convert-CsvToParquet a.csv").ThrowOnError();
        File.Delete(Path.Combine(_session.Folder, "a.csv"));
    }

    public void Dispose() => _session.Dispose();

    private string Text(string name) => File.ReadAllText(Path.Combine(_session.Folder, name));

    [Fact]
    public void The_text_reads_back_as_what_it_was_made_of()
    {
        var result = _session.Run("$r = Convert-ParquetToCsv a.parquet; $r.Rows; $r.RowGroups; $r.Bytes").ThrowOnError();

        Assert.Equal("Id,City,Price\n1,Turku,2.5\n2,Åbo,\n3,\"\",7.0\n", Text("a.csv"));
        Assert.Equal([3L, 0, (long)System.Text.Encoding.UTF8.GetByteCount(Text("a.csv"))], result.Values);
    }

    [Fact]
    public void Columns_rows_and_dialect_are_the_users()
    {
        _session.Run("Convert-ParquetToCsv a.parquet out.tsv -Property Price, City -Where { $_.Id -ne 2 } -Culture fi-FI -NoHeader").ThrowOnError();

        Assert.Equal("2,5\tTurku\n7,0\t\"\"\n", Text("out.tsv"));
    }

    [Fact]
    public void Another_encoding_has_its_preamble_and_lacks_no_character()
    {
        _session.Run("Convert-ParquetToCsv a.parquet -Encoding utf-16").ThrowOnError();
        Assert.Equal([0xFF, 0xFE, (byte)'I'], File.ReadAllBytes(Path.Combine(_session.Folder, "a.csv")).Take(3));

        Assert.Equal(["MalformedText"], _session.Run("Convert-ParquetToCsv a.parquet b.csv -Encoding us-ascii").ErrorIds);
        Assert.False(File.Exists(Path.Combine(_session.Folder, "b.csv")));
    }

    [Fact]
    public void What_is_no_Parquet_file_is_an_error_and_the_next_one_is_converted()
    {
        _session.WriteFile("text.csv", "a\n1\n");
        _session.WriteFile("broken.parquet", "PAR1 not");

        var result = _session.Run("Convert-ParquetToCsv text.csv, broken.parquet, missing.parquet, a.parquet | ForEach-Object Rows");

        Assert.Equal(["CorruptFile", "CorruptFile", "PathNotFound"], result.ErrorIds);
        Assert.Equal([3L], result.Values);
    }

    [Theory]
    [InlineData("-Encoding nothing", "EncodingUnknown")]
    [InlineData("-Delimiter Auto", "InvalidParameter")]
    public void Parameters_that_mean_nothing_are_refused(string parameters, string id)
    {
        var result = _session.Run($"Convert-ParquetToCsv a.parquet {parameters}");

        Assert.Equal([id], result.ErrorIds);
    }

    [Fact]
    public void An_existing_file_is_kept_where_that_is_asked_for()
    {
        _session.WriteFile("a.csv", "old");

        Assert.Equal(["DestinationExists"], _session.Run("Convert-ParquetToCsv a.parquet -NoClobber").ErrorIds);
        _session.Run("Convert-ParquetToCsv a.parquet -WhatIf").ThrowOnError();
        Assert.Equal("old", Text("a.csv"));

        Assert.Equal(["a.csv"], _session.Run("Convert-ParquetToCsv a.parquet -PassThru | ForEach-Object Name").ThrowOnError().Values);
        Assert.StartsWith("Id,", Text("a.csv"), StringComparison.Ordinal);
    }
}
