using Scaling.Native.Datasets;
using Scaling.Native.Parquet;
using Xunit;

namespace Scaling.Native.Tests.Parquet;

public sealed class ParquetFileInfoTests : TemporaryFolder
{
    [Fact]
    public void It_tells_sizes_encodings_and_bounds()
    {
        var info = Write(
            ("n", ColumnType.Int32, [3, null, -7, 3]),
            ("u", ColumnType.UInt64, [1UL, ulong.MaxValue, 2UL, 3UL]),
            ("t", ColumnType.DateTime(6), [new DateTime(2024, 1, 2), null, null, new DateTime(1900, 1, 1)]),
            ("s", ColumnType.String, ["b", "😀", "\uFFFD", "a"]),
            ("c", ColumnType.Category, ["x", "x", "y", "x"]),
            ("m", ColumnType.Decimal(30, 2), [-1.25m, 1m, 99m, null]),
            ("z", ColumnType.Double, [0.0, -0.0, null, null]),
            ("q", ColumnType.Double, [1.0, double.NaN, 2.0, 3.0]),
            ("o", ColumnType.Boolean, [null, null, null, null]),
            ("g", ColumnType.Guid, [Guid.Empty, Guid.AllBitsSet, null, null]));
        Assert.Equal((4L, 1, 2), (info.RowCount, info.RowGroups.Count, info.Version));
        Assert.Matches(@"^Scaling version \d+\.\d+\.\d+$", info.CreatedBy);
        Assert.Equal(new FileInfo(info.Path).Length, info.FileBytes);
        Assert.Equal(info.Columns.Sum(c => c.CompressedBytes), info.RowGroups[0].CompressedBytes);
        Assert.Equal([1L, 0L, 2L, 0L, 0L, 1L, 2L, 0L, 4L, 2L], info.Columns.Select(c => c.NullCount!.Value));
        Assert.Equal(
            [(-7, 3), (1UL, ulong.MaxValue), (new DateTime(1900, 1, 1), new DateTime(2024, 1, 2)), ("a", "😀"), ("x", "y"), (-1.25m, 99m),
                (-0.0, 0.0), (null, null), (null, null), (Guid.Empty, Guid.AllBitsSet)],
            info.Columns.Select(c => (c.Minimum, c.Maximum)));
        Assert.True(double.IsNegative((double)info.Columns[6].Minimum!) && double.IsPositive((double)info.Columns[6].Maximum!));
        Assert.Equal(["INT32", "INT64", "INT64", "BYTE_ARRAY", "BYTE_ARRAY", "FIXED_LEN_BYTE_ARRAY(13)", "DOUBLE", "DOUBLE", "BOOLEAN",
            "FIXED_LEN_BYTE_ARRAY(16)"], info.Columns.Select(c => c.PhysicalType));
        Assert.Equal([null, "INTEGER(64, unsigned)", "TIMESTAMP(MICROS, local)", "STRING", "STRING", "DECIMAL(30,2)", null, null, null,
            "UUID"], info.Columns.Select(c => c.LogicalType));
        Assert.Equal(ColumnType.Category, info.Columns[4].Type);
        Assert.Equal(["SNAPPY"], info.Columns[0].Compression);
        Assert.Equal(["scaling.schema"], info.KeyValueMetadata.Keys);
        Assert.True(info.Columns[3].AreBoundsExact);
        Assert.Null(info.Columns[8].AreBoundsExact);
    }

    [Fact]
    public void Long_bounds_are_shortened_and_say_so()
    {
        var info = Write(("s", ColumnType.String, [new string('a', 100), new string('b', 100)]));
        Assert.Equal((new string('a', 64), new string('b', 63) + "c", false),
            (info.Columns[0].Minimum, info.Columns[0].Maximum, info.Columns[0].AreBoundsExact));
    }

    [Fact]
    public void Bounds_span_row_groups_and_pass_over_those_of_nulls_only()
    {
        var schema = new DatasetSchema([new("n", ColumnType.Int32)]);
        object?[][] groups = [[5, 6], [null, null], [-1, 2]];
        var batches = groups.Select(g =>
        {
            var builder = ColumnBuilder.Create(ColumnType.Int32);
            foreach (var value in g) builder.AppendObject(value);
            return new DatasetBatch(schema, [builder.Build()], 2, new(null));
        });
        ParquetFiles.Write(File("a.parquet"), schema, batches, new() { RowGroupBytes = 8 });
        var info = ParquetFileInfo.Read(File("a.parquet"));
        Assert.Equal((3, (object)-1, (object)6, 2L), (info.RowGroups.Count, info.Columns[0].Minimum, info.Columns[0].Maximum,
            info.Columns[0].NullCount));
    }

    private ParquetFileInfo Write(params (string Name, ColumnType Type, object?[] Values)[] columns)
    {
        var schema = new DatasetSchema(columns.Select(c => new DatasetColumn(c.Name, c.Type)));
        var arrays = columns.Select(c =>
        {
            var builder = ColumnBuilder.Create(c.Type);
            foreach (var value in c.Values) builder.AppendObject(value);
            return builder.Build();
        }).ToList();
        ParquetFiles.Write(File("a.parquet"), schema, [new(schema, arrays, columns[0].Values.Length, new(null))]);
        return ParquetFileInfo.Read(File("a.parquet"));
    }
}
