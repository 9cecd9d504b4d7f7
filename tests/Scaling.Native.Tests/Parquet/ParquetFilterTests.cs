using System.Globalization;
using System.Text;
using Scaling.Native.Datasets;
using Scaling.Native.Datasets.Expressions;
using Scaling.Native.Datasets.Pruning;
using Scaling.Native.Parquet;
using Xunit;

namespace Scaling.Native.Tests.Parquet;

/// <summary>What a reader leaves out because of a filter never changes what the filter keeps, nor which rows fail.</summary>
public sealed class ParquetFilterTests : TemporaryFolder
{
    private static readonly DatasetSchema Schema = new(
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

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(0, 24)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Random_filters_over_our_files_keep_the_same_rows(int seed)
    {
        var random = new Random(seed);
        var batches = Make(random, 4_000);
        ParquetFiles.Write(File("a.parquet"), Schema, batches,
            new() { PageRows = random.Next(50, 500), RowGroupBytes = random.Next(60_000, 300_000), Workers = 1 });
        var skipped = Compare(File("a.parquet"), random, filters: 60);
        Assert.True(skipped > 0, "No filter left anything out.");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Random_filters_over_files_of_DuckDB_keep_the_same_rows(int seed)
    {
        var random = new Random(1_000 + seed);
        ParquetFiles.Write(File("a.parquet"), Schema, Make(random, 14_000));
        using var duckDb = new DuckDb();
        duckDb.Execute($"COPY (SELECT * FROM '{File("a.parquet")}') TO '{File("b.parquet")}' (ROW_GROUP_SIZE 2048)");
        var skipped = Compare(File("b.parquet"), random, filters: 60);
        Assert.True(skipped > 0, "No filter left anything out.");
    }

    [Fact]
    public async Task Files_of_Parquet_Net_are_read_whole()
    {
        await using (var stream = System.IO.File.Create(File("a.parquet")))
        {
            var field = new global::Parquet.Schema.DataField<long>("l");
            await using var writer = await global::Parquet.ParquetWriter.CreateAsync(new(field), stream);
            for (var g = 0; g < 3; g++)
            {
                using var group = writer.CreateRowGroup();
                await group.WriteAsync<long>(field, Enumerable.Range(g * 100, 100).Select(i => (long)i).ToArray());
            }
        }

        var filter = new FilterScript(new BinaryExpression(BinaryOperator.Equal, new ColumnExpression("l"), new ConstantExpression(150L)), ["l"]);
        var rows = Rows(File("a.parquet"), filter, pushDown: true, out var skipped);
        Assert.Single(rows);
        Assert.Equal(default, skipped);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Filters_over_leaves_of_groups_keep_the_same_rows(int seed)
    {
        var random = new Random(seed);
        using var duckDb = new DuckDb();
        duckDb.Execute(
            $$"""
            COPY (
                SELECT CASE WHEN i % 10000 < {{random.Next(1, 4000)}} AND i % 3 = 0 THEN NULL ELSE {'l': i, 'p':
                    CASE WHEN i < {{random.Next(6000)}} THEN NULL ELSE {'d': i / 8, 's': 's' || i // 1000, 'n': CASE WHEN i > 4000 THEN i END} END} END r,
                    [i] AS j
                FROM range(20000) t(i))
            TO '{{File("a.parquet")}}' (ROW_GROUP_SIZE 2048)
            """);
        var skippedRows = 0L;
        foreach (var column in (string[])["r.l", "r.p.d", "r.p.s", "r.p.n", "j"])
        {
            for (var op = BinaryOperator.Equal; op <= BinaryOperator.GreaterOrEqual; op++)
            {
                foreach (var value in (object?[])[null, 0L, -1L, (long)random.Next(20_000), random.Next(2_500) / 2.0, "s" + random.Next(20)])
                {
                    var filter = new FilterScript(new BinaryExpression(op, new ColumnExpression(column), new ConstantExpression(value)), [column]);
                    var expected = Rows(File("a.parquet"), filter, pushDown: false, out _);
                    var actual = Rows(File("a.parquet"), filter, pushDown: true, out var skipped);
                    if (!expected.SequenceEqual(actual)) Assert.Fail($"{column} {op} {value}: {expected.Count} rows became {actual.Count}.");
                    skippedRows += skipped.Rows;
                }
            }
        }

        Assert.True(skippedRows > 0, "No filter left anything out.");
    }

    [Fact]
    public void Row_groups_and_pages_that_cannot_match_are_left_out()
    {
        var builder = new FixedColumnBuilder<long>(ColumnType.Int64);
        for (var i = 0; i < 10_000; i++) builder.Append(i);
        var schema = new DatasetSchema([new("l", ColumnType.Int64)]);
        var batch = new DatasetBatch(schema, [builder.Build()], 10_000, new(null));
        ParquetFiles.Write(File("a.parquet"), schema, [batch], new() { PageRows = 100, RowGroupBytes = 16_000 });
        Assert.Equal(5, ParquetFileInfo.Read(File("a.parquet")).RowGroups.Count);
        var filter = new FilterScript(Less("l", 4_250L, BinaryOperator.Equal), ["l"]);
        using var reader = new ParquetDatasetReader(File("a.parquet"), new() { Filter = filter });
        var read = reader.ReadBatch(default)!;
        Assert.Equal((100, 4_200L), (read.RowCount, read.FirstRow));
        Assert.Null(reader.ReadBatch(default));
        Assert.Equal(new SkippedParts(4, 19, 9_900), reader.Skipped);
        Assert.Equal(reader.TotalBytes, reader.BytesRead);
    }

    [Fact]
    public void A_captured_variable_that_changes_while_rows_are_read_is_heeded()
    {
        var builder = new FixedColumnBuilder<long>(ColumnType.Int64);
        for (var i = 0; i < 1_000; i++) builder.Append(i);
        var schema = new DatasetSchema([new("l", ColumnType.Int64)]);
        ParquetFiles.Write(File("a.parquet"), schema, [new(schema, [builder.Build()], 1_000, new(null))], new() { PageRows = 100 });
        var filter = new FilterScript(new MembershipExpression(new ColumnExpression("l"), [150L, 550L]), ["l"]);
        using var reader = new ParquetDatasetReader(File("a.parquet"), new() { Filter = filter });
        Assert.Equal(100, reader.ReadBatch(default)!.FirstRow);
        filter.Change(Less("l", 900L, BinaryOperator.GreaterOrEqual));
        Assert.Equal(900, reader.ReadBatch(default)!.FirstRow);
        Assert.Null(reader.ReadBatch(default));
    }

    [Fact]
    public void Without_a_compiled_form_or_with_a_column_that_is_not_there_everything_is_read()
    {
        ParquetFiles.Write(File("a.parquet"), Schema, Make(new(3), 500));
        FilterScript[] filters =
        [
            new(null, ["i"]),
            new(Less("i", null, BinaryOperator.LessThan), ["nosuch"]),
            new(new BinaryExpression(BinaryOperator.And, new ConstantExpression(false), Less("nosuch", 1, BinaryOperator.Equal)), ["nosuch"]),
        ];
        foreach (var filter in filters)
        {
            using var reader = new ParquetDatasetReader(File("a.parquet"), new() { Filter = filter });
            Assert.Equal(500, reader.ReadBatch(default)!.RowCount);
            Assert.Equal(default, reader.Skipped);
        }
    }

    [Fact]
    public void Pages_of_columns_that_are_divided_differently_are_passed_over_in_part()
    {
        // Long texts make pages of fewer rows.
        var schema = new DatasetSchema([new("l", ColumnType.Int64), new("s", ColumnType.String, false), new("c", ColumnType.Category), new("x", ColumnType.Boolean)]);
        var (l, s) = (new FixedColumnBuilder<long>(ColumnType.Int64), new BytesColumnBuilder(ColumnType.String));
        var (c, x) = (new CategoryColumnBuilder(), new BooleanColumnBuilder());
        for (var i = 0; i < 3_000; i++)
        {
            l.Append(i);
            s.Append($"{i} {new string((char)('a' + i % 26), 1_500)}".AsSpan());
            c.Append($"c{i % 7}");
            x.Append(i % 3 == 0);
        }

        var batch = new DatasetBatch(schema, [l.Build(), s.Build(), c.Build(), x.Build()], 3_000, new(null));
        foreach (var encoding in (Scaling.Native.Parquet.Metadata.Encoding?[])[null, Scaling.Native.Parquet.Metadata.Encoding.DeltaLengthByteArray])
        {
            ParquetFiles.Write(File("a.parquet"), schema, [batch], new() { PageRows = 1_000, ForcedEncoding = encoding, Overwrite = true });
            foreach (var from in (long[])[0, 999, 1_000, 1_700, 2_999])
            {
                var filter = new FilterScript(Less("l", from, BinaryOperator.GreaterOrEqual), ["l"]);
                var expected = Rows(File("a.parquet"), filter, pushDown: false, out _);
                Assert.Equal(expected, Rows(File("a.parquet"), filter, pushDown: true, out var skipped));
                Assert.Equal(from / 1_000 * 1_000, skipped.Rows);
            }
        }
    }

    [Theory]
    [InlineData("apple", "banana", "cherry", true, false)]
    [InlineData("apple", "banana", "Banana", true, true)]
    [InlineData("apple", "banana", "Banana", false, false)]
    [InlineData("apple", "banana", "B", true, true)]
    [InlineData("apple", "banana", "zebra", true, false)]
    [InlineData("Apple", "apple", "kiwi", true, true)]
    [InlineData("abc1", "abc4", "abd2", true, false)]
    [InlineData("abc1", "abc4", "ABC5", true, false)]
    [InlineData("abc1", "abc4", "ABC2", true, true)]
    [InlineData("abc1", "abc4", "abc", true, false)]
    [InlineData("abc", "abc4", "ABC", true, true)]
    [InlineData("a\u00ADb", "a\u00ADc", "azz", true, true)]
    [InlineData("a", "日本", "zebra", true, true)]
    [InlineData("apple", "banana", "zürich", true, true)]
    public void Texts_that_cannot_be_equal_are_told_by_their_first_characters(string low, string high, string item, bool ignoresCase, bool expected) =>
        Assert.Equal(expected, FilterForecast.MayEqual(item, ignoresCase, new(Encoding.UTF8.GetBytes(low), Encoding.UTF8.GetBytes(high))));

    private static BinaryExpression Less(string column, object? constant, BinaryOperator op) =>
        new(op, new ColumnExpression(column), new ConstantExpression(constant));

    private static long Compare(string path, Random random, int filters)
    {
        var all = ParquetFiles.Read(path);
        var samples = Schema.Select((_, i) => all.SelectMany(b => Enumerable.Range(0, 20).Select(_ => b.GetValue(i, random.Next(b.RowCount)))).ToArray()).ToArray();
        var skippedRows = 0L;
        for (var i = 0; i < filters; i++)
        {
            var used = new HashSet<string>();
            var filter = new FilterScript(Condition(random, samples, used, depth: random.Next(3)), [.. used]);
            var expected = Rows(path, filter, pushDown: false, out _);
            var actual = Rows(path, filter, pushDown: true, out var skipped);
            if (!expected.SequenceEqual(actual)) Assert.Fail($"{filter.Translate().Expression}: {expected.Count} rows became {actual.Count}.");
            skippedRows += skipped.Rows;
        }

        return skippedRows;
    }

    /// <summary>The kept rows as text, with their place in the file; rows that fail are marked.</summary>
    private static List<string> Rows(string path, FilterScript filter, bool pushDown, out SkippedParts skipped)
    {
        using var reader = new ParquetDatasetReader(path, new() { Filter = pushDown ? filter : null });
        var rows = new List<string>();
        var rowFilter = new RowFilter(filter, rowByRow: false);
        while (reader.ReadBatch(default) is { } batch)
        {
            foreach (var row in rowFilter.Evaluate(batch, out _, default))
                rows.Add($"{batch.FirstRow + row}: {string.Join('|', batch.Columns.Select((c, i) => Cells.Text(c, batch.Schema[i].Type, row)))}");
            rows.AddRange(filter.TakeFailed());
        }

        skipped = reader.Skipped;
        // Failures come after the rows of their batch, and batches are divided differently.
        return [.. rows.OrderBy(r => long.Parse(r[..r.AsSpan().IndexOfAny(": ")], CultureInfo.InvariantCulture))];
    }

    private static Expression Condition(Random random, object?[][] samples, HashSet<string> used, int depth)
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
    private static List<DatasetBatch> Make(Random random, int rows)
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

    /// <summary>A filter whose own way of running fails every row it is given.</summary>
    internal sealed class FilterScript(Expression? expression, IReadOnlyCollection<string> columns) : RowScript
    {
        private readonly List<string> _failed = [];
        private ScriptTranslation _translation = new(expression, null);

        public override string Text => "filter";

        public override IReadOnlyCollection<string> Columns => columns;

        public override bool ReadsWholeRow => false;

        public override ScriptTranslation Translate() => _translation;

        public override void Run(DatasetBatch batch, ReadOnlySpan<int> rows, RowResults results, CancellationToken cancellationToken)
        {
            for (var i = 0; i < rows.Length; i++)
            {
                _failed.Add($"{batch.FirstRow + rows[i]} failed");
                results.Fail(i, "failed");
            }
        }

        internal void Change(Expression changed) => _translation = new(changed, null);

        internal List<string> TakeFailed()
        {
            List<string> taken = [.. _failed];
            _failed.Clear();
            return taken;
        }
    }
}
