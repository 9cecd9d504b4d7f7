using Scaling.Native.Measuring;
using Xunit;

namespace Scaling.Native.Tests.Measuring;

public class MeasuringSessionTests
{
    private readonly ManualClock _clock = new();
    private readonly List<string> _order = [];
    private long _compiled;

    [Fact]
    public void Short_work_is_repeated_until_a_sample_is_long_enough()
    {
        var measurement = Session(1).Measure(Work("short", 2e-6));
        Assert.Equal(2500, measurement.IterationsPerSample);
        Assert.Equal(2e-6, measurement.MedianSeconds, 1e-12);
        Assert.Equal((10, 0, true), (measurement.Samples.Count, measurement.OutlierCount, measurement.IsConverged));
    }

    [Fact]
    public void Warming_up_lasts_until_the_runtime_compiles_nothing_more()
    {
        var elapsed = 0.0;
        var work = new Variant
        {
            Name = "tiered",
            Run = n =>
            {
                // As the runtime does it: for half a second, new code comes in all the time.
                elapsed += n * (elapsed < 0.5 ? 0.010 : 0.001);
                _clock.Advance(n * (elapsed < 0.5 ? 0.010 : 0.001));
                if (elapsed < 0.5) _compiled++;
            },
        };
        var measurement = Session(1).Measure(work);
        Assert.InRange(measurement.WarmUpSeconds, 0.63, 0.67);
        Assert.All(measurement.Samples, s => Assert.Equal(0.001, s, 1e-9));
    }

    [Fact]
    public void Noisy_work_is_sampled_until_its_median_is_known()
    {
        var random = new Random(5);
        var measurement = Session(1).Measure(Work("noisy", () => 0.010 * (1 + 0.1 * random.NextDouble())));
        Assert.True(measurement.IsConverged);
        Assert.InRange(measurement.Samples.Count, 20, 299);
        Assert.True((measurement.HighSeconds - measurement.LowSeconds) / 2 <= 0.01 * measurement.MedianSeconds);
    }

    [Fact]
    public void Work_that_never_settles_ends_with_the_most_samples()
    {
        var flip = false;
        var measurement = Session(1).Measure(Work("two speeds", () => (flip = !flip) ? 0.010 : 0.020));
        Assert.Equal((300, false), (measurement.Samples.Count, measurement.IsConverged));
        Assert.Equal(0.010, measurement.MinimumSeconds, 1e-9);
    }

    [Fact]
    public void The_time_limit_is_shared_among_the_comparisons()
    {
        var session = Session(4, new MeasuringOptions { TimeLimit = TimeSpan.FromSeconds(8), Precision = 0 });
        var flip = false;
        var measurement = session.Measure(Work("a", () => (flip = !flip) ? 0.1 : 0.11));
        Assert.InRange(_clock.GetElapsedTime(0).TotalSeconds, 1.9, 2.2);
        Assert.InRange(measurement.Samples.Count, 10, 20);

        // What the first three left, the last one has.
        var instant = Session(4, new MeasuringOptions { TimeLimit = TimeSpan.FromSeconds(8) });
        for (var i = 0; i < 3; i++) instant.Measure(Work("quick", () => 0.001));
        var last = instant.Measure(Work("slow", () => 0.5));
        Assert.InRange(last.Samples.Count, 8, 12);
    }

    [Fact]
    public void A_run_longer_than_the_time_limit_is_measured_once_and_says_so()
    {
        var measurements = Session(1, new MeasuringOptions { TimeLimit = TimeSpan.FromSeconds(1) }).Compare([Work("a", 5), Work("b", 7)]);
        Assert.All(measurements, m => Assert.Equal((1, false, 0.0), (m.Samples.Count, m.IsConverged, m.WarmUpSeconds)));
        Assert.Equal(12, _clock.GetElapsedTime(0).TotalSeconds, 1e-6);
    }

    [Fact]
    public void Short_work_has_a_sample_of_many_runs_even_when_the_time_is_up()
    {
        var session = Session(2, new MeasuringOptions { TimeLimit = TimeSpan.FromSeconds(1) });
        session.Measure(Work("long", 5));
        var first = true;
        var measurement = session.Measure(Work("cold at first", () => first && !(first = false) ? 1e-4 : 2e-6));
        Assert.Single(measurement.Samples);
        Assert.InRange(measurement.IterationsPerSample, 2500, 5000);
        Assert.Equal(2e-6, measurement.MedianSeconds, 1e-12);
        Assert.InRange(_clock.GetElapsedTime(0).TotalSeconds, 5.005, 5.02);
    }

    [Fact]
    public void Short_work_has_a_sample_of_many_runs_however_long_its_result_is_judged()
    {
        var first = true;
        var measurement = Session(1, new MeasuringOptions { TimeLimit = TimeSpan.FromSeconds(1) }).Measure(new Variant
        {
            Name = "cold at first",
            Run = n =>
            {
                _clock.Advance(n * (first ? 1e-4 : 2e-6));
                first = false;
            },
            Judge = () =>
            {
                _clock.Advance(3);
                return default;
            },
        });
        Assert.InRange(measurement.IterationsPerSample, 2500, 5000);
        Assert.Equal(2e-6, measurement.MedianSeconds, 1e-12);
    }

    [Fact]
    public void Variants_are_sampled_in_turns_in_either_direction()
    {
        Session(1).Compare([Work("a", 0.1), Work("b", 0.1), Work("c", 0.1)]);
        Assert.Equal("abccbaabccba", string.Concat(_order.TakeLast(12)));
    }

    [Fact]
    public void A_slow_variant_does_not_lengthen_the_measuring_of_a_quick_one()
    {
        var measurements = Session(1).Compare([Work("a", 0.0001), Work("b", 2)]);
        Assert.Equal(10, measurements[0].Samples.Count);
        Assert.InRange(measurements[1].Samples.Count, 10, 25);
        Assert.Equal(2 / 0.0001, measurements[1].MedianSeconds / measurements[0].MedianSeconds, 1e-6);
    }

    [Fact]
    public void Preparing_is_not_timed_and_goes_before_every_run()
    {
        var (prepared, runs) = (0, 0L);
        var measurement = Session(1).Measure(new Variant
        {
            Name = "in place",
            Prepare = () =>
            {
                prepared++;
                _clock.Advance(10);
            },
            Run = n =>
            {
                runs += n;
                _clock.Advance(1e-5 * n);
            },
        });
        Assert.Equal(1, measurement.IterationsPerSample);
        Assert.Equal(1e-5, measurement.MedianSeconds, 1e-9);
        Assert.Equal(runs, prepared);
    }

    [Fact]
    public void Outliers_are_flagged_and_kept()
    {
        var sample = 0;
        var session = Session(1, new MeasuringOptions { Precision = 0.5, WarmUpTime = TimeSpan.Zero, QuietTime = TimeSpan.Zero });
        var measurement = session.Measure(Work("a", () => sample++ == 5 ? 1.0 : 0.1));
        Assert.Equal(1, measurement.OutlierCount);
        Assert.Equal(1.0, measurement.Samples[measurement.Outliers.ToList().IndexOf(true)], 1e-9);
        Assert.Equal(0.1, measurement.MedianSeconds, 1e-9);
    }

    [Fact]
    public void Outcomes_are_compared_with_the_first_variants()
    {
        var measurements = Session(1).Compare(
            [Work("a", 1, [1, 2]), Work("b", 1, [1, 2 + 1e-12]), Work("c", 1, [1, 2.1]), Work("d", 1, [1]), Work("e", 1)], 1e-10);
        Assert.Equal([true, true, false, false, null], measurements.Select(m => m.OutcomeEqual));
        Assert.Equal(0.1 / 2.1, measurements[2].OutcomeDifference!.Value, 1e-12);
        Assert.Equal(double.PositiveInfinity, measurements[3].OutcomeDifference);
    }

    [Fact]
    public void The_outcome_is_that_of_the_first_run()
    {
        var total = 0.0;
        var measurement = Session(1).Compare(
        [
            new Variant { Name = "a", Run = _ => _clock.Advance(1), Outcome = () => [1.0] },
            new Variant
            {
                Name = "b",
                Run = n =>
                {
                    total += n;
                    _clock.Advance(1);
                },
                Outcome = () => [total],
            },
        ])[1];
        Assert.True(measurement.OutcomeEqual);
    }

    [Fact]
    public void Variants_may_judge_their_own_results_after_the_first_run()
    {
        var runs = 0L;
        Variant Judged(string name, double? difference, double? tolerance) => new()
        {
            Name = name,
            Run = n =>
            {
                runs += n;
                _clock.Advance(1);
            },
            Judge = () => runs == 1 ? new OutcomeJudgement(difference, tolerance) : default,
        };
        foreach (var (difference, tolerance, equal) in new (double?, double?, bool?)[] { (0.5, 0.5, true), (0.5, 0.1, false), (0.5, null, null), (null, 0.5, null) })
        {
            runs = 0;
            var measurement = Session(1).Measure(Judged("a", difference, tolerance));
            Assert.Equal((difference, equal), (measurement.OutcomeDifference, measurement.OutcomeEqual));
        }

        // Next to others, whose outcomes are compared all the same.
        runs = 0;
        var mixed = Session(1).Compare([Judged("a", 0.2, 0.3), Work("b", 1, [1]), Work("c", 1)]);
        Assert.Equal([true, null, null], mixed.Select(m => m.OutcomeEqual));
        runs = 0;
        Assert.Equal([true, false, false], Session(1).Compare([Work("a", 1, [1]), Judged("b", 0.2, 0.1), Work("c", 1, [2])]).Select(m => m.OutcomeEqual));
    }

    [Theory]
    [InlineData(0.001)]
    [InlineData(100)]
    public void What_goes_before_the_first_run_is_done_once_and_not_timed(double seconds)
    {
        var (begun, runs) = (0, 0L);
        var measurement = Session(1).Measure(new Variant
        {
            Name = "a",
            Begin = () =>
            {
                Assert.Equal(0, runs);
                begun++;
                _clock.Advance(20);
            },
            Run = n =>
            {
                runs += n;
                _clock.Advance(seconds * n);
            },
        });
        Assert.Equal(1, begun);
        Assert.All(measurement.Samples, sample => Assert.Equal(seconds, sample, 1e-9));
        Assert.Equal(seconds > 1, measurement.WarmUpSeconds == 0);
    }

    [Fact]
    public void Stopping_ends_between_runs()
    {
        using var stopping = new CancellationTokenSource();
        var runs = 0;
        var session = new MeasuringSession(MeasuringOptions.Careful, 1, stop: stopping.Token) { Clock = _clock, CompiledMethods = () => _compiled };
        Assert.Throws<OperationCanceledException>(() => session.Measure(Work("a", () =>
        {
            if (++runs == 4) stopping.Cancel();
            return 0.01;
        })));
        Assert.Equal(4, runs);
    }

    [Fact]
    public void Progress_names_the_variant_and_the_share_done()
    {
        var seen = new List<MeasuringProgress>();
        var session = new MeasuringSession(MeasuringOptions.Quick, 2, new Recorder(seen)) { Clock = _clock, CompiledMethods = () => _compiled };
        session.Measure(Work("a", 0.01));
        session.Measure(Work("b", 0.01));
        Assert.Equal(new MeasuringProgress("a", 0), seen[0]);
        Assert.Equal(new MeasuringProgress("b", 0.5), seen[^1]);
    }

    [Fact]
    public void The_real_clock_and_runtime_do_as_well()
    {
        var x = 1.0;
        var measurement = new MeasuringSession(MeasuringOptions.Quick, 1).Measure(new Variant
        {
            Name = "sqrt",
            Run = n =>
            {
                for (; n > 0; n--) x = Math.Sqrt(x + 1);
            },
            Outcome = () => [x],
        });
        Assert.InRange(measurement.MedianSeconds, 1e-11, 1e-5);
        Assert.True(measurement.IterationsPerSample > 100);
        Assert.True(measurement.OutcomeEqual);
    }

    [Fact]
    public void A_comparison_of_nothing_is_an_error() => Assert.Throws<ArgumentException>(() => Session(1).Compare([]));

    private MeasuringSession Session(int comparisons, MeasuringOptions? options = null) =>
        new(options ?? MeasuringOptions.Careful, comparisons) { Clock = _clock, CompiledMethods = () => _compiled };

    private Variant Work(string name, double seconds, double[]? outcome = null) => new()
    {
        Name = name,
        Run = n =>
        {
            _order.Add(name);
            _clock.Advance(seconds * n);
        },
        Outcome = outcome is null ? null : () => outcome,
    };

    private Variant Work(string name, Func<double> seconds) => new()
    {
        Name = name,
        Run = n =>
        {
            for (; n > 0; n--) _clock.Advance(seconds());
        },
    };

    private sealed class Recorder(List<MeasuringProgress> seen) : IProgress<MeasuringProgress>
    {
        public void Report(MeasuringProgress value) => seen.Add(value);
    }
}
