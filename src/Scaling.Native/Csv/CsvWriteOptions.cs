using System.Globalization;
using System.Text;

namespace Scaling.Native.Csv;

/// <summary>Which fields are written in quotes. Null never is: it is an empty field without quotes.</summary>
public enum CsvQuoting
{
    /// <summary>Those that hold a delimiter, a quote or a line end, begin or end with a blank, or are empty text.</summary>
    AsNeeded,

    /// <summary>All but null.</summary>
    Always,
}

/// <summary>How a CSV file is to be written. The defaults give the same bytes on every machine.</summary>
public sealed record CsvWriteOptions
{
    /// <summary>One character; neither <see cref="CsvDelimiter.Auto"/> nor <see cref="CsvDelimiter.Whitespace"/>.</summary>
    public CsvDelimiter Delimiter { get; init; } = CsvDelimiter.Comma;

    /// <summary>Decimal separator of numbers. Dates and times are ISO 8601 in every culture.</summary>
    public CultureInfo Culture { get; init; } = CultureInfo.InvariantCulture;

    /// <summary>Null is UTF-8 without a byte order mark; another encoding's preamble is written.</summary>
    public Encoding? Encoding { get; init; }

    public CsvQuoting Quoting { get; init; }

    /// <summary>No line of column names.</summary>
    public bool NoHeader { get; init; }

    /// <summary>Not <see cref="CsvNewLine.None"/>.</summary>
    public CsvNewLine NewLine { get; init; } = CsvNewLine.Lf;

    /// <summary>Whether a file that exists may be replaced.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Beyond ASCII a separator is several bytes; such cultures read a full stop as well.</summary>
    internal byte DecimalPoint =>
        Culture.NumberFormat.NumberDecimalSeparator is [var separator] && char.IsAscii(separator) ? (byte)separator : (byte)'.';

    internal void Validate()
    {
        if (Delimiter.IsAuto || Delimiter.IsWhitespace || Delimiter.IsText)
            throw new ArgumentException("Writing needs a delimiter of one character.", nameof(Delimiter));
        if (NewLine == CsvNewLine.None) throw new ArgumentException("Records need a line end.", nameof(NewLine));
    }
}
