using System.Text;
using Xunit;

namespace Scaling.PowerShell.Tests.Host;

[Collection("Host")]
public sealed class CommandLineTests
{
    private const string ShowParameters = """
        param([string] $Name, [switch] $Flag, [int[]] $Number, [Parameter(ValueFromRemainingArguments)] $Rest)
        "Name=$Name Flag=$Flag Number=$($Number -join '/') Rest=$($Rest -join '|')"
        """;

    [Theory]
    [InlineData("Name=x Flag=False Number=1 Rest=2", "-Name", "x", "-Flag:$false", "1", "2")]
    [InlineData("Name=z Flag=True Number=1 Rest=a b|", "-Name:", "z", "-flag:true", "1", "a b", "")]
    // One string, not an array: the comma groups digits.
    [InlineData("Name= Flag=False Number=12 Rest=", "-Number", "1,2")]
    public void Arguments_of_a_script_bind_as_under_pwsh(string expected, params string[] arguments) =>
        Assert.Equal(expected, HostProcess.RunScript(ShowParameters, arguments).Output.TrimEnd('\r', '\n'));

    [Fact]
    public void A_script_knows_its_file_and_its_arguments()
    {
        using var folder = new TemporaryFolder();
        var script = folder.Write("where.ps1", "$PSScriptRoot; $PSCommandPath; $MyInvocation.MyCommand.Path; $args -join '|'");

        var result = HostProcess.Run(["where.ps1", "-x", "1", "-y:true"], folder: folder.Path);

        Assert.Equal([folder.Path, script, script, "-x|1|-y|True"], result.Lines);
    }

    [Fact]
    public void A_command_takes_the_rest_of_the_line_and_starts_in_the_working_directory()
    {
        using var folder = new TemporaryFolder();

        var result = HostProcess.Run(
            ["-NOP", "-noni", "-Wd", folder.Path, "-c", "\"$PWD\";", "[Environment]::CurrentDirectory;", "'-File'"]);

        Assert.Equal([folder.Path, folder.Path, "-File"], result.Lines);
        Assert.Equal("", result.Error);
    }

    [Fact]
    public void An_encoded_command_and_a_command_with_arguments_run()
    {
        var encoded = Convert.ToBase64String(Encoding.Unicode.GetBytes("'é €'; exit 4"));

        var first = HostProcess.Run(["-EncodedCommand", encoded, "-NoLogo"]);
        var second = HostProcess.Run(["-CommandWithArgs", "$args -join '|'", "a b", "-c"]);

        Assert.Equal((4, "é €"), (first.ExitCode, first.Lines.Single()));
        Assert.Equal((0, "a b|-c"), (second.ExitCode, second.Lines.Single()));
    }

    [Theory]
    [InlineData("Usage:", "-?")]
    [InlineData("Usage:", "--help")]
    [InlineData("PowerShell engine 7.6.", "-v")]
    public void Help_and_version_go_to_standard_output(string expected, string option)
    {
        var result = HostProcess.Run([option]);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains(expected, result.Output, StringComparison.Ordinal);
    }

    [UnixFact]
    public void A_script_without_the_extension_runs_by_its_first_line()
    {
        using var folder = new TemporaryFolder();
        folder.Write("tool", "#!/usr/bin/env Scaling.Host\n\"ran $args\"; exit 9");

        var result = HostProcess.Run(["tool", "x"], folder: folder.Path);

        Assert.Equal((9, "ran x"), (result.ExitCode, result.Lines.Single()));
    }
}
