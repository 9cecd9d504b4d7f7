using Scaling.PowerShell.Tests.Memory;
using Xunit;

namespace Scaling.PowerShell.Tests.Processors;

[Collection(ChangesTheEnvironment.Name)]
public sealed class GetResourceLimitTests : IDisposable
{
    private readonly EngineSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Each_resource_has_one_effective_limit_and_it_is_the_least()
    {
        var rows = _session.Run("Get-ResourceLimit").ThrowOnError().Output;
        foreach (var resource in rows.GroupBy(r => (string)r.Properties["Resource"].Value))
        {
            var effective = Assert.Single(resource, r => (bool)r.Properties["IsEffective"].Value);
            Assert.Equal(resource.Min(r => (double?)r.Properties["Value"].Value), (double?)effective.Properties["Value"].Value);
        }

        Assert.Equal(["Processor", "Memory"], rows.Select(r => (string)r.Properties["Resource"].Value).Distinct());
    }

    [Fact]
    public void Effective_processors_are_the_default_of_other_cmdlets()
    {
        var result = _session.Run("""
            $env:SLURM_CPUS_PER_TASK = '1'
            try {
                (Get-ResourceLimit Processor -Effective).Workers
                1..100 | ForEach-Object { [pscustomobject]@{ n = $_ } } |
                    Invoke-ParallelBootstrap -Property n -ResampleCount 2000 -Seed 1 | ForEach-Object Workers
            } finally { $env:SLURM_CPUS_PER_TASK = $null }
            """).ThrowOnError();
        Assert.Equal([1, 1], result.Values);
    }

    [Fact]
    public void A_variable_that_is_no_number_is_a_warning_and_the_next_source_counts()
    {
        var result = _session.Run("""
            $env:SLURM_CPUS_PER_TASK = 'many'
            try { Get-ResourceLimit Processor -Effective } finally { $env:SLURM_CPUS_PER_TASK = $null }
            """).ThrowOnError();
        Assert.Equal("SLURM_CPUS_PER_TASK is 'many', which is no number above zero: it does not count.", Assert.Single(result.Warnings));
        Assert.NotEqual("SlurmTask", Assert.Single(result.Output).Properties["Source"].Value);
    }

    [Fact]
    public void What_asks_for_more_memory_than_there_is_ends_with_an_error()
    {
        var result = _session.Run("""
            $env:SLURM_MEM_PER_NODE = '1'
            try { Measure-ParallelScaling -Kernel MemoryBandwidth -Workers 1 -Quick }
            catch { "$($_.FullyQualifiedErrorId), $($_.TargetObject)" }
            finally { $env:SLURM_MEM_PER_NODE = $null }
            """).ThrowOnError();
        Assert.Equal("MemoryLimitExceeded,Scaling.PowerShell.Commands.Parallel.MeasureParallelScalingCommand, MemoryBandwidth", Assert.Single(result.Values));
    }

    [Fact]
    public void Matrices_of_caches_that_the_process_may_not_fill_are_left_out()
    {
        var result = _session.Run("""
            $env:SLURM_MEM_PER_NODE = '1'
            try { Measure-TraversalOrder -Quick -TimeLimit 0.2 } finally { $env:SLURM_MEM_PER_NODE = $null }
            """).ThrowOnError();
        Assert.NotEmpty(result.Output);
        Assert.All(result.Output, row => Assert.InRange(row.Figure("WorkingSetBytes"), 1, 1 << 19));
    }

    [Theory]
    [InlineData("Get-ResourceLimit Disk", "CannotConvertArgumentNoMessage")]
    [InlineData("Get-ResourceLimit $null", "ParameterArgumentValidationError")]
    public void Other_resources_are_refused(string script, string id) =>
        Assert.Equal(id, Assert.Single(_session.Run(script).ErrorIds));
}
