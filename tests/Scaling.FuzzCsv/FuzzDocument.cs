using System.Text;

namespace Scaling.FuzzCsv;

/// <summary>A random text of a random dialect, mostly well-formed.</summary>
internal sealed record FuzzDocument(byte[] Bytes, char Delimiter, char? Comment)
{
    private static readonly string[] Pieces =
    [
        "a", "b", "7", "-1.5", "2024-02-29", "2024-02-29T12:30:15", "true", " ", "  ", "\t", ",", ";", "|", "\"\"", "\n", "\r\n", "\r", "é", "😀", "#", "'", "\\",
        "x", "0", "12345678901234567", "long words and longer ones that cross the blocks of sixty-four bytes ", "\0", "\u007f", "NaN",
    ];

    internal static FuzzDocument Make(int seed)
    {
        var random = new Random(seed);
        var delimiter = ",,,,;\t| x7-"[random.Next(11)];
        char? comment = random.Next(5) == 0 ? "#%"[random.Next(2)] : null;
        var text = new StringBuilder();
        var (columns, rows) = (random.Next(1, 7), random.Next(1, random.Next(4) == 0 ? 400 : 15));
        var (quoted, trouble) = (random.Next(2, 12), random.Next(3) == 0 ? random.Next(20, 200) : 0);
        var newLine = random.Next(4) switch { 0 => "\r\n", 1 => "\r", 2 => "mixed", _ => "\n" };
        for (var row = 0; row < rows; row++)
        {
            if (comment is not null && random.Next(6) == 0) text.Append(comment).Append("a \" comment").Append(Line());
            var count = trouble > 0 && random.Next(trouble) == 0 ? random.Next(1, 8) : columns;
            for (var column = 0; column < count; column++)
            {
                if (column > 0) text.Append(delimiter);
                var field = string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => Pieces[random.Next(Pieces.Length)]));
                var isQuoted = random.Next(quoted) == 0;
                var plain = string.Concat(field.Where(c => c != delimiter && c is not ('\n' or '\r') && (c != '"' || column > 99)));
                // Within an unquoted field, not at its beginning, a quote is text.
                if (!isQuoted && plain.Length > 1 && random.Next(12) == 0) plain = plain.Insert(random.Next(1, plain.Length), "\"");
                text.Append(isQuoted ? $"\"{field}\"" : plain);
                if (trouble > 0 && random.Next(trouble) == 0) text.Append('"');
            }

            if (row < rows - 1 || random.Next(2) == 0) text.Append(Line());
            if (random.Next(9) == 0) text.Append(Line());
        }

        var bytes = new List<byte>(Encoding.UTF8.GetBytes(text.ToString()));
        if (trouble > 0 && random.Next(3) == 0 && bytes.Count > 0) bytes[random.Next(bytes.Count)] = (byte)random.Next(0x80, 0x100);
        if (random.Next(4) == 0) bytes.InsertRange(0, Encoding.UTF8.Preamble.ToArray());
        return new([.. bytes], delimiter, comment);

        string Line() => newLine != "mixed" ? newLine : random.Next(3) switch { 0 => "\r\n", 1 => "\r", _ => "\n" };
    }

    public override string ToString() =>
        $"delimiter '{Delimiter}', comment '{Comment}', {Bytes.Length} bytes:\n{Convert.ToBase64String(Bytes)}\n" +
        Encoding.UTF8.GetString(Bytes).Replace("\r", "<CR>", StringComparison.Ordinal).Replace("\n", "<LF>\n", StringComparison.Ordinal);
}
