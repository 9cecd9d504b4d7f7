using Scaling.Native.Parallel.Laws;
using Xunit;

namespace Scaling.Native.Tests.Parallel.Laws;

/// <summary>How often 95 % intervals hold the parameters that times were drawn with.</summary>
public sealed class CoverageTests
{
    private const int Series = 1200;

    [Theory]
    [InlineData(0.1, 0.02, new[] { 1, 2, 3 }, 0.93, 0.97)]
    [InlineData(0.1, 0.02, new[] { 1, 2, 3, 4 }, 0.93, 0.97)]
    [InlineData(0.3, 0.05, new[] { 1, 2, 4, 8 }, 0.93, 0.97)]
    [InlineData(0.2, 0.03, new[] { 2, 4, 8, 16, 32 }, 0.93, 0.97)]
    [InlineData(0.1, 0.02, new[] { 1, 1, 2, 2, 4, 4 }, 0.93, 0.97)]
    // At a bound the interval cannot miss on that side.
    [InlineData(0, 0.02, new[] { 1, 2, 3, 4 }, 0.95, 0.99)]
    [InlineData(1, 0.02, new[] { 1, 2, 3, 4 }, 0.95, 0.99)]
    public void Intervals_of_serial_fractions_hold_the_truth_as_often_as_they_say(
        double serial, double noise, int[] workers, double least, double most)
    {
        var random = new Random(11);
        var strong = Coverage(ScalingMode.Strong, ScalingLaw.Amdahl, Series, () => [.. workers.Select(p =>
            new ScalingObservation(p, 5 / SpeedupLaw.Amdahl(serial, p) * Noise(random, noise)))], fit => Holds(fit.Contention!.Value, serial))[0];
        Assert.InRange(strong, least, most);
        var weak = Coverage(ScalingMode.Weak, ScalingLaw.Gustafson, Series, () => [.. workers.Select(p =>
            new ScalingObservation(p, 5 * p / SpeedupLaw.Gustafson(serial, p) * Noise(random, noise)))], fit => Holds(fit.Contention!.Value, serial))[0];
        Assert.InRange(weak, least, most);
    }

    [Theory]
    [InlineData(0.05, 0.002, 0.02)]
    [InlineData(0.2, 0.01, 0.02)]
    [InlineData(0.02, 0, 0.02)]
    [InlineData(0, 0.001, 0.01)]
    public void Intervals_of_contention_and_coherency_hold_the_truth_at_least_as_often_as_they_say(double contention, double coherency, double noise)
    {
        var random = new Random(12);
        var coverage = Coverage(ScalingMode.Strong, ScalingLaw.UniversalScalability, 300, () => [.. new[] { 1, 2, 4, 8, 16 }.Select(p =>
            new ScalingObservation(p, 5 / SpeedupLaw.UniversalScalability(contention, coherency, p) * Noise(random, noise)))],
            fit => Holds(fit.Contention!.Value, contention), fit => Holds(fit.Coherency!.Value, coherency));
        Assert.All(coverage, share => Assert.InRange(share, 0.92, 1));
    }

    [Theory]
    // Repeats tell all: what is added for the difference between runs makes intervals somewhat too wide.
    [InlineData(new[] { 1, 2 }, 0.03, 0, 0.95, 1)]
    [InlineData(new[] { 1, 2, 3, 4 }, 0.03, 0, 0.95, 1)]
    // Runs differ by as much as is assumed.
    [InlineData(new[] { 1, 2 }, 0.005, 0.01, 0.95, 1)]
    [InlineData(new[] { 1, 2, 3 }, 0.005, 0.01, 0.95, 1)]
    [InlineData(new[] { 1, 2, 3, 4, 6, 8 }, 0.005, 0.01, 0.94, 0.99)]
    // Runs differ by three times as much as is assumed, and repeats hide it.
    [InlineData(new[] { 1, 2 }, 0.005, 0.03, 0.95, 1)]
    [InlineData(new[] { 1, 2, 3 }, 0.005, 0.03, 0.89, 0.95)]
    [InlineData(new[] { 1, 2, 3, 4 }, 0.005, 0.03, 0.89, 0.95)]
    [InlineData(new[] { 1, 2, 3, 4, 6, 8 }, 0.005, 0.03, 0.9, 0.96)]
    public void Repeats_within_runs_narrow_intervals_without_making_them_false(
        int[] workers, double within, double between, double least, double most)
    {
        const double Serial = 0.1;
        var random = new Random(13);
        var coverage = Coverage(ScalingMode.Strong, ScalingLaw.Amdahl, Series, () => [.. workers.Select(p =>
        {
            var run = 5 / SpeedupLaw.Amdahl(Serial, p) * Noise(random, between);
            return ScalingObservation.OfSamples(p, [.. Enumerable.Range(0, 10).Select(_ => run * Noise(random, within))]);
        })], fit => Holds(fit.Contention!.Value, Serial));
        Assert.InRange(coverage[0], least, most);
    }

    private static double[] Coverage(
        ScalingMode mode, ScalingLaw law, int series, Func<IReadOnlyList<ScalingObservation>> draw, params Func<ScalingFit, bool>[] holds)
    {
        var held = new int[holds.Length];
        for (var n = 0; n < series; n++)
        {
            var fit = ScalingFitter.Fit(draw(), mode, law, new ScalingFitOptions());
            for (var i = 0; i < holds.Length; i++) held[i] += holds[i](fit) ? 1 : 0;
        }

        return [.. held.Select(h => (double)h / series)];
    }

    private static bool Holds(ParameterEstimate estimate, double truth) => estimate.Low <= truth && truth <= estimate.High;

    private static double Noise(Random random, double relative) => Math.Exp(
        relative * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
}
