using Xunit;

namespace Scaling.PowerShell.Tests.Host;

[Collection("Host")]
public sealed class ExitCodeTests
{
    private const string NativeFailure = "if ($IsWindows) { cmd /c exit 7 } else { sh -c 'exit 7' }";

    [Theory]
    [InlineData("& { exit 4 }; 'not reached'", 4)]
    [InlineData("if (", 1)]
    [InlineData("Get-Nothing; 1", 0)]
    [InlineData("1; Get-Nothing", 1)]
    [InlineData(NativeFailure, 1)]
    [InlineData(NativeFailure + "; exit $LASTEXITCODE", 7)]
    [InlineData("$Host.SetShouldExit(8); 'after'", 8)]
    public void A_command_ends_with_the_code_that_pwsh_gives_it(string command, int code) =>
        Assert.Equal(code, HostProcess.RunCommand(command).ExitCode);

    [Theory]
    [InlineData("exit 3", 3)]
    [InlineData("[CmdletBinding()] param() exit 6", 6)]
    [InlineData("throw 'bad'", 1)]
    [InlineData("[int]'x'; 'b'", 0)]
    [InlineData(NativeFailure, 0)]
    public void A_script_ends_with_the_code_that_pwsh_gives_it(string script, int code) =>
        Assert.Equal(code, HostProcess.RunScript(script).ExitCode);

    [Fact]
    public void The_exit_of_a_called_script_is_not_the_exit_of_its_caller()
    {
        using var folder = new TemporaryFolder();
        folder.Write("inner.ps1", "exit 3");
        var outer = folder.Write("outer.ps1", "& \"$PSScriptRoot/inner.ps1\"; \"code $LASTEXITCODE\"");

        var result = HostProcess.Run(["-File", outer]);

        Assert.Equal(["code 3"], result.Lines);
        Assert.Equal(0, result.ExitCode);
    }

    [Theory]
    [InlineData("no interactive prompt")]
    [InlineData("'missing.ps1' is not recognized as the name of a script file", "missing.ps1")]
    [InlineData("'missing.ps1' is not recognized as the name of a script file", "-File", "missing.ps1", "-Path", "x")]
    [InlineData("'-nonsense' is not recognized", "-nonsense")]
    [InlineData("-Command needs a value", "-Command")]
    [InlineData("-File needs a value", "-noprofile", "-f")]
    [InlineData("-WorkingDirectory needs a value", "-wd")]
    [InlineData("nothing to run", "-NoProfile")]
    [InlineData("Base64", "-EncodedCommand", "!!")]
    [InlineData("Base64", "-ec", "AA==")]
    [InlineData("one command only", "-e", "MQA=", "-c", "2")]
    [InlineData("working directory", "-wd", "missing-folder", "-c", "1")]
    [InlineData("-NoExit is an option of pwsh", "-NoExit", "-c", "1")]
    [InlineData("knows only Text", "-OutputFormat", "XML", "-c", "1")]
    [InlineData("not an execution policy", "-ExecutionPolicy", "Lax", "-c", "1")]
    [InlineData("Nothing may follow", "-c", "-", "1")]
    public void A_wrong_command_line_is_explained_on_standard_error_and_runs_nothing(string explanation, params string[] arguments)
    {
        var result = HostProcess.Run(arguments);

        Assert.Equal(64, result.ExitCode);
        Assert.Contains(explanation, result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }
}
