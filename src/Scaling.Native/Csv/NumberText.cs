using System.Globalization;
using System.Numerics;
using System.Text;

namespace Scaling.Native.Csv;

/// <summary>A number as written: <c>[+-]digits[.digits][e[+-]digits]</c>, with a digit before or after the point.</summary>
internal readonly struct NumberText
{
    /// <summary>Decimal digits that always survive the way through a double and back.</summary>
    private const int SafeDigits = 15;

    /// <summary>Decimal digits that tell any two doubles apart; writers of doubles need no more.</summary>
    private const int EnoughDigits = 17;

    /// <summary>Digits that always fit <see cref="Mantissa"/>.</summary>
    private const int MantissaDigits = 19;

    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    private NumberText(ulong mantissa, int digits, int exponent) => (Mantissa, Digits, Exponent) = (mantissa, digits, exponent);

    /// <summary>The first 19 digits from the first that is not 0.</summary>
    internal ulong Mantissa { get; }

    /// <summary>All digits from the first that is not 0.</summary>
    internal int Digits { get; }

    /// <summary>The power of ten that <see cref="Mantissa"/> is to be multiplied by.</summary>
    internal int Exponent { get; }

    internal bool IsNegative { get; private init; }

    /// <summary>Neither a point nor an exponent.</summary>
    internal bool IsInteger { get; private init; }

    /// <summary>Without a plus sign and without zeros in front, which the number's value would not tell.</summary>
    internal bool IsCanonical { get; private init; }

    internal static bool TryRead(ReadOnlySpan<byte> text, byte point, out NumberText number)
    {
        number = default;
        var at = 0;
        var hasSign = text.Length > 0 && text[0] is (byte)'-' or (byte)'+';
        if (hasSign) at = 1;
        ulong mantissa = 0;
        var (digits, exponent) = (0, 0);
        var whole = at;
        at = ReadDigits(text, at, ref mantissa, ref digits);
        var wholeDigits = at - whole;
        var fractionDigits = 0;
        var isInteger = true;
        if (at < text.Length && text[at] == point)
        {
            var fraction = at + 1;
            at = ReadDigits(text, fraction, ref mantissa, ref digits);
            fractionDigits = at - fraction;
            isInteger = false;
        }

        if (wholeDigits + fractionDigits == 0) return false;
        exponent = Math.Max(0, digits - MantissaDigits) - fractionDigits;
        if (at < text.Length && (text[at] | 0x20) == 'e')
        {
            if (!TryReadExponent(text[(at + 1)..], out var power)) return false;
            (at, exponent, isInteger) = (text.Length, exponent + power, false);
        }

        if (at != text.Length) return false;
        var isPadded = wholeDigits > 1 && text[whole] == '0';
        number = new(mantissa, digits, exponent)
        {
            IsNegative = hasSign && text[0] == '-',
            IsInteger = isInteger,
            IsCanonical = !isPadded && !(hasSign && text[0] == '+'),
        };
        return true;
    }

    /// <summary>The double nearest to the text, as <see cref="double.Parse(ReadOnlySpan{byte}, NumberStyles, IFormatProvider?)"/>
    /// gives it; false where that is infinite.</summary>
    internal bool TryToDouble(ReadOnlySpan<byte> text, byte point, out double value)
    {
        // Both factors are exact and one rounding remains, so this is the nearest double.
        // W. D. Clinger, "How to read floating point numbers accurately", PLDI 1990.
        if (Digits <= SafeDigits && Exponent is >= -22 and <= 22)
        {
            value = Exponent < 0 ? Mantissa / DigitWords.ExactPowers[-Exponent] : Mantissa * DigitWords.ExactPowers[Exponent];
            if (IsNegative) value = -value;
            return true;
        }

        if (Digits <= MantissaDigits && DecimalToDouble.TryConvert(Mantissa, Exponent, out value))
        {
            if (IsNegative) value = -value;
            return true;
        }

        return TryParse(text, point, out value) && double.IsFinite(value);
    }

    /// <summary>The nearest <see cref="float"/>; false where that is infinite.</summary>
    internal static bool TryToSingle(ReadOnlySpan<byte> text, byte point, out float value) =>
        TryParse(text, point, out value) && float.IsFinite(value);

    /// <summary>
    /// Whether the double stands for this text without loss: integers exactly, other numbers of up to 17 digits always, and longer ones
    /// if the double written with as many digits gives the same (as C and numpy write with <c>%.18e</c>).
    /// </summary>
    internal bool IsFaithful(ReadOnlySpan<byte> text, double value)
    {
        if (Digits <= SafeDigits) return true;
        if (IsInteger)
            return Digits <= MantissaDigits
                ? (UInt128)Math.Abs(value) == Mantissa
                : new BigInteger(value) == BigInteger.Parse(Encoding.ASCII.GetString(text), Invariant);
        if (Digits <= EnoughDigits) return true;
        var significant = DigitsOf(Encoding.ASCII.GetString(text)).TrimStart('0');
        if (significant.TrimEnd('0').Length <= EnoughDigits) return true;
        return DigitsOf(Math.Abs(value).ToString($"E{significant.Length - 1}", Invariant)) == significant;
    }

    /// <summary>The digits before an exponent, without the point.</summary>
    private static string DigitsOf(string number) =>
        string.Concat(number.TakeWhile(c => c is not ('e' or 'E')).Where(char.IsAsciiDigit));

    private static bool TryParse<T>(ReadOnlySpan<byte> text, byte point, out T value) where T : struct, IFloatingPointIeee754<T>
    {
        if (point == '.') return T.TryParse(text, NumberStyles.Float, Invariant, out value);
        var pointed = text.Length <= 256 ? stackalloc byte[256] : new byte[text.Length];
        pointed = pointed[..text.Length];
        text.Replace(pointed, point, (byte)'.');
        return T.TryParse(pointed, NumberStyles.Float, Invariant, out value);
    }

    private static int ReadDigits(ReadOnlySpan<byte> text, int at, ref ulong mantissa, ref int digits)
    {
        for (; at < text.Length; at++)
        {
            var digit = (uint)text[at] - '0';
            if (digit > 9) break;
            if (digits == 0 && digit == 0) continue;
            if (digits++ < MantissaDigits) mantissa = mantissa * 10 + digit;
        }

        return at;
    }

    private static bool TryReadExponent(ReadOnlySpan<byte> text, out int power)
    {
        power = 0;
        var hasSign = text.Length > 0 && text[0] is (byte)'-' or (byte)'+';
        var digits = hasSign ? text[1..] : text;
        if (digits.IsEmpty || digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0) return false;
        // Beyond this every number is 0 or too large, and the slow way tells which.
        foreach (var digit in digits) power = Math.Min(power * 10 + digit - '0', 1_000_000);
        if (hasSign && text[0] == '-') power = -power;
        return true;
    }
}
