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
        Assert.Equal([4096L, 8192L, 16384L, 32768L, 65536L], rows.Select(r => r.Properties["WorkingSetBytes"].Value));
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
    [InlineData("Thrash")]
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
    public void Working_sets_of_a_list_are_measured_in_ascending_order()
    {
        var rows = _session.Run("Measure-CacheLatency 64KB, 5000, 64KB, 64 -Quick -TimeLimit 0.3").ThrowOnError().Output;
        Assert.Equal([64L, 5000L, 65536L], rows.Select(r => r.Properties["WorkingSetBytes"].Value));
        Assert.Single(_session.Run("Measure-CacheLatency 64KB -MaximumBytes 1MB").Errors);
    }

    [Fact]
    public void A_summary_has_a_record_for_each_level_beside_what_is_reported()
    {
        var result = _session.Run(
            "Measure-CacheLatency -Quick -TimeLimit 1 -MinimumBytes 4KB -MaximumBytes 8MB -Summary -Verbose").ThrowOnError();
        Assert.InRange(result.Output.Count, 1, 5);
        Assert.Contains("8: ", Assert.Single(result.Verbose), StringComparison.Ordinal);
        Assert.Equal(
            ["Level", "NanosecondsPerLoad", "MinimumNanosecondsPerLoad", "CyclesPerLoad", "FirstWorkingSetBytes", "LastWorkingSetBytes",
                "BoundaryBytes", "ReportedBytes", "LineBytes", "ReportedLineBytes", "ClockHertz"],
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
        var error = Assert.Single(result.Errors);
        Assert.Equal((id, category), (error.FullyQualifiedErrorId.Split(',')[0], error.CategoryInfo.Category));
        Assert.Equal(target, error.TargetObject);
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("-MinimumBytes 1")]
    [InlineData("-StepsPerOctave 0")]
    [InlineData("-StrideBytes 4")]
    [InlineData("-Pattern Backwards")]
    [InlineData("-Pages Tiny")]
    [InlineData("-Pattern $null")]
    public void What_makes_no_sense_is_refused(string options) => Assert.Single(_session.Run("Measure-CacheLatency " + options).Errors);

    [Fact]
    public void Numbers_are_read_and_told_alike_in_any_culture()
    {
        const string German = "$before = [cultureinfo]::CurrentCulture; [cultureinfo]::CurrentCulture = 'de-DE'; ";
        var result = _session.Run(German + Small.Replace("0.3", "'0.3'", StringComparison.Ordinal) + "; Measure-CacheLatency -StrideBytes 1004; Measure-CacheLatency -TimeLimit -0.5; [cultureinfo]::CurrentCulture = $before");
        Assert.Equal(5, result.Output.Count);
        Assert.Contains("1004", result.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.Contains("-0.5 s", result.Errors[1].Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Stopping_the_pipeline_ends_it_within_two_seconds()
    {
        using var engine = Engine.Create(_session.Runspace);
        engine.AddScript("Measure-CacheLatency -MinimumBytes 64MB -MaximumBytes 512MB");
        StopTest.EndsInTime(engine);
    }
}
