using Scaling.Native.Datasets;
using Scaling.Native.Parquet;
using Xunit;

namespace Scaling.Native.Tests.Parquet;

internal static class ParquetFiles
{
    internal static DatasetWriteSummary Write(string path, DatasetSchema schema, IEnumerable<DatasetBatch> batches,
        ParquetWriteOptions? options = null)
    {
        using var writer = new ParquetDatasetWriter(path, schema, options);
        foreach (var batch in batches) writer.Write(batch, CancellationToken.None);
        return writer.Complete(CancellationToken.None);
    }

    internal static List<DatasetBatch> Read(string path, params string[] columns)
    {
        using var reader = new ParquetDatasetReader(path, new() { Columns = columns.Length == 0 ? null : columns });
        List<DatasetBatch> batches = [];
        while (reader.ReadBatch(CancellationToken.None) is { } batch) batches.Add(batch);
        Assert.Equal(reader.TotalBytes, reader.BytesRead);
        return batches;
    }

    /// <summary>A column of every type, named after it.</summary>
    internal static DatasetSchema SchemaOfAll(bool isNullable = true) =>
        new(Samples.Types.Select(t => new DatasetColumn(t.ToString(), t, isNullable)));
}
