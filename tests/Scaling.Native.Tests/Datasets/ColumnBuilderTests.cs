using Scaling.Native.Datasets;
using Xunit;

namespace Scaling.Native.Tests.Datasets;

public sealed class ColumnBuilderTests
{
    public static TheoryData<string, int> Cases
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var type in SampleColumns.Types)
                foreach (var length in new[] { 0, 1, 7, 8, 9, 63, 64, 65, 1000 }) data.Add(type.ToString(), length);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Values_and_nulls_come_back_as_they_went_in(string typeName, int length)
    {
        var type = ColumnType.Parse(typeName);
        var random = new Random(length);
        foreach (var nulls in new Func<int, bool>[] { _ => false, _ => true, i => i % 2 == 0, i => i == 0, i => i == length - 1, _ => random.Next(10) == 0 })
        {
            var values = new object?[length];
            var builder = ColumnBuilder.Create(type);
            for (var i = 0; i < length; i++)
            {
                values[i] = nulls(i) ? null : SampleColumns.Value(type, random, i);
                builder.AppendObject(values[i]);
            }

            var expectedNulls = values.Count(v => v is null);
            Assert.Equal((length, expectedNulls), (builder.Count, builder.NullCount));
            var array = builder.Build();

            Assert.Equal((length, expectedNulls, 0), (array.Length, array.NullCount, builder.Count));
            for (var i = 0; i < length; i++) Assert.Equal(values[i], ColumnValue.Get(array, type, i));

            var rows = Enumerable.Range(0, length).Where(_ => random.Next(3) > 0).Reverse().ToArray();
            var taken = ColumnSelection.Take(array, rows);
            Assert.Equal(rows.Count(r => values[r] is null), taken.NullCount);
            for (var i = 0; i < rows.Length; i++) Assert.Equal(values[rows[i]], ColumnValue.Get(taken, type, i));
        }
    }

    [Fact]
    public void A_builder_serves_one_batch_after_another()
    {
        var builder = ColumnBuilder.Create(ColumnType.Category);
        builder.AppendObject("a");
        builder.AppendNull();
        var first = builder.Build();
        builder.AppendObject("b");
        var second = builder.Build();

        Assert.Equal(["a", null], [ColumnValue.Get(first, builder.Type, 0), ColumnValue.Get(first, builder.Type, 1)]);
        Assert.Equal("b", ColumnValue.Get(second, builder.Type, 0));
        Assert.Equal((1, 0), (second.Length, second.NullCount));
    }

    [Theory]
    [InlineData("int8", 128)]
    [InlineData("uint8", -1)]
    [InlineData("int32", 1.5)]
    [InlineData("int32", "1")]
    [InlineData("int64", 9.3e18)]
    [InlineData("double", long.MaxValue)]
    [InlineData("single", 0.1)]
    [InlineData("boolean", 1)]
    [InlineData("decimal(3,1)", 1000)]
    [InlineData("guid", "x")]
    public void A_value_that_would_change_is_refused(string typeName, object value)
    {
        var builder = ColumnBuilder.Create(ColumnType.Parse(typeName));

        var e = Assert.Throws<InvalidCastException>(() => builder.AppendObject(value));

        Assert.Contains(typeName, e.Message, StringComparison.Ordinal);
        Assert.Equal(0, builder.Count);
    }

    [Fact]
    public void Fractions_that_a_time_column_cannot_hold_are_refused()
    {
        var ticks = new DateTime(2020, 1, 1).AddTicks(1);
        Assert.Throws<InvalidCastException>(() => ColumnBuilder.Create(ColumnType.DateTime(6)).AppendObject(ticks));
        Assert.Throws<InvalidCastException>(() => ColumnBuilder.Create(ColumnType.DateTime(9)).AppendObject(DateTime.MinValue));
        Assert.Throws<InvalidCastException>(() => ColumnBuilder.Create(ColumnType.Decimal(10, 2)).AppendObject(1.005m));
        Assert.Throws<InvalidCastException>(() => ColumnBuilder.Create(ColumnType.Date).AppendObject(ticks));
    }

    [Theory]
    [InlineData("string")]
    [InlineData("category")]
    public void Half_a_surrogate_pair_is_refused_and_not_replaced(string typeName)
    {
        var builder = ColumnBuilder.Create(ColumnType.Parse(typeName));

        Assert.Throws<InvalidCastException>(() => builder.AppendObject("a\uD83E"));
        builder.AppendObject("a\uD83E\uDDC0");

        Assert.Equal("a\uD83E\uDDC0", ColumnValue.Get(builder.Build(), builder.Type, 0));
    }

    [Fact]
    public void Exact_conversions_are_made()
    {
        Assert.Equal(3L, One(ColumnType.Int64, 3.0));
        Assert.Equal(3.0, One(ColumnType.Double, 3));
        Assert.Equal(1.50m, One(ColumnType.Decimal(10, 2), 1.5m));
        Assert.Equal("1.5", One(ColumnType.String, 1.5));
        Assert.Equal(new DateOnly(2020, 2, 29), One(ColumnType.Date, new DateTime(2020, 2, 29)));
        Assert.Equal(1L, One(ColumnType.Int64, DayOfWeek.Monday));
    }

    private static object? One(ColumnType type, object value)
    {
        var builder = ColumnBuilder.Create(type);
        builder.AppendObject(value);
        return ColumnValue.Get(builder.Build(), type, 0);
    }
}
