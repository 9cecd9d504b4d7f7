using System.Management.Automation;
using Xunit;

namespace Scaling.PowerShell.Tests.Memory;

public sealed class CompareMemoryCeilingTests : IDisposable
{
    private const long MiB = 1 << 20;
    private readonly EngineSession _session = new();

    public void Dispose() => _session.Dispose();

    [PwshFact]
    public void What_is_alive_at_the_peaks_explains_their_difference()
    {
        var rows = _session.Run("""
            Compare-MemoryCeiling -Count 1 -ArgumentList 64MB {
                param($n)
                $a = [byte[]]::new($n)
                [Array]::Fill($a, [byte] 1)
                $b = [byte[]]::new($n)
                [Array]::Fill($b, [byte] 2)
            } {
                param($n)
                $a = [byte[]]::new($n)
                [Array]::Fill($a, [byte] 1)
                Remove-Variable a
                [GC]::Collect(2, 'Aggressive', $true, $true)
                $b = [byte[]]::new($n)
                [Array]::Fill($b, [byte] 2)
                $c = [byte[]]::new($n / 4)
                [Array]::Fill($c, [byte] 3)
            }
            """).ThrowOnError().Output;
        Assert.Equal(["Reference", "Difference"], rows.Select(r => r.Properties["Script"].Value));
        Assert.InRange((long)rows[0].Properties["IncrementBytes"].Value, 128 * MiB, 140 * MiB);
        Assert.InRange((long)rows[1].Properties["SavedBytes"].Value, 40 * MiB, 56 * MiB);
        Assert.Equal(0L, rows[0].Properties["SavedBytes"].Value);
        var (first, second) = ((string)rows[0].Properties["Explanation"].Value, (string)rows[1].Properties["Explanation"].Value);
        Assert.Contains("The peak is in line 6: [Array]::Fill($b, [byte] 2).", first, StringComparison.Ordinal);
        Assert.Contains("Variables hold $a (64 MiB) and $b (64 MiB).", first, StringComparison.Ordinal);
        Assert.Contains("$a is not read after line 4: Remove-Variable a there lets it go.", first, StringComparison.Ordinal);
        Assert.Contains("below that of the reference: $a is not alive there; $c is alive there in addition.", second, StringComparison.Ordinal);
        Assert.Equal(4, ((Array)rows[0].Properties["Statements"].Value).Length);
        Assert.Single((Array)rows[0].Properties["Runs"].Value);
    }

    [PwshFact]
    public void Medians_and_extremes_are_of_all_runs_and_errors_of_the_first()
    {
        var result = _session.Run("Compare-MemoryCeiling { Write-Warning once } { 1 / 0 } -Count 2 -NoExplanation");
        Assert.Equal(["once"], result.Warnings);
        Assert.Single(result.Errors);
        foreach (var row in result.Output)
        {
            var peaks = ((Array)row.Properties["Runs"].Value).Cast<object>().Select(r => (long)PSObject.AsPSObject(r).Properties["PeakBytes"].Value).ToArray();
            Assert.Equal(2, peaks.Length);
            Assert.Equal(
                ((peaks[0] + peaks[1]) / 2, peaks.Min(), peaks.Max()),
                ((long)row.Properties["PeakBytes"].Value, (long)row.Properties["LowBytes"].Value, (long)row.Properties["HighBytes"].Value));
            Assert.Null(row.Properties["Explanation"].Value);
            Assert.Empty((Array)row.Properties["Statements"].Value);
        }
    }

    [PwshFact]
    public void An_error_that_ends_a_script_ends_the_comparison()
    {
        var result = _session.Run("Compare-MemoryCeiling { throw 'bang' } { } -Count 1");
        Assert.Equal("bang", result.Ending().Exception.Message);
        Assert.Empty(result.Output);
        Assert.StartsWith(
            "ChildProcessEnded,", _session.Run("Compare-MemoryCeiling { exit 1 } { } -NoExplanation").Ending().FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Compare-MemoryCeiling { } { process { } }", "ScriptNotStatements")]
    [InlineData("Compare-MemoryCeiling { $using:nothing } { }", "UsingVariableNotFound")]
    [InlineData("Compare-MemoryCeiling { } $null", "ParameterArgumentValidationError")]
    [InlineData("Compare-MemoryCeiling { } { } -Count 0", "ParameterArgumentValidationError")]
    public void What_cannot_be_compared_is_a_terminating_error(string script, string id) =>
        Assert.Equal(id, _session.Run(script).Ending().FullyQualifiedErrorId.Split(',')[0]);
}
