namespace Scaling.Help;

/// <summary>What a page says of a parameter.</summary>
/// <param name="Meaning">Null where the row tells of several parameters.</param>
/// <param name="Default">Empty where the page has none.</param>
internal sealed record PageParameter(string? Meaning, string Default)
{
    /// <summary>Whether a table has the columns "parameter" and "meaning".</summary>
    public static bool IsListedIn(Table table) => table.Column("parameter") == 0 && table.Column("meaning") > 0;

    /// <summary>The parameters of such tables by name.</summary>
    public static Dictionary<string, PageParameter> Read(IEnumerable<MarkdownBlock> blocks)
    {
        var parameters = new Dictionary<string, PageParameter>(StringComparer.OrdinalIgnoreCase);
        foreach (var table in blocks.OfType<Table>().Where(IsListedIn))
        {
            var (meaning, column) = (table.Column("meaning"), table.Column("default"));
            foreach (var row in table.Rows)
            {
                string[] names = [.. row[0].Split(", ").Where(n => n.StartsWith('-')).Select(n => n[1..])];
                var value = column < 0 ? "" : row[column];
                var values = value.Split(", ");
                var text = names.Length == 1 ? Sentence(row[meaning]) : null;
                for (var i = 0; i < names.Length; i++) parameters[names[i]] = new(text, values.Length == names.Length ? values[i] : value);
            }
        }

        return parameters;
    }

    private static string Sentence(string text) =>
        text.Length == 0 ? "" : char.ToUpperInvariant(text[0]) + text[1..] + (text.EndsWith('.') ? "" : ".");
}
