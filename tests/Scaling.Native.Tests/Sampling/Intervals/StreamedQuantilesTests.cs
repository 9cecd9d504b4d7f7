using Scaling.Native.Sampling;
using Scaling.Native.Sampling.Intervals;
using Xunit;

namespace Scaling.Native.Tests.Sampling.Intervals;

public sealed class StreamedQuantilesTests
{
    [Theory]
    [InlineData("normal")]
    [InlineData("heavy")]
    [InlineData("ties")]
    [InlineData("constant")]
    [InlineData("two")]
    [InlineData("infinite")]
    [InlineData("all infinite")]
    [InlineData("tiny")]
    [InlineData("denormal")]
    [InlineData("huge")]
    [InlineData("scales")]
    [InlineData("far")]
    [InlineData("misled")]
    [InlineData("one")]
    public void Quantiles_are_those_of_all_numbers_at_once(string kind)
    {
        var data = Distributions.Make(kind, kind == "one" ? 1 : 5_003, 5);
        foreach (var (lower, upper) in new[] { (0.025, 0.975), (0, 1), (0.5, 0.5), (0.31, 0.32), (0.9999, 0.0001) })
        {
            var reference = data[7 % data.Length];
            var pilot = kind == "misled" ? [1e-5, 1.1e-5, 1.2e-5] : data[..Math.Min(data.Length, 500)];
            foreach (var (gatherLimit, mostPasses) in new[] { (1 << 18, 2), (40, 6), (0, 6) })
            {
                var streamed = new StreamedQuantiles(reference, pilot, gatherLimit);
                Assert.InRange(Run(streamed, data, lower, upper, 3), 1, mostPasses);
                Assert.Equal((Sorted(data, lower), Sorted(data, upper)), streamed.Result);
                Assert.Equal(data.LongLength, streamed.Count);
                Assert.Equal(data.LongCount(value => value < reference), streamed.CountBelow);
                Assert.Equal(data.LongCount(value => value == reference), streamed.CountEqual);
            }
        }
    }

    [Fact]
    public void More_numbers_in_a_bin_than_are_gathered_are_counted_apart()
    {
        // All in one bin of a pilot that is far too wide, in 400,000 steps.
        var random = new Random(3);
        var data = Enumerable.Range(0, 400_000).Select(_ => 1 + random.Next(400_000) * 1e-12).ToArray();
        var streamed = new StreamedQuantiles(0, [-1e6, 1e6]);
        Assert.InRange(Run(streamed, data, 0.1, 0.6, 2), 3, 6);
        Assert.Equal((Sorted(data, 0.1), Sorted(data, 0.6)), streamed.Result);
    }

    [Fact]
    public void Neither_the_workers_nor_the_order_matter()
    {
        var data = Distributions.Make("heavy", 20_000, 6);
        var streamed = new StreamedQuantiles(0, data.AsSpan(0, 100));
        Run(streamed, data, 0.025, 0.975, 1);
        for (var workers = 2; workers < 6; workers++)
        {
            var shuffled = data.ToArray();
            new Random(workers).Shuffle(shuffled);
            var other = new StreamedQuantiles(0, data.AsSpan(50 * workers, 100));
            Run(other, shuffled, 0.025, 0.975, workers);
            Assert.Equal(streamed.Result, other.Result);
        }
    }

    [Fact]
    public void A_stream_that_is_not_the_same_again_is_noticed()
    {
        var streamed = new StreamedQuantiles(0, [1.0, 2]);
        Assert.Throws<InvalidOperationException>(() => streamed.EndPass(0.1, 0.9));
        Assert.True(Pass(streamed, [1, 2, 3, 4, 5, 6], 0.1, 0.9, 1));
        Assert.Throws<InvalidOperationException>(() => Pass(streamed, [1, 2, 3, 4, 5], 0.1, 0.9, 1));

        streamed = new StreamedQuantiles(0, [1.0, 2]);
        Assert.True(Pass(streamed, [1, 2, 3, 4, 5, 6], 0.1, 0.9, 1));
        Assert.Throws<InvalidOperationException>(() => Pass(streamed, [3, 3, 3, 3, 3, 3], 0.1, 0.9, 1));
    }

    private static int Run(StreamedQuantiles streamed, double[] data, double lower, double upper, int workers)
    {
        var passes = 1;
        while (Pass(streamed, data, lower, upper, workers))
        {
            passes++;
        }

        return passes;
    }

    private static bool Pass(StreamedQuantiles streamed, double[] data, double lower, double upper, int workers)
    {
        var accumulators = Enumerable.Range(0, workers).Select(_ => streamed.CreateAccumulator()).ToArray();
        const int block = 512;
        for (var first = 0; first < data.Length; first += block)
        {
            accumulators[first / block % workers].Add(data.AsSpan(first, Math.Min(block, data.Length - first)));
        }

        Array.ForEach(accumulators, streamed.Merge);
        return streamed.EndPass(lower, upper);
    }

    private static double Sorted(double[] data, double probability)
    {
        var sorted = data.Order().ToArray();
        var position = (sorted.Length - 1) * probability;
        var index = (int)position;
        return OrderStatistics.Interpolate(sorted[index], sorted[Math.Min(index + 1, sorted.Length - 1)], position - index) + 0.0;
    }
}
