using System.Diagnostics;
using System.Management.Automation;
using Xunit;
using Engine = System.Management.Automation.PowerShell;

namespace Scaling.PowerShell.Tests.Datasets;

public sealed class ExportDatasetTests : IDisposable
{
    private readonly EngineSession _session = new();

    private string[] Files => [.. Directory.GetFiles(_session.Folder).Select(f => Path.GetFileName(f)!).Order()];

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("out.csv")]
    [InlineData("out.tsv")]
    [InlineData("out.parquet")]
    public void Rows_of_objects_come_back_as_they_were(string name)
    {
        var result = _session.Run("""
            $rows = [pscustomobject]@{ N = 1; D = 1.5; T = 'a,"b"'; B = $true; W = [datetime]'2020-02-29T12:30:00'; M = 1.10d; Z = $null },
                    [pscustomobject]@{ N = $null; D = [double]::NaN; T = ''; B = $null; W = $null; M = $null; Z = $null }
            $rows | Export-Dataset $args[0] -PassThru
            Import-Dataset $args[0] -Schema @{ Z = 'string'; M = 'decimal(38,2)' }
            """, name).ThrowOnError();

        Assert.Equal(2L, result.Output[0].Properties["Rows"].Value);
        Assert.Equal(new FileInfo(Path.Combine(_session.Folder, name)).Length, result.Output[0].Properties["Bytes"].Value);
        var (first, second) = (result.Output[1].Properties, result.Output[2].Properties);
        Assert.Equal(1L, Convert.ToInt64(first["N"].Value, null));
        Assert.Equal([1.5, "a,\"b\"", true, new DateTime(2020, 2, 29, 12, 30, 0), 1.10m, null],
            new[] { "D", "T", "B", "W", "M", "Z" }.Select(p => first[p].Value));
        Assert.Equal([null, double.NaN, "", null, null, null, null], new[] { "N", "D", "T", "B", "W", "M", "Z" }.Select(p => second[p].Value));
    }

    [Fact]
    public void Hashtables_and_plain_values_are_rows()
    {
        _session.Run("[ordered]@{ a = 1; b = 'x' }, [ordered]@{ a = 2; b = 'y' } | Export-Dataset h.csv; 3, 4 | Export-Dataset v.csv").ThrowOnError();

        Assert.Equal("a,b\n1,x\n2,y\n", File.ReadAllText(Path.Combine(_session.Folder, "h.csv")));
        Assert.Equal("Value\n3\n4\n", File.ReadAllText(Path.Combine(_session.Folder, "v.csv")));
    }

    [Fact]
    public void Keys_of_a_hashtable_can_be_numbers()
    {
        _session.Run("$row = [ordered]@{}; $row.Add([object]2020, 'x'); $row.Add([object]2021, 'y'); $row | Export-Dataset k.csv").ThrowOnError();

        Assert.Equal("2020,2021\nx,y\n", File.ReadAllText(Path.Combine(_session.Folder, "k.csv")));
    }

    [Fact]
    public void A_property_that_the_first_row_lacks_is_left_out_with_one_warning()
    {
        var result = _session.Run("""
            [pscustomobject]@{ a = 1 }, [pscustomobject]@{ a = 2; b = 3 }, [pscustomobject]@{ b = 4 } | Export-Dataset w.csv
            """).ThrowOnError();

        Assert.Contains("'b'", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Equal("a\n1\n2\n\n", File.ReadAllText(Path.Combine(_session.Folder, "w.csv")));
    }

    [Fact]
    public void Other_properties_are_warned_of_also_in_rows_of_no_more_properties_and_in_objects_of_another_class()
    {
        _session.WriteFile("z.csv", "x\n");
        Directory.CreateDirectory(Path.Combine(_session.Folder, "a"));

        var hashtables = _session.Run("[ordered]@{ a = 1; b = 2 }, [ordered]@{ a = 3; c = 4 } | Export-Dataset h.csv").ThrowOnError();
        var objects = _session.Run("[pscustomobject]@{ a = 1; b = 2 }, [pscustomobject]@{ a = 3; c = 4 } | Export-Dataset o.csv").ThrowOnError();
        var classes = _session.Run("[IO.DirectoryInfo]::new(\"$PWD/a\"), [IO.FileInfo]::new(\"$PWD/z.csv\") | Export-Dataset f.csv").ThrowOnError();
        var mixed = _session.Run("[pscustomobject]@{ a = 1 }, 'text' | Export-Dataset m.csv").ThrowOnError();

        Assert.Contains("'c'", Assert.Single(hashtables.Warnings), StringComparison.Ordinal);
        Assert.Contains("'c'", Assert.Single(objects.Warnings), StringComparison.Ordinal);
        Assert.Contains(classes.Warnings, w => w.Contains("'Length'", StringComparison.Ordinal));
        Assert.Contains("'Value'", Assert.Single(mixed.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Many_rows_that_do_not_fit_are_one_error_a_column_that_names_the_first_and_a_count()
    {
        var result = _session.Run("""
            $good = [pscustomobject]@{ a = 1; b = 2 }
            & { 1..65540 | ForEach-Object { $good }
                [pscustomobject]@{ a = 'x'; b = 2 }; $good; [pscustomobject]@{ a = 1; b = 'y' }; [pscustomobject]@{ a = 1; b = 'z' } } |
                Export-Dataset x.parquet
            """);

        Assert.Equal(["ValueNotParsed", "ValueNotParsed", "InputIncomplete"], result.ErrorIds);
        Assert.StartsWith("Row 65541, column 'a'", result.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.StartsWith("Row 65543, column 'b'", result.Errors[1].Exception.Message, StringComparison.Ordinal);
        Assert.StartsWith("1 further row ", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Empty(Files);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    public void A_row_without_properties_is_an_error_and_the_next_names_the_columns(string extension)
    {
        var result = _session.Run("@{}, [pscustomobject]@{}, [pscustomobject]@{ a = 1 } | Export-Dataset $args[0]; Import-Dataset $args[0]", "x." + extension);

        Assert.Equal(["RowWithoutColumns"], result.ErrorIds);
        Assert.Equal(1L, Convert.ToInt64(Assert.Single(result.Output).Properties["a"].Value, null));
    }

    [Fact]
    public void Enumerations_and_big_integers_are_values()
    {
        _session.Run("[DayOfWeek]::Monday | Export-Dataset d.csv; [bigint]::Pow(10, 40) | Export-Dataset b.csv").ThrowOnError();

        Assert.Equal("Value\nMonday\n", File.ReadAllText(Path.Combine(_session.Folder, "d.csv")));
        Assert.Equal($"Value\n1{new string('0', 40)}\n", File.ReadAllText(Path.Combine(_session.Folder, "b.csv")));
    }

    [Theory]
    [InlineData("1 | Export-Dataset folder", "FormatUnknown")]
    [InlineData("1 | Export-Dataset folder -Format Csv", "PathIsDirectory")]
    [InlineData("1 | Export-Dataset nofolder/x.csv", "DestinationFolderNotFound")]
    [InlineData("1 | Export-Dataset old.csv -NoClobber", "DestinationExists")]
    [InlineData("1 | Export-Dataset readonly.csv", "DestinationReadOnly")]
    [InlineData("1 | Export-Dataset env:x.csv", "NotFileSystem")]
    [InlineData("1 | Export-Dataset nodrive:x.csv", "PathInvalid")]
    public void A_destination_that_cannot_be_is_one_error_and_nothing_is_written(string command, string id)
    {
        Directory.CreateDirectory(Path.Combine(_session.Folder, "folder"));
        _session.WriteFile("old.csv", "old");
        File.SetAttributes(_session.WriteFile("readonly.csv", "old"), FileAttributes.ReadOnly);

        var result = _session.Run(command + "; 'went on'");

        Assert.Equal([id], result.ErrorIds);
        Assert.Equal(["went on"], result.Values);
        Assert.Equal(["old.csv", "readonly.csv"], Files);
        Assert.All(Files, f => Assert.Equal("old", File.ReadAllText(Path.Combine(_session.Folder, f))));
        File.SetAttributes(Path.Combine(_session.Folder, "readonly.csv"), FileAttributes.Normal);
    }

    [Fact]
    public void Force_replaces_a_read_only_file()
    {
        var path = _session.WriteFile("readonly.csv", "old");
        File.SetAttributes(path, FileAttributes.ReadOnly);

        _session.Run("1 | Export-Dataset readonly.csv -Force").ThrowOnError();

        Assert.Equal("Value\n1\n", File.ReadAllText(path));
    }

    [Fact]
    public void No_input_writes_nothing_and_says_so()
    {
        var result = _session.Run("@() | Export-Dataset x.csv").ThrowOnError();

        Assert.Contains("x.csv", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Empty(Files);
    }

    [Fact]
    public void Batches_of_another_schema_are_refused_and_the_old_file_stays()
    {
        _session.WriteFile("a.csv", "x,y\n1,2\n");
        _session.WriteFile("b.csv", "x,z\n1,2\n");
        _session.WriteFile("out.csv", "old");

        var result = _session.Run("Read-Dataset a.csv, b.csv | Export-Dataset out.csv");

        Assert.Equal(["SchemaMismatch"], result.ErrorIds);
        Assert.Equal("old", File.ReadAllText(Path.Combine(_session.Folder, "out.csv")));
        Assert.Equal(["a.csv", "b.csv", "out.csv"], Files);
    }

    [Theory]
    [InlineData("part.csv")]
    [InlineData("part.parquet")]
    public void A_part_of_a_file_is_not_passed_off_as_the_whole(string name)
    {
        _session.WriteFile("long.csv", "a\n" + string.Concat(Enumerable.Range(0, 70_000).Select(i => $"{i}\n")) + "1,2\n");

        var result = _session.Run("Read-Dataset long.csv | Export-Dataset $args[0]", name);

        Assert.Equal(["RaggedRow", "InputIncomplete"], result.ErrorIds);
        Assert.Equal(["long.csv"], Files);
    }

    [Fact]
    public void A_row_that_does_not_fit_is_an_error_and_no_file_is_left_without_it()
    {
        var result = _session.Run("1..70000 + @('word') + 1..3 | Export-Dataset x.parquet");

        Assert.Equal(["ValueNotParsed", "InputIncomplete"], result.ErrorIds);
        Assert.Empty(Files);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    public void Stopping_ends_soon_and_leaves_nothing(string extension)
    {
        using var engine = Engine.Create(_session.Runspace);
        engine.AddScript("$n = 0; & { while ($true) { ($n++) } } | Export-Dataset $args[0]").AddArgument("x." + extension);
        var running = engine.BeginInvoke();
        // The temporary file shows that rows are being written.
        Assert.True(SpinWait.SpinUntil(() => Files.Length > 0, TimeSpan.FromSeconds(60)));

        var clock = Stopwatch.StartNew();
        engine.Stop();

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"stopped after {clock.Elapsed}");
        Assert.Equal(PSInvocationState.Stopped, engine.InvocationStateInfo.State);
        Assert.Throws<PipelineStoppedException>(() => engine.EndInvoke(running));
        Assert.Empty(Files);
    }

    [Fact]
    public void WhatIf_writes_nothing()
    {
        _session.WriteFile("a.csv", "x\n1\n");

        _session.Run("1 | Export-Dataset b.csv -WhatIf; Convert-CsvToParquet a.csv -WhatIf").ThrowOnError();

        Assert.Equal(["a.csv"], Files);
    }

    [Theory]
    [InlineData("Snappy")]
    [InlineData("Zstd")]
    [InlineData("Gzip")]
    [InlineData("None")]
    public void Every_compression_reads_back(string compression)
    {
        var result = _session.Run("""
            1..1000 | Export-Dataset x.parquet -Compression $args[0]
            (Get-DatasetInfo x.parquet).Compression; (Import-Dataset x.parquet).Count
            """, compression).ThrowOnError();

        Assert.Equal(compression == "None" ? "UNCOMPRESSED" : compression.ToUpperInvariant(), result.Output[0].BaseObject);
        Assert.Equal(1000, result.Output[1].BaseObject);
    }
}
