using Scaling.Native.Datasets;
using Xunit;

namespace Scaling.Native.Tests.Datasets;

public sealed class RowBatchBuilderTests
{
    public static TheoryData<object?[], string> Inferences => new()
    {
        { [1, 2], "int32" },
        { [1, 2L], "int64" },
        { [(byte)1, (sbyte)-1], "int16" },
        { [1u, -1], "int64" },
        { [ulong.MaxValue, -1L], "decimal(38,0)" },
        { [1, 2.5], "double" },
        { [1L << 60, 0.5], "double" },
        { [(1L << 60) + 1, 0.5], "string" },
        { [1, 2.50m], "decimal(38,2)" },
        { [0.5, 2.50m], "string" },
        { [null, null], "string" },
        { [null, true], "boolean" },
        { [1, "x"], "string" },
        { [new DateTime(2020, 1, 1), new DateTime(2020, 1, 1).AddTicks(1)], "datetime(9)" },
        { [DateTime.MinValue], "datetime" },
        { [new DateOnly(2020, 1, 1)], "date" },
        { [TimeSpan.FromHours(1)], "string" },
        { [new byte[] { 1 }], "binary" },
    };

    [Theory]
    [MemberData(nameof(Inferences))]
    public void The_first_rows_say_the_type(object?[] values, string expected)
    {
        var builder = new RowBatchBuilder(["x"]);
        foreach (var value in values) Assert.Null(builder.Add([value]));

        var batch = builder.Flush()!;

        Assert.Equal(expected, batch.Schema[0].Type.ToString());
        if (expected is not ("string" or "double" or "decimal(38,0)" or "int16" or "int64" or "decimal(38,2)"))
            Assert.Equal(values, Enumerable.Range(0, values.Length).Select(i => batch.GetValue(0, i)));
        Assert.Null(builder.Flush());
    }

    [Fact]
    public void A_full_batch_comes_out_and_rows_are_numbered_on()
    {
        var builder = new RowBatchBuilder(["a", "b"]);
        DatasetBatch? full = null;
        for (var i = 0; i < DatasetBatch.DefaultRowCount + 10; i++) full = builder.Add([i, $"t{i}"]) ?? full;
        var rest = builder.Flush()!;

        Assert.Equal((DatasetBatch.DefaultRowCount, 0L), (full!.RowCount, full.FirstRow));
        Assert.Equal((10, (long)DatasetBatch.DefaultRowCount), (rest.RowCount, rest.FirstRow));
        Assert.Equal($"t{DatasetBatch.DefaultRowCount + 9}", rest.GetValue(1, 9));
        Assert.Same(full.Origin, rest.Origin);
    }

    [Fact]
    public void A_later_value_that_does_not_fit_is_an_error_and_fails_the_origin()
    {
        var builder = new RowBatchBuilder(["a", "b"]);
        for (var i = 0; i < DatasetBatch.DefaultRowCount; i++) builder.Add([i, i]);

        var e = Assert.Throws<DatasetException>(() => builder.Add([1, "word"]));
        builder.Add([2, 3]);
        var rest = builder.Flush()!;

        Assert.Equal((DatasetError.ValueNotParsed, "b", "word"), (e.Error, e.Column, e.Value));
        Assert.Contains("65537", e.Message, StringComparison.Ordinal);
        Assert.Equal(1, rest.RowCount);
        Assert.Same(e, rest.Origin.Failure);
    }
}
