using System.Management.Automation;
using Scaling.PowerShell.Tests.Memory;
using Xunit;

namespace Scaling.PowerShell.Tests.Processors;

[Collection(ChangesTheEnvironment.Name)]
public sealed class TopologyNotKnownTests : IDisposable
{
    private readonly EngineSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void A_machine_that_tells_nothing_is_an_error_and_what_follows_runs()
    {
        if (!OperatingSystem.IsLinux()) return;
        var result = _session.Run("""
            $property = (Get-Command Get-ProcessorTopology).ImplementingType.GetProperty('System', [System.Reflection.BindingFlags]'NonPublic, Static')
            $before = $property.GetValue($null)
            $nothing = [System.IO.Directory]::CreateTempSubdirectory('scaling-nothing-').FullName
            $property.SetValue($null, [Activator]::CreateInstance($property.PropertyType, @($nothing, [Func[string, string]] { $null })))
            try { Get-ProcessorTopology; 'next' }
            finally {
                $property.SetValue($null, $before)
                [System.IO.Directory]::Delete($nothing)
            }
            """);
        var error = Assert.Single(result.Errors);
        Assert.Equal("TopologyNotKnown,Scaling.PowerShell.Commands.Processors.GetProcessorTopologyCommand", error.FullyQualifiedErrorId);
        Assert.Equal((ErrorCategory.ResourceUnavailable, null), (error.CategoryInfo.Category, error.TargetObject));
        Assert.Equal(["next"], result.Values);
    }
}
