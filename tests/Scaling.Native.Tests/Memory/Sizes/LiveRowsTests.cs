using System.Collections;
using System.Collections.Specialized;
using Scaling.Native.Datasets;
using Scaling.Native.Datasets.Rows;
using Scaling.Native.Memory.Sizes;
using Xunit;

namespace Scaling.Native.Tests.Memory.Sizes;

public sealed class LiveRowsTests
{
    [Fact]
    public void Entries_of_dictionaries_are_columns_and_the_dictionaries_are_rows()
    {
        var shared = Text("shared");
        object[] rows = [.. Enumerable.Range(0, 10).Select(i => (object)new Hashtable { ["name"] = Text($"n{i}"), ["city"] = shared, ["number"] = i, [i] = "not named" })];

        var sizes = Measure(rows);

        Assert.Equal(["city", "name", "number"], sizes.Columns.Select(c => c.Name).Order());
        Assert.Equal(10 * Bytes("n1"), Of(sizes, "name").Objects!.Value.Bytes);
        Assert.Equal((Bytes(shared), Bytes(shared)), (Of(sizes, "city").Objects!.Value.Bytes, Of(sizes, "city").SharedBytes));
        Assert.Equal(10 * Bytes(1), Of(sizes, "number").Objects!.Value.Bytes);
        Assert.Equal(ObjectGraphSizer.Measure(rows).Bytes - Bytes(new object[10]), sizes.Objects!.Value.Bytes);
        Assert.Equal(sizes.Objects.Value.Bytes, sizes.Columns.Sum(c => c.Objects!.Value.Bytes) + sizes.RowObjects!.Value.Bytes + sizes.SharedBytes);
    }

    [Fact]
    public void Properties_and_public_fields_are_columns_and_their_bytes_lie_in_the_row()
    {
        object[] rows = [new Person("a") { Age = 1, Level = 2 }, new Person("b") { Age = 2, Level = 3, Point = (Text("x"), 1) }];

        var sizes = Measure(rows);

        Assert.Equal(["Point", "Name", "Age", "Level"], sizes.Columns.Select(c => c.Name));
        Assert.Equal(2 * (IntPtr.Size + Bytes("a")), Of(sizes, "Name").Objects!.Value.Bytes);
        Assert.Equal(2 * sizeof(long), Of(sizes, "Age").Objects!.Value.Bytes);
        Assert.Equal(2 * sizeof(int), Of(sizes, "Level").Objects!.Value.Bytes);
        Assert.Equal(2 * 16 + Bytes("x"), Of(sizes, "Point").Objects!.Value.Bytes);
        // Two headers, two hidden fields each with what one holds, and padding.
        Assert.Equal(ObjectGraphSizer.Measure(rows).Bytes - Bytes(new object[2]), sizes.Objects!.Value.Bytes);
        Assert.InRange(sizes.RowObjects!.Value.Bytes, 2 * (16 + 8 + Bytes("secret a")), 2 * (16 + 8 + 8 + Bytes("secret a")));
    }

    [Fact]
    public void Rows_of_Import_Dataset_have_the_columns_of_their_schema()
    {
        var schema = new DatasetSchema([new("id", ColumnType.Int64, IsNullable: false), new("name", ColumnType.String), new("when", ColumnType.DateTime())]);
        ColumnBuilder[] builders = [.. schema.Select(c => ColumnBuilder.Create(c.Type))];
        for (var i = 0; i < 3; i++)
        {
            builders[0].AppendObject((long)i);
            builders[1].AppendObject($"name {i}");
            builders[2].AppendObject(new DateTime(2020, 1, 1));
        }

        var batch = new DatasetBatch(schema, [.. builders.Select(b => b.Build())], 3, new DatasetOrigin(null));
        var (reader, rows) = (new RowReader(), new object[RowReader.BlockSize]);
        Assert.True(reader.TryOpen(batch));
        Assert.Equal(3, reader.Read(0, rows));

        var sizes = Measure(rows[..3]);

        Assert.Equal(["id", "name", "when"], sizes.Columns.Select(c => c.Name));
        Assert.Equal([3 * 8, 3 * (8 + Bytes("name 1")), 3 * 8], sizes.Columns.Select(c => c.Objects!.Value.Bytes));
        Assert.Equal(3 * (16 + 8), sizes.RowObjects!.Value.Bytes);
    }

    [Fact]
    public void Plain_values_are_a_column_of_their_own()
    {
        var text = Text("abc");
        var sizes = Measure([1, text, text, 2.5m]);

        Assert.Equal(("Value", 0L), (sizes.Columns.Single().Name, sizes.RowObjects!.Value.Bytes));
        Assert.Equal(Bytes(1) + Bytes(text) + Bytes(2.5m), sizes.Objects!.Value.Bytes);
        Assert.Equal(Bytes(text), sizes.Columns[0].SharedBytes);
    }

    [Fact]
    public void What_several_columns_share_is_in_none_of_them()
    {
        var both = new byte[500];
        object[] rows = [new Hashtable { ["a"] = both, ["b"] = Text("x") }, new Hashtable { ["a"] = Text("y"), ["b"] = new object[] { both } }];

        var sizes = Measure(rows);

        Assert.Equal(Bytes(both), sizes.SharedBytes);
        Assert.Equal(Bytes("y"), Of(sizes, "a").Objects!.Value.Bytes);
        Assert.Equal(Bytes("x") + Bytes(new object[1]), Of(sizes, "b").Objects!.Value.Bytes);
    }

    [Fact]
    public void Rows_that_refer_to_each_other_are_rows_and_no_part_of_a_column()
    {
        Hashtable[] rows = [.. Enumerable.Range(0, 5).Select(i => new Hashtable { ["id"] = i })];
        foreach (var row in rows) (row["next"], row["all"]) = (rows[0], rows);

        var sizes = Measure(rows);

        Assert.Equal(0, Of(sizes, "next").Objects!.Value.Bytes);
        Assert.Equal(Bytes(new object[5]), Of(sizes, "all").Objects!.Value.Bytes);
        Assert.Equal(5 * Bytes(1), Of(sizes, "id").Objects!.Value.Bytes);
    }

    [Fact]
    public void The_same_row_given_twice_counts_once()
    {
        var row = new Hashtable { ["a"] = Text("x") };

        var (once, twice) = (Measure([row]), Measure([row, row]));

        Assert.Equal(once.Objects, twice.Objects);
        Assert.Equal((1L, 2L), (once.Rows.Bytes, twice.Rows.Bytes));
    }

    [Fact]
    public void Columns_are_found_in_any_case_and_others_count_nowhere()
    {
        object[] rows = [new OrderedDictionary { ["A"] = Text("x"), ["B"] = new byte[1000] }, new OrderedDictionary { ["a"] = Text("y"), ["C"] = 1 }];

        var sizes = Measure(rows, ["c", "a", "none"]);

        Assert.Equal(["c", "a"], sizes.Columns.Select(c => c.Name));
        Assert.Equal([Bytes(1), Bytes("x") + Bytes("y")], sizes.Columns.Select(c => c.Objects!.Value.Bytes));
        Assert.Equal(Bytes(1) + Bytes("x") + Bytes("y") + sizes.RowObjects!.Value.Bytes, sizes.Objects!.Value.Bytes);
    }

    [Fact]
    public void The_caller_may_know_better_what_a_row_stores()
    {
        var part = new byte[10];
        var sizes = LiveRows.Measure([new Person("a")], null, (_, _) => [new("own", part)], _ => null, new(), CancellationToken.None);

        Assert.Equal(("own", Bytes(part)), (sizes.Columns.Single().Name, sizes.Columns[0].Objects!.Value.Bytes));
        Assert.True(sizes.RowObjects!.Value.Bytes > 0);
    }

    [Fact]
    public void Buffers_of_batches_count_once_and_batches_are_not_kept()
    {
        var schema = new DatasetSchema([new("a", ColumnType.Category), new("b", ColumnType.Int64)]);
        var (categories, numbers) = (ColumnBuilder.Create(ColumnType.Category), ColumnBuilder.Create(ColumnType.Int64));
        for (var i = 0; i < 10_000; i++)
        {
            categories.AppendObject($"a long text that is shared by many rows {i % 1000}");
            numbers.AppendObject((long)i);
        }

        var batch = new DatasetBatch(schema, [categories.Build(), numbers.Build()], 10_000, new DatasetOrigin(null));
        var buffers = new BatchBuffers(schema);
        buffers.Add(batch);
        var once = buffers.Bytes.ToArray();
        buffers.Add(batch);
        Assert.Equal(once, buffers.Bytes);

        // The same dictionary, and half of the rows anew.
        var dropped = AddTaken(buffers, batch);
        Assert.InRange(buffers.Bytes[0] - once[0], 5000 * 4, 5000 * 4 + 700);
        Assert.InRange(buffers.Bytes[1] - once[1], 5000 * 8, 5000 * 8 + 700);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(dropped.TryGetTarget(out _));

        // One array in two columns is in neither.
        var pair = new BatchBuffers(new DatasetSchema([new("x", ColumnType.Int64), new("y", ColumnType.Int64)]));
        pair.Add(new DatasetBatch(new DatasetSchema([new("x", ColumnType.Int64), new("y", ColumnType.Int64)]), [batch.Columns[1], batch.Columns[1]], 10_000, new DatasetOrigin(null)));
        Assert.Equal([0, 0], pair.Bytes);
        Assert.InRange(pair.SharedBytes, 80_000, 80_000 + 3000);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference<DatasetBatch> AddTaken(BatchBuffers buffers, DatasetBatch batch)
    {
        var taken = batch.Take([.. Enumerable.Range(0, 5000)]);
        buffers.Add(taken);
        return new(taken);
    }

    private static DatasetSizes Measure(object[] rows, string[]? names = null) => LiveRows.Measure(rows, names, (row, stored) => stored(row), _ => null, new(), CancellationToken.None);

    private static ColumnSizes Of(DatasetSizes sizes, string name) => sizes.Columns.Single(c => c.Name == name);

    private static string Text(string text) => new(text.AsSpan());

    private static long Bytes(object value) => ObjectGraphSizer.Measure(value is string text ? Text(text) : value).Bytes;

    private sealed class Person(string name)
    {
        private readonly string _secret = Text("secret " + name);

        public (string? Text, int Number) Point;

        public string Name { get; } = Text(name);

        public long Age { get; set; }

        public int Level { get; set; }

        public int Computed => _secret.Length + Hidden;

        private int Hidden { get; set; }
    }
}
