using System.Numerics;
using Scaling.Native.Datasets;

namespace Scaling.Native.Csv;

internal readonly struct DateAppender(ColumnBuilder builder, CsvCulture culture) : IFieldAppender
{
    private readonly FixedColumnBuilder<int> _builder = (FixedColumnBuilder<int>)builder;

    public static bool IsText => false;

    public bool TryAppend(ReadOnlySpan<byte> text)
    {
        if (!IsoTime.TryReadDate(text, out var date) && !culture.TryReadDate(text, out date)) return false;
        _builder.Append(date.Days);
        return true;
    }
}

/// <summary>Date-times: without an offset, or only with one. A date alone is its midnight where there are no offsets.</summary>
internal readonly struct DateTimeAppender(ColumnBuilder builder, CsvCulture culture, bool hasOffset) : IFieldAppender
{
    private readonly FixedColumnBuilder<long> _builder = (FixedColumnBuilder<long>)builder;

    public static bool IsText => false;

    public bool TryAppend(ReadOnlySpan<byte> text)
    {
        if (!IsoTime.TryRead(text, out var moment) && (hasOffset || !culture.TryReadDateTime(text, out moment))) return false;
        if (moment.HasOffset != hasOffset || !moment.TryScale(_builder.Type.Precision, out var value)) return false;
        _builder.Append(value);
        return true;
    }
}

/// <summary>Times of day, in 32 or 64 bits.</summary>
internal readonly struct TimeAppender<T>(ColumnBuilder builder, CsvCulture culture) : IFieldAppender where T : unmanaged, IBinaryInteger<T>
{
    private readonly FixedColumnBuilder<T> _builder = (FixedColumnBuilder<T>)builder;

    public static bool IsText => false;

    public bool TryAppend(ReadOnlySpan<byte> text)
    {
        if (!IsoTime.TryReadTime(text, out var time) && !culture.TryReadTime(text, out time)) return false;
        if (!time.TryScale(_builder.Type.Precision, out var value)) return false;
        _builder.Append(T.CreateChecked(value));
        return true;
    }
}
