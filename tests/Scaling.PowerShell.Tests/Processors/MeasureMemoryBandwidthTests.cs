using System.Management.Automation;
using Xunit;
using Engine = System.Management.Automation.PowerShell;

namespace Scaling.PowerShell.Tests.Processors;

public sealed class MeasureMemoryBandwidthTests : IDisposable
{
    private readonly EngineSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void There_is_a_row_for_each_operation_and_number_of_workers_with_bytes_as_STREAM_counts_them()
    {
        var rows = _session.Run("Measure-MemoryBandwidth 1MB -Workers 1, 2 -Quick -TimeLimit 1").ThrowOnError().Output;
        Assert.Equal(
            [("Copy", 1), ("Scale", 1), ("Add", 1), ("Triad", 1), ("Copy", 2), ("Scale", 2), ("Add", 2), ("Triad", 2)],
            rows.Select(r => (r.Text("Operation"), (int)r.Figure("Workers"))));
        foreach (var row in rows)
        {
            Assert.Equal(row.Text("Operation") is "Copy" or "Scale" ? 2L << 20 : 3L << 20, row.Properties["CountedBytes"].Value);
            Assert.Equal((1L << 20, 3L << 20), (row.Properties["ArrayBytes"].Value, row.Properties["WorkingSetBytes"].Value));
            Assert.Equal(1, row.Figure("CountedBytes") / row.Figure("Seconds") / row.Figure("BytesPerSecond"), 9);
            Assert.True(row.Figure("BestBytesPerSecond") >= row.Figure("BytesPerSecond"));
            Assert.Equal(true, row.Properties["OutcomeEqual"].Value);
            Assert.InRange(row.Figure("OutcomeDifference"), 0, 1e-13);
            Assert.InRange(row.Figure("ShareOfFastest"), 0.001, 1);
            Assert.Equal(row.Figure("BytesPerSecond"), Math.Max(row.Figure("CachedBytesPerSecond"), row.Figure("NonTemporalBytesPerSecond")));
        }

        foreach (var operation in rows.GroupBy(r => r.Text("Operation"))) Assert.Equal(1.0, operation.Max(r => r.Figure("ShareOfFastest")));
    }

    [Theory]
    [InlineData("Cached", "NonTemporalBytesPerSecond")]
    [InlineData("NonTemporal", "CachedBytesPerSecond")]
    public void One_kind_of_stores_can_be_asked_for(string stores, string other)
    {
        var rows = _session.Run(
            "Measure-MemoryBandwidth 64KB -Workers 1 -Stores $args[0] -Operation Add, Triad -Pages System -Quick -TimeLimit 0.3", stores).ThrowOnError().Output;
        Assert.Equal(["Add", "Triad"], rows.Select(r => r.Text("Operation")));
        Assert.All(rows, r => Assert.Equal(stores, r.Text("Stores")));
        Assert.All(rows, r => Assert.Null(r.Properties[other].Value));
    }

    [Fact]
    public void More_workers_than_processors_are_marked()
    {
        var script = "Measure-MemoryBandwidth 64KB -Workers 1, ([Environment]::ProcessorCount + 1) -Quick -TimeLimit 0.4 -Operation Copy";
        Assert.Equal([false, true], _session.Run(script).ThrowOnError().Output.Select(r => r.Properties["IsOversubscribed"].Value));
    }

    [Fact]
    public void Sizes_come_from_the_pipeline_and_one_that_is_too_great_is_an_error_of_its_own()
    {
        var result = _session.Run("16KB, 1PB, 32KB | Measure-MemoryBandwidth -Workers 1 -Operation Copy -Quick -TimeLimit 0.4");
        Assert.Equal([16384L, 32768L], result.Output.Select(r => r.Properties["ArrayBytes"].Value));
        var error = Assert.Single(result.Errors);
        Assert.Equal("MemoryLimitExceeded", error.FullyQualifiedErrorId.Split(',')[0]);
        Assert.Equal((ErrorCategory.LimitsExceeded, 1L << 50), (error.CategoryInfo.Category, error.TargetObject));
        Assert.Contains((3L << 50).ToString(System.Globalization.CultureInfo.InvariantCulture), error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_size_whose_arrays_no_number_can_count_is_too_great() =>
        Assert.Equal(["MemoryLimitExceeded"], _session.Run("Measure-MemoryBandwidth ([long]::MaxValue) -Quick").ErrorIds);

    [Fact]
    public void An_empty_pipeline_has_no_rows() => Assert.Empty(_session.Run("@() | Measure-MemoryBandwidth -Quick").ThrowOnError().Output);

    [Theory]
    [InlineData("-Workers 0")]
    [InlineData("-ArrayBytes 100")]
    [InlineData("-ArrayBytes $null")]
    [InlineData("-Operation Divide")]
    [InlineData("-Stores Nowhere")]
    public void What_makes_no_sense_is_refused(string options) => Assert.Single(_session.Run("Measure-MemoryBandwidth " + options).Errors);

    [Fact]
    public void A_null_from_the_pipeline_is_an_error_and_the_next_size_is_measured()
    {
        var result = _session.Run("$null, 16KB | Measure-MemoryBandwidth -Workers 1 -Operation Copy -Quick -TimeLimit 0.2");
        Assert.Single(result.Errors);
        Assert.Equal([16384L], result.Output.Select(r => r.Properties["ArrayBytes"].Value));
    }

    [Fact]
    public void Stopping_the_pipeline_ends_it_within_two_seconds()
    {
        using var engine = Engine.Create(_session.Runspace);
        engine.AddScript("Measure-MemoryBandwidth 128MB -Workers 1, 2, 1, 2, 1, 2");
        StopTest.EndsInTime(engine);
    }
}
