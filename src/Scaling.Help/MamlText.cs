using System.Management.Automation;
using System.Xml.Linq;
using Microsoft.PowerShell;

namespace Scaling.Help;

/// <summary>Pieces of MAML: blocks of a page, names of types.</summary>
internal static class MamlText
{
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";

    // How cells follow the first one of their row: in brackets, not at all, after their header; else as they are.
    private static readonly string[] InBrackets = ["category", "type"];
    private static readonly string[] LeftOut = ["target"];
    private static readonly string[] AfterHeader = ["of", "result"];
    private static readonly string[] Plain = ["meaning", "when", ""];

    /// <summary>Blocks as paragraphs, lists too: below a list of MAML the engine leaves no blank line.</summary>
    public static IEnumerable<XElement> Paragraphs(IEnumerable<MarkdownBlock> blocks) =>
        blocks.Select(b => new XElement(Maml + "para", Text(b)));

    public static string Joined(IEnumerable<MarkdownBlock> blocks) => string.Join("\n\n", blocks.Select(Text));

    /// <summary>The section on the output, without the name of the type that the engine prints above it.</summary>
    public static IEnumerable<MarkdownBlock> Output(IEnumerable<MarkdownBlock> blocks, string type) => blocks.Select(
        b => b is Paragraph { Text: var text } && text.Length > type.Length + 2 && text.StartsWith(type, StringComparison.Ordinal)
            ? new Paragraph(char.ToUpperInvariant(text[type.Length + 2]) + text[(type.Length + 3)..])
            : b);

    /// <summary>The notes of a page, and where to read on.</summary>
    public static IEnumerable<MarkdownBlock> WithSeeAlso(CmdletHelp help) =>
        [.. help.Page.Notes, new Paragraph("See also: Get-Help about_Scaling.")];

    public static Type? EnumOf(CommandParameterInfo parameter) => Bare(parameter) is { IsEnum: true } type ? type : null;

    /// <summary>The name by which scripts call the type, without a namespace.</summary>
    public static string TypeName(CommandParameterInfo parameter)
    {
        var type = Bare(parameter);
        if (type == typeof(SwitchParameter)) return nameof(SwitchParameter);
        var name = type.IsEnum ? type.Name : ToStringCodeMethods.Type(PSObject.AsPSObject(type));
        return type.IsGenericType ? name : name[(name.LastIndexOf('.') + 1)..];
    }

    /// <summary>The text of a parameter; of an enum with its values.</summary>
    public static string Meaning(ParameterHelp help) =>
        EnumOf(help.Info) is { } type ? $"{help.Text} Values: {string.Join(", ", Enum.GetNames(type))}." : help.Text;

    public static string Default(ParameterHelp help) =>
        help.Default.Length > 0 ? help.Default : help.Info.ParameterType == typeof(SwitchParameter) ? "False" : "None";

    public static string PipelineInput(CommandParameterInfo parameter) =>
        (parameter.ValueFromPipeline, parameter.ValueFromPipelineByPropertyName) switch
        {
            (true, true) => "True (ByValue, ByPropertyName)",
            (true, false) => "True (ByValue)",
            (false, true) => "True (ByPropertyName)",
            _ => "False",
        };

    private static Type Bare(CommandParameterInfo parameter) =>
        Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;

    private static string Text(MarkdownBlock block) => block switch
    {
        Heading heading => heading.Text,
        Paragraph paragraph => paragraph.Text,
        Fence fence => fence.Text,
        BulletList list => Items(list.Items),
        Table { Headers: [var subject, var value] } pairs when !Has(Plain, value) => $"{subject}: {value}\n{Items(Lines(pairs))}",
        Table table => Items(Lines(table)),
        _ => "",
    };

    private static string Items(IEnumerable<string> lines) => string.Join('\n', lines.Select(l => "* " + l));

    /// <summary>A line a row: the first cell, then what it means.</summary>
    private static List<string> Lines(Table table)
    {
        var lines = new List<string>();
        var subject = "";
        foreach (var row in table.Rows)
        {
            if (row[0].Length > 0) subject = row[0];
            var rest = row.Zip(table.Headers).Skip(1).Where(c => c.First.Length > 0 && !Has(LeftOut, c.Second)).ToList();
            var brackets = string.Concat(rest.Where(c => Has(InBrackets, c.Second)).Select(c => $" ({c.First})"));
            var texts = rest.Where(c => !Has(InBrackets, c.Second))
                .Select(c => Has(AfterHeader, c.Second) ? $"{c.Second} {c.First}" : c.First);
            lines.Add($"{subject}{brackets}: {string.Join("; ", texts)}");
        }

        return lines;
    }

    private static bool Has(string[] headers, string header) => headers.Contains(header, StringComparer.OrdinalIgnoreCase);
}
