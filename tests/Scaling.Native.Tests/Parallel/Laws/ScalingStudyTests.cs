using Scaling.Native.Parallel.Laws;
using Xunit;

namespace Scaling.Native.Tests.Parallel.Laws;

public sealed class ScalingStudyTests
{
    private static readonly ScalingLaw[] All = Enum.GetValues<ScalingLaw>();

    [Fact]
    public void The_chapters_python_pool_follows_Amdahl_and_is_worth_it()
    {
        var study = Study([12.62, 6.94, 4.82, 4.03]);
        Assert.Equal(ScalingLaw.Amdahl, study.Preferred!.Law);
        var advice = study.Advise(study.Preferred)!;
        Assert.Equal((4, true, false), (advice.Workers, advice.IsWorthIt, advice.IsExtrapolated));
        Assert.Equal("4 workers are 3.17 times as fast as one, each used to 79 %.", advice.Reason);
        Assert.Equal([1, 12.62 / 6.94, 12.62 / 4.82, 12.62 / 4.03], study.Points.Select(p => p.Speedup!.Value));
        Assert.Equal([null, 0.0998, 0.0729, 0.0924], study.Points.Select(p => p.KarpFlatt is { } e ? Math.Round(e, 4) : (double?)null));
    }

    [Fact]
    public void The_chapters_R_pool_has_workers_that_cost_each_other_time()
    {
        var study = Study([12.42, 7.49, 6.04, 5.47]);
        Assert.Equal(ScalingLaw.UniversalScalability, study.Preferred!.Law);
        Assert.Equal(5.92, study.Preferred.PeakWorkers!.Value, 2);
        var advice = study.Advise(study.Preferred)!;
        Assert.Equal((4, true), (advice.Workers, advice.IsWorthIt));
        Assert.EndsWith("More than 6 make it slower.", advice.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_count_that_was_measured_to_be_slower_than_fewer_is_not_advised()
    {
        // The chapter's vectorized bootstrap, where three workers took longer than two.
        var study = Study([0.60, 0.42, 0.45, 0.33]);
        var advice = study.Advise(study.Preferred!)!;
        Assert.Equal(2, advice.Workers);
        Assert.False(advice.IsWorthIt);
        Assert.Contains("to be told apart", advice.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Times_of_one_count_with_and_without_processors_enough_are_points_apart()
    {
        ScalingObservation[] observations =
        [
            new(1, 8), new(1, 9) { IsOversubscribed = true }, new(2, 4), new(2, 12) { IsOversubscribed = true, StartupSeconds = 100 }, new(3, 20) { IsOversubscribed = true },
        ];
        var study = ScalingStudy.Of(observations, ScalingMode.Strong, [ScalingLaw.Amdahl], new());
        Assert.Equal([(1, false, 8), (1, true, 9), (2, false, 4), (2, true, 12), (3, true, 20)], study.Points.Select(p => (p.Workers, p.IsOversubscribed, p.Seconds)));
        Assert.Equal([1, 8.0 / 9, 2, 8.0 / 12, 8.0 / 20], study.Points.Select(p => p.Speedup!.Value));
        var advice = study.Advise(study.Preferred!)!;
        Assert.Equal((2, false, null), (advice.Workers, advice.IsExtrapolated, advice.BreakEvenSeconds));
    }

    [Fact]
    public void Where_every_count_has_some_oversubscribed_times_the_others_are_advised_from()
    {
        ScalingObservation[] observations =
        [
            .. new[] { 1, 2, 4 }.SelectMany(p => new[] { new ScalingObservation(p, 8.0 / p), new(p, 8) { IsOversubscribed = true } }),
        ];
        var study = ScalingStudy.Of(observations, ScalingMode.Strong, [ScalingLaw.Amdahl], new());
        Assert.Equal(4, study.Advise(study.Preferred!)!.Workers);
    }

    [Fact]
    public void Where_starting_workers_costs_more_than_they_gain_they_are_not_worth_it()
    {
        ScalingStudy Of(double unit) => ScalingStudy.Of(
            [.. new[] { 1, 2, 3, 4 }.Select(p => new ScalingObservation(p, unit / p * 1.001) { StartupSeconds = 0.1 * p })],
            ScalingMode.Strong, [ScalingLaw.Amdahl], new());
        var small = Of(0.2);
        var advice = small.Advise(small.Preferred!)!;
        Assert.False(advice.IsWorthIt);
        Assert.Equal(0.4 / 0.75, advice.BreakEvenSeconds!.Value, 1e-6);
        Assert.Equal(
            "4 workers are 4 times as fast as one, each used to 100 %, which saves 150.2 ms; but to start them takes 400 ms. It pays from 533.3 ms of work on.",
            advice.Reason);
        var large = Of(2);
        Assert.True(large.Advise(large.Preferred!)!.IsWorthIt);
    }

    [Fact]
    public void Efficiency_tolerance_and_the_most_workers_bound_the_advice()
    {
        ScalingObservation[] times = [.. new[] { 1, 2, 4, 8 }.Select(p => new ScalingObservation(p, 100 / SpeedupLaw.Amdahl(0.1, p)))];
        int Workers(ScalingFitOptions options) =>
            ScalingStudy.Of(times, ScalingMode.Strong, [ScalingLaw.Amdahl], options) is var study ? study.Advise(study.Preferred!)!.Workers : 0;
        Assert.Equal(8, Workers(new()));
        // Speedup and efficiency of 11 workers: 5.5 and a half, and those of 10 are 5.26.
        Assert.Equal(11, Workers(new() { MaximumWorkers = 100, Tolerance = 0, MinimumEfficiency = 0.49 }));
        Assert.Equal(10, Workers(new() { MaximumWorkers = 100, MinimumEfficiency = 0.49 }));
        Assert.Equal(4, Workers(new() { MinimumEfficiency = 0.75, Tolerance = 0 }));
        Assert.Equal(3, Workers(new() { MaximumWorkers = 3 }));
        Assert.Equal(100, Workers(new() { MaximumWorkers = 100, Tolerance = 0, MinimumEfficiency = 0 }));
        Assert.Equal(62, Workers(new() { MaximumWorkers = 100, Tolerance = 0.05, MinimumEfficiency = 0 }));
        Assert.Equal(1, Workers(new() { MaximumWorkers = 1 }));
    }

    [Fact]
    public void More_workers_than_measured_are_said_to_be_so()
    {
        var study = ScalingStudy.Of(
            [new(1, 8), new(2, 4), new(4, 2)], ScalingMode.Strong, [ScalingLaw.Amdahl], new() { MaximumWorkers = 16 });
        var advice = study.Advise(study.Preferred!)!;
        Assert.True(advice.IsExtrapolated);
        Assert.Equal(16, advice.Workers);
        Assert.EndsWith("More than 4 were not measured.", advice.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { 5.0, 5.1, 5.2, 5.3 }, "No number of workers up to 4 is faster than one.")]
    [InlineData(new[] { 5.0, 4.9, 4.86, 4.84 }, "One worker is nearly as fast as the best number, 4, which is 1.03 times as fast.")]
    [InlineData(new[] { 5.0, 4.5, 4.33, 4.25 }, "4 workers are 1.18 times as fast as one, each used to 29 % only.")]
    public void Where_one_worker_is_best_it_is_not_worth_it(double[] seconds, string reason)
    {
        var study = Study(seconds, new() { MinimumEfficiency = 0.6 }, [ScalingLaw.Amdahl]);
        var advice = study.Advise(study.Preferred!)!;
        Assert.Equal((1, false, reason), (advice.Workers, advice.IsWorthIt, advice.Reason));
    }

    [Fact]
    public void Workers_that_gain_more_than_their_number_raise_doubt_about_one()
    {
        var study = Study([10, 4, 2.5, 2]);
        Assert.EndsWith("the measurement of one worker may be at fault.", study.Advise(study.Preferred!)!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Points_are_medians_by_count_and_have_no_speedup_without_one_worker()
    {
        var study = ScalingStudy.Of(
            [new(4, 3), new(2, 5), new(4, 2), new(4, 9), new(8, 2) { IsOversubscribed = true }], ScalingMode.Strong, All, new());
        Assert.Equal([(2, 5.0, 1, false), (4, 3, 3, false), (8, 2, 1, true)], study.Points.Select(p => (p.Workers, p.Seconds, p.Observations, p.IsOversubscribed)));
        Assert.All(study.Points, p => Assert.Null(p.Speedup));
        Assert.All(study.Points, p => Assert.Null(p.KarpFlatt));
    }

    [Fact]
    public void Of_work_that_grows_speedups_are_of_the_work_done_in_a_time()
    {
        var study = ScalingStudy.Of([new(1, 4), new(2, 4), new(4, 5), new(8, 5.2)], ScalingMode.Weak, All, new());
        Assert.Equal([1, 2, 3.2, 8 * 4 / 5.2], study.Points.Select(p => p.Speedup!.Value));
        Assert.Equal(ScalingLaw.Gustafson, study.Preferred!.Law);
        Assert.Equal([false, true, true], study.Fits.Select(f => f.IsFitted));
        Assert.Equal(8, study.Advise(study.Preferred)!.Workers);
    }

    [Fact]
    public void Nothing_is_preferred_or_advised_where_nothing_is_fitted()
    {
        var study = Study([5]);
        Assert.Null(study.Preferred);
        Assert.All(study.Fits, fit => Assert.Null(study.Advise(fit)));
        Assert.Throws<ArgumentException>(() => ScalingStudy.Of([], ScalingMode.Strong, All, new()));
    }

    private static ScalingStudy Study(double[] seconds, ScalingFitOptions? options = null, ScalingLaw[]? laws = null) => ScalingStudy.Of(
        [.. seconds.Select((s, i) => new ScalingObservation(i + 1, s))], ScalingMode.Strong, laws ?? All, options ?? new());
}
