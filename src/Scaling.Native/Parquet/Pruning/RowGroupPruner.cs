using Microsoft.Win32.SafeHandles;
using Scaling.Native.Datasets;
using Scaling.Native.Datasets.Pruning;
using Scaling.Native.Parquet.Metadata;

namespace Scaling.Native.Parquet.Pruning;

/// <summary>Chooses what of each row group has to be read for a filter: first by the statistics of its column chunks, then page by page.</summary>
/// <param name="file">The file.</param>
/// <param name="footer">Its footer.</param>
/// <param name="columns">The columns that are read, in the schema's order.</param>
internal sealed class RowGroupPruner(SafeFileHandle file, ParquetFooter footer, ParquetField[] columns)
{
    private readonly StatisticsRanges _statistics = new(footer.MetaData);

    /// <summary>What has to be read of a row group, from one of its rows on.</summary>
    /// <param name="index">The row group.</param>
    /// <param name="firstRow">Its first row, counted from the file's.</param>
    /// <param name="from">Rows of it before this one are passed over in any case.</param>
    /// <param name="filter">The filter; null for none.</param>
    /// <param name="filterColumns">The columns it names, by their place among those that are read.</param>
    /// <param name="skipped">What the filter leaves out.</param>
    /// <returns>Null where nothing has to be read.</returns>
    internal SelectedRowGroup? Select(
        int index, long firstRow, long from, FilterForecast? filter, IReadOnlyList<int> filterColumns, out SkippedParts skipped)
    {
        var group = footer.MetaData.RowGroups[index];
        var rows = group.RowCount;
        skipped = default;
        var pages = new ColumnPages?[columns.Length];
        List<RowRange> ranges = [new(from, rows)];
        if (filter is not null)
        {
            var ofChunks = new Ranges(columns.Length);
            foreach (var column in filterColumns)
                if (columns[column].Flat is { } leaf && group.Columns[leaf.Index].MetaData is { } metaData)
                    ofChunks[column] = _statistics.OfChunk(leaf, metaData);
            if (filter.Excludes(ofChunks))
            {
                skipped = new(1, 0, rows - from);
                return null;
            }

            foreach (var column in filterColumns)
                pages[column] = ReadPages(columns[column], group, withBounds: true);
            ranges = SelectPages(filter, filterColumns, ofChunks, pages, from, rows);
        }

        if (ranges.Count == 1 && ranges[0] == new RowRange(0, rows)) return new(index, firstRow, rows, ranges, new ColumnPages?[columns.Length]);
        for (var i = 0; i < columns.Length; i++)
            pages[i] ??= ReadPages(columns[i], group, withBounds: false);
        var read = ranges.Sum(r => r.End - r.Start);
        if (filter is not null) skipped = new(read == 0 ? 1 : 0, read == 0 ? 0 : CountSkipped(pages, ranges, from), rows - from - read);
        return read == 0 ? null : new(index, firstRow, rows, ranges, pages);
    }

    // The statistics of a column that repeats are of its entries, not of what rows carry.
    private ColumnPages? ReadPages(ParquetField column, RowGroup group, bool withBounds) => column.Flat is { } leaf
        ? ColumnPages.TryRead(file, group.Columns[leaf.Index], group.RowCount, footer.Start, withBounds)
        : null;

    /// <summary>The rows of pages, or of parts of them where columns are divided differently, that may pass.</summary>
    private List<RowRange> SelectPages(
        FilterForecast filter, IReadOnlyList<int> filterColumns, Ranges ofChunks, ColumnPages?[] pages, long from, long rows)
    {
        List<RowRange> kept = [];
        for (var row = from; row < rows;)
        {
            var end = rows;
            var ofPages = new Ranges(columns.Length);
            foreach (var column in filterColumns)
            {
                ofPages[column] = ofChunks[column];
                if (pages[column] is not { Index: { } bounds } known) continue;
                var page = known.PageOf(row);
                end = Math.Min(end, known.EndOf(page));
                var pageRows = known.EndOf(page) - known.Locations[page].FirstRow;
                ofPages[column] = _statistics.OfPage(columns[column].Flat!, bounds, page, pageRows);
            }

            if (!filter.Excludes(ofPages))
            {
                if (kept.Count > 0 && kept[^1].End == row) kept[^1] = kept[^1] with { End = end };
                else kept.Add(new(row, end));
            }

            row = end;
        }

        return kept;
    }

    private static long CountSkipped(ColumnPages?[] pages, List<RowRange> ranges, long from)
    {
        var skipped = 0L;
        foreach (var column in pages)
        {
            if (column is null) continue;
            for (var (page, range) = (column.PageOf(from), 0); page < column.Locations.Length; page++)
            {
                while (range < ranges.Count && ranges[range].End <= column.Locations[page].FirstRow) range++;
                if (range == ranges.Count || ranges[range].Start >= column.EndOf(page)) skipped++;
            }
        }

        return skipped;
    }

    private sealed class Ranges(int count) : IColumnRanges
    {
        private readonly ValueRange?[] _ranges = new ValueRange?[count];

        internal ValueRange? this[int column]
        {
            get => _ranges[column];
            set => _ranges[column] = value;
        }

        public ValueRange? Of(int column) => _ranges[column];
    }
}
