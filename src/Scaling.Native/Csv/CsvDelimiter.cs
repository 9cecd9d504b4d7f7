namespace Scaling.Native.Csv;

/// <summary>What separates the fields of a record: one ASCII character, runs of blanks, or whatever the file shows.</summary>
public readonly record struct CsvDelimiter
{
    private enum Mode : byte
    {
        Auto,
        Whitespace,
        Character,
    }

    private readonly Mode _mode;
    private readonly byte _character;

    private CsvDelimiter(Mode mode, byte character) => (_mode, _character) = (mode, character);

    /// <summary>Comma, semicolon, tab, bar or runs of blanks, whichever splits the first records alike.</summary>
    public static CsvDelimiter Auto => default;

    /// <summary>Runs of blanks and tabs; those at the ends of a line are ignored.</summary>
    public static CsvDelimiter Whitespace => new(Mode.Whitespace, (byte)' ');

    public static CsvDelimiter Comma => Of(',');

    public static CsvDelimiter Semicolon => Of(';');

    public static CsvDelimiter Tab => Of('\t');

    public bool IsAuto => _mode == Mode.Auto;

    public bool IsWhitespace => _mode == Mode.Whitespace;

    /// <summary>The byte between two fields; of <see cref="Whitespace"/> a blank, of <see cref="Auto"/> 0.</summary>
    public byte Byte => _character;

    /// <exception cref="ArgumentException">Not ASCII, or a quote, a line end or NUL.</exception>
    public static CsvDelimiter Of(char character)
    {
        if (character is '\0' or '"' or '\r' or '\n' || !char.IsAscii(character))
            throw new ArgumentException("A delimiter is one ASCII character other than a quote, a line end and NUL.", nameof(character));
        return new(Mode.Character, (byte)character);
    }

    /// <summary>Reads <c>Auto</c>, <c>Whitespace</c>, <c>Tab</c> (or <c>\t</c>), in any case, or the character itself.</summary>
    /// <exception cref="FormatException">Anything else.</exception>
    public static CsvDelimiter Parse(string text)
    {
        if (text.Equals("Auto", StringComparison.OrdinalIgnoreCase)) return Auto;
        if (text.Equals("Whitespace", StringComparison.OrdinalIgnoreCase)) return Whitespace;
        if (text == "\\t" || text.Equals("Tab", StringComparison.OrdinalIgnoreCase)) return Tab;
        try
        {
            if (text.Length == 1) return Of(text[0]);
        }
        catch (ArgumentException e)
        {
            throw new FormatException($"'{text}' is not a delimiter: {e.Message.Split(" (Parameter")[0]}", e);
        }

        throw new FormatException($"'{text}' is not a delimiter. A delimiter is Auto, Whitespace, Tab or one ASCII character.");
    }

    public override string ToString() => _mode switch
    {
        Mode.Auto => "Auto",
        Mode.Whitespace => "Whitespace",
        _ => _character == '\t' ? "Tab" : ((char)_character).ToString(),
    };
}
