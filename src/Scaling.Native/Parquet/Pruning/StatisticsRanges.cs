using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Scaling.Native.Datasets;
using Scaling.Native.Datasets.Pruning;
using Scaling.Native.Parquet.Assembly;
using Scaling.Native.Parquet.Metadata;
using Scaling.Native.Parquet.Statistics;

namespace Scaling.Native.Parquet.Pruning;

/// <summary>
/// Turns statistics of a column into what can be relied on. Bounds count only where the file declares their order (the deprecated ones
/// only for types whose order is signed), where they have the width of the type, and where they are not the wrong way round.
/// </summary>
internal sealed class StatisticsRanges(FileMetaData file)
{
    // Its bounds of times are in a wrong unit and those of texts in the order of UTF-16.
    private readonly bool _areWrong = file.CreatedBy?.Contains("Parquet.Net", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>What the column chunk's statistics say.</summary>
    internal ValueRange? OfChunk(ParquetColumn column, ColumnMetaData chunk)
    {
        if (_areWrong || chunk.Statistics is not { } statistics) return null;
        var order = ValueOrder.Of(column.Element);
        var (low, high) = order is null ? (null, null) : ColumnBounds.Usable(statistics, order, HasOrder(column));
        return Make(column, order, low, high, statistics.NullCount, chunk.ValueCount);
    }

    /// <summary>What the column index says of a page.</summary>
    internal ValueRange? OfPage(ParquetColumn column, ColumnIndex index, int page, long rows)
    {
        if (_areWrong) return null;
        if (index.NullPages[page]) return ValueRange.Null;
        var order = HasOrder(column) ? ValueOrder.Of(column.Element) : null;
        var (low, high) = (index.MinValues[page], index.MaxValues[page]);
        var fits = order is not null && ColumnBounds.Fits(low, order) && ColumnBounds.Fits(high, order);
        return Make(column, order, fits ? low : null, fits ? high : null, index.NullCounts?[page], rows);
    }

    private bool HasOrder(ParquetColumn column) => column.Index < file.ColumnOrders.Count && file.ColumnOrders[column.Index];

    private static ValueRange Make(ParquetColumn column, ValueOrder? order, byte[]? low, byte[]? high, long? nulls, long values)
    {
        if (nulls is < 0 || nulls > values) nulls = null;
        var range = new ValueRange { MayBeNull = column.IsNullable && nulls != 0, MayHaveValue = nulls != values };
        if (order is null || low is null || high is null || order.Compare(low, high) > 0) return range;
        var type = column.Type!;
        return type.Kind switch
        {
            ColumnKind.Boolean => range with { Flags = new(low[0] != 0, high[0] != 0) },
            ColumnKind.Single or ColumnKind.Double => OfNumbers(range, Number(column, low), Number(column, high)),
            ColumnKind.Decimal => OfDecimals(range, Decimal(column, low), Decimal(column, high)),
            ColumnKind.String or ColumnKind.Category => range with { Texts = new(low, high) },
            ColumnKind.Binary or ColumnKind.Guid => range,
            _ => OfLongs(range, Long(column, low), Long(column, high)),
        };
    }

    // A NaN may be there in any case: the format keeps it out of the bounds.
    private static ValueRange OfNumbers(ValueRange range, double low, double high) =>
        double.IsNaN(low) || double.IsNaN(high) ? range : range with { Numbers = new(low, high), MayBeNaN = true };

    private static ValueRange OfDecimals(ValueRange range, decimal? low, decimal? high) =>
        low is { } l && high is { } h ? range with { Decimals = new(l, h) } : range;

    private static ValueRange OfLongs(ValueRange range, long? low, long? high) =>
        low is { } l && high is { } h ? range with { Longs = new(l, h) } : range;

    private static double Number(ParquetColumn column, byte[] bound) => column.Element.Type switch
    {
        PhysicalType.Float => BinaryPrimitives.ReadSingleLittleEndian(bound),
        PhysicalType.Double => BinaryPrimitives.ReadDoubleLittleEndian(bound),
        _ => (double)BinaryPrimitives.ReadHalfLittleEndian(bound),
    };

    private static decimal? Decimal(ParquetColumn column, byte[] bound)
    {
        try
        {
            var unscaled = column.Element.Type is PhysicalType.Int32 or PhysicalType.Int64
                ? Integer(bound)
                : DecimalBytesAssembler.ToInt128(bound);
            return ColumnValue.TryDecimal(unscaled, column.Type!.Scale, out var number) ? number : null;
        }
        catch (DatasetException)
        {
            return null;
        }
    }

    /// <summary>The number that stands for an integer, a date or a time where expressions are evaluated; null where it is beyond.</summary>
    private static long? Long(ParquetColumn column, byte[] bound)
    {
        var type = column.Type!;
        switch (type.Kind)
        {
            case ColumnKind.UInt8 or ColumnKind.UInt16 or ColumnKind.UInt32: return MemoryMarshal.Read<uint>(bound);
            case ColumnKind.UInt64: return MemoryMarshal.Read<ulong>(bound) is var value && value <= long.MaxValue ? (long)value : null;
            case ColumnKind.Date: return ColumnValue.TryDate((int)Integer(bound), out var day) ? day.DayNumber : null;
            case ColumnKind.Time: return ColumnValue.TryTime(Integer(bound), type.Precision, out var time) ? time.Ticks : null;
            case ColumnKind.DateTime or ColumnKind.DateTimeOffset:
                return ColumnValue.TryTicks(Integer(bound), type.Precision, out var ticks) ? ticks : null;
            default: return Integer(bound);
        }
    }

    private static long Integer(byte[] bound) =>
        bound.Length == sizeof(int) ? BinaryPrimitives.ReadInt32LittleEndian(bound) : BinaryPrimitives.ReadInt64LittleEndian(bound);
}
