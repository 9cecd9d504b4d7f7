using System.Text.RegularExpressions;

namespace Scaling.Help;

/// <summary>Reads the Markdown that the pages use: headings, paragraphs, flat lists, tables and fenced blocks.</summary>
internal static partial class MarkdownReader
{
    public static List<MarkdownBlock> Read(IReadOnlyList<string> lines)
    {
        var blocks = new List<MarkdownBlock>();
        for (var i = 0; i < lines.Count;)
        {
            var line = lines[i];
            if (line.Trim().Length == 0) i++;
            else if (line.StartsWith("```", StringComparison.Ordinal)) blocks.Add(ReadFence(lines, ref i));
            else if (line.StartsWith('#')) blocks.Add(ReadHeading(lines[i++]));
            else if (line.StartsWith('|')) blocks.Add(ReadTable(lines, ref i));
            else if (IsItem(line)) blocks.Add(ReadList(lines, ref i));
            else blocks.Add(new Paragraph(Plain(ReadFolded(lines, ref i))));
        }

        return blocks;
    }

    /// <summary>Text without its marks: code, emphasis and links become what they show; a link in brackets is left out.</summary>
    public static string Plain(string text)
    {
        var kept = PageInBrackets().Replace(text, "");
        return Inline().Replace(kept, m => m.Groups["code"] is { Success: true, Value: var code } ? code : Plain(m.Groups["shown"].Value))
            .Replace(@"\|", "|", StringComparison.Ordinal);
    }

    private static Heading ReadHeading(string line)
    {
        var level = line.TakeWhile(c => c == '#').Count();
        return new Heading(level, Plain(line[level..].Trim()));
    }

    private static Fence ReadFence(IReadOnlyList<string> lines, ref int i)
    {
        var language = lines[i++][3..].Trim();
        var start = i;
        while (i < lines.Count && !lines[i].StartsWith("```", StringComparison.Ordinal)) i++;
        var end = i++;
        while (start < end && lines[start].Trim().Length == 0) start++;
        while (end > start && lines[end - 1].Trim().Length == 0) end--;
        return new Fence(language, string.Join('\n', lines.Take(end).Skip(start).Select(l => l.TrimEnd())));
    }

    private static Table ReadTable(IReadOnlyList<string> lines, ref int i)
    {
        var rows = new List<IReadOnlyList<string>>();
        for (; i < lines.Count && lines[i].StartsWith('|'); i++) rows.Add(Cells(lines[i]));
        // The second row is the rule below the headers; a short row ends in empty cells.
        var padding = Enumerable.Repeat("", rows[0].Count);
        return new Table(rows[0], [.. rows.Skip(2).Select(r => r.Concat(padding).Take(rows[0].Count).ToList())]);
    }

    private static List<string> Cells(string line)
    {
        var inner = line.Trim()[1..];
        if (inner.EndsWith('|')) inner = inner[..^1];
        return [.. CellEnd().Split(inner).Select(c => Plain(c.Trim()))];
    }

    private static BulletList ReadList(IReadOnlyList<string> lines, ref int i)
    {
        var items = new List<string>();
        while (i < lines.Count && IsItem(lines[i])) items.Add(Plain(ReadFolded(lines, ref i)[2..].TrimStart()));
        return new BulletList(items);
    }

    private static string ReadFolded(IReadOnlyList<string> lines, ref int i)
    {
        var folded = lines[i++].Trim();
        for (; i < lines.Count && !StartsBlock(lines[i]); i++) folded += " " + lines[i].Trim();
        return folded;
    }

    private static bool StartsBlock(string line) =>
        line.Trim().Length == 0 || line[0] is '#' or '|' || line.StartsWith("```", StringComparison.Ordinal) || IsItem(line);

    private static bool IsItem(string line) => line is ['-' or '*', ' ', ..];

    // A link in brackets only points to another page.
    [GeneratedRegex(@"\s*\(\[[^\]]+\]\([^)]*\)\)")]
    private static partial Regex PageInBrackets();

    // Code first: what stands in it is no mark.
    [GeneratedRegex(
        @"``\s?(?<code>.+?)\s?``|`(?<code>[^`]+)`|\*\*(?<shown>[^*]+)\*\*|(?<![\w*])\*(?<shown>[^*\s][^*]*)\*(?![\w*])"
        + @"|!?\[(?<shown>[^\]]+)\]\([^)]*\)")]
    private static partial Regex Inline();

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex CellEnd();
}
