using System.Globalization;
using System.Text;
using Scaling.Native.Memory.Sizes;
using Xunit;

namespace Scaling.Native.Tests.Memory.Sizes;

public sealed class DistinctValuesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(65_536)]
    public void Up_to_the_limit_values_are_counted(int values)
    {
        var distinct = Of(Enumerable.Range(0, values).Concat(Enumerable.Range(0, values)));

        Assert.True(distinct.IsExact);
        Assert.Equal(values, distinct.Count);
        Assert.Equal(Enumerable.Range(0, values).Sum(v => Text(v).Length), distinct.MeanLength * values, 1e-3);
    }

    [Theory]
    [InlineData(65_537)]
    [InlineData(100_000)]
    [InlineData(1_000_000)]
    public void Beyond_it_they_are_estimated_within_three_standard_errors(int values)
    {
        var distinct = Of(Enumerable.Range(0, values));

        Assert.False(distinct.IsExact);
        Assert.InRange(distinct.Count, values * (1 - 0.0244), values * (1 + 0.0244));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(1000)]
    [InlineData(40_000)]
    [InlineData(60_000)]
    public void The_sketch_has_no_bias_for_small_numbers(int values)
    {
        var errors = new List<double>();
        for (var trial = 0; trial < 20; trial++)
        {
            var sketch = new HyperLogLog();
            for (var i = 0; i < values; i++) sketch.Add(ValueHash.Of((ulong)i, (ulong)trial));
            errors.Add(sketch.Estimate() / values - 1);
        }

        Assert.InRange(errors.Average(), -0.006, 0.006);
        Assert.All(errors, e => Assert.InRange(e, -0.033, 0.033));
    }

    [Fact]
    public void An_empty_sketch_is_empty() => Assert.Equal(0, new HyperLogLog().Estimate());

    [Theory]
    [InlineData(1000)]
    [InlineData(300_000)]
    public void Merged_parts_give_what_the_whole_does_in_any_order(int values)
    {
        var all = Enumerable.Range(0, values).ToArray();
        var (first, second, third) = (Of(all[..(values / 2)], 0), Of(all[(values / 3)..], 1), Of(all[..10], 2));
        var (forward, backward) = (new DistinctValues(), new DistinctValues());

        foreach (var part in new[] { first, second, third }) forward.Add(part);
        foreach (var part in new[] { third, second, first }) backward.Add(part);

        Assert.Equal(Of(all).Count, forward.Count);
        Assert.Equal((forward.IsExact, forward.Count, forward.CountInOnePart()), (backward.IsExact, backward.Count, backward.CountInOnePart()));
        if (forward.IsExact) Assert.Equal(values - (values / 2 - values / 3) - 10, forward.CountInOnePart());
    }

    [Fact]
    public void Equal_values_have_equal_hashes_and_others_do_not()
    {
        var hashes = new HashSet<ulong>();
        for (var length = 0; length <= 256; length++)
        {
            var value = new byte[length];
            Assert.True(hashes.Add(ValueHash.Of(value)), $"{length} zeros");
            for (var i = 0; i < length; i++)
            {
                value[i] = 1;
                Assert.True(hashes.Add(ValueHash.Of(value)), $"{length} bytes, byte {i}");
                Assert.Equal(ValueHash.Of(value), ValueHash.Of([.. value]));
                value[i] = 0;
            }
        }
    }

    [Fact]
    public void A_sample_has_few_values_or_tells_that_it_does_not_know()
    {
        // Every part has all of them.
        Assert.Equal(new(12, 12, 12), DistinctEstimate.FromSample(12, 12, inOnePart: 0, scale: 100, mostValues: 1e6, areAllDifferent: false));
        // Every value of the sample is its own: so may be all others.
        Assert.Equal(new(100_000, 1000, 100_000), DistinctEstimate.FromSample(1000, 1000, 1000, scale: 100, mostValues: 1e6, areAllDifferent: true));
        // In between: the geometric mean, and both ends.
        Assert.Equal(new(90 + 100, 100, 90 + 1000), DistinctEstimate.FromSample(100, 100, 10, scale: 100, mostValues: 1e6, areAllDifferent: false));
        // Never more than rows.
        Assert.Equal(new(150, 100, 150), DistinctEstimate.FromSample(100, 100, 10, scale: 100, mostValues: 150, areAllDifferent: false));
    }

    private static DistinctValues Of(IEnumerable<int> values, int part = 0)
    {
        var distinct = new DistinctValues();
        foreach (var value in values)
        {
            var text = Encoding.UTF8.GetBytes(Text(value));
            var hash = ValueHash.Of(text);
            if (distinct.Add(hash, part)) distinct.AddLength(hash, text.Length);
        }

        return distinct;
    }

    private static string Text(int value) => "v" + value.ToString(CultureInfo.InvariantCulture);
}
