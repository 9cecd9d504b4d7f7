using System.Numerics;
using System.Text;
using Scaling.Native.Datasets;

namespace Scaling.Native.Csv;

/// <summary>Integers of any width; of an inferred column only as the number alone is written: no plus, no zeros in front.</summary>
internal readonly struct IntegerAppender<T>(ColumnBuilder builder, CsvCulture culture, bool isInferred) : IFieldAppender
    where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    private static readonly ulong Highest = ulong.CreateTruncating(T.MaxValue);
    private static readonly ulong LowestMagnitude = T.IsZero(T.MinValue) ? 0 : Highest + 1;

    private readonly FixedColumnBuilder<T> _builder = (FixedColumnBuilder<T>)builder;

    public static bool IsText => false;

    public bool TryAppend(ReadOnlySpan<byte> text)
    {
        if (text[0] >= 0x80)
        {
            Span<byte> scratch = stackalloc byte[64];
            return TryAppendAscii(culture.Simplify(text, scratch));
        }

        return TryAppendAscii(text);
    }

    private bool TryAppendAscii(ReadOnlySpan<byte> text)
    {
        var isNegative = text[0] == '-';
        var digits = isNegative || text[0] == '+' && !isInferred ? text[1..] : text;
        if (digits.IsEmpty) return false;
        if (digits[0] == '0')
        {
            if (isInferred && (digits.Length > 1 || isNegative)) return false;
            digits = digits.TrimStart((byte)'0');
        }

        if (digits.Length > 20) return false;
        ulong magnitude = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = (uint)digits[i] - '0';
            if (digit > 9) return false;
            var shifted = magnitude * 10;
            if (i == 19 && (magnitude > ulong.MaxValue / 10 || ulong.MaxValue - shifted < digit)) return false;
            magnitude = shifted + digit;
        }

        if (magnitude > (isNegative ? LowestMagnitude : Highest)) return false;
        _builder.Append(T.CreateTruncating(isNegative ? 0 - magnitude : magnitude));
        return true;
    }
}

/// <summary>Single and double precision. Overflow is refused; of an inferred column also digits that a double cannot hold.</summary>
internal readonly struct FloatAppender<T>(ColumnBuilder builder, CsvCulture culture, bool isInferred) : IFieldAppender
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly FixedColumnBuilder<T> _builder = (FixedColumnBuilder<T>)builder;

    public static bool IsText => false;

    public bool TryAppend(ReadOnlySpan<byte> text)
    {
        if (NumberText.TryRead(text, culture.Point, out var number)) return TryAppend(text, number);
        if (!culture.IsInvariant)
        {
            Span<byte> scratch = stackalloc byte[64];
            var plain = culture.Simplify(text, scratch);
            if (NumberText.TryRead(plain, culture.Point, out number)) return TryAppend(plain, number);
        }

        if (!FloatWords.TryRead(text, out var special)) return false;
        _builder.Append(T.CreateTruncating(special));
        return true;
    }

    private bool TryAppend(ReadOnlySpan<byte> text, in NumberText number)
    {
        if (isInferred && !number.IsCanonical) return false;
        if (typeof(T) == typeof(float))
        {
            // Not through double, which would round twice.
            if (!NumberText.TryToSingle(text, culture.Point, out var single)) return false;
            _builder.Append(T.CreateTruncating(single));
            return true;
        }

        if (!number.TryToDouble(text, culture.Point, out var value) || isInferred && !number.IsFaithful(text, value)) return false;
        _builder.Append(T.CreateTruncating(value));
        return true;
    }
}

/// <summary>NaN, Inf and Infinity, in any case, the latter two with or without a sign.</summary>
internal static class FloatWords
{
    internal static bool TryRead(ReadOnlySpan<byte> text, out double value)
    {
        value = double.NaN;
        if (Ascii.EqualsIgnoreCase(text, "nan"u8)) return true;
        value = double.PositiveInfinity;
        if (text.Length > 0 && text[0] is (byte)'-' or (byte)'+')
        {
            if (text[0] == '-') value = double.NegativeInfinity;
            text = text[1..];
        }

        return Ascii.EqualsIgnoreCase(text, "inf"u8) || Ascii.EqualsIgnoreCase(text, "infinity"u8);
    }
}

/// <summary>Exact decimals: digits with an optional point, no exponent. What precision and scale cannot hold is refused.</summary>
internal readonly struct DecimalAppender(ColumnBuilder builder, CsvCulture culture, bool isInferred) : IFieldAppender
{
    private readonly FixedColumnBuilder<Int128> _builder = (FixedColumnBuilder<Int128>)builder;

    public static bool IsText => false;

    public bool TryAppend(ReadOnlySpan<byte> written)
    {
        Span<byte> scratch = stackalloc byte[64];
        var text = culture.Simplify(written, scratch);
        var isNegative = text[0] == '-';
        if (isInferred && (!NumberText.TryRead(text, culture.Point, out var number) || !number.IsCanonical)) return false;
        if (isNegative || text[0] == '+') text = text[1..];

        var (precision, scale) = (_builder.Type.Precision, _builder.Type.Scale);
        var point = text.IndexOf(culture.Point);
        var whole = (point < 0 ? text : text[..point]).TrimStart((byte)'0');
        var fraction = point < 0 ? default : text[(point + 1)..].TrimEnd((byte)'0');
        if (text.Length - (point < 0 ? 0 : 1) == 0 || whole.Length + scale > precision || fraction.Length > scale) return false;
        UInt128 unscaled = 0;
        if (!TryAccumulate(whole, ref unscaled) || !TryAccumulate(fraction, ref unscaled)) return false;
        for (var i = fraction.Length; i < scale; i++) unscaled *= 10;
        _builder.Append(isNegative ? -(Int128)unscaled : (Int128)unscaled);
        return true;
    }

    private static bool TryAccumulate(ReadOnlySpan<byte> digits, ref UInt128 number)
    {
        // Nineteen digits at a time in a register: 128-bit products are slow.
        while (!digits.IsEmpty)
        {
            var (part, power) = (0UL, 1UL);
            var length = Math.Min(19, digits.Length);
            for (var i = 0; i < length; i++)
            {
                var digit = (uint)digits[i] - '0';
                if (digit > 9) return false;
                (part, power) = (part * 10 + digit, power * 10);
            }

            number = number * power + part;
            digits = digits[length..];
        }

        return true;
    }
}
