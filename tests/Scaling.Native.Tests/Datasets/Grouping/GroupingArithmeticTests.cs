using System.Data.SqlTypes;
using System.Globalization;
using System.Numerics;
using Scaling.Native.Datasets;
using Scaling.Native.Datasets.Grouping;
using Xunit;
using static Scaling.Native.Tests.Datasets.Grouping.GroupingData;

namespace Scaling.Native.Tests.Datasets.Grouping;

public sealed class GroupingArithmeticTests
{
    [Theory]
    [InlineData("int64", long.MaxValue, 1L, "9223372036854775808")]
    [InlineData("int64", long.MinValue, -1L, "-9223372036854775809")]
    [InlineData("uint64", ulong.MaxValue, 1UL, "18446744073709551616")]
    public void A_sum_beyond_its_type_is_an_error_with_group_column_and_value(string type, object a, object b, string sum)
    {
        var batch = Batch($"Site string, Day date, V {type}", ["x", new DateOnly(2020, 2, 29), a], ["x", new DateOnly(2020, 2, 29), b]);

        var error = Assert.Throws<DatasetException>(() =>
            Group(new() { By = ["Site", "Day"], Aggregates = [new(AggregateFunction.Sum, "V")] }, batch));

        Assert.Equal((DatasetError.ValueOverflow, "V", sum), (error.Error, error.Column, error.Value));
        Assert.Contains("Site = x, Day = 2020-02-29", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_walk_fails_the_origin_of_the_batches_before_it()
    {
        var rows = Enumerable.Range(0, 70_000).Select(i => new object?[] { i, i < 69_999 ? 1L : long.MaxValue }).Append([69_999, 1L]);
        using var grouping = new DatasetGrouping(new() { By = ["K"], Aggregates = [new(AggregateFunction.Sum, "V")] });
        grouping.Add(Batch(Columns("K int32, V int64"), rows));
        using var groups = grouping.Finish().GetEnumerator();

        Assert.True(groups.MoveNext());
        var first = groups.Current;
        Assert.Throws<DatasetException>(() => groups.MoveNext());
        Assert.IsType<DatasetException>(first.Origin.Failure);
    }

    [Fact]
    public void Sums_and_means_are_exact_where_running_sums_would_overflow()
    {
        var batch = Batch("K int32, V int64",
            [1, long.MaxValue], [1, long.MaxValue], [1, -long.MaxValue], [2, long.MaxValue], [2, long.MaxValue - 2]);

        var rows = Rows(Group(new() { By = ["K"], Aggregates = [new(AggregateFunction.Mean, "V")] }, batch));
        var sums = Rows(Group(new() { By = ["K"], Aggregates = [new(AggregateFunction.Sum, "V")] }, batch.Take([0, 1, 2])));

        Assert.Equal([3074457345618258602.3333, 9.2233720368547758e18], rows.Select(r => r[1]));
        Assert.Equal(long.MaxValue, sums[0][1]);
    }

    [Fact]
    public void Decimals_of_38_digits_are_summed_exactly()
    {
        var builder = (FixedColumnBuilder<Int128>)ColumnBuilder.Create(ColumnType.Decimal(38, 2));
        var most = (Int128)(BigInteger.Pow(10, 38) - 1);
        foreach (var value in new[] { most, most, -most, -1 }) builder.Append(value);
        var keys = (FixedColumnBuilder<int>)ColumnBuilder.Create(ColumnType.Int32);
        for (var i = 0; i < 4; i++) keys.Append(7);
        var schema = new DatasetSchema([new("K", ColumnType.Int32), new("V", ColumnType.Decimal(38, 2))]);
        var batch = new DatasetBatch(schema, [keys.Build(), builder.Build()], 4, new(null));
        var options = new GroupingOptions { By = ["K"], Aggregates = [new(AggregateFunction.Sum, "V"), new(AggregateFunction.Mean, "V")] };

        var row = Assert.Single(Rows(Group(options, batch)));
        var error = Assert.Throws<DatasetException>(() => Group(options, batch.Take([0, 1])));

        Assert.Equal(SqlDecimal.Parse("999999999999999999999999999999999999.98"), row[1]);
        Assert.Equal(2.5e35, row[2]);
        Assert.Equal((DatasetError.ValueOverflow, "1999999999999999999999999999999999999.98"), (error.Error, error.Value));
    }

    [Fact]
    public void Sums_of_doubles_are_the_exact_sum_rounded_once_in_any_order()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            var range = seed % 4 * 300;
            double[] values =
            [
                .. Enumerable.Range(0, random.Next(1, 300))
                    .Select(_ => (random.NextDouble() - 0.5) * Math.Pow(2, random.Next(-range, range + 1))),
                double.Epsilon, -1e300 * (seed % 2), 1e300 * (seed % 2),
            ];
            var expected = ExactlyRounded(values);

            Assert.Equal(expected, Sum(values));
            Assert.Equal(expected, Sum(values.Reverse()));
            Assert.Equal(expected, Sum(values.Order()));
        }
    }

    [Theory]
    [InlineData(new[] { 1e16, 1, -1e16 }, 1)]
    [InlineData(new[] { double.MaxValue, double.MaxValue, -double.MaxValue }, double.MaxValue)]
    [InlineData(new[] { double.MaxValue, double.MaxValue }, double.PositiveInfinity)]
    [InlineData(new[] { double.MaxValue, 9.9792015476736e291, -double.MaxValue }, 9.9792015476736e291)]
    [InlineData(new[] { 1e300, 1e-300, 1, double.PositiveInfinity, 5, -1e300 }, double.PositiveInfinity)]
    [InlineData(new[] { double.PositiveInfinity, 1e300, 1e-300, 1, double.NegativeInfinity, 5 }, double.NaN)]
    [InlineData(new[] { 1, double.NaN, 2 }, double.NaN)]
    [InlineData(new[] { -0.0, -0.0 }, 0.0)]
    [InlineData(new[] { double.Epsilon, double.Epsilon }, 2 * double.Epsilon)]
    public void Sums_of_doubles_at_the_edges(double[] values, double expected) => Assert.Equal(expected, Sum(values));

    [Fact]
    public void A_mean_is_found_where_the_sum_is_beyond_all_doubles()
    {
        var batch = Batch("K int32, V double", [1, double.MaxValue], [1, double.MaxValue], [1, 1e-300]);

        var options = new GroupingOptions { By = ["K"], Aggregates = [new(AggregateFunction.Mean, "V"), new(AggregateFunction.Sum, "V")] };

        var row = Assert.Single(Rows(Group(options, batch)));

        Assert.Equal([1, double.MaxValue / 3 * 2, double.PositiveInfinity], row);
    }

    [Fact]
    public void Null_takes_no_part_and_NaN_no_part_in_extremes()
    {
        var batch = Batch("K string, V double",
            ["nan", double.NaN], ["nan", null], ["mixed", double.NaN], ["mixed", -0.0], ["mixed", double.NegativeInfinity], ["null", null]);
        Aggregate[] aggregates =
        [
            new(AggregateFunction.Sum, "V"), new(AggregateFunction.Mean, "V"), new(AggregateFunction.Min, "V"),
            new(AggregateFunction.Max, "V"), new(AggregateFunction.CountDistinct, "V"), new(AggregateFunction.Count),
        ];

        var rows = Rows(Group(new() { By = ["K"], Aggregates = aggregates }, batch));

        Assert.Equal(["mixed", double.NaN, double.NaN, double.NegativeInfinity, 0.0, 3L, 3L], rows[0]);
        Assert.Equal(["nan", double.NaN, double.NaN, double.NaN, double.NaN, 1L, 2L], rows[1]);
        Assert.Equal(["null", null, null, null, null, 0L, 1L], rows[2]);
    }

    private static double Sum(IEnumerable<double> values)
    {
        var batch = Batch(Columns("K int32, V double"), values.Select(v => new object?[] { 1, v }));
        return (double)Rows(Group(new() { By = ["K"], Aggregates = [new(AggregateFunction.Sum, "V")] }, batch))[0][1]!;
    }

    /// <summary>Over the common unit 2^-1074, written out in decimal and read back by the framework's exact parser.</summary>
    private static double ExactlyRounded(IEnumerable<double> values)
    {
        var units = BigInteger.Zero;
        foreach (var value in values)
        {
            var bits = BitConverter.DoubleToInt64Bits(value);
            var exponent = (int)(bits >> 52 & 0x7FF);
            var mantissa = (BigInteger)(bits & (1L << 52) - 1 | (exponent > 0 ? 1L << 52 : 0));
            units += Math.Sign(value) * (mantissa << Math.Max(0, exponent - 1));
        }

        var digits = (units * BigInteger.Pow(5, 1074)).ToString(CultureInfo.InvariantCulture);
        return double.Parse(digits + "E-1074", CultureInfo.InvariantCulture);
    }
}
