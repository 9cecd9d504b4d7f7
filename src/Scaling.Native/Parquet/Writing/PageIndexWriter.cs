using Scaling.Native.Parquet.Encodings;
using Scaling.Native.Parquet.Metadata;

namespace Scaling.Native.Parquet.Writing;

/// <summary>
/// Writes the page index between the last row group and the footer: first all column indexes, which a reader with a filter reads
/// together, then all offset indexes.
/// </summary>
internal static class PageIndexWriter
{
    /// <param name="rowGroups">The row groups that are written.</param>
    /// <param name="pages">For each row group the pages of its column chunks.</param>
    /// <param name="position">Where in the file the index will begin.</param>
    /// <param name="write">Takes the bytes, part by part.</param>
    /// <returns>The row groups, whose column chunks say where their indexes stand.</returns>
    internal static IReadOnlyList<RowGroup> Write(
        IReadOnlyList<RowGroup> rowGroups, IReadOnlyList<PageIndexPart[]> pages, long position, Action<ByteBuffer> write)
    {
        var buffer = new ByteBuffer();
        FileRange?[][] columnIndexes = [.. pages.Select(p => new FileRange?[p.Length])];
        FileRange?[][] offsetIndexes = [.. pages.Select(p => new FileRange?[p.Length])];
        for (var group = 0; group < pages.Count; group++)
        {
            for (var column = 0; column < pages[group].Length; column++)
            {
                if (pages[group][column].ColumnIndex is not { } index) continue;
                buffer.Append(index);
                columnIndexes[group][column] = Flush();
            }
        }

        for (var group = 0; group < pages.Count; group++)
        {
            for (var column = 0; column < pages[group].Length; column++)
            {
                OffsetIndex.Write(new(buffer), pages[group][column].Locate());
                offsetIndexes[group][column] = Flush();
            }
        }

        return [.. rowGroups.Select((rowGroup, g) => rowGroup.With([.. rowGroup.Columns.Select((c, i) => new ColumnChunk
        {
            MetaData = c.MetaData,
            OffsetIndex = offsetIndexes[g][i],
            ColumnIndex = columnIndexes[g][i],
        })]))];

        FileRange Flush()
        {
            var range = new FileRange(position, buffer.Length);
            write(buffer);
            position += buffer.Length;
            buffer.Clear();
            return range;
        }
    }
}
