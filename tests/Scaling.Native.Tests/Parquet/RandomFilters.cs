using System.Globalization;
using Scaling.Native.Datasets;
using Scaling.Native.Datasets.Expressions;

namespace Scaling.Native.Tests.Parquet;

/// <summary>Rows of columns of most types, and conditions on them, at random.</summary>
internal static class RandomFilters
{
    internal static readonly DatasetSchema Schema = new(
    [
        new("i", ColumnType.Int32), new("l", ColumnType.Int64), new("u", ColumnType.UInt64), new("b", ColumnType.UInt8),
        new("d", ColumnType.Double), new("f", ColumnType.Single), new("m", ColumnType.Decimal(12, 3)), new("w", ColumnType.Decimal(30, 2)),
        new("t", ColumnType.DateTime(6)), new("n", ColumnType.DateTime(9)), new("z", ColumnType.DateTimeOffset(3)), new("day", ColumnType.Date),
        new("k", ColumnType.Time(3)), new("s", ColumnType.String), new("c", ColumnType.Category), new("x", ColumnType.Boolean),
    ]);

    // Among them texts that are equal to others only linguistically.
    private static readonly string[] Texts =
    [
        "", "Apple", "apple", "APPLE", "ap\u00ADple", "\u00ADapple", "ap\u0001ple", "apple\u0000", "banana", "Banana", "cherry", "KIWI", "\u212Aiwi",
        "zebra", "Zürich", "ZÜRICH", "日本", "a", "B", " ", "~", "l·l", "ll", "\uFFFD", "😀",
    ];

    internal static Expression Condition(Random random, object?[][] samples, HashSet<string> used, int depth)
    {
        if (depth > 0)
        {
            return random.Next(5) switch
            {
                0 => new UnaryExpression(UnaryOperator.Not, Condition(random, samples, used, depth - 1)),
                1 => Logic(BinaryOperator.Or),
                2 => Logic(BinaryOperator.ExclusiveOr),
                _ => Logic(BinaryOperator.And),
            };
        }

        var column = random.Next(Schema.Count);
        var value = Use(column);
        var op = (BinaryOperator)random.Next((int)BinaryOperator.Equal, (int)BinaryOperator.GreaterOrEqual + 1);
        switch (random.Next(12))
        {
            case 0: return new BinaryExpression(op, value, Use(random.Next(Schema.Count)));
            case 1: return new BinaryExpression(op, Constant(column), value);
            case 2: return new BinaryExpression(random.Next(2) == 0 ? BinaryOperator.Equal : BinaryOperator.NotEqual, value, new ConstantExpression(null));
            case 3: return new BinaryExpression(op, value, new ConstantExpression(null));
            case 4: return new MembershipExpression(value, [.. Enumerable.Range(0, random.Next(4)).Select(_ => Constant(column).Value)], random.Next(2) == 0);
            case 5: return value;
            case 6: return new BinaryExpression(op, new MemberExpression(Use(8 + random.Next(4)), "Year"), new ConstantExpression(random.Next(1990, 2030)));
            // An error where the right column is zero.
            case 7: return new BinaryExpression(op, new BinaryExpression(BinaryOperator.Remainder, Use(0), Use(1)), new ConstantExpression(5));
            default: return new BinaryExpression(op, value, Constant(column), random.Next(3) > 0);
        }

        Expression Logic(BinaryOperator logic) =>
            new BinaryExpression(logic, Condition(random, samples, used, depth - 1), Condition(random, samples, used, depth - 1));

        ColumnExpression Use(int index)
        {
            used.Add(Schema[index].Name);
            return new(Schema[index].Name);
        }

        ConstantExpression Constant(int index)
        {
            var sample = samples[index][random.Next(samples[index].Length)];
            return new(random.Next(8) switch
            {
                0 => random.Next(-100, 100),
                1 => random.NextDouble() * 1000,
                2 => sample is null ? null : Convert.ToString(sample, CultureInfo.InvariantCulture),
                3 => (decimal)random.Next(-100_000, 100_000) / 100,
                _ => sample switch
                {
                    null or bool or int or long or double or decimal or string or DateTime or DateTimeOffset or DateOnly or TimeOnly => sample,
                    float f => (double)f,
                    byte or ushort or uint => Convert.ToInt64(sample, CultureInfo.InvariantCulture),
                    ulong u => u <= long.MaxValue ? (long)u : 0.5,
                    _ => 1,
                },
            });
        }
    }

    /// <summary>Columns that ascend, jump, stay, or are anything; with stretches of nulls.</summary>
    internal static List<DatasetBatch> Make(Random random, int rows)
    {
        List<DatasetBatch> batches = [];
        var shapes = Schema.Select(_ => random.Next(4)).ToArray();
        var nullRate = Schema.Select(_ => random.Next(3) == 0 ? 0 : random.NextDouble() * 0.4).ToArray();
        const int Rows = 500;
        for (var start = 0; start < rows; start += Rows)
        {
            var columns = Schema.Select((column, i) =>
            {
                var builder = ColumnBuilder.Create(column.Type);
                var allNull = nullRate[i] > 0 && random.Next(8) == 0;
                var level = random.NextDouble();
                for (var row = start; row < start + Rows; row++)
                {
                    var place = shapes[i] switch
                    {
                        0 => (double)row / rows,
                        1 => 1 - ((double)row / rows) + (random.NextDouble() / 50),
                        2 => level,
                        _ => random.NextDouble(),
                    };
                    if (allNull || random.NextDouble() < nullRate[i]) builder.AppendNull();
                    else Append(builder, place, random);
                }

                return builder.Build();
            });
            batches.Add(new(Schema, [.. columns], Rows, new(null)));
        }

        return batches;
    }

    private static void Append(ColumnBuilder builder, double place, Random random)
    {
        var odd = random.Next(4_000);
        switch (builder)
        {
            case BooleanColumnBuilder b: b.Append(place > 0.5); break;
            case FixedColumnBuilder<byte> b: b.Append((byte)Math.Clamp(place * 255, 0, 255)); break;
            case FixedColumnBuilder<ulong> b: b.Append(odd == 0 ? ulong.MaxValue : (ulong)(Math.Abs(place) * 1e6)); break;
            case FixedColumnBuilder<float> b: b.Append(odd switch { 0 => float.NaN, 1 => float.NegativeInfinity, _ => (float)((place * 200) - 100) }); break;
            case FixedColumnBuilder<double> b:
                b.Append(odd switch { 0 => double.NaN, 1 => double.PositiveInfinity, < 50 => 0.0, < 100 => -0.0, _ => (place * 2_000) - 1_000 });
                break;
            case FixedColumnBuilder<Int128> b: b.Append((Int128)((place * 2e8) - 1e8)); break;
            case FixedColumnBuilder<int> b when builder.Type.Kind == ColumnKind.Date: b.Append((int)(7_000 + (place * 14_000))); break;
            case FixedColumnBuilder<int> b when builder.Type.Kind == ColumnKind.Time: b.Append((int)(Math.Clamp(place, 0, 0.999) * 86_400_000)); break;
            case FixedColumnBuilder<int> b: b.Append((int)((place * 400) - 200)); break;
            case FixedColumnBuilder<long> b:
                var seconds = 8e8 + (place * 9e8);
                b.Append(builder.Type.Kind == ColumnKind.Int64 ? (long)((place * 400) - 200) : (long)(seconds * Math.Pow(10, builder.Type.Precision)));
                break;
            case CategoryColumnBuilder b: b.Append(Texts[(int)Math.Clamp(place * Texts.Length, 0, Texts.Length - 1)]); break;
            case BytesColumnBuilder b: b.Append(Texts[(int)Math.Clamp(place * Texts.Length, 0, Texts.Length - 1)].AsSpan()); break;
            default: throw new InvalidOperationException($"No value for {builder.Type}.");
        }
    }
}
