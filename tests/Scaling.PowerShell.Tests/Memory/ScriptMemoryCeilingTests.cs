using System.Management.Automation;
using Xunit;

namespace Scaling.PowerShell.Tests.Memory;

/// <summary>Scripts that are read and not run. Sizes are those of arrays of bytes: 24 bytes and one an element.</summary>
public sealed class ScriptMemoryCeilingTests : IDisposable
{
    private readonly EngineSession _session = new();

    public void Dispose() => _session.Dispose();

    [Theory]

    // Names and values.
    [InlineData("$x = [byte[]]::new(976); $y = [byte[]]::new(76)", 1100)]
    [InlineData("$x = [byte[]]::new(976); $x = $null; $y = [byte[]]::new(76)", 1000)]
    [InlineData("$x = [byte[]]::new(976); Remove-Variable x; $y = [byte[]]::new(76)", 1000)]
    [InlineData("$x = [byte[]]::new(976); rv -Name x, z; $y = [byte[]]::new(76)", 1000)]
    [InlineData("$x = [byte[]]::new(976); Clear-Variable 'x'; $y = [byte[]]::new(76)", 1000)]
    [InlineData("$x = [byte[]]::new(976); Remove-Item variable:x; $y = [byte[]]::new(76)", 1000)]
    [InlineData("$x = [byte[]]::new(976); $x = [byte[]]::new(76); $y = [byte[]]::new(26)", 1100)]
    [InlineData("$x = [byte[]]::new(976); $y = $x; $x = $null; $z = [byte[]]::new(76); $y", 1100)]
    [InlineData("$x = [byte[]]::new(976); $y = @($x); $x = $null; $z = [byte[]]::new(76); $y", 1100)]
    [InlineData("Set-Variable x ([byte[]]::new(976)); Set-Variable -Name y -Value $x; rv x; $z = [byte[]]::new(76)", 1100)]
    [InlineData("[byte[]]$x = [byte[]]::new(976); ($y) = [byte[]]::new(76)", 1100)]
    [InlineData("$x = $y = [byte[]]::new(976); $x = $null; $z = [byte[]]::new(76)", 1100)]
    [InlineData("$x, $y = [byte[]]::new(976), [byte[]]::new(76)", 1100)]
    [InlineData("$z = ($x = [byte[]]::new(976)).Length; $y = [byte[]]::new(76)", 1100)]

    // What refers to what.
    [InlineData("$h = @{ a = [byte[]]::new(976) }; $y = [byte[]]::new(76)", 1100 + 152)]
    [InlineData("$x = [byte[]]::new(976); $h = @{ a = $x }; $x = $null; $y = [byte[]]::new(76)", 1100 + 152)]
    [InlineData("$x = [byte[]]::new(976); $h = @{}; $h.key = $x; $h['k'] = 1; $x = $null; $y = [byte[]]::new(76)", 1100 + 128)]
    [InlineData("$x = [byte[]]::new(976); $l = [Collections.ArrayList]::new(); $null = $l.Add($x); $x = $null; $y = [byte[]]::new(76)", 1100 + 128)]
    [InlineData("$x = [byte[]]::new(976); $l = @(); $l += $x; $x = $null; $y = [byte[]]::new(76)", 1100 + 24)]
    [InlineData("$x = [byte[]]::new(976); $p = $x | Where-Object { $_ }; $x = $null; $y = [byte[]]::new(76); $p", 1100)]
    [InlineData("$x = [byte[]]::new(976); $p = $x | Sort-Object | Select-Object -First 3; $x = $null; $y = [byte[]]::new(76); $p", 1100)]
    [InlineData("$x = [byte[]]::new(976); $c = $x, 1; $x = $null; $y = [byte[]]::new(76); $c", 1100 + 40)]
    [InlineData("$x = [byte[]]::new(976); $c = { $x.Length }.GetNewClosure(); $x = $null; $y = [byte[]]::new(76)", 1100)]

    // Scopes.
    [InlineData("function f { $x = [byte[]]::new(976) } f; $y = [byte[]]::new(76)", 1000)]
    [InlineData("function f { $x = [byte[]]::new(976) } . f; $y = [byte[]]::new(76)", 1100)]
    [InlineData("& { $x = [byte[]]::new(976) }; $y = [byte[]]::new(76)", 1000)]
    [InlineData(". { $x = [byte[]]::new(976) }; $y = [byte[]]::new(76)", 1100)]
    [InlineData("$b = { $x = [byte[]]::new(976) }; & $b; $y = [byte[]]::new(76)", 1000)]
    [InlineData("function f { $script:x = [byte[]]::new(976) } f; $y = [byte[]]::new(76)", 1100)]
    [InlineData("function f($p) { $p = $null; $y = [byte[]]::new(76) } $x = [byte[]]::new(976); f $x; $z = [byte[]]::new(26)", 1100)]
    [InlineData("function f($p) { $y = [byte[]]::new(76) } f ([byte[]]::new(976)); $z = [byte[]]::new(26)", 1100)]
    [InlineData("function f { $x = [byte[]]::new(976); $y = [byte[]]::new(76); return , $x } $z = f; $w = [byte[]]::new(26)", 1100)]
    [InlineData("function f { $x = [byte[]]::new(976); , $x } $z = f; $w = [byte[]]::new(76)", 1100)]
    [InlineData("function f { $x = [byte[]]::new(976); $x } $z = f; $w = [byte[]]::new(76)", 33 * 1000)]
    [InlineData("function f { [long[]]::new(122) } $z = f; f | Out-Null", 4 * 1000)]
    [InlineData("function f([int]$n = 976) { $x = [byte[]]::new($n) } f; f 1976 | Out-Null", 2000)]
    [InlineData("function f { param([switch]$s, $n) $x = [byte[]]::new($n) } f -s -n 976; f -n:76", 1000)]
    [InlineData("function f { g } function g { $x = [byte[]]::new(976) } f; $y = [byte[]]::new(76)", 1000)]
    [InlineData("filter f { $x = [byte[]]::new(976) } 1 | f; $y = [byte[]]::new(76)", 2000)]
    [InlineData("function f { $x.Length } $x = [byte[]]::new(976); $y = [byte[]]::new(76); f", 1100)]

    // Loops and branches.
    [InlineData("foreach ($i in 1..3) { $x = [byte[]]::new(976) }", 2000)]
    [InlineData("foreach ($i in 1..3) { $x = [byte[]]::new(976); $x = $null }", 1000)]
    [InlineData("for ($i = 0; $i -lt 3; $i++) { $x = [byte[]]::new(976) }", 2000)]
    [InlineData("while ($true) { $x = [byte[]]::new(976) }", 2000)]
    [InlineData("do { $x = [byte[]]::new(976) } until ($true)", 2000)]
    [InlineData("1..3 | ForEach-Object { $x = [byte[]]::new(976) }; $y = [byte[]]::new(76)", 2000)]
    [InlineData("while ($true) { $x = [byte[]]::new(976); break }", 1000)]
    [InlineData("$x = [byte[]]::new(976); foreach ($b in $x) { $x = $null; $y = [byte[]]::new(76) }", 1200)]
    [InlineData("if ($a) { $x = [byte[]]::new(976) } else { $y = [byte[]]::new(76) }", 1000)]
    [InlineData("if ($a) { $x = [byte[]]::new(976) } elseif ($b) { $x = [byte[]]::new(1976) } $y = [byte[]]::new(76)", 2100)]
    [InlineData("$x = [byte[]]::new(976); if ($a) { $x = $null } $y = [byte[]]::new(76)", 1100)]
    [InlineData("$x = if ($a) { [byte[]]::new(976) } else { [byte[]]::new(76) }; $y = [byte[]]::new(76)", 32 * 1000 + 100)]
    [InlineData("$x = if ($a) { , [byte[]]::new(976) } else { , [byte[]]::new(76) }; $y = [byte[]]::new(76)", 1100)]
    [InlineData("switch ($a) { 1 { $x = [byte[]]::new(976); break } 2 { $x = [byte[]]::new(76) } }", 1000)]
    [InlineData("try { $x = [byte[]]::new(976) } catch { $y = [byte[]]::new(76) } finally { $x = $null } $z = [byte[]]::new(176)", 1100)]
    [InlineData("$x = [byte[]]::new(976); if ($a) { return } $y = [byte[]]::new(76)", 1100)]
    [InlineData("$x = [byte[]]::new(76); exit; $y = [byte[]]::new(976)", 100)]

    // Sizes that stand in the script.
    [InlineData("$n = 10; $x = [double[]]::new($n * $n)", 824)]
    [InlineData("$x = New-Object 'int[]' 10", 64)]
    [InlineData("$x = New-Object -TypeName 'byte[,]' -ArgumentList 10, 10", 24 + 16 + 100)]
    [InlineData("$x = [Array]::CreateInstance([long], 10)", 104)]
    [InlineData("param([int]$n = 1KB) $x = [byte[]]::new($n)", 1048)]
    [InlineData("$x = 'ab' * 100", 422)]
    [InlineData("$x = , 0 * 100", 824)]
    [InlineData("$x = 1..10000", 24 + 32 * 10000)]
    [InlineData("$n = 5; $d = Get-Date; $s = \"$n $d\"; $t = $n -gt 3; $i = [int]$s; $l = $s.Length; $i++; $n += 3", 0)]
    public void A_scripts_ceiling_is_that_of_its_variables(string script, long expected)
    {
        var result = _session.Run("Get-MemoryCeiling -ScriptBlock ([scriptblock]::Create($args[0])) -BaseBytes 0 -Policy AsWritten", script);
        var ceiling = result.ThrowOnError().Output.Single();
        Assert.Equal(expected, ceiling.Properties["CeilingBytes"].Value);
        Assert.Empty((string[])ceiling.Properties["Unknown"].Value);
    }

    [Theory]
    [InlineData("$x = Get-Thing", "x")]
    [InlineData("$x = $o.Rows", "x")]
    [InlineData("$x = foreach ($i in 1..9) { $i * 2 }", "output,output (2)")]
    [InlineData("$x = 1..9 | ForEach-Object { $_ * 2 }", "x")]
    [InlineData("$s = ''; foreach ($i in 1..9) { $s += 'abc' }", "s,s (2)")]
    [InlineData("$x = [byte[]]::new($unknown)", "x")]
    [InlineData("$x = $a ? (Get-Thing) : 3; $y ??= 5; (Get-Thing) && (Get-Other)", "x")]
    [InlineData("param($data) $data.Count", "data")]
    [InlineData("$x = [string]$rows; $y = [xml]$z; $w = $a -split ','; $v = $rows -match 'x'", "x,y,w,v")]
    public void Sizes_that_a_script_does_not_tell_are_named(string script, string unknown)
    {
        var result = _session.Run("Get-MemoryCeiling -ScriptBlock ([scriptblock]::Create($args[0])) -BaseBytes 0 -Policy AsWritten", script);
        Assert.Equal(unknown, string.Join(',', (string[])result.ThrowOnError().Output.Single().Properties["Unknown"].Value));
    }

    [Theory]
    [InlineData("Invoke-Expression 'x'", "Line 1: what Invoke-Expression runs is not seen.")]
    [InlineData("iex $x", "Line 1: what Invoke-Expression runs is not seen.")]
    [InlineData("\n. ./settings.ps1", "Line 2: what ./settings.ps1 does to variables is not seen; dot sourcing runs it in this scope.")]
    [InlineData("./other.ps1", "Line 1: what ./other.ps1 holds while it runs is not seen.")]
    [InlineData("& $command", "Line 1: what $command runs is not seen.")]
    [InlineData(". $path", "Line 1: what $path runs is not seen.")]
    [InlineData("Set-Variable $name 5", "Line 1: which variables Set-Variable $name means is not seen.")]
    [InlineData("Remove-Variable x*", "Line 1: which variables Remove-Variable x* means is not seen.")]
    [InlineData("Set-Variable x 5 -Scope 1", "Line 1: -Scope 1 of Set-Variable is taken for the scope around it.")]
    [InlineData("function f { return [int[]]::new(9) } $x = f", "Line 1: the numbers of [int[]]::new(9) are put out one by one, as objects of 8 times their size; put a comma before it to put out the array.")]
    [InlineData("[ref]$x", "Line 1: [ref] may give $x another value.")]
    [InlineData("trap { $x } 1", "Line 1: what a trap does is not looked at.")]
    [InlineData("1..3 | ForEach-Object -Parallel { $using:x }", "Line 1: what each of the runspaces of -Parallel holds is not counted.")]
    [InlineData("function f { f } f", "Line 1: f calls itself, or calls go too deep; what this call holds is not counted.")]
    [InlineData("$l = @(); foreach ($i in 1..3) { $l += Get-Thing $i }", "Line 1: $l grows in a loop, of which two passes are counted; state its size at the end with -Size.")]
    public void What_cannot_be_seen_is_noted_with_its_line(string script, string note)
    {
        var result = _session.Run("Get-MemoryCeiling -ScriptBlock ([scriptblock]::Create($args[0])) -Policy AsWritten", script);
        Assert.Contains(note, (string[])result.ThrowOnError().Output.Single().Properties["Notes"].Value);
    }

    [Fact]
    public void Variables_live_up_to_the_last_statement_that_reads_them()
    {
        const string Script = """
            $x = [byte[]]::new(976)
            $y = [byte[]]::new(76)
            Use-It @y
            Start-Job { $using:x }
            $z = [byte[]]::new(5)
            """;
        var result = _session.Run("""
            (Get-MemoryCeiling -ScriptBlock ([scriptblock]::Create($args[0])) -BaseBytes 0 -Policy Release).Steps |
                ForEach-Object { "$($_.Line) $($_.CeilingBytes) $(($_.Live | ForEach-Object { "$($_.Name):$($_.Reason)" }) -join ',')" }
            """, Script);
        Assert.Equal(
            ["1 1000 x:Made", "2 1100 x:Needed,y:Made", "3 1100 x:Needed,y:Read", "4 1000 x:Read", "5 29 z:Made"], result.ThrowOnError().Values);
    }

    [Theory]
    [InlineData("$h = @{}; foreach ($r in $raw) { $h[$r.Id] = $r }", true)]
    [InlineData("$h = @(); foreach ($r in $raw) { if ($r.Id) { $h += $r } }", true)]
    [InlineData("$h = @{}; foreach ($r in $raw) { $copy = $r; $h.Add($r.Id, @{ Row = $copy }) }", true)]
    [InlineData("$h = @{}; $raw | ForEach-Object { $h[$_.Id] = $_ }", true)]
    [InlineData("$h = $raw | ForEach-Object { if ($_.Id) { $_ } }", true)]
    [InlineData("$h = foreach ($r in $raw) { $r }", true)]
    [InlineData("$h = $raw.Where({ $_.Id })", true)]
    [InlineData("$h = @{}; foreach ($r in $raw) { $h[$r.Id] = 1 }", false)]
    [InlineData("$h = @{}; foreach ($r in $raw) { $last = $r }", false)]
    [InlineData("$h = @{}; $raw | ForEach-Object { try { Test-It $_ } catch { $h[1] = $_ } }", false)]
    [InlineData("$h = $raw | ForEach-Object { [pscustomobject]@{ Id = $_.Id } }", false)]
    public void Who_gathers_the_items_of_a_loop_holds_what_they_are_part_of(string loop, bool isHeld)
    {
        var result = _session.Run("""
            $steps = (Get-MemoryCeiling -ScriptBlock ([scriptblock]::Create("`$raw = Get-Thing`n$($args[0])`n`$raw = `$null; `$m = [byte[]]::new(76)`n`$h")) -Size @{ raw = 1000 } -Policy AsWritten).Steps
            'raw' -in ($steps | Where-Object Line -eq 4).Live.Name
            """, loop);
        Assert.Equal([isHeld], result.ThrowOnError().Values);
    }

    [Fact]
    public void Sizes_are_given_by_variable_and_apply_to_every_value_it_gets()
    {
        const string Script = "$raw = Get-Thing; $data = foreach ($r in $raw) { [pscustomobject]@{ A = $r.A } }; $raw = Get-Thing; $n = 5";
        var result = _session.Run("""
            $c = Get-MemoryCeiling -ScriptBlock ([scriptblock]::Create($args[0])) -BaseBytes 0 -Policy AsWritten -Size @{ RAW = '1KB'; data = '0.5 of raw'; n = 6; zz = 1 }
            $c.CeilingBytes; "$($c.Unknown)"; $c.Notes[-1]
            """, Script);
        Assert.Equal([1024L + 512 + 1024 + 6, "", "-Size names zz, which the script has no variable for."], result.ThrowOnError().Values);
    }

    [Fact]
    public void Files_that_a_script_reads_are_predicted_and_count_in_storage()
    {
        _session.WriteFile("data.csv", "a,b\n" + string.Concat(Enumerable.Range(0, 500).Select(i => $"{i},x{i:D3}\n")));
        _session.WriteFile("script.ps1", "param($Path = \"$PSScriptRoot/data.csv\")\n$x = Get-Content -Raw $Path\n$y = Import-Csv $Path\n$z = Get-Content nowhere.csv\n");
        var result = _session.Run("""
            $c = Get-MemoryCeiling -ScriptPath script.ps1 -BaseBytes 0 -Policy Keep
            $c.Steps[0].CeilingBytes; $c.Steps[1].CeilingBytes -gt 300000; "$($c.Unknown)"; $c.StorageBytes -eq ([IO.FileInfo]"$($args[0])/data.csv").Length; $c.ScriptPath -eq "$($args[0])/script.ps1"
            """, _session.Folder);
        var size = 22 + 2 * new FileInfo(Path.Combine(_session.Folder, "data.csv")).Length;
        Assert.Equal([(size + 7) / 8 * 8, true, "z", true, true], result.ThrowOnError().Values);
    }

    [Fact]
    public void A_script_is_cut_after_a_line_at_its_top()
    {
        const string Script = "$a = [byte[]]::new(976)\nforeach ($i in 1..2) {\n$b = [byte[]]::new(76)\n}\n$c = [byte[]]::new(76); $a.Length\n";
        var result = _session.Run("""
            $block = [scriptblock]::Create($args[0])
            $c = Get-MemoryCeiling -ScriptBlock $block -BaseBytes 0 -Policy Checkpoint -CheckpointAfter 1
            $c.CheckpointAfter; $c.CheckpointBytes; "$($c.Steps.Run)"
            Get-MemoryCeiling -ScriptBlock $block -Policy Checkpoint -CheckpointAfter 3
            """, Script);
        Assert.Equal(["1: $a = [byte[]]::new(976)", 1000L, "1 2 2 2"], result.Values);
        Assert.Equal(["StepNotFound"], result.ErrorIds);
    }

    [Fact]
    public void Scripts_come_by_wildcard_by_literal_path_and_from_the_pipeline()
    {
        _session.WriteFile("a[1].ps1", "$x = [byte[]]::new(1)");
        _session.WriteFile("b.ps1", "$x = [byte[]]::new(2)");
        var result = _session.Run("""
            $options = @{ BaseBytes = 0; Policy = 'Keep' }
            (Get-MemoryCeiling -ScriptPath *.ps1 @options).CeilingBytes
            (Get-MemoryCeiling -LiteralPath 'a[1].ps1' @options).CeilingBytes
            ([IO.FileInfo]"$($args[0])/b.ps1", { $x = [byte[]]::new(3) } | Get-MemoryCeiling @options).CeilingBytes
            """, _session.Folder);
        Assert.Equal([25L, 26L, 25L, 26L, 27L], result.ThrowOnError().Values);
    }

    [Fact]
    public void A_script_that_cannot_be_read_is_an_error_and_the_next_one_is_still_read()
    {
        _session.WriteFile("bad.ps1", "$x = 1\n  if ($x {\n");
        _session.WriteFile("good.ps1", "$x = [byte[]]::new(1)");
        var result = _session.Run("Get-MemoryCeiling -ScriptPath bad.ps1, nowhere.ps1, ., env:PATH, nodrive:x, good.ps1 -BaseBytes 0 -Policy Keep");
        Assert.Equal(["ScriptNotParsed", "PathNotFound", "PathIsDirectory", "NotFileSystem", "PathInvalid"], result.ErrorIds);
        Assert.Contains("line 2, column ", result.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.ParserError, result.Errors[0].CategoryInfo.Category);
        Assert.Equal(25L, result.Output.Single().Properties["CeilingBytes"].Value);
    }

    [Fact]
    public void A_size_that_is_a_part_of_what_is_not_there_is_an_error_and_the_next_script_is_still_read()
    {
        var result = _session.Run("Get-MemoryCeiling -ScriptBlock { $x = Get-Thing }, { $y = Get-Thing } -Size @{ x = '1 of w'; y = 8 } -BaseBytes 0 -Policy Keep");
        Assert.Equal(["ObjectNotMade"], result.ErrorIds);
        Assert.Equal(8L, result.Output.Single().Properties["CeilingBytes"].Value);
    }

    [Fact]
    public void Ways_are_told_and_the_highest_is_shown()
    {
        var result = _session.Run("""
            $c = Get-MemoryCeiling -ScriptBlock { if ($a) { $x = [byte[]]::new(976) } else { $y = [byte[]]::new(76) } } -BaseBytes 0 -Policy Keep
            $c.CeilingBytes; $c.Notes[0]
            """);
        Assert.Equal(
            [1000L, "There are 2 ways through the script; figures are of the one with the highest ceiling, for each policy."], result.ThrowOnError().Values);
    }
}
