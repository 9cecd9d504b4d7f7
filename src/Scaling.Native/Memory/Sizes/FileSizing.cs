using Scaling.Native.Datasets;
using Scaling.Native.Parquet;

namespace Scaling.Native.Memory.Sizes;

/// <summary>The sizes that a file's columns have, and would have.</summary>
public static class FileSizing
{
    /// <summary>Row groups of a sample; of a file that has not many more, all.</summary>
    private const int LeastRowGroups = 8;

    /// <param name="path">Full path of a text or Parquet file.</param>
    /// <param name="options">What is wanted.</param>
    /// <param name="progress">Gets the share done, on the caller's thread.</param>
    /// <param name="cancellationToken">Looked at once a block.</param>
    /// <exception cref="DatasetException">The file is not as it must be.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static DatasetSizes Measure(string path, DatasetSizingOptions options, Action<double>? progress, CancellationToken cancellationToken)
    {
        try
        {
            return DatasetFile.FormatOf(path) == DatasetFormat.Parquet
                ? MeasureParquet(path, options, progress, cancellationToken)
                : CsvSizing.Measure(path, options, progress, cancellationToken);
        }
        catch (DatasetException e)
        {
            throw e.InFile(path);
        }
    }

    private static DatasetSizes MeasureParquet(string path, DatasetSizingOptions options, Action<double>? progress, CancellationToken cancellationToken)
    {
        var info = ParquetFileInfo.Read(path);
        var read = new ParquetReadOptions { Columns = options.Read.Columns, Workers = options.Workers };
        HashSet<int>? groups;
        ParquetColumnInfo[] columns;
        using (var schema = new ParquetDatasetReader(path, read))
        {
            columns = [.. schema.Schema.Select(c => info.Columns.First(i => i.Name == c.Name))];
            groups = options.IsExact ? null : RowGroupsToRead(info, columns.Sum(c => c.UncompressedBytes), options.SampleBytes);
        }

        using var reader = new ParquetDatasetReader(path, read with { RowGroups = groups });
        using var sizing = new BatchSizing(reader.Schema, options.Rows, options.Workers, isSampled: groups is not null);
        var rows = groups is null ? info.RowCount : info.RowGroups.Where(g => groups.Contains(g.Index)).Sum(g => g.RowCount);
        var starts = groups is null ? [] : StartsOf(info.RowGroups);
        while (reader.ReadBatch(cancellationToken) is { } batch)
        {
            // What the sample is drawn from are row groups, which may have several batches: these are too like each other for parts.
            if (starts.Contains(batch.FirstRow)) sizing.BeginPart();
            sizing.Add(batch, cancellationToken);
            progress?.Invoke((double)sizing.Rows / rows);
        }

        return sizing.Complete(info.RowCount, columns);
    }

    private static HashSet<long> StartsOf(IReadOnlyList<ParquetRowGroupInfo> groups)
    {
        var (starts, row) = (new HashSet<long>(), 0L);
        foreach (var group in groups)
        {
            starts.Add(row);
            row += group.RowCount;
        }

        return starts;
    }

    /// <summary>Row groups spread over the file; null for all.</summary>
    private static HashSet<int>? RowGroupsToRead(ParquetFileInfo info, long bytes, long sampleBytes)
    {
        var all = info.RowGroups.Count;
        var wanted = (int)Math.Max(LeastRowGroups, Math.Ceiling(all * (double)sampleBytes / Math.Max(1, bytes)));
        return wanted >= all / 2 ? null : [.. Enumerable.Range(0, wanted).Select(i => (int)Math.Round((double)i * (all - 1) / (wanted - 1)))];
    }
}
