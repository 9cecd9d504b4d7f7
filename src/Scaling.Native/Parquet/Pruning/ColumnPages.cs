using Microsoft.Win32.SafeHandles;
using Scaling.Native.Datasets;
using Scaling.Native.Parquet.Metadata;

namespace Scaling.Native.Parquet.Pruning;

/// <summary>The page index of a column chunk, as far as it is there and makes sense.</summary>
internal sealed class ColumnPages
{
    private readonly long _rows;

    private ColumnPages(PageLocation[] locations, long rows) => (Locations, _rows) = (locations, rows);

    /// <summary>The data pages, in order; at least one.</summary>
    internal PageLocation[] Locations { get; }

    /// <summary>What the pages hold, or null where that is not known.</summary>
    internal ColumnIndex? Index { get; private init; }

    /// <summary>The page that holds a row.</summary>
    internal int PageOf(long row)
    {
        var (low, high) = (0, Locations.Length - 1);
        while (low < high)
        {
            var middle = low + (high - low + 1) / 2;
            if (Locations[middle].FirstRow <= row) low = middle;
            else high = middle - 1;
        }

        return low;
    }

    /// <summary>The row after a page's last, counted from the row group's first.</summary>
    internal long EndOf(int page) => page + 1 < Locations.Length ? Locations[page + 1].FirstRow : _rows;

    /// <summary>Reads the offset index and, where it is asked for, the column index. What is damaged counts as not there: nothing that is
    /// read depends on it.</summary>
    internal static ColumnPages? TryRead(SafeFileHandle file, ColumnChunk chunk, long rows, long end, bool withBounds)
    {
        if (chunk.MetaData is not { } metaData || chunk.OffsetIndex is not { } range || Read(file, range, end) is not { } bytes) return null;
        try
        {
            var reader = new ThriftCompactReader(bytes);
            PageLocation[] locations = [.. OffsetIndex.Read(ref reader)];
            if (!AreSound(locations, metaData, rows)) return null;
            return new(locations, rows) { Index = withBounds ? TryReadBounds(file, chunk, locations.Length, end) : null };
        }
        catch (DatasetException)
        {
            return null;
        }
    }

    private static ColumnIndex? TryReadBounds(SafeFileHandle file, ColumnChunk chunk, int pages, long end)
    {
        if (chunk.ColumnIndex is not { } range || Read(file, range, end) is not { } bytes) return null;
        var reader = new ThriftCompactReader(bytes);
        var index = ColumnIndex.Read(ref reader);
        return index.NullPages.Count == pages && index.MinValues.Count == pages && index.MaxValues.Count == pages
            && (index.NullCounts is null || index.NullCounts.Count == pages)
            ? index
            : null;
    }

    private static bool AreSound(PageLocation[] locations, ColumnMetaData metaData, long rows)
    {
        if (locations.Length == 0 || locations[0].FirstRow != 0) return false;
        var (at, row, end) = (metaData.DataPageOffset, -1L, metaData.FirstPageOffset + metaData.TotalCompressedSize);
        foreach (var location in locations)
        {
            if (location.Offset < at || location.CompressedSize <= 0 || location.FirstRow <= row || location.FirstRow >= rows) return false;
            (at, row) = (location.Offset + location.CompressedSize, location.FirstRow);
        }

        return at <= end;
    }

    private static byte[]? Read(SafeFileHandle file, FileRange range, long end)
    {
        if (range.Offset < 0 || range.Length <= 0 || range.Offset > end - range.Length) return null;
        var bytes = new byte[range.Length];
        ParquetFooter.ReadFully(file, bytes, range.Offset);
        return bytes;
    }
}
