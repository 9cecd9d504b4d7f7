using System.Globalization;
using Xunit;

namespace Scaling.PowerShell.Tests.Datasets;

public sealed class ReadingTests : IDisposable
{
    private readonly EngineSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Paths_are_relative_to_the_location_and_wildcards_expand()
    {
        _session.WriteFile("a1.csv", "x\n1\n");
        _session.WriteFile("a2.csv", "x\n2\n");
        Directory.CreateDirectory(Path.Combine(_session.Folder, "sub"));

        _session.Runspace.SessionStateProxy.Path.SetLocation(Path.Combine(_session.Folder, "sub"));
        var values = _session.Run("(Import-Dataset ../a?.csv).x; ('../a1.csv' | Read-Dataset | Import-Dataset).x");

        Assert.Equal([1L, 2L, 1L], values.ThrowOnError().Values);
    }

    [Theory]
    [InlineData("Read-Dataset -LiteralPath 'a[1].csv' | Import-Dataset")]
    [InlineData("Import-Dataset -LiteralPath 'a[1].csv'")]
    [InlineData("[System.IO.FileInfo]::new(\"$PWD/a[1].csv\") | Import-Dataset")]
    [InlineData("[pscustomobject]@{ PSPath = \"$PWD/a[1].csv\" } | Read-Dataset | Import-Dataset")]
    [InlineData("Convert-CsvToParquet -LiteralPath 'a[1].csv' | ForEach-Object { Import-Dataset -LiteralPath $_.Path }")]
    public void Brackets_in_a_literal_path_are_part_of_the_name(string command)
    {
        _session.WriteFile("a[1].csv", "x\n1\n");
        _session.WriteFile("a1.csv", "x\n2\n");

        Assert.Equal(1L, _session.Run(command).ThrowOnError().Output.Single().Properties["x"].Value);
    }

    [Fact]
    public void Options_of_text_reach_the_reader()
    {
        _session.WriteFile("o.txt", "# a note\n1;2,5;NA\n2;3,5;x\n");

        var rows = _session.Run("Import-Dataset o.txt -Delimiter ';' -Header a, b, c -Culture fi-FI -NullValue NA -Comment '#' -Property c, b").ThrowOnError().Output;

        Assert.Equal(["c", "b"], rows[0].Properties.Select(p => p.Name));
        Assert.Equal([null, 2.5, "x", 3.5], rows.SelectMany(r => r.Properties).Select(p => p.Value));
    }

    [Theory]
    [InlineData("Read-Dataset odd.txt {0} | Import-Dataset")]
    [InlineData("Import-Dataset odd.txt {0}")]
    [InlineData("Select-Dataset odd.txt {0} -Where {{ $_.n -gt 0 }} | Import-Dataset")]
    [InlineData("Group-Dataset odd.txt {0} -By n, t -Count | Import-Dataset -Property n, t")]
    [InlineData("Convert-CsvToParquet odd.txt odd.parquet {0} | ForEach-Object {{ Import-Dataset $_.Path }}")]
    public void Odd_dialects_are_read_by_every_cmdlet_alike(string command)
    {
        (string Text, string Options)[] files =
        [
            ("n||t\n1||\"x||y\"\n2||it's\n", "-Delimiter '||'"), ("n,t\n1,'x||y'\n2,'it''s'\n", "-Quote \"'\""),
            ("n;t\n1;x\\||y\n2;it's\n", "-Escape '|' -Schema @{ t = 'string' }"), ("n\tt\n1\tx\\|y\n2\tit's\n", "-Quote None -Delimiter Tab"),
        ];
        string[] first = ["x||y", "x||y", "x\\|y", "x\\|y"];
        for (var i = 0; i < files.Length; i++)
        {
            _session.WriteFile("odd.txt", files[i].Text);
            File.Delete(Path.Combine(_session.Folder, "odd.parquet"));

            var rows = _session.Run(string.Format(System.Globalization.CultureInfo.InvariantCulture, command, files[i].Options)).ThrowOnError().Output;

            Assert.Equal([1L, first[i], 2L, "it's"], rows.SelectMany(r => r.Properties).Select(p => p.Value));
        }
    }

    [Fact]
    public void What_a_file_of_an_odd_dialect_is_can_be_asked()
    {
        _session.WriteFile("odd.txt", "n||t\r\n1||x\r\n");

        var info = _session.Run("Get-DatasetInfo odd.txt -Delimiter '||'").ThrowOnError().Output.Single();

        Assert.Equal(["||", 1L, "CrLf"], new[] { "Delimiter", "Rows", "NewLine" }.Select(name => info.Properties[name].Value is Enum e ? e.ToString() : info.Properties[name].Value));
    }

    [Fact]
    public void Encodings_are_known_by_name_and_by_number()
    {
        File.WriteAllBytes(Path.Combine(_session.Folder, "latin.csv"), [.. "n\nk"u8, 0xE4, .. "se\n"u8]);

        Assert.Equal(["käse", "käse"],
            _session.Run("(Import-Dataset latin.csv -Encoding windows-1252).n; (Import-Dataset latin.csv -Encoding 1252).n").ThrowOnError().Values);
    }

    [Fact]
    public void A_comma_decimal_culture_of_the_session_changes_nothing()
    {
        var path = _session.WriteFile("d.csv", "a,b\n1.5,2020-01-31\n");
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("fi-FI");
            var row = _session.Run("[cultureinfo]::CurrentCulture = 'fi-FI'; Import-Dataset $args[0] | Export-Dataset e.csv; Import-Dataset e.csv", path);
            Assert.Equal([1.5, new DateOnly(2020, 1, 31)], row.ThrowOnError().Output.Single().Properties.Select(p => p.Value));
            Assert.Equal("a,b\n1.5,2020-01-31\n", File.ReadAllText(Path.Combine(_session.Folder, "e.csv")));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_pipeline_that_is_cut_short_leaves_the_file_free()
    {
        var path = _session.WriteFile("long.csv", "a\n" + string.Concat(Enumerable.Repeat("1\n", 300_000)));

        // The bare engine has no Select-Object; break stops upstream in the same way.
        _session.Run("foreach ($i in 1) { Read-Dataset $args[0] | Import-Dataset | ForEach-Object { break } }", path);

        using var exclusive = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.True(exclusive.CanWrite);
    }

    [Fact]
    public void Info_tells_what_a_file_is()
    {
        _session.WriteFile("i.csv", "id;name\r\n1;x\r\n2;\r\n");

        var result = _session.Run("Get-DatasetInfo i.csv; Convert-CsvToParquet i.csv | Get-DatasetInfo").ThrowOnError();

        var (text, parquet) = (result.Output[0], result.Output[1]);
        Assert.Equal(["Csv", 2L, true, ";", "utf-8", "CrLf", true], new[] { "Format", "Rows", "IsRowCountExact", "Delimiter", "Encoding", "NewLine", "HasHeader" }
            .Select(n => text.Properties[n].Value));
        Assert.Equal(["Parquet", 2L, true, 1, "SNAPPY"], new[] { "Format", "Rows", "IsRowCountExact", "RowGroups", "Compression" }.Select(n => parquet.Properties[n].Value));
        dynamic columns = parquet.Properties["Columns"].Value;
        Assert.Equal(["id", "int64", 0L, 1L, 2L], [columns[0].Name, columns[0].Type, columns[0].NullCount, columns[0].Minimum, columns[0].Maximum]);
        Assert.Equal(["name", "string", 1L, "x"], [columns[1].Name, columns[1].Type, columns[1].NullCount, columns[1].Minimum]);
    }

    [Fact]
    public void Info_does_not_count_the_rows_of_a_file_with_a_bad_record()
    {
        _session.WriteFile("r.csv", "a,b\n1,x\n2\n3,y\n");

        var info = _session.Run("Get-DatasetInfo r.csv").ThrowOnError().Output.Single();

        Assert.Null(info.Properties["Rows"].Value);
        Assert.Equal(false, info.Properties["IsRowCountExact"].Value);
    }

    [Fact]
    public void Converting_tells_what_it_did()
    {
        var path = _session.WriteFile("c.csv", "id,name\n1,x\n2,y\n");

        var done = _session.Run("Convert-CsvToParquet c.csv -DestinationPath d.parquet").ThrowOnError().Output.Single();

        Assert.Equal(
            [path, Path.Combine(_session.Folder, "d.parquet"), 2L, new FileInfo(path).Length, new FileInfo(Path.Combine(_session.Folder, "d.parquet")).Length, 1, "id: int64, name: string"],
            new[] { "SourcePath", "Path", "Rows", "SourceBytes", "Bytes", "RowGroups", "Schema" }.Select(n => done.Properties[n].Value));
        Assert.True((double)done.Properties["WallSeconds"].Value > 0);
    }

    [Fact]
    public void Two_files_are_not_converted_into_one()
    {
        _session.WriteFile("a.csv", "x\n1\n");
        _session.WriteFile("b.csv", "x\n2\n");

        var result = _session.Run("Convert-CsvToParquet a.csv, b.csv -DestinationPath one.parquet; (Import-Dataset one.parquet).x");

        Assert.Equal(["DestinationTakenTwice"], result.ErrorIds);
        Assert.Equal(1L, result.Values.Last());
    }
}
