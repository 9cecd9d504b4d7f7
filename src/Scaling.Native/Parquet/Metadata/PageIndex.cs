namespace Scaling.Native.Parquet.Metadata;

/// <summary>Where a data page stands.</summary>
/// <param name="Offset">Of its header, in the file.</param>
/// <param name="CompressedSize">Bytes with the header.</param>
/// <param name="FirstRow">Its first row, counted from the row group's.</param>
internal readonly record struct PageLocation(long Offset, int CompressedSize, long FirstRow);

/// <summary>Where the data pages of a column chunk stand (https://parquet.apache.org/docs/file-format/pageindex/).</summary>
internal static class OffsetIndex
{
    internal static List<PageLocation> Read(ref ThriftCompactReader reader)
    {
        List<PageLocation> locations = [];
        short last = 0;
        while (reader.NextField(ref last, out var field))
        {
            if (field.Id != 1)
            {
                reader.Skip(field);
                continue;
            }

            for (var left = reader.ReadList(field, ThriftType.Struct); left > 0; left--) locations.Add(ReadLocation(ref reader));
        }

        return locations;
    }

    internal static void Write(ThriftCompactWriter writer, IReadOnlyCollection<PageLocation> locations)
    {
        writer.BeginStruct();
        writer.BeginList(1, ThriftType.Struct, locations.Count);
        foreach (var location in locations)
        {
            writer.BeginStruct();
            writer.Write(1, location.Offset);
            writer.Write(2, location.CompressedSize);
            writer.Write(3, location.FirstRow);
            writer.EndStruct();
        }

        writer.EndStruct();
    }

    private static PageLocation ReadLocation(ref ThriftCompactReader reader)
    {
        long offset = -1, row = -1;
        var size = -1;
        short last = 0;
        while (reader.NextField(ref last, out var field))
        {
            switch (field.Id)
            {
                case 1: offset = reader.ReadInt64(field); break;
                case 2: size = reader.ReadInt32(field); break;
                case 3: row = reader.ReadInt64(field); break;
                default: reader.Skip(field); break;
            }
        }

        return new(offset, size, row);
    }
}

/// <summary>Whether the pages' bounds ascend or descend; both of them, pages of nulls left out.</summary>
internal enum BoundaryOrder
{
    Unordered = 0,
    Ascending = 1,
    Descending = 2,
}

/// <summary>What the data pages of a column chunk hold; one entry of each list for a page.</summary>
internal sealed class ColumnIndex
{
    /// <summary>Pages with nothing but nulls, which have no bounds.</summary>
    internal IReadOnlyList<bool> NullPages { get; init; } = [];

    internal IReadOnlyList<byte[]> MinValues { get; init; } = [];

    internal IReadOnlyList<byte[]> MaxValues { get; init; } = [];

    internal BoundaryOrder BoundaryOrder { get; init; }

    /// <summary>Null where the writer does not tell.</summary>
    internal IReadOnlyList<long>? NullCounts { get; init; }

    internal static ColumnIndex Read(ref ThriftCompactReader reader)
    {
        List<bool> nullPages = [];
        List<byte[]> mins = [], maxes = [];
        List<long>? nullCounts = null;
        var order = 0;
        short last = 0;
        while (reader.NextField(ref last, out var field))
        {
            switch (field.Id)
            {
                case 1:
                    for (var left = reader.ReadBooleanList(field); left > 0; left--) nullPages.Add(reader.ReadBooleanElement());
                    break;
                case 2:
                    for (var left = reader.ReadList(field, ThriftType.Binary); left > 0; left--) mins.Add(reader.ReadBinaryElement());
                    break;
                case 3:
                    for (var left = reader.ReadList(field, ThriftType.Binary); left > 0; left--) maxes.Add(reader.ReadBinaryElement());
                    break;
                case 4: order = reader.ReadInt32(field); break;
                case 5:
                    nullCounts = [];
                    for (var left = reader.ReadList(field, ThriftType.Int64); left > 0; left--) nullCounts.Add(reader.ReadInt64Element());
                    break;
                default: reader.Skip(field); break;
            }
        }

        return new()
        {
            NullPages = nullPages,
            MinValues = mins,
            MaxValues = maxes,
            BoundaryOrder = (BoundaryOrder)order,
            NullCounts = nullCounts,
        };
    }

    internal void Write(ThriftCompactWriter writer)
    {
        writer.BeginStruct();
        writer.BeginList(1, ThriftType.True, NullPages.Count);
        foreach (var isNull in NullPages) writer.WriteElement(isNull);
        writer.BeginList(2, ThriftType.Binary, MinValues.Count);
        foreach (var min in MinValues) writer.WriteElement(min);
        writer.BeginList(3, ThriftType.Binary, MaxValues.Count);
        foreach (var max in MaxValues) writer.WriteElement(max);
        writer.Write(4, (int)BoundaryOrder);
        if (NullCounts is not null)
        {
            writer.BeginList(5, ThriftType.Int64, NullCounts.Count);
            foreach (var count in NullCounts) writer.WriteElement(count);
        }

        writer.EndStruct();
    }
}
