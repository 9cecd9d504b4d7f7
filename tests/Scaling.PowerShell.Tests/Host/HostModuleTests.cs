using Xunit;

namespace Scaling.PowerShell.Tests.Host;

[Collection("Host")]
public sealed class HostModuleTests
{
    private static string Copy => Path.Combine(Path.GetDirectoryName(EngineSession.Metadata("HostAssembly"))!, "Modules", "Scaling");

    [Fact]
    public void The_module_beside_the_host_is_the_staged_one_and_nothing_else()
    {
        Assert.Equal(Files(EngineSession.ModuleFolder), Files(Copy));
        Assert.DoesNotContain(Files(Copy), file => file.Contains("System.Management.Automation", StringComparison.Ordinal));

        static List<string> Files(string folder) =>
            [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f)).Order()];
    }

    [Fact]
    public void A_cmdlet_of_the_module_is_found_without_an_import()
    {
        var result = HostProcess.RunCommand(
            "@(Get-Module Scaling).Count; Import-Dataset missing.csv -ErrorAction SilentlyContinue; (Get-Module Scaling).Path");

        Assert.Equal("0", result.Lines[0]);
        Assert.Equal(Path.GetFullPath(Path.Combine(Copy, "Scaling.PowerShell.dll")), result.Lines[^1]);
    }
}
