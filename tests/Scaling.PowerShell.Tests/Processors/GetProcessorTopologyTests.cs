using Xunit;

namespace Scaling.PowerShell.Tests.Processors;

public sealed class GetProcessorTopologyTests : IDisposable
{
    private readonly EngineSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Threads_of_the_cores_are_all_threads_and_can_be_piped_on()
    {
        var values = _session.Run("""
            $t = Get-ProcessorTopology
            $t.ThreadCount - @($t.Cores | ForEach-Object Threads).Count
            $t.CoreCount - $t.Cores.Count
            $t.NumaNodes[0].Threads.Count -gt 0
            @($t.InstructionSets | Where-Object { $_.IsUsed -and $_.InHardware -eq $false }).Count
            """).ThrowOnError().Values;
        Assert.Equal([0, 0, true, 0], values);
    }

    [Fact]
    public void The_widest_vectors_are_those_of_the_runtime()
    {
        var expected = System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated ? 512
            : System.Runtime.Intrinsics.Vector256.IsHardwareAccelerated ? 256
            : System.Runtime.Intrinsics.Vector128.IsHardwareAccelerated ? 128 : 0;
        Assert.Equal(expected, Assert.Single(_session.Run("(Get-ProcessorTopology).VectorBits").ThrowOnError().Values));
    }

    [Fact]
    public void Its_parts_are_text_that_names_them()
    {
        var values = _session.Run("""
            $t = Get-ProcessorTopology
            foreach ($core in $t.Cores) { "$core" -eq "Core $($core.Core): $($core.Threads -join ', ')" }
            foreach ($node in $t.NumaNodes) { "$node" -eq "Node $($node.Node): $($node.Threads -join ', ')" }
            foreach ($cache in $t.Caches) { "$cache" -eq "L$($cache.Level) $($cache.Kind): $($cache.Threads -join ', ')" }
            foreach ($set in $t.InstructionSets) { "$set" -eq $set.Name }
            """).ThrowOnError().Values;
        Assert.All(values, value => Assert.Equal(true, value));
    }

    [Fact]
    public void It_takes_no_arguments() =>
        Assert.Equal("PositionalParameterNotFound", Assert.Single(_session.Run("Get-ProcessorTopology 1").ErrorIds));
}
