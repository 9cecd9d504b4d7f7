using Scaling.Native.Datasets;
using Scaling.Native.Parquet.Assembly;
using Scaling.Native.Parquet.Metadata;

namespace Scaling.Native.Parquet.Statistics;

/// <summary>The bounds of a column over all its chunks.</summary>
internal sealed record ColumnBounds(object? Minimum, object? Maximum, bool? AreExact)
{
    private static readonly ColumnBounds None = new(null, null, null);

    /// <param name="column">The column.</param>
    /// <param name="chunks">Its chunks that have rows.</param>
    /// <param name="hasOrder">The file declares the order of this column's bounds.</param>
    internal static ColumnBounds Merge(ParquetColumn column, IEnumerable<ColumnMetaData> chunks, bool hasOrder)
    {
        if (column.Type is null || ValueOrder.Of(column.Element) is not { } order) return None;
        byte[]? min = null, max = null;
        var isExact = true;
        foreach (var chunk in chunks)
        {
            if (chunk.Statistics is not { } statistics) return None;
            // Nothing but nulls bounds nothing.
            if (statistics.NullCount == chunk.ValueCount) continue;
            var (low, high) = Usable(statistics, order, hasOrder);
            if (low is null || high is null) return None;
            if (min is null || order.Compare(low, min) < 0) min = low;
            if (max is null || order.Compare(high, max) > 0) max = high;
            isExact &= (statistics.IsMinValueExact ?? order.Width is not null) && (statistics.IsMaxValueExact ?? order.Width is not null);
        }

        return min is null || max is null ? None : new(Decode(column, min), Decode(column, max), isExact);
    }

    internal static (byte[]? Low, byte[]? High) Usable(Metadata.Statistics statistics, ValueOrder order, bool hasOrder)
    {
        var (low, high) = (statistics.MinValue, statistics.MaxValue);
        if (!hasOrder || low is null || high is null)
        {
            if (!order.IsSigned || order.Width is null) return (null, null);
            (low, high) = (statistics.Min ?? low, statistics.Max ?? high);
        }

        return low is not null && high is not null && Fits(low, order) && Fits(high, order) ? (low, high) : (null, null);
    }

    internal static bool Fits(byte[] bound, ValueOrder order) => order.Width is not { } width || bound.Length == width;

    private static object? Decode(ParquetColumn column, byte[] bound)
    {
        // A shortened bound may end inside a character.
        if (column.Type!.Kind is ColumnKind.String or ColumnKind.Category) return System.Text.Encoding.UTF8.GetString(bound);
        if (column.Type.Kind == ColumnKind.Binary) return bound;
        var plain = column.Element.Type == PhysicalType.ByteArray ? [.. BitConverter.GetBytes(bound.Length), .. bound] : bound;
        var assembler = AssemblerFactory.Create(column);
        assembler.Begin(1);
        assembler.OpenPage(Encoding.Plain, plain);
        try
        {
            assembler.Append(null, 1);
            return ColumnValue.Get(assembler.Finish(), column.Type, 0);
        }
        catch (DatasetException)
        {
            return null;
        }
    }
}
