using Scaling.Native.Datasets;

namespace Scaling.Native.Csv;

/// <summary>Finds the type that holds every value of a column without loss; <see cref="ColumnType.String"/> where no other does.</summary>
internal struct CsvTypeInference
{
    private enum Shape : byte
    {
        /// <summary>No value yet.</summary>
        Nothing,
        Boolean,

        /// <summary>NaN or an infinity: a number only beside others.</summary>
        FloatWord,
        Integer,

        /// <summary>Integers beyond 64 bits, up to 38 digits.</summary>
        WideInteger,
        Double,
        Date,
        Time,
        DateTime,
        DateTimeOffset,
        Text,
    }

    private Shape _shape;
    private bool _hasInexactInteger;
    private byte _fractionDigits;
    private bool _needsNanoseconds;
    private bool _exceedsNanoseconds;

    private long _nulls;
    private long _emptyTexts;

    /// <summary>Nulls seen; empty quoted fields are nulls in columns that are not text.</summary>
    internal readonly long NullsAs(ColumnType type) =>
        type.Kind is ColumnKind.String or ColumnKind.Category or ColumnKind.Binary ? _nulls : _nulls + _emptyTexts;

    /// <summary>More values cannot change the type.</summary>
    internal readonly bool IsSettled => _shape == Shape.Text;

    internal void AddNull() => _nulls++;

    internal void AddEmptyText() => _emptyTexts++;

    /// <param name="text">A value that is not null, unescaped.</param>
    /// <param name="culture">As the parsers have it.</param>
    internal void Add(ReadOnlySpan<byte> text, CsvCulture culture)
    {
        if (IsSettled) return;
        text = text.Trim(" \t"u8);
        var shape = Classify(text, culture);
        _shape = _shape == Shape.Nothing || _shape == shape ? shape : Join(_shape, shape);
        if (_shape == Shape.Double && _hasInexactInteger) _shape = Shape.Text;
    }

    /// <summary>Takes in what was seen of other records of the column.</summary>
    internal void Add(in CsvTypeInference other)
    {
        (_nulls, _emptyTexts) = (_nulls + other._nulls, _emptyTexts + other._emptyTexts);
        _hasInexactInteger |= other._hasInexactInteger;
        _fractionDigits = Math.Max(_fractionDigits, other._fractionDigits);
        _needsNanoseconds |= other._needsNanoseconds;
        _exceedsNanoseconds |= other._exceedsNanoseconds;
        if (other._shape == Shape.Nothing) return;
        _shape = _shape == Shape.Nothing || _shape == other._shape ? other._shape : Join(_shape, other._shape);
        if (_shape == Shape.Double && _hasInexactInteger) _shape = Shape.Text;
    }

    internal readonly ColumnType Type => _shape switch
    {
        Shape.Boolean => ColumnType.Boolean,
        Shape.Integer => ColumnType.Int64,
        Shape.WideInteger => ColumnType.Decimal(ColumnType.MaxDecimalPrecision, 0),
        Shape.Double => ColumnType.Double,
        Shape.Date => ColumnType.Date,
        Shape.Time => ColumnType.Time(_fractionDigits > 6 ? 9 : 6),
        Shape.DateTime when HasFraction => ColumnType.DateTime(FractionDigits),
        Shape.DateTimeOffset when HasFraction => ColumnType.DateTimeOffset(FractionDigits),
        _ => ColumnType.String,
    };

    /// <summary>Nine digits reach from 1677 to 2262 only.</summary>
    private readonly bool HasFraction => !(_needsNanoseconds && _exceedsNanoseconds);

    private readonly int FractionDigits => _fractionDigits > 6 && !_exceedsNanoseconds ? 9 : 6;

    private Shape Classify(ReadOnlySpan<byte> text, CsvCulture culture)
    {
        if (text.IsEmpty) return Shape.Text;
        var first = text[0];
        if (char.IsAsciiLetter((char)first) && culture.IsInvariant) return ClassifyWord(text);
        if (TryClassifyNumber(text, culture, out var shape)) return shape;
        if (IsoTime.TryReadTime(text, out var time)) return time.HasSeconds ? See(time, Shape.Time) : Shape.Text;
        if (IsoTime.TryRead(text, out var moment) || culture.TryReadDateTime(text, out moment))
            return !moment.HasTime ? See(moment, Shape.Date) : See(moment, moment.HasOffset ? Shape.DateTimeOffset : Shape.DateTime);
        return ClassifyWord(text);
    }

    private static Shape ClassifyWord(ReadOnlySpan<byte> text)
    {
        if (BooleanAppender.Read(text) is not null) return Shape.Boolean;
        return FloatWords.TryRead(text, out _) ? Shape.FloatWord : Shape.Text;
    }

    private bool TryClassifyNumber(ReadOnlySpan<byte> written, CsvCulture culture, out Shape shape)
    {
        shape = Shape.Text;
        Span<byte> scratch = stackalloc byte[64];
        var text = culture.Simplify(written, scratch);
        if (!NumberText.TryRead(text, culture.Point, out var number)) return false;
        if (!number.IsCanonical) return true;
        var isNegativeZero = number is { IsNegative: true, Digits: 0 };
        if (number.IsInteger && !isNegativeZero)
        {
            if (number.Digits > 15) SeeLongInteger(text, number, culture);
            var limit = number.IsNegative ? 1UL << 63 : long.MaxValue;
            if (number.Digits <= 19 && number.Mantissa <= limit) shape = Shape.Integer;
            else if (number.Digits <= ColumnType.MaxDecimalPrecision) shape = Shape.WideInteger;
        }
        else if (number.TryToDouble(text, culture.Point, out var value) && number.IsFaithful(text, value))
        {
            shape = Shape.Double;
        }

        return true;
    }

    private void SeeLongInteger(ReadOnlySpan<byte> text, NumberText number, CsvCulture culture) =>
        _hasInexactInteger |= !number.TryToDouble(text, culture.Point, out var value) || !number.IsFaithful(text, value);

    private Shape See(IsoTime moment, Shape shape)
    {
        _fractionDigits = Math.Max(_fractionDigits, (byte)moment.FractionDigits);
        if (shape == Shape.Time) return shape;
        _needsNanoseconds |= !moment.TryScale(6, out _);
        _exceedsNanoseconds |= !moment.TryScale(9, out _);
        return shape;
    }

    private static Shape Join(Shape a, Shape b) => (a < b ? a : b, a < b ? b : a) switch
    {
        (Shape.FloatWord, Shape.Integer or Shape.Double) => Shape.Double,
        (Shape.Integer, Shape.WideInteger) => Shape.WideInteger,
        (Shape.Integer, Shape.Double) => Shape.Double,
        (Shape.Date, Shape.DateTime) => Shape.DateTime,
        _ => Shape.Text,
    };
}
