using System.Globalization;
using Scaling.Native.Datasets;
using Scaling.Native.Datasets.Expressions;
using Xunit;

namespace Scaling.Native.Tests.Datasets.Expressions;

public sealed class CompiledExpressionTests
{
    private static readonly object[][] Pools =
    [
        [(short)0, (short)3, (short)-7, short.MaxValue],
        [0, 1, -1, 5, -12, 100, int.MaxValue, int.MinValue],
        [0L, 1L, -1L, 9L, (1L << 53) + 1, long.MaxValue, long.MinValue],
        [0f, 0.5f, -2.25f, 1e30f],
        [0.0, -0.0, 1.5, -3.0, 1e308, double.NaN, double.NegativeInfinity, 0.1],
    ];

    private static readonly ColumnType[] Types = [ColumnType.Int16, ColumnType.Int32, ColumnType.Int64, ColumnType.Single, ColumnType.Double];

    public static TheoryData<BinaryOperator> Arithmetic =>
        [BinaryOperator.Add, BinaryOperator.Subtract, BinaryOperator.Multiply, BinaryOperator.Divide, BinaryOperator.Remainder];

    public static TheoryData<BinaryOperator> Comparisons =>
        [BinaryOperator.Equal, BinaryOperator.NotEqual, BinaryOperator.LessThan, BinaryOperator.LessOrEqual, BinaryOperator.GreaterThan, BinaryOperator.GreaterOrEqual];

    [Theory]
    [MemberData(nameof(Arithmetic))]
    public void Arithmetic_of_every_pair_of_types_equals_the_reference(BinaryOperator op)
    {
        ForEveryPair((batch, a, b) =>
        {
            var compiled = CompiledExpression.TryCompile(new BinaryExpression(op, new ColumnExpression("A"), new ColumnExpression("B")), batch.Schema, out var reason);
            Assert.True(compiled is not null, reason);
            var (values, chunk) = compiled.Evaluate(batch, 0, batch.RowCount);
            for (var i = 0; i < batch.RowCount; i++)
            {
                if (chunk.GivenUp[i]) continue;
                var expected = NumericReference.Compute(op, a[i], b[i]);
                Assert.True(expected is null == values.IsNull(i), $"{a[i]} {op} {b[i]}: {expected}");
                if (expected is not null) Assert.True(Same(Convert.ToDouble(expected, CultureInfo.InvariantCulture), values.ToDouble(i)), $"{a[i]} {op} {b[i]}: {expected}, not {values.ToDouble(i)}");
            }
        });
    }

    [Theory]
    [MemberData(nameof(Comparisons))]
    public void Comparisons_of_every_pair_of_types_equal_the_reference(BinaryOperator op)
    {
        ForEveryPair((batch, a, b) =>
        {
            var compiled = CompiledExpression.TryCompile(new BinaryExpression(op, new ColumnExpression("A"), new ColumnExpression("B")), batch.Schema, out var reason);
            Assert.True(compiled is not null, reason);
            var (values, chunk) = compiled.Evaluate(batch, 0, batch.RowCount);
            for (var i = 0; i < batch.RowCount; i++)
                if (!chunk.GivenUp[i])
                    Assert.True(NumericReference.Compare(op, a[i], b[i]) == values.Flags[i], $"{a[i] ?? "null"} {op} {b[i] ?? "null"}");
        });
    }

    [Fact]
    public void Rows_that_divide_an_integer_by_zero_are_given_up_and_only_those()
    {
        var batch = Batch(ColumnType.Int64, [10L, 10L, null, 7L], ColumnType.Int64, [2L, 0L, 5L, null]);
        var compiled = Compile(new BinaryExpression(BinaryOperator.Divide, new ColumnExpression("A"), new ColumnExpression("B")), batch);
        var (values, chunk) = compiled.Evaluate(batch, 0, 4);
        Assert.Equal([false, true, false, true], chunk.GivenUp[..4]);
        Assert.Equal([5, 0], new[] { values.Numbers[0], values.Numbers[2] });
    }

    [Fact]
    public void What_the_left_side_of_and_decides_is_not_given_up_for_the_right_side()
    {
        var batch = Batch(ColumnType.Int64, [0L, 5L, 20L], ColumnType.Int64, [1L, 1L, 1L]);
        var a = new ColumnExpression("A");
        var quotient = new BinaryExpression(BinaryOperator.Divide, new ConstantExpression(10), a);
        var both = new BinaryExpression(BinaryOperator.And,
            new BinaryExpression(BinaryOperator.NotEqual, a, new ConstantExpression(0)),
            new BinaryExpression(BinaryOperator.GreaterThan, quotient, new ConstantExpression(1)));
        var (values, chunk) = Compile(both, batch).Evaluate(batch, 0, 3);
        Assert.False(chunk.HasGivenUp);
        Assert.Equal([false, true, false], values.Flags[..3]);
    }

    [Theory]
    [InlineData(2.5, 2)]
    [InlineData(3.5, 4)]
    [InlineData(-2.5, -2)]
    [InlineData(-0.4, 0)]
    public void A_cast_to_int_rounds_halves_to_even(double value, long expected)
    {
        var batch = Batch(ColumnType.Double, [value], ColumnType.Double, [value]);
        var (values, chunk) = Compile(new CastExpression(typeof(int), new ColumnExpression("A")), batch).Evaluate(batch, 0, 1);
        Assert.False(chunk.GivenUp[0]);
        Assert.Equal(expected, values.Longs[0]);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(2147483648.0)]
    [InlineData(double.NegativeInfinity)]
    public void A_cast_that_does_not_fit_is_given_up(double value)
    {
        var batch = Batch(ColumnType.Double, [value], ColumnType.Double, [value]);
        var (_, chunk) = Compile(new CastExpression(typeof(int), new ColumnExpression("A")), batch).Evaluate(batch, 0, 1);
        Assert.True(chunk.GivenUp[0]);
    }

    [Fact]
    public void Printable_characters_of_ascii_are_equal_only_to_themselves_but_for_case()
    {
        // The short way of comparing texts relies on it.
        var invariant = CultureInfo.InvariantCulture.CompareInfo;
        for (var a = ' '; a <= '~'; a++)
        {
            for (var b = ' '; b <= '~'; b++)
            {
                foreach (var (x, y) in new[] { ($"{a}", $"{b}"), ($"x{a}y", $"x{b}y"), ($"x{a}{b}", $"x{b}{a}"), ($"x{a}y", "xy") })
                {
                    Assert.Equal(string.Equals(x, y, StringComparison.OrdinalIgnoreCase), invariant.Compare(x, y, CompareOptions.IgnoreCase) == 0);
                    Assert.Equal(string.Equals(x, y, StringComparison.Ordinal), invariant.Compare(x, y, CompareOptions.None) == 0);
                }
            }
        }
    }

    [Fact]
    public void Unsupported_parts_are_named()
    {
        var batch = Batch(ColumnType.Guid, [null], ColumnType.Decimal(10, 2), [null]);
        Assert.Null(CompiledExpression.TryCompile(
            new BinaryExpression(BinaryOperator.Add, new ColumnExpression("A"), new ConstantExpression(1)), batch.Schema, out var reason));
        Assert.Equal("the operator Add on binary data or a guid and an integer is not compiled", reason);
        Assert.Null(CompiledExpression.TryCompile(new BinaryExpression(BinaryOperator.Add, new ColumnExpression("B"), new ConstantExpression(1)), batch.Schema, out reason));
        Assert.Equal("a column of a decimal is not compiled", reason);
    }

    [Theory]
    [InlineData(typeof(int), "int64")]
    [InlineData(typeof(double), "double")]
    [InlineData(typeof(string), "string")]
    [InlineData(typeof(bool), "boolean")]
    public void The_type_of_a_computed_column_follows_from_the_expression(Type target, string type)
    {
        var batch = Batch(ColumnType.Int16, [null], ColumnType.Int16, [null]);
        Assert.Equal(type, Compile(new CastExpression(target, new ColumnExpression("A")), batch).Type!.ToString());
    }

    internal static DatasetBatch Batch(ColumnType aType, object?[] a, ColumnType bType, object?[] b)
    {
        var (first, second) = (ColumnBuilder.Create(aType), ColumnBuilder.Create(bType));
        foreach (var value in a) first.AppendObject(value);
        foreach (var value in b) second.AppendObject(value);
        return new(new DatasetSchema([new("A", aType), new("B", bType)]), [first.Build(), second.Build()], a.Length, new DatasetOrigin(null));
    }

    private static CompiledExpression Compile(Expression expression, DatasetBatch batch) =>
        CompiledExpression.TryCompile(expression, batch.Schema, out var reason) ?? throw new InvalidOperationException(reason);

    private static bool Same(double a, double b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b) || double.IsNaN(a) && double.IsNaN(b);

    /// <summary>Batches of 0 to 65 rows: all pairs of types, and nulls nowhere, everywhere, at every third row, and at random.</summary>
    private static void ForEveryPair(Action<DatasetBatch, object?[], object?[]> check)
    {
        var random = new Random(3);
        for (var length = 0; length <= 65; length++)
        {
            for (var pair = 0; pair < Types.Length * Types.Length; pair++)
            {
                var (x, y) = (pair / Types.Length, pair % Types.Length);
                for (var pattern = 0; pattern < 4; pattern++)
                {
                    bool IsNull(int row) => pattern switch { 0 => false, 1 => true, 2 => row % 3 == 0, _ => random.Next(2) == 0 };
                    var a = Values(Pools[x], length, IsNull, random);
                    var b = Values(Pools[y], length, IsNull, random);
                    check(Batch(Types[x], a, Types[y], b), a, b);
                }
            }
        }
    }

    private static object?[] Values(object[] pool, int length, Func<int, bool> isNull, Random random) =>
        [.. Enumerable.Range(0, length).Select(i => isNull(i) ? null : pool[random.Next(pool.Length)])];
}
