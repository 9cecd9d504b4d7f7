using global::Parquet;
using global::Parquet.Schema;
using Scaling.Native.Datasets;
using Scaling.Native.Parquet;
using Xunit;

namespace Scaling.Native.Tests.Parquet;

/// <summary>A second independent implementation, where it is right: its statistics are not, and it does not know every type.</summary>
public sealed class ParquetNetTests : TemporaryFolder
{
    private static readonly DatasetSchema Schema = new(
    [
        new("int32", ColumnType.Int32), new("int64", ColumnType.Int64), new("double", ColumnType.Double),
            new("boolean", ColumnType.Boolean),
        new("string", ColumnType.String),
    ]);

    [Theory]
    [InlineData(NullPattern.Random, 0)]
    [InlineData(NullPattern.Alternating, 20)]
    public async Task What_is_written_here_reads_equal_there(NullPattern pattern, int distinct)
    {
        var batch = Samples.Batch(Schema, pattern, 25_000, seed: 1, distinct);
        ParquetFiles.Write(File("a.parquet"), Schema, [batch], new() { Compression = ParquetCompression.Zstd });
        await using var reader = await ParquetReader.CreateAsync(File("a.parquet"));
        using var group = reader.OpenRowGroupReader(0);
        var fields = reader.Schema.GetDataFields();
        Assert.Equal(batch.RowCount, group.RowCount);
        Assert.Equal(Values(batch, 0), await ReadAsync<int>(group, fields[0]));
        Assert.Equal(Values(batch, 1), await ReadAsync<long>(group, fields[1]));
        Assert.Equal(Values(batch, 2), await ReadAsync<double>(group, fields[2]));
        Assert.Equal(Values(batch, 3), await ReadAsync<bool>(group, fields[3]));
        var strings = new string?[batch.RowCount];
        await group.ReadAsync(fields[4], strings.AsMemory());
        Assert.Equal(Values(batch, 4), strings);
    }

    [Fact]
    public async Task What_is_written_there_reads_equal_here()
    {
        var batch = Samples.Batch(Schema, NullPattern.Random, 5_000, seed: 2);
        DataField[] fields =
        [
            new DataField<int?>("int32"), new DataField<long?>("int64"), new DataField<double?>("double"),
            new DataField<bool?>("boolean"), new DataField<string>("string"),
        ];
        await using (var stream = System.IO.File.Create(File("a.parquet")))
        await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), stream))
        {
            using var group = writer.CreateRowGroup();
            await group.WriteAsync<int>(fields[0], Values(batch, 0).Select(v => (int?)v).ToArray());
            await group.WriteAsync<long>(fields[1], Values(batch, 1).Select(v => (long?)v).ToArray());
            await group.WriteAsync<double>(fields[2], Values(batch, 2).Select(v => (double?)v).ToArray());
            await group.WriteAsync<bool>(fields[3], Values(batch, 3).Select(v => (bool?)v).ToArray());
            await group.WriteAsync(fields[4], Values(batch, 4).Select(v => (string?)v).ToArray());
            group.CompleteValidate();
        }

        var read = ParquetFiles.Read(File("a.parquet"));
        Assert.Equal(Schema, read[0].Schema);
        ParquetRoundTripTests.AssertSame(Schema, [batch], read);
    }

    private static List<object?> Values(DatasetBatch batch, int column) =>
        [.. Enumerable.Range(0, batch.RowCount).Select(row => batch.GetValue(column, row))];

    private static async Task<IEnumerable<object?>> ReadAsync<T>(ParquetRowGroupReader group, DataField field) where T : struct
    {
        var values = new T?[group.RowCount];
        await group.ReadAsync(field, values.AsMemory());
        return values.Select(v => (object?)v);
    }
}
