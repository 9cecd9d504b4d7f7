using Scaling.Native.Sampling.Resampling;
using Xunit;

namespace Scaling.Native.Tests.Sampling.Resampling;

public sealed class BlockFiguresTests
{
    [Fact]
    public void Figures_are_those_of_the_values_for_every_length()
    {
        var random = new Random(4);
        for (var length = 2; length <= 70; length++)
        {
            var values = Enumerable.Range(0, length).Select(_ => random.Next(5) / 2.0).ToArray();
            var figures = BlockFigures.Of(values, 1);
            var mean = values.Average();
            Assert.Equal((length, values.Count(v => v < 1), values.Count(v => v == 1), 0), (figures.Count, figures.Below, figures.Equal, figures.Undefined));
            Assert.Equal(mean - 1, figures.MeanDifference, 14);
            Assert.Equal(values.Sum(v => (v - mean) * (v - mean)) / (length - 1), figures.Variance, 13);
        }
    }

    [Fact]
    public void Blocks_add_up()
    {
        var values = Enumerable.Range(0, 100).Select(i => Math.Sin(i)).ToArray();
        var figures = BlockFigures.Of(values.AsSpan(0, 41), 0.25);
        figures.Add(BlockFigures.Of(values.AsSpan(41), 0.25));
        var whole = BlockFigures.Of(values, 0.25);
        Assert.Equal((whole.Count, whole.Below, whole.Equal), (figures.Count, figures.Below, figures.Equal));
        Assert.Equal(whole.Variance, figures.Variance, 14);
        Assert.Equal(whole.MeanDifference, figures.MeanDifference, 14);
    }

    [Fact]
    public void What_has_no_value_is_counted() =>
        Assert.Equal(2, BlockFigures.Of([1, double.NaN, 2, 3, double.NaN, 4, 5, 6, 7, 8], 3).Undefined);
}
