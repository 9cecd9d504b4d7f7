using Scaling.Native.Parquet.Metadata;

namespace Scaling.Native.Parquet.Writing;

/// <summary>A column chunk that was encoded: what the footer and the page index will say about it.</summary>
/// <param name="MetaData">For the footer.</param>
/// <param name="Pages">For the page index.</param>
internal sealed record EncodedColumnChunk(ColumnMetaData MetaData, PageIndexPart Pages)
{
    /// <summary>The same chunk, with its offsets counted from elsewhere.</summary>
    internal EncodedColumnChunk At(long position) => new(MetaData.At(position), Pages.At(position));
}

/// <summary>
/// The page index of one column chunk, held until the last row group is written: some bytes a page, so that files of any length can
/// keep it.
/// </summary>
/// <param name="Start">Where the first data page begins.</param>
/// <param name="Sizes">Bytes of each data page with its header; they stand one after another.</param>
/// <param name="Rows">Rows of each data page.</param>
/// <param name="ColumnIndex">The column index as it will be written, or null where a page's bounds cannot be told.</param>
internal sealed record PageIndexPart(long Start, int[] Sizes, int[] Rows, byte[]? ColumnIndex)
{
    internal PageIndexPart At(long position) => this with { Start = Start + position };

    internal PageLocation[] Locate()
    {
        var locations = new PageLocation[Sizes.Length];
        var (offset, row) = (Start, 0L);
        for (var i = 0; i < locations.Length; i++)
        {
            locations[i] = new(offset, Sizes[i], row);
            (offset, row) = (offset + Sizes[i], row + Rows[i]);
        }

        return locations;
    }
}
