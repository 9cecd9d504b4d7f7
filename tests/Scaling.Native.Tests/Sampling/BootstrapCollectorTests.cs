using Scaling.Native.Datasets;
using Scaling.Native.Sampling;
using Xunit;

namespace Scaling.Native.Tests.Sampling;

public sealed class BootstrapCollectorTests
{
    [Fact]
    public void Rows_are_gathered_by_key_across_batches_and_sorted_nulls_first()
    {
        var collector = new BootstrapCollector(["v"], "w", ["k", "t"]);
        collector.Add(Batch(["k", "t", "v", "w"], [2, "b", 1.0, 10], [null, "a", 2.0, 20], [2, "a", 3.0, 30]));
        collector.Add(Batch(["W", "V", "T", "K"], [40, 4.0, "b", 2], [50, 5.0, "B", 2], [60, 6.0, null, 1]));

        var groups = collector.Complete();

        Assert.Equal(["(null), a", "1, (null)", "2, B", "2, a", "2, b"], groups.Select(group => group.Key.ToString()));
        Assert.Equal([1.0, 4], groups[4].Group.Values.ToArray());
        Assert.Equal([10.0, 40], groups[4].Group.Weights.ToArray());
        Assert.Equal([2, "b"], groups[4].Key.Values);
    }

    [Fact]
    public void Without_grouping_columns_all_rows_are_one_group()
    {
        var collector = new BootstrapCollector(["v"], null, []);
        collector.Add(Batch(["v"], [1], [2]));
        collector.Add(Batch(["v"], [3]));
        var group = Assert.Single(collector.Complete()).Group;
        Assert.Equal([1.0, 2, 3], group.Values.ToArray());
        Assert.True(group.Weights.IsEmpty);
    }

    [Fact]
    public void Nothing_in_gives_no_groups() => Assert.Empty(new BootstrapCollector(["v"], null, []).Complete());

    [Fact]
    public void Numbers_of_every_type_become_doubles()
    {
        object[][] columns =
        [
            [(sbyte)-3, (sbyte)4], [(short)-3, (short)4], [-3, 4], [-3L, 1L << 60], [(byte)3, (byte)4], [(ushort)3, (ushort)4],
            [3u, 4u], [3ul, ulong.MaxValue], [0.5f, 1.25f], [0.1, 1e300], [0.1m, 79228162514264337593543950335m], [12.345m, -0.001m],
        ];
        foreach (var column in columns)
        {
            var collector = new BootstrapCollector(["v"], null, []);
            collector.Add(Batch(["v"], [column[0]], [column[1]]));
            var expected = column.Select(number => number is decimal
                ? double.Parse(FormattableString.Invariant($"{number}"), System.Globalization.CultureInfo.InvariantCulture)
                : Convert.ToDouble(number, System.Globalization.CultureInfo.InvariantCulture));
            Assert.Equal(expected, collector.Complete()[0].Group.Values.ToArray());
        }
    }

    [Theory]
    [InlineData("text")]
    [InlineData(true)]
    public void Texts_and_booleans_are_no_numbers_and_leave_the_collector_as_it_was(object value)
    {
        var collector = new BootstrapCollector(["v"], null, []);
        collector.Add(Batch(["v"], [1]));
        var error = Assert.Throws<DatasetException>(() => collector.Add(Batch(["v"], [value])));
        Assert.Equal((DatasetError.ColumnNotNumeric, "v"), (error.Error, error.Column));
        Assert.Equal([1.0], collector.Complete()[0].Group.Values.ToArray());
    }

    [Fact]
    public void A_weight_column_must_hold_numbers_too()
    {
        var error = Assert.Throws<DatasetException>(() => new BootstrapCollector(["v"], "w", []).Add(Batch(["v", "w"], [1, "heavy"])));
        Assert.Equal((DatasetError.ColumnNotNumeric, "w"), (error.Error, error.Column));
    }

    [Theory]
    [InlineData("nix", null, "k")]
    [InlineData("v", "nix", "k")]
    [InlineData("v", null, "nix")]
    public void A_missing_column_is_named_with_those_there_are(string property, string? weight, string key)
    {
        var error = Assert.Throws<DatasetException>(() => new BootstrapCollector([property], weight, [key]).Add(Batch(["k", "v"], [1, 2])));
        Assert.Equal(DatasetError.ColumnNotFound, error.Error);
        Assert.Contains("k, v", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 1, BootstrapFailure.NullValue, "value of row 2")]
    [InlineData(1, null, BootstrapFailure.NullWeight, "weight of row 2")]
    public void A_null_spoils_its_group_only(int? value, int? weight, BootstrapFailure failure, string message)
    {
        var collector = new BootstrapCollector(["v"], "w", ["k"]);
        collector.Add(Batch(["k", "v", "w"], ["a", 1, 1], ["b", 1, 1], ["a", value, weight], ["a", 3, 3], ["b", 2, 1]));
        var groups = collector.Complete();
        Assert.Equal(failure, groups[0].Group.Defect!.Failure);
        Assert.Contains(message, groups[0].Group.Defect!.Message, StringComparison.Ordinal);
        Assert.Null(groups[1].Group.Defect);
        Assert.Equal([1.0, 2], groups[1].Group.Values.ToArray());
    }

    [Fact]
    public void A_null_names_its_column_and_its_row_in_the_group_across_batches()
    {
        var collector = new BootstrapCollector(["v", "x"], "w", ["k"], ["s"]);
        collector.Add(Batch(["k", "v", "x", "w", "s"], ["a", 1, 1, 1, 1], ["b", 1, 1, 1, 1], ["c", 1, 1, 1, 1], ["a", 1, 1, 1, 1]));
        collector.Add(Batch(
            ["k", "v", "x", "w", "s"],
            ["b", 1, null, 1, 1], ["b", null, 1, 1, 1], ["a", 1, 1, 1, null], ["c", 1, null, null, 1], ["d", 1, 1, 1, 1], ["d", 2, 1, 1, 1]));
        collector.Add(Batch(["k", "v", "x", "w", "s"], ["a", null, 1, 1, 1], ["d", 3, 1, 1, 1]));
        var groups = collector.Complete();
        Assert.Equal(
            [
                (BootstrapFailure.NullStratum, "The stratum of row 3 of the group is null in the column 's'."),
                (BootstrapFailure.NullValue, "The value of row 2 of the group is null in the column 'x'."),
                (BootstrapFailure.NullValue, "The value of row 2 of the group is null in the column 'x'."),
            ],
            groups.Take(3).Select(group => (group.Group.Defect!.Failure, group.Group.Defect.Message)));
        Assert.Null(groups[3].Group.Defect);
        Assert.Equal([1.0, 2, 3], groups[3].Group.Values.ToArray());
    }

    [Fact]
    public void Further_columns_are_paired_with_the_first_by_row()
    {
        var collector = new BootstrapCollector(["x", "y", "x"], "w", ["k"]);
        collector.Add(Batch(["k", "x", "y", "w"], [2, 1, 10, 0.5], [1, 2, 20, 1.5], [2, 3, 30, 2.5]));
        collector.Add(Batch(["y", "x", "w", "k"], [40, 4, 3.5, 1]));
        var groups = collector.Complete();
        Assert.Equal([2.0, 4], groups[0].Group.Values.ToArray());
        Assert.Equal([[20.0, 40], [2.0, 4]], groups[0].Group.Paired.Select(column => column.ToArray()));
        Assert.Equal([1.5, 3.5], groups[0].Group.Weights.ToArray());
        Assert.Equal([[10.0, 30], [1.0, 3]], groups[1].Group.Paired.Select(column => column.ToArray()));
    }

    [Fact]
    public void Strata_are_numbered_from_zero_in_each_group_and_left_out_where_there_is_one_only()
    {
        var collector = new BootstrapCollector(["v"], null, ["k"], ["s", "t"]);
        collector.Add(Batch(
            ["k", "v", "s", "t"],
            [1, 1, "a", 1], [2, 2, "b", 1], [1, 3, "b", 1], [1, 4, "a", 2], [1, 5, "a", 1], [2, 6, "a", 2], [3, 7, "a", 2], [3, 8, "a", 2]));
        collector.Add(Batch(["k", "v", "s", "t"], [1, 9, "b", (short)1]));
        Assert.Equal([[0, 1, 2, 0, 1], [0, 1], []], collector.Complete().Select(group => group.Group.Strata.ToArray()));
    }

    [Fact]
    public void Many_groups_in_any_order_over_many_batches_are_those_of_a_lookup()
    {
        const int rows = 60_000;
        var random = new Random(5);
        var all = Enumerable.Range(0, rows).Select(i => (Key: random.Next(7000), Text: $"t{random.Next(3)}", Value: (double)i)).ToArray();
        var collector = new BootstrapCollector(["v"], "v", ["k", "t"]);
        foreach (var part in all.Chunk(9_973))
        {
            collector.Add(Batch(["k", "t", "v"], [.. part.Select(row => new object?[] { row.Key, row.Text, row.Value })]));
        }

        var expected = all.GroupBy(row => (row.Key, row.Text)).OrderBy(g => g.Key.Key).ThenBy(g => g.Key.Text, StringComparer.Ordinal).ToArray();
        var groups = collector.Complete();
        Assert.Equal(expected.Select(g => FormattableString.Invariant($"{g.Key.Key}, {g.Key.Text}")), groups.Select(g => g.Key.ToString()));
        Assert.Equal(expected.Select(g => g.Select(row => row.Value)), groups.Select(g => g.Group.Values.ToArray()));
        Assert.Equal(expected.Select(g => g.Select(row => row.Value)), groups.Select(g => g.Group.Weights.ToArray()));
    }

    [Fact]
    public void Groups_that_do_not_fit_one_array_lie_in_several()
    {
        const int rows = 5_000_000;
        var groups = new RowStore<int>();
        var column = new RowStore<double>();
        groups.Add(Enumerable.Range(0, rows).Select(row => row % 3).ToArray());
        column.Add(Enumerable.Range(0, rows).Select(row => (double)row).ToArray());
        var places = new GroupPlaces([1_666_667, 1_666_667, 1_666_666], [2, 0, 1]);
        var arranged = places.Arrange(column, groups, CancellationToken.None);
        Assert.Equal(2, arranged.Length);
        for (var group = 0; group < 3; group++)
        {
            var own = places.Of(arranged, group).ToArray();
            Assert.Equal(group == 2 ? 1_666_666 : 1_666_667, own.Length);
            Assert.True(own.AsSpan().SequenceEqual([.. Enumerable.Range(0, own.Length).Select(i => 3.0 * i + group)]));
        }
    }

    [Fact]
    public void Completing_can_be_cancelled()
    {
        var collector = new BootstrapCollector(["v"], null, []);
        collector.Add(Batch(["v"], [1], [2]));
        Assert.Throws<OperationCanceledException>(() => collector.Complete(new CancellationToken(canceled: true)));
    }

    [Fact]
    public void A_column_of_nulls_only_is_null_values_not_a_wrong_type()
    {
        var collector = new BootstrapCollector(["v"], null, []);
        collector.Add(Batch(["v"], [null], [null]));
        Assert.Equal(BootstrapFailure.NullValue, collector.Complete()[0].Group.Defect!.Failure);
    }

    [Fact]
    public void Integers_of_different_width_are_the_same_key()
    {
        var collector = new BootstrapCollector(["v"], null, ["k"]);
        collector.Add(Batch(["k", "v"], [7, 1]));
        collector.Add(Batch(["k", "v"], [(short)7, 2]));
        collector.Add(Batch(["k", "v"], [7ul, 3]));
        collector.Add(Batch(["k", "v"], [ulong.MaxValue, 4]));
        Assert.Equal(["7", "18446744073709551615"], collector.Complete().Select(group => group.Key.ToString()));
    }

    [Fact]
    public void A_key_of_another_type_than_before_is_refused()
    {
        var collector = new BootstrapCollector(["v"], null, ["k"]);
        collector.Add(Batch(["k", "v"], [7, 1]));
        var error = Assert.Throws<DatasetException>(() => collector.Add(Batch(["k", "v"], ["seven", 1])));
        Assert.Equal((DatasetError.SchemaMismatch, "k"), (error.Error, error.Column));
    }

    [Fact]
    public void Binary_keys_are_refused()
    {
        var error = Assert.Throws<DatasetException>(
            () => new BootstrapCollector(["v"], null, ["k"]).Add(Batch(["k", "v"], [new byte[] { 1 }, 1])));
        Assert.Equal(DatasetError.ColumnTypeMismatch, error.Error);
        error = Assert.Throws<DatasetException>(
            () => new BootstrapCollector(["v"], null, [], ["k"]).Add(Batch(["k", "v"], [new byte[] { 1 }, 1])));
        Assert.Equal((DatasetError.ColumnTypeMismatch, "k"), (error.Error, error.Column));
    }

    [Fact]
    public void Keys_of_every_other_type_sort_and_print_in_the_invariant_culture()
    {
        object[][] columns =
        [
            [false, true], [-1.5, 2.5], [-1.5m, 2.5m], [new DateOnly(2020, 2, 1), new DateOnly(2021, 1, 1)],
            [new TimeOnly(9, 30), new TimeOnly(10, 0, 0, 5)], [new DateTime(2020, 1, 1), new DateTime(2020, 1, 1, 0, 0, 1)],
            [new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2021, 1, 1, 0, 0, 0, TimeSpan.Zero)],
            [new Guid("00000000-0000-0000-0000-000000000001"), new Guid("00000000-0000-0000-0000-000000000002")], ["Z", "a"],
        ];
        string[] printed =
        [
            "False|True", "-1.5|2.5", "-1.5|2.5", "2020-02-01|2021-01-01",
            "09:30:00|10:00:00.005", "2020-01-01 00:00:00|2020-01-01 00:00:01",
            "2020-01-01 00:00:00+00:00|2021-01-01 00:00:00+00:00",
            "00000000-0000-0000-0000-000000000001|00000000-0000-0000-0000-000000000002", "Z|a",
        ];
        for (var kind = 0; kind < columns.Length; kind++)
        {
            var collector = new BootstrapCollector(["v"], null, ["k"]);
            collector.Add(Batch(["k", "v"], [columns[kind][1], 1], [columns[kind][0], 2], [columns[kind][1], 3]));
            var groups = collector.Complete();
            Assert.Equal(printed[kind], string.Join('|', groups.Select(group => group.Key)));
            Assert.Equal(columns[kind], groups.Select(group => group.Key.Values[0]));
        }
    }

    [Fact]
    public void An_input_that_failed_after_rows_were_taken_gives_no_groups()
    {
        var collector = new BootstrapCollector(["v"], null, []);
        var batch = Batch(["v"], [1], [2]);
        collector.Add(batch);
        batch.Origin.Fail(new IOException("The disk is gone."));
        var error = Assert.Throws<DatasetException>(() => collector.Complete());
        Assert.Equal(DatasetError.InputIncomplete, error.Error);
        Assert.Contains("The disk is gone.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_input_that_failed_before_any_row_was_taken_does_not_matter()
    {
        var collector = new BootstrapCollector(["v"], null, []);
        var refused = Batch(["v"], ["text"]);
        refused.Origin.Fail(Assert.Throws<DatasetException>(() => collector.Add(refused)));
        collector.Add(Batch(["v"], [1], [2]));
        Assert.Single(collector.Complete());
    }

    private static DatasetBatch Batch(string[] names, params object?[][] rows)
    {
        var builder = new RowBatchBuilder(names);
        foreach (var row in rows)
        {
            Assert.Null(builder.Add(row));
        }

        return builder.Flush()!;
    }
}
