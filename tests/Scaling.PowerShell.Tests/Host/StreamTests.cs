using System.Text;
using Xunit;

namespace Scaling.PowerShell.Tests.Host;

[Collection("Host")]
public sealed class StreamTests
{
    [Fact]
    public void Errors_go_to_standard_error_and_everything_else_to_standard_output()
    {
        var result = HostProcess.RunScript("""
            'before'
            [int] 'x'
            $Host.UI.WriteWarningLine('careful')
            throw 'the end'
            """);

        Assert.Equal(["before", "WARNING: careful"], result.Lines);
        Assert.Contains("Cannot convert value \"x\"", result.Error, StringComparison.Ordinal);
        Assert.Contains("script.ps1:4", result.Error, StringComparison.Ordinal);
        Assert.Contains("the end", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', result.Output + result.Error);
    }

    [Fact]
    public void A_syntax_error_names_its_line_and_nothing_has_run()
    {
        var result = HostProcess.RunScript("'first'\nif (");

        Assert.Equal(1, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Contains("ParserError", result.Error, StringComparison.Ordinal);
        Assert.Contains("script.ps1:2", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Objects_become_a_table_as_wide_as_the_redirected_output_is_said_to_be()
    {
        var result = HostProcess.RunCommand("[pscustomobject]@{ Name = 'n'; Text = 'x' * 300 }");

        Assert.Equal(3, result.Lines.Length);
        Assert.Matches("^Name +Text$", result.Lines[0]);
        Assert.InRange(result.Lines[2].Length, 100, 120);
    }

    [Fact]
    public void Text_is_utf_8_without_a_mark_in_any_locale_both_ways()
    {
        using var host = HostProcess.Start(["-c", "'é😀'; $input"], environment: new Dictionary<string, string> { ["LC_ALL"] = "C" });
        host.Input.Write("ü\n");
        host.Input.Close();
        using var bytes = new MemoryStream();
        host.Output.BaseStream.CopyTo(bytes);

        Assert.Equal("é😀\nü\n", Encoding.UTF8.GetString(bytes.ToArray()).ReplaceLineEndings("\n"));
    }

    [Fact]
    public void NO_COLOR_turns_the_colours_off_even_where_a_script_styles_its_text()
    {
        var result = HostProcess.Run(
            ["-c", "\"$($PSStyle.Foreground.Red)red$($PSStyle.Reset)\"; $PSStyle.OutputRendering"],
            environment: new Dictionary<string, string> { ["NO_COLOR"] = "1" });

        Assert.Equal(["red", "PlainText"], result.Lines);
    }

    [Fact]
    public void Progress_is_not_drawn_where_no_terminal_is()
    {
        var result = HostProcess.RunCommand(
            "$Host.UI.WriteProgress(1, [System.Management.Automation.ProgressRecord]::new(1, 'Working', 'hard')); 'done'");

        Assert.Equal("done", result.Lines.Single());
        Assert.Empty(result.Error);
    }

    [UnixFact]
    public void A_closed_output_ends_an_endless_script_quietly()
    {
        using var host = HostProcess.Start(["-c", "while ($true) { 'line' }"]);
        Assert.Equal("line", host.Output.ReadLine());

        host.CloseOutput();

        var end = host.Finish();
        Assert.Equal((141, ""), (end.ExitCode, end.Error));
    }
}
