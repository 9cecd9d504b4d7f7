namespace Scaling.Native.Parquet.Metadata;

/// <summary>
/// The range of a column chunk's values, each bound in PLAIN encoding (byte arrays without their length), in the order that the
/// column's logical type has in the specification.
/// </summary>
internal sealed class Statistics
{
    /// <summary>The deprecated bounds: ordered as signed numbers whatever the type.</summary>
    internal byte[]? Max { get; init; }

    internal byte[]? Min { get; init; }

    internal long? NullCount { get; init; }

    internal long? DistinctCount { get; init; }

    internal byte[]? MaxValue { get; init; }

    internal byte[]? MinValue { get; init; }

    /// <summary>False where the bound is shortened: then it lies above every value but is none itself.</summary>
    internal bool? IsMaxValueExact { get; init; }

    internal bool? IsMinValueExact { get; init; }

    internal static Statistics Read(ref ThriftCompactReader reader)
    {
        byte[]? max = null, min = null, maxValue = null, minValue = null;
        long? nulls = null, distinct = null;
        bool? isMaxExact = null, isMinExact = null;
        short last = 0;
        while (reader.NextField(ref last, out var field))
        {
            switch (field.Id)
            {
                case 1: max = reader.ReadBinary(field).ToArray(); break;
                case 2: min = reader.ReadBinary(field).ToArray(); break;
                case 3: nulls = reader.ReadInt64(field); break;
                case 4: distinct = reader.ReadInt64(field); break;
                case 5: maxValue = reader.ReadBinary(field).ToArray(); break;
                case 6: minValue = reader.ReadBinary(field).ToArray(); break;
                case 7: isMaxExact = ThriftCompactReader.ReadBoolean(field); break;
                case 8: isMinExact = ThriftCompactReader.ReadBoolean(field); break;
                default: reader.Skip(field); break;
            }
        }

        return new()
        {
            Max = max,
            Min = min,
            NullCount = nulls,
            DistinctCount = distinct,
            MaxValue = maxValue,
            MinValue = minValue,
            IsMaxValueExact = isMaxExact,
            IsMinValueExact = isMinExact,
        };
    }

    internal void Write(ThriftCompactWriter writer, short id)
    {
        writer.BeginStruct(id);
        if (Max is not null) writer.Write(1, Max);
        if (Min is not null) writer.Write(2, Min);
        if (NullCount is { } nulls) writer.Write(3, nulls);
        if (DistinctCount is { } distinct) writer.Write(4, distinct);
        if (MaxValue is not null) writer.Write(5, MaxValue);
        if (MinValue is not null) writer.Write(6, MinValue);
        if (IsMaxValueExact is { } isMaxExact) writer.Write(7, isMaxExact);
        if (IsMinValueExact is { } isMinExact) writer.Write(8, isMinExact);
        writer.EndStruct();
    }
}
