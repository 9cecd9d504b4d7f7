using Scaling.Native.Sampling;
using Scaling.Native.Sampling.Resampling;
using Xunit;

namespace Scaling.Native.Tests.Sampling.Resampling;

public sealed class RowSetTests
{
    [Fact]
    public void Equal_values_are_taken_together_with_their_weights()
    {
        var rows = RowSet.Of(new(new[] { 3.0, 1, 3, 2, 1, 9 }, new[] { 1.0, 2, 4, 8, 16, 0 }), 100, mergesEqual: true);
        Assert.Equal([1.0, 2, 3], rows.Columns[0]);
        Assert.Equal([18UL, 8, 5], rows.Weights);
        Assert.Equal([new Stratum(0, 3, 100)], rows.Strata);
        Assert.Equal((100, (UInt128)31), (rows.SampleSize, rows.TotalWeight));
    }

    [Fact]
    public void Rows_whose_places_matter_stay_apart()
    {
        var rows = RowSet.Of(new(new[] { 3.0, 1, 3 }), 3, mergesEqual: false);
        Assert.Equal([3.0, 1, 3], rows.Columns[0]);
        Assert.Equal([1UL, 1, 1], rows.Weights);
    }

    [Fact]
    public void Pairs_stay_pairs()
    {
        var rows = RowSet.Of(new(new[] { 1.0, 1, 2 }, new[] { 1.0, 0, 3 }) { Paired = [new[] { 7.0, 8, 9 }] }, 3, mergesEqual: true);
        Assert.Equal([1.0, 2], rows.Columns[0]);
        Assert.Equal([7.0, 9], rows.Columns[1]);
    }

    [Fact]
    public void Many_rows_are_taken_together_only_if_many_are_equal()
    {
        var random = new Random(2);
        var different = Enumerable.Range(0, 10_000).Select(_ => random.NextDouble()).ToArray();
        var alike = Enumerable.Range(0, 10_000).Select(_ => (double)random.Next(30)).ToArray();
        Assert.Equal(different, RowSet.Of(new(different), 5, mergesEqual: true).Columns[0]);
        Assert.Equal(30, RowSet.Of(new(alike), 5, mergesEqual: true).Count);
    }

    [Fact]
    public void Strata_lie_side_by_side_with_as_many_draws_as_rows()
    {
        var group = new BootstrapGroup(new[] { 1.0, 2, 3, 4, 5 }, new[] { 1.0, 1, 3, 1, 0 }) { Strata = new[] { 7, 0, 7, 0, 7 } };
        var rows = RowSet.Of(group, 5, mergesEqual: true);
        Assert.Equal([2.0, 4, 1, 3, 5], rows.Columns[0]);
        Assert.Equal([new Stratum(0, 2, 2), new Stratum(2, 3, 3)], rows.Strata);
        Assert.Equal([0, 0, 1, 1, 1], rows.StrataNumbers());
        Assert.Equal([0.5, 0.5, 0.25, 0.75, 0], rows.Probabilities());
        // Stratum means 3 and 2.5, by 2 and 3 draws.
        Assert.Equal(2.7, rows.MeanOf(rows.Columns[0]), 15);
    }
}
