using Xunit;

namespace Scaling.PowerShell.Tests.Host;

[Collection("Host")]
public sealed class InputTests
{
    private const string Confirming = """
        [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')] param()
        if ($PSCmdlet.ShouldProcess('thing')) { 'did' } else { 'did not' }
        """;

    [Fact]
    public void Lines_of_standard_input_are_what_a_script_finds_in_its_input() =>
        Assert.Equal(["[a]", "[b]"], HostProcess.RunScript("$input | ForEach-Object { \"[$_]\" }", input: "a\nb").Lines);

    [Fact]
    public void Input_streams_one_line_at_a_time()
    {
        using var host = HostProcess.Start(["-c", "process { \"[$_]\" } end { $null = $input }"]);

        host.Input.Write("first\n");
        host.Input.Flush();
        Assert.Equal("[first]", host.Output.ReadLine());
        host.Input.Write("second\n");
        host.Input.Close();

        Assert.Equal("[second]", host.Finish().Lines.Single());
    }

    [Fact]
    public void Input_that_no_script_asks_for_is_left_to_who_reads_it() =>
        Assert.Equal(["a", "b"], HostProcess.RunCommand("[Console]::In.ReadLine(); $Host.UI.ReadLine()", "a\nb\n").Lines);

    [Fact]
    public void Commands_on_standard_input_run_line_by_line_and_blocks_to_their_empty_line()
    {
        var result = HostProcess.Run(["-Command", "-"], "'one'\nif ($true) {\n 'two'\n}\n\nfunction f {\n 'three'\n}\nf; exit 6");

        Assert.Equal(["one", "two", "three"], result.Lines);
        Assert.Equal(6, result.ExitCode);
    }

    [Theory]
    [InlineData("y\n", "did")]
    [InlineData("perhaps\n?\nno\n", "did not")]
    public void A_confirmation_is_answered_on_standard_input(string answer, string outcome)
    {
        var result = HostProcess.RunScript(Confirming, input: answer);

        Assert.Equal([outcome], result.Lines);
        Assert.Contains("target \"thing\"", result.Error, StringComparison.Ordinal);
        Assert.Contains("[Y] Yes", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_confirmation_that_nobody_answers_is_an_error()
    {
        var ended = HostProcess.RunScript(Confirming);

        Assert.Empty(ended.Output);
        Assert.Contains("Standard input ended", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_non_interactive_host_refuses_before_it_asks()
    {
        using var folder = new TemporaryFolder();
        var script = folder.Write("confirm.ps1", Confirming);

        var refused = HostProcess.Run(["-NonInteractive", "-File", script], input: "y\n");

        Assert.Empty(refused.Output);
        Assert.Contains("-NonInteractive", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("[Y] Yes", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Mandatory_parameters_are_asked_for_until_they_convert()
    {
        var result = HostProcess.RunScript(
            "param([Parameter(Mandatory)][int] $Count, [Parameter(Mandatory)][string[]] $Name) \"$Count $($Name -join '+')\"",
            input: "many\n5\nx\ny\n\n");

        Assert.Equal(["5 x+y"], result.Lines);
        Assert.Contains("'many' is not a Int32", result.Error, StringComparison.Ordinal);
        Assert.Contains("Name[2]:", result.Error, StringComparison.Ordinal);
    }
}
