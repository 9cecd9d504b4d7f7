using Scaling.Native.Processors.Caches;
using Xunit;

namespace Scaling.Native.Tests.Processors.Caches;

public sealed class LadderSegmentationTests
{
    [Fact]
    public void Pieces_cover_all_points_in_order()
    {
        var random = new Random(3);
        for (var n = 0; n <= 40; n++)
        {
            var octaves = Enumerable.Range(0, n).Select(i => i / 4.0).ToArray();
            var segments = LadderSegmentation.Split(octaves, [.. octaves.Select(_ => random.NextDouble() * 3)]);
            Assert.Equal(Enumerable.Range(0, n), segments.SelectMany(s => Enumerable.Range(s.First, s.Count)));
        }
    }

    [Fact]
    public void A_step_is_cut_where_it_is()
    {
        double[] octaves = [0, 1, 2, 3, 4, 5, 6, 7];
        var segments = LadderSegmentation.Split(octaves, [0, 0.01, 0, 0, 1.2, 1.2, 1.21, 1.2]);
        Assert.Equal([(0, 3), (4, 7)], segments.Select(s => (s.First, s.Last)));
        Assert.All(segments, s => Assert.InRange(s.Slope, 0, 0.01));
    }

    [Fact]
    public void A_straight_rise_is_one_piece_with_its_slope()
    {
        var octaves = Enumerable.Range(0, 12).Select(i => 13 + i / 4.0).ToArray();
        var segment = Assert.Single(LadderSegmentation.Split(octaves, [.. octaves.Select(o => 0.7 * o)]));
        Assert.Equal(0.7, segment.Slope, 9);
    }

    [Fact]
    public void One_wild_point_is_not_a_piece()
    {
        var octaves = Enumerable.Range(0, 20).Select(i => i / 4.0).ToArray();
        var level = octaves.Select(_ => 1.0).ToArray();
        level[9] = 2.5;
        var segment = Assert.Single(LadderSegmentation.Split(octaves, level));
        Assert.Equal(0.0, segment.Slope);
    }

    [Fact]
    public void Noise_is_that_of_points_and_not_of_steps()
    {
        var random = new Random(5);
        var values = Enumerable.Range(0, 400).Select(i => (i / 100) + 0.2 * (random.NextDouble() - 0.5)).ToArray();
        Assert.InRange(LadderSegmentation.Noise(values), 0.045, 0.07);
        Assert.Equal(LadderSegmentation.LeastNoise, LadderSegmentation.Noise([1, 1, 1, 1]));
    }
}
