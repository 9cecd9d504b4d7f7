using System.Management.Automation;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Scaling.Help;

/// <summary>Writes help in the form that the engine reads: MAML, schema of 2004/10.</summary>
internal static class MamlWriter
{
    private static readonly XNamespace ItemsNamespace = "http://msh";
    private static readonly XNamespace MamlNamespace = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace CommandNamespace = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace DevNamespace = "http://schemas.microsoft.com/maml/dev/2004/10";

    /// <summary>Replaces the file whole: another build may be copying it.</summary>
    public static void Write(IEnumerable<CmdletHelp> cmdlets, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            var settings = new XmlWriterSettings { Indent = true, NewLineChars = "\n", Encoding = new UTF8Encoding() };
            using (var writer = XmlWriter.Create(temporary, settings))
            {
                new XElement(ItemsNamespace + "helpItems", new XAttribute("schema", "maml"), cmdlets.Select(Command)).Save(writer);
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static XElement Command(CmdletHelp help) => new(
        CommandNamespace + "command",
        new XAttribute(XNamespace.Xmlns + "maml", MamlNamespace),
        new XAttribute(XNamespace.Xmlns + "command", CommandNamespace),
        new XAttribute(XNamespace.Xmlns + "dev", DevNamespace),
        new XElement(
            CommandNamespace + "details",
            new XElement(CommandNamespace + "name", help.Cmdlet.Name),
            new XElement(CommandNamespace + "verb", help.Cmdlet.Verb),
            new XElement(CommandNamespace + "noun", help.Cmdlet.Noun),
            new XElement(MamlNamespace + "description", Para(help.Synopsis))),
        new XElement(MamlNamespace + "description", MamlText.Paragraphs(help.Page.Description)),
        new XElement(
            CommandNamespace + "syntax",
            help.Cmdlet.ParameterSets.OrderByDescending(s => s.IsDefault).Select(s => SyntaxItem(help, s))),
        new XElement(CommandNamespace + "parameters", help.Parameters.Select(Parameter)),
        new XElement(CommandNamespace + "inputTypes", Inputs(help)),
        new XElement(CommandNamespace + "returnValues", Outputs(help)),
        new XElement(MamlNamespace + "alertSet", new XElement(MamlNamespace + "alert", MamlText.Paragraphs(MamlText.WithSeeAlso(help)))),
        new XElement(CommandNamespace + "examples", help.Page.Examples.Select(Example)));

    private static XElement SyntaxItem(CmdletHelp help, CommandParameterSetInfo set) => new(
        CommandNamespace + "syntaxItem",
        new XElement(MamlNamespace + "name", help.Cmdlet.Name),
        ModuleCmdlets.InDisplayOrder(set).Select(p => new XElement(
            CommandNamespace + "parameter",
            Binding(p),
            new XElement(MamlNamespace + "name", p.Name),
            p.ParameterType == typeof(SwitchParameter) ? null : ValueOf(p))));

    private static XElement ValueOf(CommandParameterInfo parameter) => MamlText.EnumOf(parameter) is { } type
        ? new(CommandNamespace + "parameterValueGroup", Enum.GetNames(type).Select(n => new XElement(CommandNamespace + "parameterValue", n)))
        : new(CommandNamespace + "parameterValue", new XAttribute("required", "true"), MamlText.TypeName(parameter));

    private static XElement Parameter(ParameterHelp help) => new(
        CommandNamespace + "parameter",
        Binding(help.Info),
        new XElement(MamlNamespace + "name", help.Info.Name),
        new XElement(MamlNamespace + "description", Para(MamlText.Meaning(help))),
        new XElement(
            CommandNamespace + "parameterValue",
            new XAttribute("required", help.Info.ParameterType == typeof(SwitchParameter) ? "false" : "true"),
            MamlText.TypeName(help.Info)),
        new XElement(DevNamespace + "type", new XElement(MamlNamespace + "name", MamlText.TypeName(help.Info))),
        new XElement(DevNamespace + "defaultValue", MamlText.Default(help)));

    private static object[] Binding(CommandParameterInfo parameter) =>
    [
        new XAttribute("required", parameter.IsMandatory ? "true" : "false"),
        new XAttribute("globbing", parameter.Attributes.Any(a => a is SupportsWildcardsAttribute) ? "true" : "false"),
        new XAttribute("pipelineInput", MamlText.PipelineInput(parameter)),
        new XAttribute("position", parameter.Position >= 0 ? XmlConvert.ToString(parameter.Position) : "named"),
        new XAttribute("aliases", parameter.Aliases.Count > 0 ? string.Join(", ", parameter.Aliases) : "none"),
    ];

    private static IEnumerable<XElement> Inputs(CmdletHelp help) => help.Parameters
        .Where(p => p.Info.ValueFromPipeline)
        .Select(p => new XElement(
            CommandNamespace + "inputType",
            new XElement(DevNamespace + "type", new XElement(MamlNamespace + "name", MamlText.TypeName(p.Info))),
            new XElement(MamlNamespace + "description", Para(p.Text))));

    private static XElement Outputs(CmdletHelp help)
    {
        var type = string.Join(", ", help.Cmdlet.OutputType.Select(t => t.Name));
        return new(
            CommandNamespace + "returnValue",
            new XElement(DevNamespace + "type", new XElement(MamlNamespace + "name", type)),
            new XElement(MamlNamespace + "description", MamlText.Paragraphs(MamlText.Output(help.Page.Output, type))));
    }

    private static XElement Example(PageExample example, int index)
    {
        var title = example.Title.Length > 0 ? $"Example {index + 1}: {example.Title}" : $"Example {index + 1}";
        // The engine prints the command right behind the introduction, which it does not trim, and the next title right below the remarks.
        var introduction = MamlText.Joined(example.Introduction);
        return new(
            CommandNamespace + "example",
            new XElement(MamlNamespace + "title", $"---------- {title} ----------"),
            introduction.Length > 0 ? new XElement(MamlNamespace + "introduction", Para(introduction + "\n\n")) : null,
            new XElement(DevNamespace + "code", example.Transcript),
            example.Remarks.Count > 0 ? new XElement(DevNamespace + "remarks", MamlText.Paragraphs(example.Remarks), Para("")) : null);
    }

    private static XElement Para(string text) => new(MamlNamespace + "para", text);
}
