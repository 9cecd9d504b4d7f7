using Scaling.Native.Sampling;
using Scaling.Native.Sampling.Intervals;
using Xunit;

namespace Scaling.Native.Tests.Sampling.Intervals;

public sealed class ConfidenceIntervalTests
{
    private static readonly IntervalFacts Facts = new(
        Estimate: 10, Mean: 10.5, StandardError: 2, BelowEstimate: 0.45, Acceleration: 0.08, Level: 0.95);

    [Theory]
    [InlineData(IntervalMethod.Percentile, 7, 15)]
    [InlineData(IntervalMethod.Basic, 5, 13)]
    [InlineData(IntervalMethod.Normal, 9.5 - 2 * 1.9599639845400538, 9.5 + 2 * 1.9599639845400538)]
    [InlineData(IntervalMethod.BCa, 7, 15)]
    [InlineData(IntervalMethod.Studentized, 10 - 2 * 15, 10 - 2 * 7)]
    public void Bounds_are_made_as_each_method_says(IntervalMethod method, double lower, double upper)
    {
        var bounds = ConfidenceInterval.Bounds(method, Facts, 7, 15);
        Assert.Equal(lower, bounds.Lower, 12);
        Assert.Equal(upper, bounds.Upper, 12);
    }

    [Theory]
    [InlineData(IntervalMethod.Percentile)]
    [InlineData(IntervalMethod.Basic)]
    [InlineData(IntervalMethod.Studentized)]
    public void Other_methods_ask_for_the_quantiles_that_leave_equal_tails(IntervalMethod method)
    {
        var (lower, upper) = ConfidenceInterval.Probabilities(method, Facts);
        Assert.Equal((1 - 0.95) / 2, lower);
        Assert.Equal(1 - (1 - 0.95) / 2, upper);
    }

    // R: z0 <- qnorm(b); z <- qnorm(c((1 - level) / 2, (1 + level) / 2)); pnorm(z0 + (z0 + z) / (1 - a * (z0 + z))).
    [Theory]
    [InlineData(0.45, 0.08, 0.95, 0.027870231641473363, 0.978520449374296497)]
    [InlineData(0.6, -0.03, 0.9, 0.11530700416569067, 0.97978247117821171)]
    [InlineData(0.5, 0, 0.95, 0.025, 0.975)]
    public void BCa_adjusts_the_probabilities(double below, double acceleration, double level, double lower, double upper)
    {
        var actual = ConfidenceInterval.Probabilities(
            IntervalMethod.BCa, Facts with { BelowEstimate = below, Acceleration = acceleration, Level = level });
        Assert.Equal(lower, actual.Lower, 14);
        Assert.Equal(upper, actual.Upper, 14);
    }

    [Theory]
    [InlineData(0, 0.1, "None of the resampled")]
    [InlineData(1, 0.1, "All of the resampled")]
    [InlineData(0.5, double.NaN, "acceleration of BCa is NaN")]
    [InlineData(0.5, double.PositiveInfinity, "acceleration of BCa is Infinity")]
    [InlineData(0.5, 0.52, "acceleration of BCa is 0.52")]
    [InlineData(0.5, -0.52, "acceleration of BCa is -0.52")]
    public void BCa_without_an_end_is_undefined(double below, double acceleration, string message)
    {
        var error = Assert.Throws<BootstrapException>(() => ConfidenceInterval.Probabilities(
            IntervalMethod.BCa, Facts with { BelowEstimate = below, Acceleration = acceleration }));
        Assert.Equal(BootstrapFailure.IntervalUndefined, error.Failure);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains("Use another method", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(IntervalMethod.Percentile, 10)]
    [InlineData(IntervalMethod.Basic, 10)]
    [InlineData(IntervalMethod.Normal, 10)]
    [InlineData(IntervalMethod.BCa, 10)]
    [InlineData(IntervalMethod.Studentized, double.NaN)]
    public void Without_spread_the_interval_is_the_estimate(IntervalMethod method, double quantile)
    {
        var facts = new IntervalFacts(10, 10, 0, 0.5, double.NaN, 0.95);
        _ = ConfidenceInterval.Probabilities(method, facts);
        Assert.Equal((10, 10), ConfidenceInterval.Bounds(method, facts, quantile, quantile));
    }

    [Fact]
    public void Resamples_without_an_error_have_infinite_t_values_unless_they_hit_the_estimate()
    {
        double[] values = [3, 5, 9, 2];
        double[] squares = [4, 0, 0, 0];
        ConfidenceInterval.Studentize(values, 5, squares);
        Assert.Equal([-1, 0, double.PositiveInfinity, double.NegativeInfinity], squares);
        Assert.Equal(
            (double.NegativeInfinity, 12), ConfidenceInterval.Bounds(IntervalMethod.Studentized, Facts, -1, double.PositiveInfinity));
    }
}
