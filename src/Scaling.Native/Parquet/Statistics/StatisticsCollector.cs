using Scaling.Native.Parquet.Metadata;

namespace Scaling.Native.Parquet.Statistics;

/// <summary>Finds the bounds of values given in PLAIN encoding: of data pages, or of the dictionary that stands for them.</summary>
internal abstract class StatisticsCollector
{
    /// <param name="plain">The values.</param>
    /// <param name="count">How many.</param>
    internal abstract void Add(ReadOnlySpan<byte> plain, int count);

    /// <summary>Adds two values that are known to be the least and the greatest of some.</summary>
    internal virtual void AddBounds(ReadOnlySpan<byte> min, ReadOnlySpan<byte> max)
    {
        Add(min, 1);
        Add(max, 1);
    }

    /// <summary>Adds what another collector of the same column has.</summary>
    internal abstract void Merge(StatisticsCollector other);

    /// <summary>Forgets everything.</summary>
    internal abstract void Reset();

    internal abstract Metadata.Statistics Finish(long nullCount);

    internal static StatisticsCollector Create(SchemaElement element) => ValueOrder.Of(element) switch
    {
        NumberOrder<byte> => new BooleanStatistics(),
        NumberOrder<int> => new IntegerStatistics<int>(),
        NumberOrder<uint> => new IntegerStatistics<uint>(),
        NumberOrder<long> => new IntegerStatistics<long>(),
        NumberOrder<ulong> => new IntegerStatistics<ulong>(),
        NumberOrder<float> => new FloatStatistics<float>(),
        NumberOrder<double> => new FloatStatistics<double>(),
        { } order => new BytesStatistics(order, element.LogicalType?.Kind == LogicalTypeKind.String),
        null => throw new ArgumentException($"{element.Type} values have no order.", nameof(element)),
    };

    protected static Metadata.Statistics Make(
        long nullCount, byte[]? min, byte[]? max, bool isMinExact = true, bool isMaxExact = true) => new()
        {
            NullCount = nullCount,
            MinValue = min,
            MaxValue = max,
            IsMinValueExact = min is null ? null : isMinExact,
            IsMaxValueExact = max is null ? null : isMaxExact,
        };
}
