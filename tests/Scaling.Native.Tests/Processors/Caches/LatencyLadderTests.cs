using Scaling.Native.Measuring;
using Scaling.Native.Processors.Caches;
using Xunit;

namespace Scaling.Native.Tests.Processors.Caches;

public sealed class LatencyLadderTests
{
    private static readonly MeasuringOptions Short = MeasuringOptions.Quick with { TimeLimit = TimeSpan.FromMilliseconds(200), MaximumSamples = 6 };

    [Fact]
    public void A_ladder_has_a_rung_for_each_working_set_in_nanoseconds_of_one_load()
    {
        using var ladder = new LatencyLadder(new() { WorkingSets = [4096, 8192, 1 << 20] });
        var rungs = ladder.Measure(new MeasuringSession(Short, 3));
        Assert.Equal([4096L, 8192, 1 << 20], rungs.Select(r => r.WorkingSetBytes));
        Assert.All(rungs, r => Assert.InRange(r.NanosecondsPerLoad, 0.1, 10_000));
        Assert.All(rungs, r => Assert.All(r.Measurement.Samples, s => Assert.InRange(s, r.Measurement.MinimumSeconds, 1e-3)));
        Assert.Equal(OperatingSystem.IsLinux(), ladder.HugePageShare is not null);
    }

    [Fact]
    public void Iterations_of_a_sample_are_loads_as_its_seconds_are()
    {
        using var ladder = new LatencyLadder(new() { WorkingSets = [4096] });
        var measurement = ladder.Measure(new MeasuringSession(Short, 1))[0].Measurement;
        Assert.Equal(0, measurement.IterationsPerSample % UnitMeasurement.UnitsPerRun);
        Assert.InRange(measurement.IterationsPerSample, UnitMeasurement.UnitsPerRun, long.MaxValue);
    }

    [Fact]
    public void The_line_is_measured_at_each_distance()
    {
        using var ladder = new LatencyLadder(new() { WorkingSets = [4096] });
        var progress = new List<string>();
        var points = ladder.MeasureLine(new MeasuringSession(Short, LatencyLadder.LineComparisons, new Names(progress)));
        Assert.Equal([8, 16, 32, 64, 128, 256], points.Select(p => p.DistanceBytes));
        Assert.All(points, p => Assert.InRange(p.Measurement.MedianSeconds, 1e-10, 1e-5));

        // In turns, so that what lasts on the machine meets all distances alike.
        Assert.Equal(6, progress.Take(6).Distinct().Count());
    }

    [Fact]
    public void A_stop_ends_it()
    {
        using var ladder = new LatencyLadder(new() { WorkingSets = [4096] });
        var stopped = new CancellationToken(canceled: true);
        Assert.Throws<OperationCanceledException>(() => ladder.Measure(new MeasuringSession(Short, 1, stop: stopped), stopped));
    }

    [Fact]
    public void Working_sets_without_room_for_a_load_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new LatencyLadder(new() { WorkingSets = [] }).Dispose());
        Assert.Throws<ArgumentOutOfRangeException>(() => new LatencyLadder(new() { WorkingSets = [32] }).Dispose());
        Assert.Throws<ArgumentOutOfRangeException>(() => new LatencyLadder(new() { WorkingSets = [32], StrideBytes = 4 }).Dispose());
    }

    [Fact]
    public void The_clock_runs_at_a_frequency_of_this_century() =>
        Assert.InRange(1 / ClockProbe.Measure(new MeasuringSession(Short, 1)).MinimumSeconds, 3e8, 1e10);

    [Fact]
    public void A_chain_of_additions_does_as_many_as_asked()
    {
        for (var additions = 0; additions < 100; additions++)
        {
            var (a, b) = (5L, 1L);
            for (var i = 0; i < additions; i++)
            {
                if (i % 2 == 0) a += b;
                else b += a;
            }

            // An odd rest leaves the pair swapped, which the exclusive or does not see.
            Assert.Equal(a ^ b, ClockProbe.Chain(5, additions));
        }
    }

    private sealed class Names(List<string> names) : IProgress<MeasuringProgress>
    {
        public void Report(MeasuringProgress value) => names.Add(value.Variant);
    }
}
