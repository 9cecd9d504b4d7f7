using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Scaling.Help;

/// <summary>The summaries that the compiler gathered from the sources.</summary>
internal sealed partial class DocumentationComments
{
    private readonly Dictionary<string, string> _summaries;

    private DocumentationComments(Dictionary<string, string> summaries) => _summaries = summaries;

    public static DocumentationComments Read(string path) => new(XDocument.Load(path).Descendants("member")
        .Where(m => m.Element("summary") is not null)
        .ToDictionary(m => (string)m.Attribute("name")!, m => Text(m.Element("summary")!), StringComparer.Ordinal));

    /// <summary>The class's summary, or null.</summary>
    public string? Of(Type type) => Find($"T:{type.FullName}");

    /// <summary>The summary of a parameter at the class, or the base of it, that declares the parameter; or null.</summary>
    public string? Of(Type type, string property)
    {
        for (var at = type; at is not null; at = at.BaseType!)
        {
            if (at.GetProperty(property, BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly) is not null
                && Find($"P:{at.FullName}.{property}") is { } text) return text;
        }

        return null;
    }

    private string? Find(string member) => _summaries.TryGetValue(member, out var text) && text.Length > 0 ? text : null;

    private static string Text(XElement summary) => Blank().Replace(string.Concat(summary.Nodes().Select(Text)), " ").Trim();

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "paramref" or "typeparamref" } e => (string)e.Attribute("name")!,
        XElement e when e.IsEmpty => ((string?)e.Attribute("cref") ?? (string?)e.Attribute("langword") ?? "").Split('.', ':')[^1],
        XElement e => string.Concat(e.Nodes().Select(Text)),
        _ => "",
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();
}
