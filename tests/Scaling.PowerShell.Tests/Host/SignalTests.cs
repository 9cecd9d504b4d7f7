using System.Diagnostics;
using Xunit;

namespace Scaling.PowerShell.Tests.Host;

[Collection("Host")]
public sealed class SignalTests
{
    [UnixTheory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    [InlineData("HUP", 129)]
    public void A_signal_stops_the_script_in_order(string signal, int code)
    {
        using var host = HostProcess.Start(
            ["-c", "try { 'started'; while ($true) { } } finally { [Console]::Error.WriteLine('cleaned up') } 'not reached'"]);
        Assert.Equal("started", host.Output.ReadLine());

        Send(signal, host.Id);

        var end = host.Finish();
        Assert.Equal((code, "", "cleaned up"), (end.ExitCode, end.Output, end.Error.Trim()));
    }

    [UnixFact]
    public void A_signal_ends_the_wait_for_an_answer()
    {
        using var host = HostProcess.Start(["-c", "'asking'; $Host.UI.ReadLine(); 'not reached'"]);
        Assert.Equal("asking", host.Output.ReadLine());

        Send("INT", host.Id);

        var end = host.Finish();
        Assert.Equal((130, ""), (end.ExitCode, end.Output));
    }

    private static void Send(string signal, int process)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }
}
