using Scaling.Native.Datasets;
using Scaling.Native.Datasets.Expressions;
using Xunit;

namespace Scaling.Native.Tests.Datasets.Expressions;

public sealed class DatasetSelectionTests
{
    private static readonly ColumnExpression A = new("A");
    private static readonly ColumnExpression B = new("B");

    [Fact]
    public void Rows_that_the_compiled_form_gives_up_go_to_the_script_and_only_those()
    {
        var batch = Numbers([1L, 0L, 2L, 0L]);
        var script = new FakeScript(new BinaryExpression(BinaryOperator.Divide, new ConstantExpression(10), A), _ => -1.0);
        var result = Apply(batch, null, [new ComputedItem("X", script, null)], out var failures);
        Assert.Equal([10.0, -1.0, 5.0, -1.0], Column(result, 0));
        Assert.Equal([1, 3], script.Ran);
        Assert.Empty(failures);
    }

    [Fact]
    public void A_failing_script_leaves_rows_out_of_a_filter_and_null_in_a_column()
    {
        var batch = Numbers([1L, 2L, 3L, 4L]);
        var where = new FakeScript(null, row => row == 1 ? throw new InvalidOperationException("odd") : row > 0);
        var column = new FakeScript(null, row => row == 1 ? throw new InvalidOperationException("bad") : (long)row);
        var result = Apply(batch, where, [new PickedColumns("A", null), new ComputedItem("X", column, null)], out var failures);
        Assert.Equal([3L, 4L], Column(result, 0));
        Assert.Equal([0L, null], Column(result, 1));
        Assert.Equal([(null, 1, 1, "odd"), ("X", 1, 3, "bad")], failures.Select(f => (f.ColumnName, f.Count, f.FirstRow, f.Message)));
    }

    [Theory]
    [InlineData("int64", new object[] { 1, 2L, (byte)3 })]
    [InlineData("double", new object[] { 1, 2.5 })]
    [InlineData("double", new object[] { 1f })]
    [InlineData("string", new object[] { 1, "x" })]
    [InlineData("boolean", new object[] { true })]
    [InlineData("string", new object[] { DayOfWeek.Monday })]
    public void Without_a_compiled_form_the_first_values_give_the_type(string type, object[] values)
    {
        var batch = Numbers([.. values.Select((_, i) => (object?)(long)i)]);
        var result = Apply(batch, null, [new ComputedItem("X", new FakeScript(null, row => values[row]), null)], out _);
        Assert.Equal(type, result!.Schema[0].Type.ToString());
    }

    [Fact]
    public void Decimals_take_the_largest_scale_and_doubles_among_them_make_doubles()
    {
        object[] exact = [1.5m, 2.25m, 3];
        Assert.Equal("decimal(38,2)", TypeOf(exact));
        object[] mixed = [1.5m, 2.5];
        Assert.Equal("double", TypeOf(mixed));

        static string TypeOf(object[] values) => Apply(
            Numbers([.. values.Select((_, i) => (object?)(long)i)]), null, [new ComputedItem("X", new FakeScript(null, row => values[row]), null)], out _)!
            .Schema[0].Type.ToString();
    }

    [Fact]
    public void A_later_value_that_does_not_fit_the_type_is_null_and_named()
    {
        var selection = new DatasetSelection(null, [new ComputedItem("X", new FakeScript(null, row => row == 3 ? (object)1.5 : row), null)], null);
        Assert.Equal("int64", selection.Apply(Numbers([1L, 2L]), out _, default)!.Schema[0].Type.ToString());
        var second = selection.Apply(Numbers([1L, 2L, 3L, 4L]), out var failures, default);
        Assert.Equal([0L, 1L, 2L, null], Column(second, 0));
        Assert.Contains("'1.5' of type Double does not fit a column of type int64", Assert.Single(failures).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void After_a_batch_of_nulls_only_a_number_is_an_error_and_no_text()
    {
        var selection = new DatasetSelection(null, [new ComputedItem("X", new FakeScript(null, row => row == 2 ? 7 : null), null)], null);
        Assert.Equal("string", selection.Apply(Numbers([1L, 2L]), out _, default)!.Schema[0].Type.ToString());
        var second = selection.Apply(Numbers([1L, 2L, 3L]), out var failures, default);
        Assert.Equal([null, null, null], Column(second, 0));
        Assert.Contains("nulls only", Assert.Single(failures).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_type_asked_for_holds_and_is_checked()
    {
        var item = new ComputedItem("X", new FakeScript(new BinaryExpression(BinaryOperator.Multiply, A, new ConstantExpression(1000)), _ => null), ColumnType.Int16);
        var result = Apply(Numbers([1L, 100L]), null, [item], out var failures);
        Assert.Equal("int16", result!.Schema[0].Type.ToString());
        Assert.Equal([(short)1000, null], Column(result, 0));
        Assert.Single(failures);
    }

    [Fact]
    public void A_plain_column_under_another_name_keeps_type_and_array()
    {
        var batch = CompiledExpressionTests.Batch(ColumnType.Int8, [(sbyte)1, null], ColumnType.String, ["x", "y"]);
        var result = Apply(batch, null, [new ComputedItem("X", new FakeScript(A, _ => throw new InvalidOperationException()), null)], out _);
        Assert.Equal("X: int8", result!.Schema[0].ToString());
        Assert.Same(batch.Columns[0], result.Columns[0]);
    }

    [Fact]
    public void A_filter_without_a_match_gives_no_batch() =>
        Assert.Null(Apply(Numbers([1L]), new FakeScript(new ConstantExpression(false), _ => true), null, out _));

    [Theory]
    [InlineData(2047)]
    [InlineData(2048)]
    [InlineData(4097)]
    public void Filters_keep_the_right_rows_over_any_number_of_chunks(int rows)
    {
        var batch = Numbers([.. Enumerable.Range(0, rows).Select(i => i % 5 == 0 ? null : (object?)(long)i)]);
        var where = new FakeScript(new BinaryExpression(BinaryOperator.GreaterThan, new BinaryExpression(BinaryOperator.Remainder, A, new ConstantExpression(3)), new ConstantExpression(1)), _ => true);
        var kept = Apply(batch, where, null, out _);
        Assert.Equal(Enumerable.Range(0, rows).Where(i => i % 5 != 0 && i % 3 > 1).Select(i => (object?)(long)i), Column(kept, 0));
        Assert.Empty(where.Ran);
    }

    [Fact]
    public void Names_that_are_missing_or_twice_are_errors_also_where_no_row_is_left()
    {
        var none = new FakeScript(new ConstantExpression(false), _ => false);
        Assert.Equal(DatasetError.ColumnNotFound, Error(none, new PickedColumns("Nope", null)));
        Assert.Equal(DatasetError.ColumnNotFound, Error(none, new PickedColumns("Z*", n => n.StartsWith('Z'))));
        Assert.Equal(DatasetError.DuplicateColumn, Error(none, new PickedColumns("A", null), new ComputedItem("a", none, null)));
        Assert.Equal(DatasetError.ColumnNotFound, Error(new FakeScript(null, _ => true) { Names = ["Nope"] }, new PickedColumns("A", null)));

        static DatasetError Error(RowScript where, params SelectionItem[] items) =>
            Assert.Throws<DatasetException>(() => Apply(Numbers([1L]), where, items, out _)).Error;
    }

    [Fact]
    public void Excluded_columns_leave_wildcards_but_not_computed_columns()
    {
        var batch = CompiledExpressionTests.Batch(ColumnType.Int64, [1L], ColumnType.Int64, [2L]);
        var selection = new DatasetSelection(null, [new PickedColumns("*", _ => true), new ComputedItem("A", new FakeScript(B, _ => null), null)], name => name == "A");
        var result = selection.Apply(batch, out _, default);
        Assert.Equal(["B", "A"], result!.Schema.Select(c => c.Name));
        Assert.Equal([2L], Column(result, 1));
    }

    [Fact]
    public void Uses_tell_how_many_rows_ran_in_which_way_and_why()
    {
        var compiled = new FakeScript(new BinaryExpression(BinaryOperator.Remainder, A, A), _ => true);
        var selection = new DatasetSelection(compiled, [new ComputedItem("X", new FakeScript(null, _ => 1), null)], null);
        selection.Apply(Numbers([1L, 0L, 2L]), out _, default);
        Assert.Equal([(null, 3, 1, null), ("X", 1, 1, "no tree is not compiled")], selection.Uses.Select(u => (u.ColumnName, u.Rows, u.RowByRow, u.Reason)));
    }

    private static DatasetBatch? Apply(DatasetBatch batch, RowScript? where, IReadOnlyList<SelectionItem>? items, out IReadOnlyList<RowFailures> failures) =>
        new DatasetSelection(where, items, null).Apply(batch, out failures, default);

    private static DatasetBatch Numbers(object?[] values) => CompiledExpressionTests.Batch(ColumnType.Int64, values, ColumnType.Int64, values);

    private static object?[] Column(DatasetBatch? batch, int column) =>
        [.. Enumerable.Range(0, batch!.RowCount).Select(i => batch.GetValue(column, i))];

    /// <summary>A script whose own way of running is a function of the row's position in the batch.</summary>
    private sealed class FakeScript(Expression? tree, Func<int, object?> run) : RowScript
    {
        private readonly ScriptTranslation _translation = new(tree, tree is null ? "no tree is not compiled" : null);

        internal List<int> Ran { get; } = [];

        internal IReadOnlyCollection<string> Names { get; init; } = ["A", "B"];

        public override string Text => "fake";

        public override IReadOnlyCollection<string> Columns => Names;

        public override bool ReadsWholeRow => false;

        public override ScriptTranslation Translate() => _translation;

        public override void Run(DatasetBatch batch, ReadOnlySpan<int> rows, RowResults results, CancellationToken cancellationToken)
        {
            for (var i = 0; i < rows.Length; i++)
            {
                Ran.Add(rows[i]);
                try
                {
                    results.Set(i, run(rows[i]));
                }
                catch (InvalidOperationException e)
                {
                    results.Fail(i, e.Message);
                }
            }
        }
    }
}
