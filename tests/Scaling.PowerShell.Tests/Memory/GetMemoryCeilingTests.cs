using System.Globalization;
using System.Management.Automation;
using Scaling.PowerShell.Tests.Processors;
using Xunit;
using Engine = System.Management.Automation.PowerShell;

namespace Scaling.PowerShell.Tests.Memory;

public sealed class GetMemoryCeilingTests : IDisposable
{
    /// <summary>The chapter's picture: a raw table that is converted, summed up, and drawn from.</summary>
    private const string Chapter = """
        $steps = @(
            @{ Name = 'read'; Makes = @{ raw = 100MB } }
            @{ Name = 'convert'; Reads = 'raw'; Makes = @{ data = '0.6 of raw' } }
            @{ Name = 'aggregate'; Reads = 'data'; Makes = @{ sums = '20MB' } }
            @{ Name = 'bootstrap'; Reads = 'sums'; Makes = @{ means = '50MB' }; Temporary = '20MB' }
            @{ Name = 'summarize'; Reads = 'means'; Makes = 'table = 1MB' }
        )

        """;

    private readonly EngineSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Each_policy_is_a_record_with_its_ceiling_and_the_step_where_it_is()
    {
        var lines = _session.Run(Chapter + """
            $steps | Get-MemoryCeiling -BaseBytes 0 | ForEach-Object {
                "$($_.Policy) $($_.CeilingBytes / 1MB) $($_.CeilingStep) $($_.FloorBytes / 1MB) $($_.UncollectedBytes / 1MB) $($_.StorageBytes / 1MB) $($_.CheckpointAfter)"
            }
            """);
        Assert.Equal(
            ["Keep 250 bootstrap 231 251 0 ", "Release 160 convert 1 251 0 ", "Checkpoint 160 convert 1 250 50 bootstrap"],
            lines.ThrowOnError().Values);
    }

    [Fact]
    public void Steps_have_floor_ceiling_and_what_is_live_and_why()
    {
        var steps = Steps("Get-MemoryCeiling $steps -BaseBytes 1MB -Policy Keep | ForEach-Object Steps", Chapter);
        Assert.Equal(
            [
                "read 1 101 101 raw:Made", "convert 101 161 161 raw:Read,data:Made", "aggregate 161 181 181 raw:Kept,data:Read,sums:Made",
                "bootstrap 181 251 231 raw:Kept,data:Kept,sums:Read,means:Made", "summarize 231 232 232 raw:Kept,data:Kept,sums:Kept,means:Read,table:Made",
            ],
            steps);
        var why = _session.Run(Chapter + "(Get-MemoryCeiling $steps -Policy Keep).Steps[3].Live.Why").ThrowOnError().Values;
        Assert.Equal(
            ["no step needs it, but it is kept to the end", "no step needs it, but it is kept to the end", "this step reads it", "this step makes it"], why);
    }

    [Fact]
    public void A_checkpoint_says_what_it_stores_and_the_ceiling_of_each_run()
    {
        var result = _session.Run(Chapter + """
            $c = Get-MemoryCeiling $steps -BaseBytes 0 -Policy Checkpoint -CheckpointAfter convert -StorageRatio 0.5
            $c.RunCeilingBytes[0] / 1MB; $c.RunCeilingBytes[1] / 1MB; $c.CheckpointBytes / 1MB; "$($c.CheckpointObjects)"; "$($c.Steps.Run)"
            $c.Steps[2].Live[0].Why
            """);
        Assert.Equal([160.0, 90.0, 30.0, "data", "1 1 2 2 2", "this step loads it from the checkpoint"], Numbers(result));
    }

    [Fact]
    public void A_pipeline_that_does_not_fit_says_by_how_much_and_what_helps_most()
    {
        var result = _session.Run(Chapter + """
            $keep, $release, $cut = Get-MemoryCeiling $steps -BaseBytes 0 -MemoryLimit 200MB
            $keep.Fits; $keep.ShortBytes / 1MB; $keep.LimitBytes / 1MB; $keep.Advice; "$($keep.Changes[0].Kind) $($keep.Changes[0].Object) $($keep.Changes[0].Step)"
            $release.Fits; $release.ShortBytes
            """);
        Assert.Equal(
            [false, 50.0, 200.0, "let go of 'raw' after 'convert': 160 MiB, 90 MiB less", "ReleaseObject raw convert", true, 0.0], Numbers(result));
        Assert.Equal(
            ["let go of 'raw' after 'convert': 160 MiB, 90 MiB less, still 10 MiB too much"],
            _session.Run(Chapter + "(Get-MemoryCeiling $steps -BaseBytes 0 -MemoryLimit 150MB -Policy Keep).Advice").ThrowOnError().Values);
    }

    [Fact]
    public void Base_and_limit_are_those_of_this_process_by_default()
    {
        var result = _session.Run("$c = Get-MemoryCeiling @{ Makes = 'a = 1MB' } -Policy Keep; $c.BaseBytes; $c.LimitBytes; $c.CeilingBytes - $c.BaseBytes");
        var values = Numbers(result);
        Assert.InRange((double)values[0]!, 20 << 20, Environment.WorkingSet * 2.0);
        Assert.Equal(Numbers(_session.Run("(Get-ResourceLimit -Resource Memory -Effective).Value"))[0], values[1]);
        Assert.Equal(1048576.0, values[2]);
    }

    [Fact]
    public void As_written_is_a_record_where_a_step_lets_something_go()
    {
        var result = _session.Run("""
            Get-MemoryCeiling @{ Makes = 'a = 9MB' }, @{ Releases = '$a' }, @{ Makes = 'b = 5MB' } -BaseBytes 0 | ForEach-Object { "$($_.Policy) $($_.CeilingBytes / 1MB)" }
            """);
        Assert.Equal(["Keep 14", "AsWritten 9", "Release 9", "Checkpoint 9"], result.ThrowOnError().Values);
    }

    [Theory]
    [InlineData("1000", 1000)]
    [InlineData("2.6", 3)]
    [InlineData("'18MB'", 18874368)]
    [InlineData("'1.5 GiB'", 1610612736)]
    [InlineData("'7B'", 7)]
    [InlineData("'0.5 of r + 10'", 60)]
    [InlineData("'50% of $r'", 50)]
    [InlineData("@{ Ratio = 3; Of = 'R' }", 300)]
    [InlineData("[pscustomobject]@{ Ratio = '0.25'; Of = 'r' }", 25)]
    [InlineData("1KB, '1 of r', 4", 1128)]
    [InlineData("@{ Obj = 0; Prop = 2 }", 27)]
    public void Sizes_are_numbers_texts_parts_and_sums(string size, long expected)
    {
        _session.Run("[cultureinfo]::CurrentCulture = 'de-DE'").ThrowOnError();
        var result = _session.Run(
            $$"""$c = Get-MemoryCeiling @{ Makes = @{ r = 100 } }, @{ Reads = 'r'; Makes = @{ x = {{size}} } } -BaseBytes 0 -Policy Keep; $c.CeilingBytes - 100""");
        Assert.Equal(expected, result.ThrowOnError().Values.Single());
    }

    [Fact]
    public void Objects_take_what_this_engine_takes_for_them()
    {
        var result = _session.Run("""
            (Get-MemoryCeiling @{ Makes = @{ x = @{ Objects = 1000; Properties = 4 } } } -BaseBytes 0 -Policy Keep).CeilingBytes / 1.12
            $objects = foreach ($i in 1..1000) { [pscustomobject]@{ a = $null; b = $null; c = $null; d = $null } }
            (Get-DatasetMemory -InputObject $objects).ObjectBytes + 8000
            """);
        var sizes = Numbers(result);
        Assert.InRange((double)sizes[0]! / (double)sizes[1]!, 0.85, 1.15);
    }

    [Fact]
    public void Files_are_sized_by_what_reads_them_and_counted_once_in_storage()
    {
        _session.WriteFile("t.csv", "a,b\n" + string.Concat(Enumerable.Range(0, 1000).Select(i => $"{i},text{i:D4}\n")));
        _session.WriteFile("raw.bin", new string('x', 5000));
        var result = _session.Run("""
            $folder = $args[0]
            function size($size) { (Get-MemoryCeiling @{ Makes = @{ x = $size } } -BaseBytes 0 -Policy Keep).CeilingBytes }
            $csv = size ([IO.FileInfo]("$folder/t.csv"))
            $csv -eq (size @{ Path = 't.csv'; As = 'Read-Dataset' }); $csv -gt 17000 -and $csv -lt 60000
            (size @{ Path = 't.csv'; As = 'import-csv' }) -gt 20 * $csv
            size ([IO.FileInfo]("$folder/raw.bin"))
            size @{ Path = 'raw.bin'; As = 'Get-Content -Raw' }
            size @{ Path = 'raw.bin'; Factor = 3 }
            (Get-MemoryCeiling @{ Makes = @{ x = ([IO.FileInfo]("$folder/raw.bin")); y = @{ Path = 'raw.bin'; Factor = 1 } } }, @{ Makes = @{ z = @{ Path = './raw.bin'; Factor = 1 } }; Stores = 100 })[0].StorageBytes
            """, _session.Folder);
        Assert.Equal([true, true, true, 5024.0, 10024.0, 15000.0, 5100.0], Numbers(result));
    }

    [Fact]
    public void Steps_may_come_from_a_table_of_texts()
    {
        const string Table = """
            $steps = [pscustomobject]@{ Name = 'load'; Reads = ''; Makes = 'raw = 10MB; log = 1KB'; Temporary = ''; Releases = ''; Holds = '' },
                [pscustomobject]@{ Name = 'pick'; Reads = 'raw'; Makes = 'some = 1KB'; Temporary = '5MB'; Releases = 'raw'; Holds = 'some = raw' },
                [pscustomobject]@{ Name = 'use'; Reads = 'some, log'; Makes = ''; Temporary = ' '; Releases = ''; Holds = '' }

            """;
        Assert.Equal(
            ["load 0 10 10 raw:Made,log:Made", "pick 10 15 10 raw:Read,log:Needed,some:Made", "use 10 10 10 raw:Held,log:Read,some:Read"],
            Steps("$steps | Get-MemoryCeiling -BaseBytes 0 -Policy AsWritten | ForEach-Object Steps", Table));
    }

    [Fact]
    public void Steps_may_be_objects_of_objects_have_scripts_and_nothing_where_a_statement_gave_nothing()
    {
        var result = _session.Run("""
            $json = [pscustomobject]@{ Name = 'a'; Makes = [pscustomobject]@{ x = '1MB'; y = 5 } }, [pscustomobject]@{ Name = 'b'; Reads = 'x', 'y' }
            (Get-MemoryCeiling $json -BaseBytes 0 -Policy Keep).CeilingBytes
            (Get-MemoryCeiling @{ Na = 'a'; Reads = $(if ($false) { 1 }); Makes = 'x = 7'; Script = { 1 } } -BaseBytes 0 -Policy Keep).CeilingBytes
            """);
        Assert.Equal([1048581L, 7L], result.ThrowOnError().Values);
    }

    [Fact]
    public void Sizes_by_name_fill_in_for_steps_and_for_what_is_there_before()
    {
        var result = _session.Run("""
            $c = Get-MemoryCeiling @{ Name = 'a'; Reads = 'old'; Makes = 'x' } -Size @{ old = '1KB'; x = '2 of old' } -BaseBytes 0 -Policy Keep
            $c.CeilingBytes; $c.Steps[0].FloorBytes; $c.Steps[0].Step
            """);
        Assert.Equal([3072L, 1024L, "a"], result.ThrowOnError().Values);
    }

    [Fact]
    public void What_is_not_known_is_named_and_leaves_open_whether_it_fits()
    {
        var result = _session.Run("""
            $c = Get-MemoryCeiling @{ Makes = @{ a = '?'; b = 10 } }, @{ Reads = 'a'; Makes = 'c = 2 of a'; Temporary = '?' } -BaseBytes 0 -Policy Keep -MemoryLimit 100
            "$($c.Fits)|$($c.Unknown -join ',')|$($c.CeilingBytes)|$($c.Steps.IsComplete)"
            (Get-MemoryCeiling @{ Makes = @{ a = $null; b = 10 } } -BaseBytes 0 -Policy Keep -MemoryLimit 5).Fits
            """);
        Assert.Equal(["|a,c,temporary data of step 2|10|False False", false], result.ThrowOnError().Values);
    }

    [Theory]
    [InlineData("'x'", "StepNotUnderstood")]
    [InlineData("3", "StepNotUnderstood")]
    [InlineData("@{ Name = 'a'; Foo = 1 }", "StepNotUnderstood")]
    [InlineData("@{ Makes = '= 5' }", "StepNotUnderstood")]
    [InlineData("@{ Makes = 5 }", "StepNotUnderstood")]
    [InlineData("@{ Makes = 'a'; Holds = @{ b = 'a' } }", "StepNotUnderstood")]
    [InlineData("@{ Makes = 'a = lots' }", "SizeNotUnderstood")]
    [InlineData("@{ Makes = @{ a = 'data.csv' } }", "SizeNotUnderstood")]
    [InlineData("@{ Makes = @{ a = @() } }", "SizeNotUnderstood")]
    [InlineData("@{ Makes = @{ a = [datetime]::Now } }", "SizeNotUnderstood")]
    [InlineData("@{ Makes = @{ a = [double]::NaN } }", "SizeNotUnderstood")]
    [InlineData("@{ Makes = @{ a = @{ Ratio = 1 } } }", "SizeNotUnderstood")]
    [InlineData("@{ Makes = @{ a = @{ Ratio = 'x'; Of = 'b' } } }", "SizeNotUnderstood")]
    [InlineData("@{ Makes = @{ a = @{ Objects = -1; Properties = 1 } } }", "SizeNotUnderstood")]
    [InlineData("@{ Makes = @{ a = @{ Path = 'there.csv'; As = 'Excel' } } }", "SizeNotUnderstood")]
    [InlineData("@{ Makes = @{ a = @{ Path = 'there.csv'; Sheet = 1 } } }", "SizeNotUnderstood")]
    [InlineData("@{ Makes = @{ a = @{ Path = 'nowhere.csv' } } }", "PathNotFound")]
    [InlineData("@{ Makes = @{ a = @{ Path = '.' } } }", "PathIsDirectory")]
    [InlineData("@{ Makes = @{ a = @{ Path = 'env:PATH' } } }", "NotFileSystem")]
    [InlineData("@{ Makes = @{ a = @{ Path = 'nodrive:x' } } }", "PathInvalid")]
    [InlineData("@{ Makes = @{ a = @{ Path = 'empty.csv' } } }", "EmptyFile")]
    public void A_bad_step_is_an_error_and_the_next_step_is_still_read(string step, string id)
    {
        _session.WriteFile("there.csv", "a\n1\n");
        _session.WriteFile("empty.csv", "");
        var result = _session.Run($$"""{{step}}, @{ Foo = 1 }, @{ Name = 'good' } | Get-MemoryCeiling""");
        Assert.Equal([id, "StepNotUnderstood"], result.ErrorIds);
        Assert.Empty(result.Output);
        Assert.NotEqual(ErrorCategory.NotSpecified, result.Errors[0].CategoryInfo.Category);
    }

    [Theory]
    [InlineData("@{ Reads = 'x' }", "ObjectNotMade", "x")]
    [InlineData("@{ Makes = 'x' }, @{ Releases = 'x' }, @{ Reads = 'x' }", "ObjectReleased", "x")]
    [InlineData("@{ Makes = 'x; X' }", "DuplicateObject", "X")]
    [InlineData("@{ Name = 'a' }, @{ Name = 'A' }", "DuplicateStep", "A")]
    [InlineData("@{ Makes = 'x = 1 of y; y = 1 of x' }", "SizeCycle", "x")]
    [InlineData("@{ Makes = @{ x = -5 } }", "SizeOutOfRange", "x")]
    [InlineData("@{ Makes = 'x = -5MB' }", "SizeOutOfRange", "x")]
    [InlineData("@{ Name = 'a'; Makes = 'x = 1' } -Size @{ z = 5 }", "SizeNotUsed", "z")]
    [InlineData("@{ Name = 'a' }, @{ Name = 'b' } -CheckpointAfter c", "StepNotFound", "c")]
    [InlineData("@{ Name = 'a' }, @{ Name = 'b' } -CheckpointAfter b", "StepNotFound", "b")]
    public void Steps_that_make_no_plan_are_an_error_of_what_is_wrong(string arguments, string id, string target)
    {
        var result = _session.Run($"Get-MemoryCeiling {arguments}");
        Assert.Equal([id], result.ErrorIds);
        Assert.Equal(target, result.Errors[0].TargetObject);
        Assert.DoesNotContain(result.Output, o => o.Properties["Policy"].Value as string == "Checkpoint");
    }

    [Theory]
    [InlineData("-CheckpointAfter a -Policy Keep", "OptionsConflict")]
    [InlineData("-StorageRatio -1", "ParameterArgumentValidationError")]
    [InlineData("-BaseBytes -1", "ParameterArgumentValidationError")]
    [InlineData("-MemoryLimit 0", "ParameterArgumentValidationError")]
    [InlineData("-Size $null", "ParameterArgumentValidationError")]
    public void Options_that_cannot_be_end_the_command(string options, string id)
    {
        var result = _session.Run($"Get-MemoryCeiling @{{ Name = 'a' }} {options}");
        Assert.Equal(id, (result.Terminating ?? result.Errors.Single()).FullyQualifiedErrorId.Split(',')[0]);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void A_bad_size_by_name_is_an_error()
    {
        var result = _session.Run("Get-MemoryCeiling @{ Name = 'a'; Makes = 'x' } -Size @{ x = 'lots' }");
        Assert.Equal(["SizeNotUnderstood"], result.ErrorIds);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void No_steps_and_null_give_nothing_or_an_error_of_binding()
    {
        Assert.Empty(_session.Run("@() | Get-MemoryCeiling").ThrowOnError().Output);
        Assert.NotEmpty(_session.Run("Get-MemoryCeiling $null").ErrorIds);
        var result = _session.Run("@{ Makes = 'a = 5' }, $null | Get-MemoryCeiling -Policy Keep -BaseBytes 0 | ForEach-Object CeilingBytes");
        Assert.Single(result.Errors);
        Assert.Equal([5L], result.Values);
    }

    [Fact]
    public void A_long_prediction_can_be_stopped()
    {
        using var engine = Engine.Create(_session.Runspace);
        engine.AddScript("$steps = 0..9000 | ForEach-Object { @{ Name = \"s$_\"; Makes = \"o$_ = 5MB\"; Temporary = '1MB' } }; Get-MemoryCeiling $steps -Policy Release, Checkpoint");
        StopTest.EndsInTime(engine);
    }

    private IEnumerable<string> Steps(string script, string before) => _session.Run(before + script + """
         | ForEach-Object {
            "$($_.Step) $([int] ($_.FloorBytes / 1MB)) $([int] ($_.CeilingBytes / 1MB)) $([int] ($_.AfterBytes / 1MB)) $(($_.Live | ForEach-Object { "$($_.Name):$($_.Reason)" }) -join ',')"
        }
        """).ThrowOnError().Values.Cast<string>();

    private static object?[] Numbers(EngineResult result) =>
        [.. result.ThrowOnError().Values.Select(v => v is int or long or double ? Convert.ToDouble(v, CultureInfo.InvariantCulture) : v)];
}
