using System.Text;

namespace Scaling.Native.Csv;

/// <summary>What separates the fields of a record: a character, several, runs of blanks, or whatever the file shows.</summary>
public readonly record struct CsvDelimiter
{
    private enum Mode : byte
    {
        Auto,
        Whitespace,
        Character,
        Text,
    }

    /// <summary>Bytes that a delimiter has at most, in UTF-8.</summary>
    private const int MaxBytes = 16;

    private readonly Mode _mode;
    private readonly byte _character;
    private readonly string? _text;

    private CsvDelimiter(Mode mode, byte character, string? text = null) => (_mode, _character, _text) = (mode, character, text);

    /// <summary>Comma, semicolon, tab, bar or runs of blanks, whichever splits the first records alike.</summary>
    public static CsvDelimiter Auto => default;

    /// <summary>Runs of blanks and tabs; those at the ends of a line are ignored.</summary>
    public static CsvDelimiter Whitespace => new(Mode.Whitespace, (byte)' ');

    public static CsvDelimiter Comma => Of(',');

    public static CsvDelimiter Semicolon => Of(';');

    public static CsvDelimiter Tab => Of('\t');

    public bool IsAuto => _mode == Mode.Auto;

    public bool IsWhitespace => _mode == Mode.Whitespace;

    /// <summary>Several characters, or one that is not ASCII.</summary>
    public bool IsText => _mode == Mode.Text;

    /// <summary>The byte between two fields; of <see cref="Whitespace"/> a blank, of <see cref="Auto"/> and of texts 0.</summary>
    public byte Byte => _character;

    /// <summary>What is between two fields, in UTF-8.</summary>
    internal byte[] Bytes => _text is null ? [_character] : Encoding.UTF8.GetBytes(_text);

    /// <exception cref="ArgumentException">Not ASCII, or a quote, a line end or NUL.</exception>
    public static CsvDelimiter Of(char character)
    {
        if (character is '\0' or '"' or '\r' or '\n' || !char.IsAscii(character))
            throw new ArgumentException("A delimiter is one ASCII character other than a quote, a line end and NUL.", nameof(character));
        return new(Mode.Character, (byte)character);
    }

    /// <summary>A delimiter of any characters; see <see cref="Of(char)"/> for one that is ASCII.</summary>
    /// <exception cref="ArgumentException">Empty, longer than 16 bytes in UTF-8, or with a double quote, a line end, NUL or U+001F.</exception>
    public static CsvDelimiter Of(string text)
    {
        if (text.Length == 1 && char.IsAscii(text[0])) return Of(text[0]);
        if (text.Length == 0 || Encoding.UTF8.GetByteCount(text) > MaxBytes || text.AsSpan().IndexOfAny("\0\"\r\n\x1F") >= 0)
            throw new ArgumentException($"A delimiter has up to {MaxBytes} bytes and no double quote, line end, NUL or U+001F.", nameof(text));
        return new(Mode.Text, 0, text);
    }

    /// <summary>
    /// Reads <c>Auto</c>, <c>Whitespace</c>, <c>Tab</c> (or <c>\t</c>), in any case, or the characters themselves. Words are refused: they
    /// are names mistaken.
    /// </summary>
    /// <exception cref="FormatException">Anything else.</exception>
    public static CsvDelimiter Parse(string text)
    {
        if (text.Equals("Auto", StringComparison.OrdinalIgnoreCase)) return Auto;
        if (text.Equals("Whitespace", StringComparison.OrdinalIgnoreCase)) return Whitespace;
        if (text == "\\t" || text.Equals("Tab", StringComparison.OrdinalIgnoreCase)) return Tab;
        try
        {
            if (text.Length == 1 || !text.All(char.IsAsciiLetterOrDigit)) return Of(text);
        }
        catch (ArgumentException e)
        {
            throw new FormatException($"'{text}' is not a delimiter: {e.Message.Split(" (Parameter")[0]}", e);
        }

        throw new FormatException($"'{text}' is not a delimiter. A delimiter is Auto, Whitespace, Tab, or the characters themselves.");
    }

    public override string ToString() => _mode switch
    {
        Mode.Auto => "Auto",
        Mode.Whitespace => "Whitespace",
        Mode.Text => _text!,
        _ => _character == '\t' ? "Tab" : ((char)_character).ToString(),
    };
}
