using Scaling.Native.Parallel.Laws;
using Xunit;

namespace Scaling.Native.Tests.Parallel.Laws;

public sealed class ScalingFitterTests
{
    private static readonly ScalingFitOptions Options = new();

    [Theory]
    [InlineData(ScalingLaw.Amdahl, 0.07, 0)]
    [InlineData(ScalingLaw.Amdahl, 0, 0)]
    [InlineData(ScalingLaw.Amdahl, 1, 0)]
    [InlineData(ScalingLaw.UniversalScalability, 0.03, 0.004)]
    [InlineData(ScalingLaw.UniversalScalability, 0.9, 2)]
    [InlineData(ScalingLaw.UniversalScalability, 0, 1e-7)]
    [InlineData(ScalingLaw.UniversalScalability, 0, 0)]
    public void Times_that_follow_a_law_give_its_parameters_back(ScalingLaw law, double contention, double coherency)
    {
        var fit = Fit(law, [.. new[] { 1, 2, 3, 4, 8, 16 }.Select(p => new ScalingObservation(p, 12 / SpeedupLaw.Of(law, contention, coherency, p)))]);
        Assert.Equal(12, fit.OneWorkerSeconds!.Value, 1e-8);
        Assert.Equal(contention, fit.Contention!.Value.Value, 1e-8);
        if (law == ScalingLaw.UniversalScalability) Assert.Equal(coherency, fit.Coherency!.Value.Value, 1e-10);
        else Assert.Null(fit.Coherency);
        Assert.InRange(fit.RelativeResidual!.Value, 0, 1e-9);
        Assert.InRange(fit.Contention.Value.High!.Value - fit.Contention.Value.Low!.Value, 0, 1e-6);
    }

    [Fact]
    public void Weak_times_that_follow_Gustafson_give_his_serial_fraction()
    {
        var fit = Fit(ScalingLaw.Gustafson, [.. new[] { 1, 2, 4, 64 }.Select(p =>
            new ScalingObservation(p, 3 * p / SpeedupLaw.Gustafson(0.25, p)))], ScalingMode.Weak);
        Assert.Equal(0.25, fit.Contention!.Value.Value, 1e-9);
        Assert.Equal(3, fit.Seconds(1), 1e-9);
        Assert.Equal(3 * 10 / 7.75, fit.Seconds(10), 1e-9);
    }

    [Fact]
    public void One_worker_need_not_be_measured()
    {
        var fit = Fit(ScalingLaw.Amdahl, [.. new[] { 4, 8, 16 }.Select(p => new ScalingObservation(p, 100 / SpeedupLaw.Amdahl(0.05, p)))]);
        Assert.Equal(100, fit.OneWorkerSeconds!.Value, 1e-7);
    }

    [Fact]
    public void A_coherency_that_is_but_rounding_is_none()
    {
        // Amdahl's law with 1/19, but for the last digits.
        var fit = Fit(ScalingLaw.UniversalScalability, [new(2, 4), new(4, 2.2), new(8, 1.3)]);
        Assert.Equal(0, fit.Coherency!.Value.Value);
        Assert.Null(fit.PeakWorkers);
    }

    [Fact]
    public void The_unit_of_time_does_not_matter()
    {
        ScalingObservation[] Times(double unit) => [new(1, 12.62 * unit), new(2, 6.94 * unit), new(3, 4.82 * unit), new(4, 4.03 * unit)];
        var (seconds, hours) = (Fit(ScalingLaw.Amdahl, Times(1)), Fit(ScalingLaw.Amdahl, Times(1 / 3600.0)));
        Assert.Equal(seconds.Contention!.Value.Value, hours.Contention!.Value.Value, 1e-12);
        Assert.Equal(seconds.Contention.Value.High!.Value, hours.Contention.Value.High!.Value, 1e-10);
    }

    [Theory]
    [InlineData(ScalingLaw.Amdahl, new[] { 2, 2, 2 }, "2 parameters, and there are times of only 1 worker count.")]
    [InlineData(ScalingLaw.UniversalScalability, new[] { 1, 2, 2, 1 }, "3 parameters, and there are times of only 2 worker counts.")]
    public void With_too_few_counts_nothing_is_fitted_and_why_is_said(ScalingLaw law, int[] workers, string because)
    {
        var fit = Fit(law, [.. workers.Select(p => new ScalingObservation(p, 1))]);
        Assert.False(fit.IsFitted);
        Assert.EndsWith(because, fit.NotFittedBecause, StringComparison.Ordinal);
        Assert.Null(fit.Contention);
        Assert.Null(fit.RelativeError);
        Assert.Throws<InvalidOperationException>(() => fit.Speedup(2));
        Assert.Throws<InvalidOperationException>(() => fit.Seconds(2));
    }

    [Fact]
    public void As_many_times_as_parameters_give_no_interval_unless_repeats_tell_how_times_spread()
    {
        var single = Fit(ScalingLaw.Amdahl, [new(1, 10), new(2, 6)]);
        Assert.Equal(0.2, single.Contention!.Value.Value, 1e-12);
        Assert.Null(single.Contention.Value.Low);
        Assert.Equal("2 times for 2 parameters tell nothing of how times spread.", single.NoIntervalBecause);

        var repeated = Fit(ScalingLaw.Amdahl, [new(1, 10) { RelativeError = 0.001 }, new(2, 6) { RelativeError = 0.002 }]);
        Assert.Null(repeated.NoIntervalBecause);
        Assert.Equal(1, repeated.DegreesOfFreedom);
        Assert.Equal(Math.Sqrt((1e-6 + 4e-6) / 2 + 1e-4), repeated.RelativeError!.Value, 1e-12);
        Assert.InRange(0.2, repeated.Contention!.Value.Low!.Value, repeated.Contention.Value.High!.Value);
    }

    [Fact]
    public void Laws_are_not_fitted_to_work_they_are_not_about()
    {
        ScalingObservation[] times = [new(1, 3), new(2, 2), new(4, 1.5)];
        Assert.Contains("stays the same", Fit(ScalingLaw.Gustafson, times).NotFittedBecause, StringComparison.Ordinal);
        Assert.Contains("grows", Fit(ScalingLaw.Amdahl, times, ScalingMode.Weak).NotFittedBecause, StringComparison.Ordinal);
        Assert.True(Fit(ScalingLaw.UniversalScalability, times, ScalingMode.Weak).IsFitted);
    }

    [Fact]
    public void Oversubscribed_counts_are_left_out_unless_asked_for()
    {
        ScalingObservation[] times = [new(1, 10), new(2, 5), new(4, 5) { IsOversubscribed = true }, new(8, 5) { IsOversubscribed = true }];
        var fit = Fit(ScalingLaw.Amdahl, times);
        Assert.Equal((2, 0.0), (fit.ObservationCount, fit.Contention!.Value.Value));
        Assert.Contains(
            "only 2 worker counts that are not oversubscribed", Fit(ScalingLaw.UniversalScalability, times).NotFittedBecause, StringComparison.Ordinal);
        Assert.Equal(4, ScalingFitter.Fit(times, ScalingMode.Strong, ScalingLaw.Amdahl, Options with { IncludeOversubscribed = true }).ObservationCount);
    }

    [Fact]
    public void A_higher_level_makes_wider_intervals()
    {
        ScalingObservation[] times = [new(1, 12.62), new(2, 6.94), new(3, 4.82), new(4, 4.03)];
        var widths = new[] { 0.5, 0.9, 0.99 }.Select(level =>
            ScalingFitter.Fit(times, ScalingMode.Strong, ScalingLaw.Amdahl, Options with { ConfidenceLevel = level }).Contention!.Value)
            .Select(c => c.High!.Value - c.Low!.Value).ToList();
        Assert.True(widths[0] < widths[1] && widths[1] < widths[2]);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(1, -1)]
    [InlineData(1, double.NaN)]
    [InlineData(1, double.PositiveInfinity)]
    public void Times_and_counts_that_cannot_be_are_refused(int workers, double seconds) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Fit(ScalingLaw.Amdahl, [new(workers, seconds), new(2, 1)]));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void Levels_that_are_none_are_refused(double level) => Assert.Throws<ArgumentOutOfRangeException>(() =>
        ScalingFitter.Fit([new(1, 1), new(2, 1)], ScalingMode.Strong, ScalingLaw.Amdahl, Options with { ConfidenceLevel = level }));

    [Fact]
    public void Samples_come_to_their_median_and_the_error_of_it()
    {
        Assert.Null(ScalingObservation.OfSamples(2, [1, 2]).RelativeError);
        var observation = ScalingObservation.OfSamples(2, [9, 10, 11, 10, 10, 9, 11, 10, 12]);
        Assert.Equal(10, observation.Seconds);
        Assert.Equal(1.2533 / 1.349 * 0.1 / 3, observation.RelativeError!.Value, 1e-12);
    }

    private static ScalingFit Fit(ScalingLaw law, ScalingObservation[] times, ScalingMode mode = ScalingMode.Strong) =>
        ScalingFitter.Fit(times, mode, law, Options);
}
