using Scaling.Native.Sampling;
using Scaling.Native.Sampling.Draws;
using Xunit;

namespace Scaling.Native.Tests.Sampling.Draws;

public sealed class IndexSourceTests
{
    [Fact]
    public void Without_replacement_no_row_comes_twice_and_each_as_often_in_each_place()
    {
        var draws = Begin(new DistinctIndexSource(7));
        var counts = new long[3, 7];
        var rows = new int[3];
        for (var i = 0; i < 70_000; i++)
        {
            draws.Next(rows);
            Assert.Equal(3, rows.Distinct().Count());
            for (var place = 0; place < 3; place++) counts[place, rows[place]]++;
        }

        for (var place = 0; place < 3; place++)
            Statistics.AssertFits(Enumerable.Range(0, 7).Select(row => counts[place, row]).ToArray(), [1, 1, 1, 1, 1, 1, 1]);
    }

    [Theory]
    [InlineData(BlockMethod.Circular)]
    [InlineData(BlockMethod.Moving)]
    public void Blocks_are_runs_of_their_length_and_the_last_is_cut(BlockMethod method)
    {
        const int rows = 11, length = 4, size = 10;
        var draws = Begin(new SeriesIndexSource(rows, length, method));
        var drawn = new int[size];
        var starts = new long[rows];
        for (var i = 0; i < 20_000; i++)
        {
            draws.Next(drawn);
            for (var place = 0; place < size; place++)
            {
                if (place % length == 0) starts[drawn[place]]++;
                else Assert.Equal((drawn[place - 1] + 1) % rows, drawn[place]);
            }
        }

        Statistics.AssertFits(starts, Enumerable.Range(0, rows).Select(row => method == BlockMethod.Circular || row <= rows - length ? 1.0 : 0).ToArray());
    }

    [Fact]
    public void Stationary_runs_are_geometric_with_the_given_mean()
    {
        const int rows = 1000, mean = 5;
        var draws = Begin(new SeriesIndexSource(rows, mean, BlockMethod.Stationary));
        var drawn = new int[rows];
        var lengths = new long[40];
        for (var i = 0; i < 400; i++)
        {
            draws.Next(drawn);
            var length = 1;
            for (var place = 1; place < rows; place++)
            {
                // One run in a thousand goes on by chance where it would have ended.
                if (drawn[place] == (drawn[place - 1] + 1) % rows)
                {
                    length++;
                }
                else
                {
                    lengths[Math.Min(length, lengths.Length - 1)]++;
                    length = 1;
                }
            }
        }

        const double end = (1 - 1.0 / rows) / mean;
        var expected = Enumerable.Range(0, lengths.Length).Select(n => n == 0 ? 0 : end * Math.Pow(1 - end, n - 1)).ToArray();
        expected[^1] = Math.Pow(1 - end, lengths.Length - 2);
        Statistics.AssertFits(lengths, expected);
    }

    [Theory]
    [InlineData(BlockMethod.Circular)]
    [InlineData(BlockMethod.Moving)]
    [InlineData(BlockMethod.Stationary)]
    public void Blocks_of_one_row_are_single_draws(BlockMethod method)
    {
        var draws = Begin(new SeriesIndexSource(5, 1, method));
        var counts = new long[5];
        var drawn = new int[50_000];
        draws.Next(drawn);
        foreach (var row in drawn) counts[row]++;
        Statistics.AssertFits(counts, [1, 1, 1, 1, 1]);
    }

    [Fact]
    public void Weighted_rows_are_drawn_by_their_weights()
    {
        var counts = new long[4];
        var drawn = new int[100_000];
        Begin(IndexSource.Of([1, 0, 5, 4])).Next(drawn);
        foreach (var row in drawn) counts[row]++;
        Statistics.AssertFits(counts, [1, 0, 5, 4]);
    }

    private static IndexDraws Begin(IndexSource source) => source.Begin(new StreamKey(5, 1, 2).Open(StreamPurpose.Draws, 0));
}
