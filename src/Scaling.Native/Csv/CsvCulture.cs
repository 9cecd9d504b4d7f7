using System.Globalization;
using System.Text;

namespace Scaling.Native.Csv;

/// <summary>What of a culture matters in a CSV file: the decimal point, the minus sign, and the patterns of dates and times.</summary>
internal sealed class CsvCulture
{
    private static readonly long EpochTicks = DateTime.UnixEpoch.Ticks;

    private readonly CultureInfo _info;
    private readonly byte[]? _wideSeparator;
    private readonly byte[]? _wideMinus;
    private readonly string[] _dates = [];
    private readonly string[] _dateTimes = [];
    private readonly string[] _times = [];

    internal CsvCulture(CultureInfo info)
    {
        _info = info;
        IsInvariant = info.Equals(CultureInfo.InvariantCulture);
        Point = (byte)'.';
        if (IsInvariant) return;

        var separator = info.NumberFormat.NumberDecimalSeparator;
        if (separator.Length == 1 && char.IsAscii(separator[0])) Point = (byte)separator[0];
        else _wideSeparator = Encoding.UTF8.GetBytes(separator);
        if (!Ascii.IsValid(info.NumberFormat.NegativeSign)) _wideMinus = Encoding.UTF8.GetBytes(info.NumberFormat.NegativeSign);

        var format = info.DateTimeFormat;
        _dates = [PlainBlanks(format.ShortDatePattern)];
        _times = [.. new[] { format.LongTimePattern, format.ShortTimePattern }.Select(PlainBlanks)];
        _dateTimes = [.. _times.Select(time => $"{_dates[0]} {time}")];
    }

    internal bool IsInvariant { get; }

    /// <summary>The decimal separator if it is an ASCII character, else a full stop (see <see cref="Simplify"/>).</summary>
    internal byte Point { get; }

    /// <summary>The number with the culture's decimal separator and minus sign in ASCII, where these are not.</summary>
    internal ReadOnlySpan<byte> Simplify(ReadOnlySpan<byte> text, Span<byte> scratch)
    {
        if (IsInvariant || text.Length > scratch.Length || Ascii.IsValid(text)) return text;
        var length = 0;
        while (!text.IsEmpty)
        {
            var (plain, width) = (text[0], 1);
            if (_wideMinus is not null && length == 0 && text.StartsWith(_wideMinus)) (plain, width) = ((byte)'-', _wideMinus.Length);
            else if (_wideSeparator is not null && text.StartsWith(_wideSeparator)) (plain, width) = (Point, _wideSeparator.Length);
            scratch[length++] = plain;
            text = text[width..];
        }

        return scratch[..length];
    }

    /// <summary>A date without a time in the culture's short pattern.</summary>
    internal bool TryReadDate(ReadOnlySpan<byte> text, out IsoTime date) => TryRead(text, _dates, hasTime: false, out date);

    /// <summary>A date, or a date and a time, in the culture's short and long patterns.</summary>
    internal bool TryReadDateTime(ReadOnlySpan<byte> text, out IsoTime moment) =>
        TryRead(text, _dateTimes, hasTime: true, out moment) || TryReadDate(text, out moment);

    internal bool TryReadTime(ReadOnlySpan<byte> text, out IsoTime time)
    {
        time = default;
        if (IsInvariant || !TryDecode(text, out var chars)) return false;
        if (!TimeOnly.TryParseExact(chars, _times, _info, DateTimeStyles.None, out var value)) return false;
        time = IsoTime.FromTicks(value.Ticks, hasTime: true);
        return true;
    }

    private bool TryRead(ReadOnlySpan<byte> text, string[] patterns, bool hasTime, out IsoTime moment)
    {
        moment = default;
        if (IsInvariant || !TryDecode(text, out var chars)) return false;
        if (!DateTime.TryParseExact(chars, patterns, _info, DateTimeStyles.None, out var value)) return false;
        moment = IsoTime.FromTicks(value.Ticks - EpochTicks, hasTime);
        return true;
    }

    private static bool TryDecode(ReadOnlySpan<byte> text, out string chars)
    {
        chars = "";
        if (text.Length > 64 || !System.Text.Unicode.Utf8.IsValid(text)) return false;
        chars = PlainBlanks(Encoding.UTF8.GetString(text));
        return true;
    }

    /// <summary>Culture data have narrow no-break blanks where files have plain ones.</summary>
    private static string PlainBlanks(string text) => text.Replace('\u202F', ' ').Replace('\u00A0', ' ');
}
