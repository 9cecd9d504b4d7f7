using System.Management.Automation;
using Xunit;

namespace Scaling.PowerShell.Tests.Memory;

/// <summary>Tests that change the environment of the process run while no other does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ChangesTheEnvironment
{
    public const string Name = "Changes the environment";
}

[Collection(ChangesTheEnvironment.Name)]
public sealed class ShellNotFoundTests
{
    [Fact]
    public void Where_there_is_no_shell_that_is_a_terminating_error()
    {
        using var session = new EngineSession();
        var path = Environment.GetEnvironmentVariable("PATH");
        try
        {
            Environment.SetEnvironmentVariable("PATH", session.Folder);
            var error = session.Run("Measure-MemoryCeiling { } -Isolated").Ending();
            Assert.Equal(("ShellNotFound", ErrorCategory.ObjectNotFound), (error.FullyQualifiedErrorId.Split(',')[0], error.CategoryInfo.Category));
            Assert.Equal("pwsh", error.TargetObject);
            Assert.StartsWith(
                "ShellNotFound,", session.Run("Compare-MemoryCeiling { } { }").Ending().FullyQualifiedErrorId, StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable("PATH", path);
        }
    }
}
