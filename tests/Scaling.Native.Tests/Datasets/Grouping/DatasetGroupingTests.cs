using Scaling.Native.Datasets;
using Scaling.Native.Datasets.Grouping;
using Xunit;
using static Scaling.Native.Tests.Datasets.Grouping.GroupingData;

namespace Scaling.Native.Tests.Datasets.Grouping;

public sealed class DatasetGroupingTests
{
    private static readonly AggregateFunction[] OfAnyType = [AggregateFunction.Min, AggregateFunction.Max, AggregateFunction.CountDistinct];

    public static TheoryData<int, double> KeyTypesAndNullShares()
    {
        var data = new TheoryData<int, double>();
        for (var type = 0; type < Types.Length; type++)
            foreach (var share in new[] { 0d, 0.3, 1d }) data.Add(type, share);
        return data;
    }

    [Theory]
    [MemberData(nameof(KeyTypesAndNullShares))]
    public void Every_type_is_key_and_has_extremes_and_distinct_values_as_a_naive_grouping_finds_them(int type, double nullShare)
    {
        var random = new Random(type);
        DatasetColumn[] columns = [new("K", Types[type]), new("Other", ColumnType.UInt8), new("V", Types[type])];
        var values = Values(Types[type]);
        object? Any() => random.NextDouble() < nullShare ? null : values[random.Next(values.Length)];
        var rows = Enumerable.Range(0, 700).Select(_ => new[] { Any(), (byte)random.Next(3), Any() }).ToList();
        var aggregates = OfAnyType.Select(f => new Aggregate(f, "V")).Append(new(AggregateFunction.Count)).ToArray();

        foreach (var keys in new int[][] { [0], [1, 0], [0, 1, 2] })
        {
            var options = new GroupingOptions { By = [.. keys.Select(k => columns[k].Name)], Aggregates = aggregates };
            var result = Group(options, rows.Chunk(97).Select(r => Batch(columns, r)));

            var expected = GroupingOracle.Group(rows, keys, [.. OfAnyType.Select(f => (f, 2)), (AggregateFunction.Count, 0)]);
            AssertSame(expected, Rows(result));
            Assert.Equal(keys.Select(k => columns[k]), result[0].Schema.Take(keys.Length));
            Assert.Equal(Types[type], result[0].Schema[keys.Length].Type);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.4)]
    public void Sums_and_means_of_every_number_type_are_those_of_a_naive_grouping(double nullShare)
    {
        var random = new Random(5);
        var numbers = Types.Where(t => t.IsNumeric).ToArray();
        DatasetColumn[] columns = [new("K", ColumnType.Int32), .. numbers.Select((t, i) => new DatasetColumn($"V{i}", t))];
        var rows = Enumerable.Range(0, 3000).Select(_ => (object?[])
            [random.Next(40), .. numbers.Select(t => random.NextDouble() < nullShare ? null : Summand(t, random))]).ToList();
        List<(AggregateFunction Function, int Column)> asked =
            [.. Enumerable.Range(1, numbers.Length).SelectMany(i => new[] { (AggregateFunction.Sum, i), (AggregateFunction.Mean, i) })];
        Aggregate[] aggregates = [.. asked.Select(a => new Aggregate(a.Function, $"v{a.Column - 1}"))];

        var result = Group(new() { By = ["k"], Aggregates = aggregates }, rows.Chunk(1000).Select(r => Batch(columns, r)));

        AssertSame(GroupingOracle.Group(rows, [0], asked), Rows(result));
    }

    [Fact]
    public void Result_types_are_wide_enough_for_sums()
    {
        var batch = Batch("K int8, A int8, B uint64, C single, D decimal(9,4), E uint32", [(sbyte)1, (sbyte)1, 1UL, 1f, 1m, 1U]);
        Aggregate[] aggregates = [.. "ABCDE".Select(c => new Aggregate(AggregateFunction.Sum, $"{c}"))];

        var result = Group(new() { By = ["K"], Aggregates = aggregates }, batch);

        Assert.Equal("K: int8, A: int64, B: uint64, C: double, D: decimal(38,4), E: int64", result[0].Schema.ToString());
    }

    [Fact]
    public void Columns_stay_not_null_where_every_batch_says_so()
    {
        DatasetColumn[] strict = [new("K", ColumnType.Int32, false), new("V", ColumnType.Int32, false)];
        var options = new GroupingOptions
        {
            By = ["K"],
            Aggregates = [new(AggregateFunction.Sum, "V"), new(AggregateFunction.Max, "V"), new(AggregateFunction.Count)],
        };

        Assert.All(Group(options, Batch(strict, [[1, 2]]))[0].Schema, c => Assert.False(c.IsNullable));
        var mixed = Group(options, Batch(strict, [[1, 2]]), Batch("K int32, V int32", [1, 2]))[0].Schema;
        Assert.Equal([true, true, true, false], mixed.Select(c => c.IsNullable));
    }

    [Theory]
    [InlineData("Sum V", "K, V")]
    [InlineData("Sum V, Mean V", "K, SumV, MeanV")]
    [InlineData("Sum V, Max W", "K, V, W")]
    [InlineData("Max K", "K, MaxK")]
    [InlineData("Count", "K, Count")]
    [InlineData("CountDistinct v, Min v", "K, CountDistinctV, MinV")]
    [InlineData("Sum Count, Count", "K, SumCount, Count")]
    [InlineData("Sum Count", "K, Count")]
    [InlineData("", "K, Count")]
    public void Columns_keep_their_names_where_nothing_else_has_them(string asked, string expected)
    {
        var batch = Batch("K int32, V int32, W int32, Count int32", [1, 2, 3, 4]);

        var result = Group(new() { By = ["k"], Aggregates = Parse(asked) }, batch);

        Assert.Equal(expected, string.Join(", ", result[0].Schema.Select(c => c.Name)));
    }

    [Theory]
    [InlineData("K, SumV", "Sum V, Mean V", "SumV")]
    [InlineData("Count", "Count", "Count")]
    [InlineData("K, k", "", "K")]
    [InlineData("K", "Sum V, Sum v", "SumV")]
    public void A_name_that_would_come_twice_is_an_error_that_says_which(string by, string asked, string name)
    {
        var batch = Batch("K int32, V int32, SumV int32, Count int32", [1, 2, 3, 4]);

        var error = Assert.Throws<DatasetException>(() => Group(new() { By = by.Split(", "), Aggregates = Parse(asked) }, batch));

        Assert.Equal((DatasetError.DuplicateColumn, name), (error.Error, error.Column));
        Assert.Contains($"'{name}'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Gone", "Sum V")]
    [InlineData("K", "Sum Gone")]
    public void A_column_that_does_not_exist_is_an_error_that_names_those_that_do(string by, string asked)
    {
        var error = Assert.Throws<DatasetException>(() =>
            Group(new() { By = [by], Aggregates = Parse(asked) }, Batch("K int32, V int32", [1, 2])));

        Assert.Equal(DatasetError.ColumnNotFound, error.Error);
        Assert.Contains("K, V", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("string", "a")]
    [InlineData("boolean", true)]
    [InlineData("category", "a")]
    public void A_sum_or_mean_of_what_is_no_number_is_an_error_with_column_and_type(string type, object value)
    {
        foreach (var function in new[] { AggregateFunction.Sum, AggregateFunction.Mean })
        {
            var error = Assert.Throws<DatasetException>(() =>
                Group(new() { By = ["K"], Aggregates = [new(function, "V")] }, Batch($"K int32, V {type}", [1, value])));
            Assert.Equal(DatasetError.ColumnTypeMismatch, error.Error);
            Assert.Contains($"'V' is {type}", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Columns_are_found_by_name_in_every_batch()
    {
        var options = new GroupingOptions { By = ["K"], Aggregates = [new(AggregateFunction.Sum, "V")] };

        var result = Group(options, Batch("K int32, V int64", [1, 10L]), Batch("V int64, Extra string, k int32", [5L, "x", 1]));

        Assert.Equal([1, 15L], Assert.Single(Rows(result)));
    }

    [Fact]
    public void A_batch_with_other_types_is_refused_and_the_groups_stay_as_they_were()
    {
        using var grouping = new DatasetGrouping(new() { By = ["K"], Aggregates = [new(AggregateFunction.Sum, "V")] });
        grouping.Add(Batch("K int32, V int32", [1, 2]));

        var error = Assert.Throws<DatasetException>(() => grouping.Add(Batch("K int32, V int64", [1, 3L])));
        grouping.Add(Batch("K int32, V int32", [1, 4]));

        Assert.Equal((DatasetError.SchemaMismatch, "V"), (error.Error, error.Column));
        Assert.Equal([1, 6L], Assert.Single(Rows(grouping.Finish())));
    }

    [Fact]
    public void Groups_of_an_input_that_ended_early_are_not_given()
    {
        using var grouping = new DatasetGrouping(new() { By = ["K"] });
        var origin = new DatasetOrigin("/data/part.csv");
        grouping.Add(Batch(Columns("K int32"), [[1]], origin));
        origin.Fail(new IOException("The disk is gone."));

        var error = Assert.Throws<DatasetException>(() => grouping.Finish());

        Assert.Equal(DatasetError.InputIncomplete, error.Error);
        Assert.Contains("/data/part.csv", error.Message, StringComparison.Ordinal);
        Assert.Contains("The disk is gone.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_batch_refused_midway_through_a_file_makes_the_file_incomplete()
    {
        using var grouping = new DatasetGrouping(new() { By = ["K"] });
        var origin = new DatasetOrigin("/data/part.csv");
        grouping.Add(Batch(Columns("K int32"), [[1]], origin));

        var refused = Assert.Throws<DatasetException>(() => grouping.Add(Batch(Columns("K int64"), [[1L]], origin)));

        Assert.Equal("/data/part.csv", refused.Path);
        Assert.Equal(DatasetError.InputIncomplete, Assert.Throws<DatasetException>(() => grouping.Finish()).Error);
    }

    [Fact]
    public void Without_rows_there_are_no_groups()
    {
        Assert.Empty(Group(new() { By = ["K"] }));

        var empty = Assert.Single(Group(new() { By = ["K"] }, Batch("K int32")));

        Assert.Equal((0, "K: int32, Count: int64 not null"), (empty.RowCount, empty.Schema.ToString()));
    }

    [Fact]
    public void Batches_have_the_usual_size_and_know_their_place()
    {
        var rows = Enumerable.Range(0, 150_000).Select(i => new object?[] { i });

        var result = Group(new() { By = ["K"] }, rows.Chunk(65_536).Select(r => Batch(Columns("K int32"), r, new("/data/a.csv"))));

        Assert.Equal([65_536, 65_536, 18_928], result.Select(b => b.RowCount));
        Assert.Equal([0L, 65_536, 131_072], result.Select(b => b.FirstRow));
        Assert.Single(result.Select(b => b.Origin).Distinct());
    }

    [Fact]
    public void What_is_asked_wrongly_is_refused_at_once()
    {
        Assert.Throws<ArgumentException>(() => new DatasetGrouping(new() { By = [] }));
        Assert.Throws<ArgumentException>(() => new DatasetGrouping(new() { By = ["K"], Aggregates = [new(AggregateFunction.Sum)] }));
        Assert.Throws<ArgumentException>(() => new DatasetGrouping(new() { By = ["K"], Aggregates = [new(AggregateFunction.Count, "V")] }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DatasetGrouping(new() { By = ["K"], MemoryLimit = 1000 }));
        Assert.Throws<DirectoryNotFoundException>(() => new DatasetGrouping(new() { By = ["K"], TemporaryFolder = "/nowhere/at/all" }));
    }

    [Fact]
    public void A_grouping_is_finished_and_walked_once()
    {
        using var grouping = new DatasetGrouping(new() { By = ["K"] });
        grouping.Add(Batch("K int32", [1]));
        var groups = grouping.Finish();

        Assert.Single(groups);
        Assert.Throws<InvalidOperationException>(() => groups.ToList());
        Assert.Throws<InvalidOperationException>(() => grouping.Finish());
        Assert.Throws<InvalidOperationException>(() => grouping.Add(Batch("K int32", [1])));
    }

    [Fact]
    public void A_cancelled_addition_leaves_nothing_that_passes_for_groups()
    {
        using var grouping = new DatasetGrouping(new() { By = ["K"] });

        Assert.Throws<OperationCanceledException>(() => grouping.Add(Batch("K int32", [1]), new CancellationToken(canceled: true)));

        Assert.Throws<InvalidOperationException>(() => grouping.Finish());
    }

    private static Aggregate[] Parse(string asked) =>
    [
        .. asked.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(a => a.Split(' '))
            .Select(a => new Aggregate(Enum.Parse<AggregateFunction>(a[0]), a.ElementAtOrDefault(1))),
    ];
}
