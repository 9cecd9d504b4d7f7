using System.Management.Automation;
using Xunit;
using Engine = System.Management.Automation.PowerShell;

namespace Scaling.PowerShell.Tests.Processors;

public sealed class MeasureCacheLatencyTests : IDisposable
{
    private const string Small = "Measure-CacheLatency -Quick -TimeLimit 0.3 -MinimumBytes 4KB -MaximumBytes 64KB -StepsPerOctave 1";

    private readonly EngineSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void There_is_a_row_for_each_working_set_with_raw_numbers()
    {
        var rows = _session.Run(Small).ThrowOnError().Output;
        Assert.Equal([4096L, 8192, 16384, 32768, 65536], rows.Select(r => r.Properties["WorkingSetBytes"].Value));
        foreach (var row in rows)
        {
            Assert.InRange(row.Figure("NanosecondsPerLoad"), 0.1, 10_000);
            Assert.Equal(row.Figure("Seconds") * 1e9, row.Figure("NanosecondsPerLoad"), 6);
            Assert.Equal(row.Figure("Seconds") * row.Figure("ClockHertz"), row.Figure("CyclesPerLoad"), 6);
            Assert.InRange(row.Figure("MinimumSeconds"), 1e-10, row.Figure("Seconds"));
            Assert.Equal(("Random", 64), (row.Text("Pattern"), row.Properties["StrideBytes"].Value));
        }
    }

    [Theory]
    [InlineData("Random")]
    [InlineData("Paged")]
    [InlineData("Stride")]
    public void Each_pattern_and_stride_is_on_the_row(string pattern)
    {
        var row = Assert.Single(_session.Run(
            "Measure-CacheLatency -Quick -TimeLimit 0.1 -MinimumBytes 8KB -MaximumBytes 8KB -Pattern $args[0] -StrideBytes 128 -Pages Base -Seed 3",
            pattern).ThrowOnError().Output);
        Assert.Equal((pattern, 128), (row.Text("Pattern"), row.Properties["StrideBytes"].Value));
        if (pattern == "Stride") Assert.Null(row.Properties["Level"].Value);
        if (OperatingSystem.IsLinux()) Assert.Equal(0.0, row.Figure("HugePageShare"));
    }

    [Fact]
    public void A_summary_has_a_record_for_each_level_beside_what_is_reported()
    {
        var result = _session.Run(
            "Measure-CacheLatency -Quick -TimeLimit 1 -MinimumBytes 4KB -MaximumBytes 8MB -Summary -Verbose").ThrowOnError();
        Assert.InRange(result.Output.Count, 1, 5);
        Assert.Contains("8: ", Assert.Single(result.Verbose), StringComparison.Ordinal);
        Assert.Equal(
            ["Level", "NanosecondsPerLoad", "CyclesPerLoad", "FirstWorkingSetBytes", "LastWorkingSetBytes", "BoundaryBytes", "ReportedBytes",
                "LineBytes", "ReportedLineBytes", "ClockHertz"],
            result.Output[0].Properties.Select(p => p.Name));
        Assert.Null(result.Output[^1].Properties["BoundaryBytes"].Value);
    }

    [Fact]
    public void One_working_set_shows_no_level_and_says_so()
    {
        var result = _session.Run("Measure-CacheLatency -Quick -TimeLimit 0.2 -MinimumBytes 4KB -MaximumBytes 4KB -Summary");
        Assert.Equal(["LevelsNotFound"], result.ErrorIds);
        Assert.Equal((ErrorCategory.InvalidResult, 1), (result.Errors[0].CategoryInfo.Category, result.Errors[0].TargetObject));
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("-MinimumBytes 8KB -MaximumBytes 4KB", "WorkingSetsOutOfRange", ErrorCategory.InvalidArgument, 8192L)]
    [InlineData("-StrideBytes 12", "StrideNotAligned", ErrorCategory.InvalidArgument, 12)]
    [InlineData("-Summary -Pattern Stride", "OptionsConflict", ErrorCategory.InvalidArgument, "Summary")]
    [InlineData("-MaximumBytes 1PB", "MemoryLimitExceeded", ErrorCategory.LimitsExceeded, 1L << 50)]
    public void What_cannot_be_measured_ends_it(string options, string id, ErrorCategory category, object target)
    {
        var result = _session.Run("Measure-CacheLatency -Quick -StepsPerOctave 1 " + options);
        Assert.Equal((id, category), (result.Terminating?.FullyQualifiedErrorId.Split(',')[0], result.Terminating?.CategoryInfo.Category));
        Assert.Equal(target, result.Terminating!.TargetObject);
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("-MinimumBytes 1")]
    [InlineData("-StepsPerOctave 0")]
    [InlineData("-StrideBytes 4")]
    [InlineData("-Pattern Backwards")]
    [InlineData("-Pages Tiny")]
    [InlineData("-TimeLimit 0")]
    [InlineData("-Pattern $null")]
    public void What_makes_no_sense_is_refused(string options) => Assert.NotNull(_session.Run("Measure-CacheLatency " + options).Terminating);

    [Fact]
    public void Tables_are_written_in_the_culture_of_the_session()
    {
        var table = string.Concat(_session.Run(
            "[cultureinfo]::CurrentCulture = 'de-DE'; " + Small + " | Out-String -Width 120").ThrowOnError().Values);
        Assert.Contains("WorkingSet", table, StringComparison.Ordinal);
        Assert.Matches(@"\d,\d\d ", table);
    }

    [Fact]
    public void Stopping_the_pipeline_ends_it_within_two_seconds()
    {
        using var engine = Engine.Create(_session.Runspace);
        engine.AddScript("Measure-CacheLatency -MinimumBytes 64MB -MaximumBytes 512MB");
        StopTest.EndsInTime(engine);
    }
}
