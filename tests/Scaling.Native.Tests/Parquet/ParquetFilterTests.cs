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
    public static TheoryData<int> Seeds() => [.. Enumerable.Range(0, 24)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Random_filters_over_our_files_keep_the_same_rows(int seed)
    {
        var random = new Random(seed);
        var batches = RandomFilters.Make(random, 4_000);
        ParquetFiles.Write(File("a.parquet"), RandomFilters.Schema, batches,
            new() { PageRows = random.Next(50, 500), RowGroupBytes = random.Next(60_000, 300_000), Workers = 1 });
        var skipped = Compare(File("a.parquet"), random, filters: 40);
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
        ParquetFiles.Write(File("a.parquet"), RandomFilters.Schema, RandomFilters.Make(random, 14_000));
        using var duckDb = new DuckDb();
        duckDb.Execute($"COPY (SELECT * FROM '{File("a.parquet")}') TO '{File("b.parquet")}' (ROW_GROUP_SIZE 2048)");
        var skipped = Compare(File("b.parquet"), random, filters: 25);
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
                SELECT CASE WHEN i % 4000 < {{random.Next(1, 1600)}} AND i % 3 = 0 THEN NULL ELSE {'l': i, 'p':
                    CASE WHEN i < {{random.Next(2400)}} THEN NULL ELSE {'d': i / 8, 's': 's' || i // 400, 'n': CASE WHEN i > 1600 THEN i END} END} END r,
                    [i] AS j
                FROM range(8000) t(i))
            TO '{{File("a.parquet")}}' (ROW_GROUP_SIZE 2048)
            """);
        var skippedRows = 0L;
        foreach (var column in (string[])["r.l", "r.p.d", "r.p.s", "r.p.n", "j"])
        {
            for (var op = BinaryOperator.Equal; op <= BinaryOperator.GreaterOrEqual; op++)
            {
                foreach (var value in (object?[])[null, 0L, -1L, (long)random.Next(8_000), random.Next(1_000) / 2.0, "s" + random.Next(20)])
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
        ParquetFiles.Write(File("a.parquet"), RandomFilters.Schema, RandomFilters.Make(new(3), 500));
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
        var samples = RandomFilters.Schema.Select((_, i) => all.SelectMany(b => Enumerable.Range(0, 20).Select(_ => b.GetValue(i, random.Next(b.RowCount)))).ToArray()).ToArray();
        var skippedRows = 0L;
        for (var i = 0; i < filters; i++)
        {
            var used = new HashSet<string>();
            var filter = new FilterScript(RandomFilters.Condition(random, samples, used, depth: random.Next(3)), [.. used]);
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
