using System.Diagnostics;
using System.Management.Automation;
using Xunit;
using Engine = System.Management.Automation.PowerShell;

namespace Scaling.PowerShell.Tests.Datasets;

public sealed class ImportDatasetTests : IDisposable
{
    private readonly EngineSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Properties_have_the_types_of_the_columns_and_null_is_null()
    {
        _session.WriteFile("t.csv", "l,d,b,w,s\n1,1.5,true,2020-01-02T03:04:05,x\n,,,,\n");

        var result = _session.Run("""
            $rows = Import-Dataset t.csv
            $rows[0].PSObject.Properties | ForEach-Object { "$($_.Name) $($_.MemberType) $($_.Value.GetType().Name)" }
            foreach ($p in 'l', 'd', 'b', 'w', 's') { $null -eq $rows[1].$p -and $null -eq $rows[1].PSObject.Properties[$p].Value }
            """).ThrowOnError();

        Assert.Equal(["l Property Int64", "d Property Double", "b Property Boolean", "w Property DateTime", "s Property String"], result.Values.Take(5));
        Assert.Equal([true, true, true, true, true], result.Values.Skip(5));
    }

    [Fact]
    public void A_property_takes_what_converts_to_its_type_and_refuses_the_rest()
    {
        _session.WriteFile("t.csv", "n,s\n1,x\n2,y\n");

        var result = _session.Run("""
            $rows = Import-Dataset t.csv
            $rows[0].n = '42'; $rows[0].s = 7; $rows[1].n = $null
            $rows[0].n; $rows[0].s; $null -eq $rows[1].n
            $rows[1].n = 5; $rows[1].n
            try { $rows[0].n = 'word' } catch { $_.FullyQualifiedErrorId }
            $rows[0].n
            """).ThrowOnError();

        Assert.Equal([42L, "7", true, 5L, "ExceptionWhenSetting", 42L], result.Values);
    }

    [Theory]
    [InlineData("$rows | Where-Object City -EQ Espoo | ForEach-Object Id", "2")]
    [InlineData("$rows | Where-Object { $_.Price -gt 2 } | ForEach-Object { $_.Id }", "3")]
    [InlineData("$rows.Id", "1 2 3")]
    [InlineData("$rows.ForEach('City')", "Turku Espoo Turku")]
    [InlineData("foreach ($row in $rows) { $row.'the note' }", "a b c")]
    [InlineData("foreach ($row in $rows) { $row.class + $row.'1st' }", "11 22 33")]
    [InlineData("\"$($rows[1])\"", "@{Id=2; City=Espoo; Price=; the note=b; class=20; 1st=2}")]
    [InlineData("$rows[0].PSObject.TypeNames -contains 'Scaling.Native.Datasets.Rows.DatasetRow'", "True")]
    [InlineData("(Import-Dataset t.csv -Property price, ID)[0].PSObject.Properties.Name", "Price Id")]
    [InlineData("$r = Import-Dataset t.csv; $r[0].GetType() -eq $rows[0].GetType()", "True")]
    public void Rows_work_as_those_of_Import_Csv(string script, string expected)
    {
        _session.WriteFile("t.csv", "Id,City,Price,the note,class,1st\n1,Turku,1.5,a,10,1\n2,Espoo,,b,20,2\n3,Turku,2.5,c,30,3\n");

        var result = _session.Run("$rows = Import-Dataset t.csv; " + script).ThrowOnError();

        Assert.Equal(expected, string.Join(' ', result.Output));
    }

    [Theory]
    [InlineData("GetType")]
    [InlineData("tostring")]
    public void Columns_named_as_members_of_every_object_are_properties_nonetheless(string name)
    {
        _session.WriteFile("t.csv", $"{name},x\n1,2\n");

        var result = _session.Run("$row = Import-Dataset t.csv; $row.$($args[0]); $row | Export-Dataset u.csv", name).ThrowOnError();

        Assert.Equal([1L], result.Values);
        Assert.Equal($"{name},x\n1,2\n", File.ReadAllText(Path.Combine(_session.Folder, "u.csv")));
    }

    [Fact]
    public void A_column_named_as_the_engines_own_members_is_in_the_row_beside_them()
    {
        _session.WriteFile("t.csv", "PSObject,x\n1,2\n");

        var result = _session.Run("$row = Import-Dataset t.csv; $row.PSObject.Properties.Name; $row | Export-Dataset u.csv").ThrowOnError();

        Assert.Equal(["PSObject", "x"], result.Values);
        Assert.Equal("PSObject,x\n1,2\n", File.ReadAllText(Path.Combine(_session.Folder, "u.csv")));
    }

    [Fact]
    public void A_property_that_was_added_is_exported_too()
    {
        _session.WriteFile("t.csv", "a,b\n1,x\n2,y\n");

        var all = _session.Run("""
            $rows = Import-Dataset t.csv
            foreach ($row in $rows) { $row.PSObject.Properties.Add([psnoteproperty]::new('twice', 2 * $row.a)) }
            $rows | Export-Dataset all.csv
            """).ThrowOnError();
        var one = _session.Run("""
            $rows = Import-Dataset t.csv; $rows[1].PSObject.Properties.Add([psnoteproperty]::new('more', 1)); $rows | Export-Dataset one.csv
            """).ThrowOnError();

        Assert.Empty(all.Warnings);
        Assert.Equal("a,b,twice\n1,x,2\n2,y,4\n", File.ReadAllText(Path.Combine(_session.Folder, "all.csv")));
        Assert.Contains("'more'", Assert.Single(one.Warnings), StringComparison.Ordinal);
        Assert.Equal("a,b\n1,x\n2,y\n", File.ReadAllText(Path.Combine(_session.Folder, "one.csv")));
    }

    [Fact]
    public void A_property_that_hides_a_column_is_what_is_exported()
    {
        _session.WriteFile("t.csv", "a,b\n1,x\n2,y\n");

        _session.Run("""
            $rows = Import-Dataset t.csv
            $rows[1].PSObject.Properties.Add([psnoteproperty]::new('b', 'hidden'))
            $rows | Export-Dataset u.csv
            """).ThrowOnError();

        Assert.Equal("a,b\n1,x\n2,hidden\n", File.ReadAllText(Path.Combine(_session.Folder, "u.csv")));
    }

    [Fact]
    public void Rows_go_back_in_exactly_the_types_of_their_columns()
    {
        _session.WriteFile("t.csv", "d,w,z,t,c,i\n1.50,2020-01-02T03:04:05.123,2020-01-02T03:04:05Z,12:30:00,x,7\n,,,,,\n");
        const string Schema = "@{ d = 'decimal(9,2)'; w = 'datetime(3)'; z = 'datetimeoffset(9)'; t = 'time(3)'; c = 'category'; i = 'int16' }";

        var result = _session.Run($$"""
            Read-Dataset t.csv -Schema {{Schema}} | Export-Dataset a.parquet
            Import-Dataset a.parquet | Export-Dataset b.parquet
            $rows = Import-Dataset a.parquet
            Export-Dataset c.parquet -InputObject $rows
            foreach ($name in 'a', 'b', 'c') { (Get-DatasetInfo "$name.parquet").Columns.ForEach({ "$($_.Name) $($_.Type)" }) -join ', ' }
            foreach ($name in 'a', 'b', 'c') { (Import-Dataset "$name.parquet").ForEach({ "$_" }) -join ' ' }
            """).ThrowOnError();

        Assert.Equal("d decimal(9,2), w datetime(3), z datetimeoffset(9), t time(3), c category, i int16", result.Values.First());
        Assert.Equal([result.Values.First()], result.Values.Take(3).Distinct());
        Assert.Single(result.Values.Skip(3).Distinct());
    }

    [Fact]
    public void A_changed_value_with_more_digits_widens_its_column()
    {
        _session.WriteFile("t.csv", "d\n1.50\n2.00\n");

        var result = _session.Run("""
            Import-Dataset t.csv -Schema @{ d = 'decimal(9,2)' } | ForEach-Object { $_.d *= 1.255d; $_ } | Export-Dataset u.parquet
            (Import-Dataset u.parquet).d
            """).ThrowOnError();

        Assert.Equal([1.8825m, 2.51m], result.Values);
    }

    [Fact]
    public void Rows_of_files_with_other_columns_are_taken_by_name_with_one_warning_a_column()
    {
        _session.WriteFile("a.csv", "x,y\n1,a\n");
        _session.WriteFile("b.csv", "y,z\nb,2\nc,3\n");
        _session.WriteFile("c.csv", "Y\nd\n");

        var result = _session.Run("Import-Dataset a.csv, b.csv, c.csv | Export-Dataset u.csv").ThrowOnError();

        Assert.Contains("'z'", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Equal("x,y\n1,a\n,b\n,c\n,d\n", File.ReadAllText(Path.Combine(_session.Folder, "u.csv")));
    }

    [Fact]
    public void Rows_and_custom_objects_can_follow_one_another()
    {
        _session.WriteFile("a.csv", "x,y\n1,a\n");

        _session.Run("& { Import-Dataset a.csv; [pscustomobject]@{ y = 'b'; x = 2 } } | Export-Dataset u.csv").ThrowOnError();
        _session.Run("& { [pscustomobject]@{ y = 'b'; x = 2 }; Import-Dataset a.csv } | Export-Dataset v.csv").ThrowOnError();

        Assert.Equal("x,y\n1,a\n2,b\n", File.ReadAllText(Path.Combine(_session.Folder, "u.csv")));
        Assert.Equal("y,x\nb,2\na,1\n", File.ReadAllText(Path.Combine(_session.Folder, "v.csv")));
    }

    [Theory]
    [InlineData("Select-Dataset -Where { $_.n -gt 1 } -InputObject $rows | Import-Dataset")]
    [InlineData("$rows | Select-Dataset -Where { $_.n -gt 1 } | Import-Dataset")]
    [InlineData("$rows | Where-Object n -GT 1")]
    public void Rows_are_input_of_other_cmdlets(string script)
    {
        _session.WriteFile("t.csv", "n,s\n1,a\n2,b\n,c\n3,d\n");

        var result = _session.Run($"$rows = Import-Dataset t.csv; ({script}).s; ($rows | Group-Dataset s -Sum n).RowCount").ThrowOnError();

        Assert.Equal(["b", "d"], result.Values.Take(2));
        Assert.Equal(4, result.Values.Last());
    }

    [Fact]
    public void Stopping_in_a_long_file_ends_soon()
    {
        _session.WriteFile("long.csv", "a\n" + string.Concat(Enumerable.Range(0, 200_000).Select(i => $"{i}\n")));
        using var engine = Engine.Create(_session.Runspace);
        engine.AddScript("$global:n = 0; while ($true) { Import-Dataset long.csv | ForEach-Object { $global:n++ } }");
        var running = engine.BeginInvoke();
        Thread.Yield();
        Assert.True(SpinWait.SpinUntil(() => engine.InvocationStateInfo.State == PSInvocationState.Running, TimeSpan.FromSeconds(60)));

        var clock = Stopwatch.StartNew();
        engine.Stop();

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"stopped after {clock.Elapsed}");
        Assert.Throws<PipelineStoppedException>(() => engine.EndInvoke(running));
    }

    [Fact]
    public void The_first_rows_of_a_long_file_are_there_before_the_rest_is_read()
    {
        _session.WriteFile("bad.csv", "a\n" + string.Concat(Enumerable.Range(0, 200_000).Select(i => $"{i}\n")) + "1,2\n");

        var result = _session.Run("foreach ($once in 1) { Import-Dataset bad.csv | ForEach-Object { $_.a; if ($_.a -eq 2) { break } } }").ThrowOnError();

        Assert.Equal([0L, 1L, 2L], result.Values);
    }

    [Theory]
    [InlineData("Import-Dataset t.csv -Where { $_.n -gt 1 }")]
    [InlineData("Import-Dataset t.parquet -Where { $_.n -gt 1 }")]
    [InlineData("Import-Dataset t.csv -Where { $_.n -gt 1 } -Property s")]
    [InlineData("Read-Dataset t.csv | Import-Dataset -Where { $_.n -gt 1 } -Property s")]
    [InlineData("'t.csv' | Import-Dataset -Where { & { $_.n -gt 1 } }")]
    public void Where_keeps_the_rows_for_which_it_is_true(string script)
    {
        _session.WriteFile("t.csv", "n,s\n1,a\n2,b\n,c\n3,d\n");

        var result = _session.Run($"Convert-CsvToParquet t.csv | Out-Null; {script} | ForEach-Object {{ $_.s; @($_.PSObject.Properties).Count }}");

        Assert.Equal(script.Contains("-Property", StringComparison.Ordinal) ? ["b", 1, "d", 1] : ["b", 2, "d", 2], result.ThrowOnError().Values);
    }

    [Theory]
    [InlineData("Import-Dataset t.csv")]
    [InlineData("'t.csv' | Import-Dataset")]
    public void Bad_records_go_to_their_file(string script)
    {
        _session.WriteFile("t.csv", "n,s\n1,a\n2\n3,d\n");

        var result = _session.Run($"({script} -BadRecordPath bad.csv).s; Import-Dataset bad.csv | ForEach-Object {{ $_.Line, $_.Record }}");

        Assert.Equal(["a", "d", 3L, 2L], result.ThrowOnError().Values);
        Assert.Contains("bad.csv", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_bad_records_their_file_has_its_header()
    {
        _session.WriteFile("t.csv", "n,s\n1,a\n");

        var result = _session.Run("(Import-Dataset t.csv -BadRecordPath bad.csv).s; [IO.File]::ReadAllLines(\"$PWD/bad.csv\")").ThrowOnError();

        Assert.Equal(["a", "File,Line,Column,Value,Problem,Record"], result.Values);
        Assert.Empty(result.Warnings);
    }
}
