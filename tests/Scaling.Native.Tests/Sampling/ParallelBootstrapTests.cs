using Scaling.Native.Sampling;
using Xunit;

namespace Scaling.Native.Tests.Sampling;

public sealed class ParallelBootstrapTests
{
    private static readonly BootstrapOptions Options = new() { Seed = 7, ResampleCount = 20_000, Workers = 2 };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Mean_error_and_interval_are_those_of_the_normal_limit(bool weighted)
    {
        var random = new Random(1);
        var values = Enumerable.Range(0, 500).Select(_ => Math.Exp(random.NextDouble() * 2)).ToArray();
        var weights = Enumerable.Range(0, 500).Select(_ => weighted ? random.Next(5) : 1.0).ToArray();
        var total = weights.Sum();
        var mean = values.Zip(weights, (value, weight) => value * weight).Sum() / total;
        var sigma = Math.Sqrt(values.Zip(weights, (value, weight) => weight * (value - mean) * (value - mean)).Sum() / total);
        const int sampleSize = 400;
        var standardError = sigma / Math.Sqrt(sampleSize);

        var estimate = One(new BootstrapGroup(values, weighted ? weights : null), Options with { SampleSize = sampleSize });

        Assert.Equal(mean, estimate.Estimate, 12);
        Assert.InRange(estimate.Mean - mean, -5 * standardError / Math.Sqrt(20_000), 5 * standardError / Math.Sqrt(20_000));
        Assert.Equal(estimate.Mean - estimate.Estimate, estimate.Bias, 12);
        Assert.InRange(estimate.StandardError / standardError, 0.97, 1.03);
        Assert.InRange((estimate.LowerBound - mean) / standardError, -2.05, -1.85);
        Assert.InRange((estimate.UpperBound - mean) / standardError, 1.85, 2.05);
        Assert.Equal((500, total, sampleSize, 20_000), (estimate.Rows, estimate.TotalWeight, estimate.SampleSize, estimate.ResampleCount));
        Assert.Equal(8_000_000, estimate.Draws);
        Assert.True(estimate.Elapsed > TimeSpan.Zero);
    }

    [Fact]
    public void Two_coins_give_binomial_quantiles()
    {
        // The mean of 4 draws of 0 or 1: P(0) = 1/16, so the 2.5 % quantile is 0 and the 97.5 % quantile 1; the 20 % quantile is 1/4.
        var group = new BootstrapGroup(new[] { 0.0, 1 });
        var wide = One(group, Options with { SampleSize = 4 });
        var narrow = One(group, Options with { SampleSize = 4, ConfidenceLevel = 0.6 });
        Assert.Equal((0.0, 1.0), (wide.LowerBound, wide.UpperBound));
        Assert.Equal((0.25, 0.75), (narrow.LowerBound, narrow.UpperBound));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Digits_do_not_depend_on_the_number_of_workers(int workers)
    {
        var groups = Groups(9, 30);
        var options = Options with { ResampleCount = 3001 };
        Assert.Equal(Run(groups, options with { Workers = 1 }), Run(groups, options with { Workers = workers }));
    }

    [Fact]
    public void Digits_do_not_depend_on_the_groups_around()
    {
        var groups = Groups(5, 30);
        var all = Run(groups, Options);
        var (notFinite, empty) = (new BootstrapGroup(new[] { double.NaN, 1 }), new BootstrapGroup(Array.Empty<double>()));
        var spoilt = Run([notFinite, groups[1], empty, groups[3]], Options);
        Assert.Equal(all[1], spoilt[1]);
        Assert.Equal(all[3], spoilt[3]);
        Assert.Null(spoilt[0]);
        Assert.Null(spoilt[2]);
    }

    [Fact]
    public void Another_seed_and_another_index_give_other_digits()
    {
        var group = Groups(1, 30)[0];
        var twice = Run([group, group], Options);
        Assert.NotEqual(twice[0]!.Mean, twice[1]!.Mean);
        Assert.NotEqual(twice[0]!.Mean, One(group, Options with { Seed = 8 }).Mean);
        Assert.Equal(twice[0]!.Mean, One(group, Options).Mean);
    }

    [Fact]
    public void Digits_stay_from_release_to_release()
    {
        var group = new BootstrapGroup(new double[] { 1, 2, 4, 8, 16 }, new double[] { 5, 4, 3, 2, 1 });
        var estimate = One(group, new BootstrapOptions { Seed = 2021, ResampleCount = 1500, SampleSize = 25 });
        // Computed apart from this code, in rational arithmetic, from the description of streams, table and draws.
        Assert.Equal(3.7925866666666668, estimate.Mean);
        Assert.Equal(0.7994344080269378, estimate.StandardError, 14);
        Assert.Equal((2.4, 5.52), (estimate.LowerBound, estimate.UpperBound));
    }

    [Fact]
    public void Without_a_sample_size_a_resample_is_as_large_as_the_group() =>
        Assert.Equal([12, 40], Run([Groups(1, 12)[0], Groups(1, 40)[0]], Options).Select(estimate => estimate!.SampleSize));

    [Theory]
    [InlineData(new double[0], null, BootstrapFailure.TooFewRows)]
    [InlineData(new[] { 1.0 }, null, BootstrapFailure.TooFewRows)]
    [InlineData(new[] { 1.0, 2 }, new[] { 0.0, 3 }, BootstrapFailure.TooFewRows)]
    [InlineData(new[] { 1.0, double.NaN }, null, BootstrapFailure.ValueNotFinite)]
    [InlineData(new[] { 1.0, double.NegativeInfinity }, null, BootstrapFailure.ValueNotFinite)]
    [InlineData(new[] { 1.0, 2 }, new[] { 1.0, -1 }, BootstrapFailure.InvalidWeight)]
    [InlineData(new[] { 1.0, 2 }, new[] { 1.0, double.NaN }, BootstrapFailure.InvalidWeight)]
    [InlineData(new[] { 1.0, 2 }, new[] { 1.0, double.PositiveInfinity }, BootstrapFailure.InvalidWeight)]
    [InlineData(new[] { 1.0, 2 }, new[] { 0.0, 0 }, BootstrapFailure.AllWeightsZero)]
    public void A_bad_group_has_its_reason_and_the_next_its_figures(double[] values, double[]? weights, BootstrapFailure failure)
    {
        var bad = new BootstrapGroup(values, weights);
        var outcomes = ParallelBootstrap.Run([bad, new BootstrapGroup(new[] { 1.0, 2 })], Options).ToArray();
        Assert.Equal(failure, outcomes[0].Error!.Failure);
        Assert.Null(outcomes[0].Estimate);
        Assert.Equal(1.5, outcomes[1].Estimate!.Estimate);
        Assert.Null(outcomes[1].Error);
    }

    [Theory]
    [InlineData(0, 10, 0.95, 1)]
    [InlineData(1, 1, 0.95, 1)]
    [InlineData(1, 10, 0.0, 1)]
    [InlineData(1, 10, 1.0, 1)]
    [InlineData(1, 10, double.NaN, 1)]
    [InlineData(1, 10, 0.95, 0)]
    public void Options_out_of_range_are_refused_at_once(int sampleSize, int resampleCount, double level, int workers) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ParallelBootstrap.Run([], new BootstrapOptions
        {
            Seed = 1,
            SampleSize = sampleSize,
            ResampleCount = resampleCount,
            ConfidenceLevel = level,
            Workers = workers,
        }));

    [Fact]
    public void Values_and_weights_of_different_length_are_refused() =>
        Assert.Throws<ArgumentException>(() => new BootstrapGroup(new double[2], new double[3]));

    [Theory]
    [InlineData(0.0, double.MaxValue)]
    [InlineData(-double.MaxValue, double.MaxValue)]
    [InlineData(0.0, 5e-324)]
    [InlineData(1e15, 1e15 + 2)]
    [InlineData(-3e-310, 2e-310)]
    public void Values_of_any_size_keep_their_spread(double low, double high)
    {
        var estimate = One(new BootstrapGroup(new[] { low, high }), Options with { SampleSize = 100 });
        var middle = low / 2 + high / 2;
        var sigma = (high / 2 - low / 2) / 10;
        Assert.InRange(estimate.Estimate, middle - double.Epsilon, middle + double.Epsilon);
        Assert.InRange(estimate.Mean, middle - 5 * sigma - double.Epsilon, middle + 5 * sigma + double.Epsilon);
        Assert.InRange(estimate.StandardError, sigma * 0.97, sigma * 1.03 + 5e-324);
        Assert.InRange(estimate.LowerBound, low, estimate.Mean);
        Assert.InRange(estimate.UpperBound, estimate.Mean, high);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(3)]
    public void Equal_rows_count_each_in_the_divisor_of_the_variance(int? sampleSize)
    {
        var group = new BootstrapGroup(new double[] { 1, 1, 1, 1, 2, 2, 2, 6 });
        Assert.Equal(20.0 / 7, One(group, Options with { Statistic = BootstrapStatistic.Variance, SampleSize = sampleSize }).Estimate, 12);
    }

    [Fact]
    public void Equal_values_have_no_spread_and_no_rounding()
    {
        var estimate = One(new BootstrapGroup(Enumerable.Repeat(0.1, 7).ToArray(), Enumerable.Repeat(0.3, 7).ToArray()), Options);
        Assert.Equal((0.1, 0.1, 0.0, 0.0), (estimate.Estimate, estimate.Mean, estimate.StandardError, estimate.Bias));
        Assert.Equal((0.1, 0.1), (estimate.LowerBound, estimate.UpperBound));
    }

    [Fact]
    public void No_groups_give_no_outcomes() => Assert.Empty(ParallelBootstrap.Run([], Options));

    [Fact]
    public void Cancelling_ends_the_enumeration()
    {
        using var source = new CancellationTokenSource();
        // Far more draws than anyone could wait for.
        var endless = Enumerable.Repeat(Groups(1, 30)[0], 1000).ToArray();
        var options = Options with { SampleSize = 1_000_000, ResampleCount = 1_000_000 };
        var progress = new CallbackProgress(_ => source.Cancel());
        Assert.ThrowsAny<OperationCanceledException>(() => ParallelBootstrap.Run(endless, options, progress, source.Token).Count());
    }

    [Fact]
    public void Leaving_the_enumeration_stops_the_workers()
    {
        var first = Groups(1, 10)[0];
        var groups = Enumerable.Repeat(first, 1_000_000).ToArray();
        Assert.Equal(0, ParallelBootstrap.Run(groups, Options).First().Group);
    }

    [Fact]
    public void Progress_counts_up_to_the_whole()
    {
        var seen = new List<BootstrapProgress>();
        var options = Options with { SampleSize = 2_000, ResampleCount = 200_000, Workers = 1 };
        var thread = Environment.CurrentManagedThreadId;
        var elsewhere = false;
        _ = ParallelBootstrap.Run([Groups(1, 30)[0]], options, new CallbackProgress(step =>
        {
            seen.Add(step);
            elsewhere |= Environment.CurrentManagedThreadId != thread;
        })).ToArray();
        Assert.Equal(new BootstrapProgress(1, 1, 391, 391), seen[^1]);
        Assert.False(elsewhere);
        Assert.All(seen, step => Assert.Equal((1, 391L), (step.Groups, step.Blocks)));
        Assert.Equal(seen.Select(step => step.BlocksDone).Order(), seen.Select(step => step.BlocksDone));
    }

    [Fact]
    public void Blocks_that_are_drawn_again_are_not_counted_again()
    {
        var seen = new List<BootstrapProgress>();
        var options = Options with { SampleSize = 3, ResampleCount = GroupBootstrap.MostKept + 1 };
        _ = ParallelBootstrap.Run([Groups(1, 30)[0]], options, new CallbackProgress(seen.Add)).ToArray();
        Assert.Equal(new BootstrapProgress(1, 1, 2049, 2049), seen[^1]);
    }

    [Fact]
    public void No_more_workers_start_than_there_are_blocks()
    {
        Assert.Equal(2, ParallelBootstrap.EffectiveWorkers(1, Options with { ResampleCount = 1024, Workers = 64 }));
        Assert.Equal(64, ParallelBootstrap.EffectiveWorkers(100, Options with { ResampleCount = 1024, Workers = 64 }));
        Assert.Equal(1, ParallelBootstrap.EffectiveWorkers(0, Options));
    }

    private static BootstrapGroup[] Groups(int count, int rows)
    {
        var random = new Random(count * 1000 + rows);
        return [.. Enumerable.Range(0, count).Select(group => new BootstrapGroup(
            Enumerable.Range(0, rows).Select(_ => random.NextDouble()).ToArray(),
            group % 2 == 0 ? Enumerable.Range(0, rows).Select(_ => random.NextDouble()).ToArray() : null))];
    }

    private static BootstrapEstimate One(BootstrapGroup group, BootstrapOptions options) =>
        ParallelBootstrap.Run([group], options).Single().Estimate!;

    /// <summary>Without the times, which differ from run to run.</summary>
    private static BootstrapEstimate?[] Run(IReadOnlyList<BootstrapGroup> groups, BootstrapOptions options) =>
        [.. ParallelBootstrap.Run(groups, options).Select(outcome => outcome.Estimate is { } figures
            ? figures with { Elapsed = default }
            : null)];

    private sealed class CallbackProgress(Action<BootstrapProgress> callback) : IProgress<BootstrapProgress>
    {
        public void Report(BootstrapProgress value) => callback(value);
    }
}
