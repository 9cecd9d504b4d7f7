using System.Data.SqlTypes;
using System.Reflection;
using Apache.Arrow;
using Scaling.Native.Datasets;
using Scaling.Native.Datasets.Rows;
using Xunit;

namespace Scaling.Native.Tests.Datasets;

public sealed class RowReaderTests
{
    public static TheoryData<int, bool> Lengths => new()
    {
        { 1, true }, { 7, false }, { 511, true }, { 512, true }, { 513, true }, { 1500, false },
    };

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Rows_of_columns_of_every_type_have_the_values_of_the_batch_and_become_the_same_columns_again(int length, bool nullable)
    {
        var batch = Sample(length, nullable);

        var rows = Rows(batch);

        var type = RowClass.Of(rows[0]);
        Assert.Equal(batch.Schema, type.Schema);
        for (var column = 0; column < batch.Schema.Count; column++)
        {
            var property = Property(rows[0], batch.Schema[column].Name);
            Assert.Equal(batch.Schema[column].Type.ClrType, Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType);
            for (var row = 0; row < length; row++)
            {
                var expected = batch.GetValue(column, row);
                Assert.Equal(expected, type.GetValue(rows[row], column));
                Assert.Equal(expected, property.GetValue(rows[row]));
            }
        }

        var builder = new RowBatchBuilder(type);
        foreach (var row in rows) Assert.Null(builder.Add(row));
        var again = builder.Flush()!;

        Assert.Equal(batch.Schema.Select(c => (c.Name, c.Type)), again.Schema.Select(c => (c.Name, c.Type)));
        for (var column = 0; column < batch.Schema.Count; column++)
        {
            Assert.Equal(batch.Columns[column].NullCount, again.Columns[column].NullCount);
            for (var row = 0; row < length; row++) Assert.Equal(batch.GetValue(column, row), again.GetValue(column, row));
        }
    }

    [Fact]
    public void Properties_come_in_the_order_of_the_columns_with_names_that_are_no_identifiers()
    {
        string[] names = ["class", "1st", "a b", "Größe", "get_x", "x", "Item", "\U0001F9C0", new string('n', 2000)];
        var row = Rows(Batch([.. names.Select(n => (n, ColumnType.Int64, new object?[] { 7L }))]))[0];

        Assert.Equal(names, row.GetType().GetProperties().Select(p => p.Name));
        Assert.Empty(row.GetType().GetFields());
        Assert.All(row.GetType().GetProperties(), p => Assert.Equal(7L, p.GetValue(row)));
    }

    [Fact]
    public void Each_of_many_nullable_columns_has_a_null_of_its_own()
    {
        const int Columns = 200;
        var batch = Batch([.. Enumerable.Range(0, Columns).Select(i => ($"c{i}", ColumnType.Int64, new object?[] { (long)i, i % 3 == 0 ? null : (long)-i }))]);
        var rows = Rows(batch);

        for (var i = 0; i < Columns; i++)
        {
            var property = Property(rows[0], $"c{i}");
            property.SetValue(rows[0], null);
            Assert.Null(property.GetValue(rows[0]));
            Assert.Equal(i % 3 == 0 ? null : (long?)-i, property.GetValue(rows[1]));
            property.SetValue(rows[1], (long)i * i);
        }

        Assert.All(Enumerable.Range(0, Columns), i => Assert.Equal((long)i * i, Property(rows[1], $"c{i}").GetValue(rows[1])));
        Assert.All(Enumerable.Range(0, Columns), i => Assert.Null(batch.Schema.IndexOf($"c{i}") is var c ? RowClass.Of(rows[0]).GetValue(rows[0], c) : 0));
    }

    [Fact]
    public void Columns_without_nulls_have_plain_types_and_others_nullable_ones()
    {
        var array = Array(ColumnType.Double, [1.5, 2.5]);
        var schema = new DatasetSchema([new("a", ColumnType.Double, IsNullable: false), new("b", ColumnType.Double)]);
        var row = Rows(new DatasetBatch(schema, [array, array], 2, new(null)))[1];

        Assert.Equal([typeof(double), typeof(double?)], row.GetType().GetProperties().Select(p => p.PropertyType));
        Assert.Equal([2.5, 2.5], row.GetType().GetProperties().Select(p => p.GetValue(row)));
    }

    [Fact]
    public void A_null_in_a_column_that_should_have_none_stays_a_null()
    {
        var schema = new DatasetSchema([new("a", ColumnType.Int32, IsNullable: false)]);
        var rows = Rows(new DatasetBatch(schema, [Array(ColumnType.Int32, [1, null])], 2, new(null)));

        Assert.Equal([1, null], rows.Select(r => Property(r, "a").GetValue(r)));
    }

    [Fact]
    public void Values_that_their_CLR_type_does_not_have_come_as_from_the_batch()
    {
        var wide = SqlDecimal.Parse("12345678901234567890123456789012345.678");
        var decimals = ColumnBuilder.Create(ColumnType.Decimal(38, 3));
        for (var i = 0; i < 600; i++) decimals.AppendObject(i == 599 ? wide : 1.5m);
        var dates = (FixedColumnBuilder<int>)ColumnBuilder.Create(ColumnType.Date);
        for (var i = 0; i < 600; i++) dates.Append(i == 3 ? int.MaxValue : i);
        var schema = new DatasetSchema([new("when", ColumnType.Date), new("d", ColumnType.Decimal(38, 3))]);
        var batch = new DatasetBatch(schema, [dates.Build(), decimals.Build()], 600, new(null));

        var rows = Rows(batch);

        for (var row = 0; row < 600; row++)
            Assert.Equal([batch.GetValue(0, row), batch.GetValue(1, row)], [Property(rows[row], "when").GetValue(rows[row]), Property(rows[row], "d").GetValue(rows[row])]);
        Assert.Equal(wide, Property(rows[599], "d").GetValue(rows[599]));
        var builder = new RowBatchBuilder(RowClass.Of(rows[599]));
        builder.Add(rows[599]);
        var again = builder.Flush()!;
        Assert.Equal((ColumnType.Decimal(38, 3), wide), (again.Schema[1].Type, again.GetValue(1, 0)));
    }

    [Theory]
    [InlineData("käse")]
    [InlineData("plain")]
    public void Equal_texts_of_a_batch_are_one_string(string text)
    {
        var values = Enumerable.Range(0, 2000).Select(i => (object?)(i % 2 == 0 ? text : $"{text}, no. {i % 14}")).ToArray();
        var rows = Rows(Batch(("t", ColumnType.String, values), ("c", ColumnType.Category, values)));

        Assert.Equal(values, rows.Select(r => Property(r, "t").GetValue(r)));
        Assert.Equal(values, rows.Select(r => Property(r, "c").GetValue(r)));
        Assert.Equal(8, rows.Select(r => Property(r, "t").GetValue(r)).Distinct(ReferenceEqualityComparer.Instance).Count());
        Assert.Equal(8, rows.Select(r => Property(r, "c").GetValue(r)).Distinct(ReferenceEqualityComparer.Instance).Count());
    }

    [Fact]
    public void Texts_that_differ_little_or_do_not_repeat_are_told_apart()
    {
        var random = new Random(5);
        var values = Enumerable.Range(0, 20_000).Select(i => (object?)(random.Next(4) switch
        {
            0 => new string((char)('a' + random.Next(3)), random.Next(20)),
            1 => $"prefix--{random.Next(300)}--suffix",
            2 => i % 7 == 0 ? null : "",
            _ => $"{i:x16}",
        })).ToArray();

        var rows = Rows(Batch(("t", ColumnType.String, values)));

        Assert.Equal(values, rows.Select(r => Property(r, "t").GetValue(r)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    [InlineData("GetType")]
    [InlineData("tostring")]
    public void A_name_that_no_property_can_have_gives_no_class(string name) =>
        Assert.False(new RowReader().TryOpen(Batch((name, ColumnType.Int64, [1L]))));

    // An attribute cannot hold such a text either.
    [Fact]
    public void Half_of_a_surrogate_pair_in_a_name_gives_no_class() => A_name_that_no_property_can_have_gives_no_class("half \ud83e");

    [Fact]
    public void A_batch_without_columns_gives_no_class() =>
        Assert.False(new RowReader().TryOpen(new DatasetBatch(new DatasetSchema([]), [], 3, new(null))));

    [Fact]
    public void Equal_schemas_have_one_class_also_when_threads_ask_at_once()
    {
        var types = new Type[32];
        System.Threading.Tasks.Parallel.For(0, types.Length, i => types[i] = Rows(Batch((i % 2 == 0 ? "shared_a" : "shared_b", ColumnType.Int64, [1L])))[0].GetType());

        Assert.Equal(2, types.Distinct().Count());
        Assert.NotEqual(types[0], types[1]);
        Assert.NotEqual(types[0], Rows(Batch(("shared_a", ColumnType.Int32, [1])))[0].GetType());
    }

    [Fact]
    public void A_row_is_written_as_custom_objects_are()
    {
        var row = Rows(Batch(("id", ColumnType.Int64, [1L]), ("price", ColumnType.Double, [1.5]), ("note", ColumnType.String, [null])))[0];

        Assert.Equal("@{id=1; price=1.5; note=}", row.ToString());
    }

    [Fact]
    public void A_value_that_no_longer_fits_widens_its_column_in_the_first_batch_only()
    {
        var rows = Rows(Batch(("d", ColumnType.Decimal(6, 2), [1.25m, 2m]), ("c", ColumnType.Category, ["x", "y"])));
        Property(rows[1], "d").SetValue(rows[1], 1.2345m);

        var builder = new RowBatchBuilder(RowClass.Of(rows[0]));
        builder.Add(rows[0]);
        builder.Add(rows[1]);
        var widened = builder.Flush()!;
        var late = new RowBatchBuilder(RowClass.Of(rows[0]));
        for (var i = 0; i < DatasetBatch.DefaultRowCount; i++) late.Add(rows[0]);
        var e = Assert.Throws<DatasetException>(() => late.Add(rows[1]));
        late.Add(rows[0]);

        Assert.Equal([ColumnType.Decimal(38, 4), ColumnType.Category], widened.Schema.Select(c => c.Type));
        Assert.Equal([1.25m, 1.2345m], [widened.GetValue(0, 0), widened.GetValue(0, 1)]);
        Assert.Equal(["x", "y"], [widened.GetValue(1, 0), widened.GetValue(1, 1)]);
        Assert.Equal((DatasetError.ValueNotParsed, "d", "1.2345"), (e.Error, e.Column, e.Value));
        Assert.Contains("Row 65537,", e.Message, StringComparison.Ordinal);
        Assert.Equal(1, late.Flush()!.RowCount);
    }

    [Theory]
    [InlineData("datetime(3)")]
    [InlineData("datetimeoffset(6)")]
    [InlineData("time(3)")]
    [InlineData("category")]
    [InlineData("string")]
    public void What_a_column_would_lose_is_refused(string name)
    {
        var type = ColumnType.Parse(name);
        var row = Rows(Batch(("x", type, [SampleColumns.Value(type, new Random(1), 5)])))[0];
        object odd = type.Kind switch
        {
            ColumnKind.DateTime => new DateTime(2020, 1, 1).AddTicks(1),
            ColumnKind.DateTimeOffset => new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.FromHours(2)).AddTicks(1),
            ColumnKind.Time => new TimeOnly(1),
            _ => "half \ud83e",
        };
        var builder = new RowBatchBuilder(RowClass.Of(row));
        for (var i = 0; i < DatasetBatch.DefaultRowCount; i++) builder.Add(row);
        Property(row, "x").SetValue(row, odd);

        Assert.Equal(DatasetError.ValueNotParsed, Assert.Throws<DatasetException>(() => builder.Add(row)).Error);
    }

    [Fact]
    public void Rows_of_another_class_are_taken_by_the_names_of_their_columns()
    {
        var first = Rows(Batch(("a", ColumnType.Int64, [1L]), ("b", ColumnType.String, ["x"])))[0];
        var other = Rows(Batch(("c", ColumnType.Int64, [5L]), ("B", ColumnType.Category, ["y"])))[0];
        var builder = new RowBatchBuilder(RowClass.Of(first));
        builder.Add(first);
        builder.Add(other);
        var batch = builder.Flush()!;

        Assert.Equal([1L, null], [batch.GetValue(0, 0), batch.GetValue(0, 1)]);
        Assert.Equal(["x", "y"], [batch.GetValue(1, 0), batch.GetValue(1, 1)]);
    }

    private static PropertyInfo Property(DatasetRow row, string name) => row.GetType().GetProperty(name)!;

    private static DatasetRow[] Rows(DatasetBatch batch)
    {
        var reader = new RowReader();
        Assert.True(reader.TryOpen(batch));
        var (rows, block) = (new List<DatasetRow>(), new object[RowReader.BlockSize]);
        while (rows.Count < batch.RowCount) rows.AddRange(block[..reader.Read(rows.Count, block)].Cast<DatasetRow>());
        return [.. rows];
    }

    private static DatasetBatch Sample(int length, bool nullable)
    {
        var random = new Random(length);
        return Batch([.. SampleColumns.Types.Select((type, i) => ($"{type} {i}", type, Enumerable.Range(0, length)
            .Select(row => nullable && random.Next(5) == 0 ? null : SampleColumns.Value(type, random, row)).ToArray()))]);
    }

    private static DatasetBatch Batch(params (string Name, ColumnType Type, object?[] Values)[] columns) => new(
        new DatasetSchema(columns.Select(c => new DatasetColumn(c.Name, c.Type))),
        [.. columns.Select(c => Array(c.Type, c.Values))], columns[0].Values.Length, new(null));

    private static IArrowArray Array(ColumnType type, object?[] values)
    {
        var builder = ColumnBuilder.Create(type);
        foreach (var value in values) builder.AppendObject(value);
        return builder.Build();
    }
}
