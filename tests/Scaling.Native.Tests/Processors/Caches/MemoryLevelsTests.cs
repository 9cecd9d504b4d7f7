using Scaling.Native.Measuring;
using Scaling.Native.Processors.Caches;
using Xunit;

namespace Scaling.Native.Tests.Processors.Caches;

public sealed class MemoryLevelsTests
{
    private static readonly ReportedCache[] Epyc = [new(2, 1 << 20, 64), new(1, 32 << 10, 64), new(3, 32 << 20, 64)];

    [Fact]
    public void Levels_take_their_names_from_the_reported_caches()
    {
        var levels = MemoryLevels.Find(Rungs(RecordedLadders.EpycVirtualMachine), Epyc);
        Assert.Equal(["L1", "L2", "L3", "Memory"], levels.Select(l => l.Name));
        Assert.Equal([32 << 10, 1 << 20, 32 << 20, null], levels.Select(l => l.Reported?.Bytes));
    }

    [Fact]
    public void Without_reports_they_are_counted()
    {
        var levels = MemoryLevels.Find(Rungs(RecordedLadders.EpycVirtualMachine), []);
        Assert.Equal(["L1", "L2", "L3", "Memory"], levels.Select(l => l.Name));
        Assert.All(levels, l => Assert.Null(l.Reported));
    }

    [Fact]
    public void A_ladder_that_ends_within_a_cache_does_not_call_it_memory()
    {
        var part = RecordedLadders.EpycVirtualMachine.Where(p => p.Bytes <= 256 << 10).ToArray();
        Assert.Equal(["L1", "L2"], MemoryLevels.Find(Rungs(part), Epyc).Select(l => l.Name));
        Assert.Equal(["L1", "L2"], MemoryLevels.Find(Rungs(part), []).Select(l => l.Name));
    }

    [Fact]
    public void Each_working_set_belongs_to_the_level_whose_boundary_it_is_below()
    {
        var levels = MemoryLevels.Find(Rungs(RecordedLadders.EpycVirtualMachine), Epyc);
        Assert.Equal("L1", MemoryLevels.Of(8 << 10, levels)?.Name);
        Assert.Equal("L2", MemoryLevels.Of(256 << 10, levels)?.Name);
        Assert.Equal("L3", MemoryLevels.Of(2 << 20, levels)?.Name);
        Assert.Equal("Memory", MemoryLevels.Of(1L << 40, levels)?.Name);
        Assert.Null(MemoryLevels.Of(1, []));
    }

    [Fact]
    public void A_cache_that_cannot_be_told_from_the_next_is_left_out()
    {
        // Boundaries at 34 KiB and 30 MiB: what lies between is the third cache, not the second.
        LatencyPlateau[] plateaus = [new(0, 3, 1, 34 << 10), new(6, 20, 14, 30 << 20), new(24, 30, 100, null)];
        Assert.Equal([1, 3, null], MemoryLevels.Match(plateaus, Epyc, 128 << 20).Select(c => c?.Level));
    }

    [Fact]
    public void A_step_that_no_cache_explains_has_none()
    {
        LatencyPlateau[] plateaus =
            [new(0, 3, 1, 34 << 10), new(4, 8, 4, 256 << 10), new(9, 12, 6, 1 << 20), new(13, 20, 14, 30 << 20), new(24, 30, 100, null)];
        Assert.Equal([1, null, 2, 3, null], MemoryLevels.Match(plateaus, Epyc, 128 << 20).Select(c => c?.Level));
    }

    [Fact]
    public void Reported_caches_without_a_level_are_told()
    {
        var levels = MemoryLevels.Find(Rungs(RecordedLadders.EpycBusy), Epyc);
        Assert.Equal(Epyc.Where(c => levels.All(l => l.Reported != c)), MemoryLevels.Hidden(levels, Epyc, 128 << 20));
        Assert.Equal([3], MemoryLevels.Hidden([.. levels.Where(l => l.Reported?.Level != 3)], Epyc, 128 << 20).Select(c => c.Level));
        Assert.Empty(MemoryLevels.Hidden(levels, Epyc, 16 << 10));
    }

    [Fact]
    public void Latencies_are_medians_and_boundaries_come_from_minima()
    {
        var quiet = RecordedLadders.EpycVirtualMachine;
        var disturbed = quiet.Select(p => new LatencyRung(p.Bytes, Measured(p.Nanoseconds, 2 * p.Nanoseconds))).ToList();
        var levels = MemoryLevels.Find(disturbed, Epyc);
        var expected = MemoryLevels.Find(Rungs(quiet), Epyc);
        Assert.Equal(expected.Select(l => l.BoundaryBytes), levels.Select(l => l.BoundaryBytes));
        for (var i = 0; i < levels.Count; i++) Assert.Equal(2 * expected[i].NanosecondsPerLoad, levels[i].NanosecondsPerLoad, 6);
        Assert.Equal(expected.Select(l => l.LeastNanosecondsPerLoad), levels.Select(l => l.LeastNanosecondsPerLoad));
    }

    private static List<LatencyRung> Rungs(IEnumerable<(long Bytes, double Nanoseconds)> ladder) =>
        [.. ladder.Select(p => new LatencyRung(p.Bytes, Measured(p.Nanoseconds, p.Nanoseconds)))];

    private static Measurement Measured(double least, double median) => new()
    {
        Name = "",
        Samples = [least * 1e-9, median * 1e-9],
        Outliers = [false, false],
        MedianSeconds = median * 1e-9,
        LowSeconds = least * 1e-9,
        HighSeconds = median * 1e-9,
        MinimumSeconds = least * 1e-9,
        RelativeSpread = 0,
        IterationsPerSample = 1,
        WarmUpSeconds = 0,
        IsConverged = true,
    };
}
