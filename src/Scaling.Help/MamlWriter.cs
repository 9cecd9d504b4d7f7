using System.Management.Automation;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Scaling.Help;

/// <summary>Writes help in the form that the engine reads: MAML, schema of 2004/10.</summary>
internal static class MamlWriter
{
    private static readonly XNamespace _items = "http://msh";
    private static readonly XNamespace _maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace _command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace _dev = "http://schemas.microsoft.com/maml/dev/2004/10";

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
                new XElement(_items + "helpItems", new XAttribute("schema", "maml"), cmdlets.Select(Command)).Save(writer);
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static XElement Command(CmdletHelp help) => new(
        _command + "command",
        new XAttribute(XNamespace.Xmlns + "maml", _maml),
        new XAttribute(XNamespace.Xmlns + "command", _command),
        new XAttribute(XNamespace.Xmlns + "dev", _dev),
        new XElement(
            _command + "details",
            new XElement(_command + "name", help.Cmdlet.Name),
            new XElement(_command + "verb", help.Cmdlet.Verb),
            new XElement(_command + "noun", help.Cmdlet.Noun),
            new XElement(_maml + "description", Para(help.Synopsis))),
        new XElement(_maml + "description", MamlText.Paragraphs(help.Page.Description)),
        new XElement(_command + "syntax", help.Cmdlet.ParameterSets.OrderByDescending(s => s.IsDefault).Select(s => SyntaxItem(help, s))),
        new XElement(_command + "parameters", help.Parameters.Select(Parameter)),
        new XElement(_command + "inputTypes", Inputs(help)),
        new XElement(_command + "returnValues", Outputs(help)),
        new XElement(_maml + "alertSet", new XElement(_maml + "alert", MamlText.Paragraphs(MamlText.WithSeeAlso(help)))),
        new XElement(_command + "examples", help.Page.Examples.Select(Example)));

    private static XElement SyntaxItem(CmdletHelp help, CommandParameterSetInfo set) => new(
        _command + "syntaxItem",
        new XElement(_maml + "name", help.Cmdlet.Name),
        ModuleCmdlets.InDisplayOrder(set).Select(p => new XElement(
            _command + "parameter",
            Binding(p),
            new XElement(_maml + "name", p.Name),
            p.ParameterType == typeof(SwitchParameter) ? null : ValueOf(p))));

    private static XElement ValueOf(CommandParameterInfo parameter) => MamlText.EnumOf(parameter) is { } type
        ? new(_command + "parameterValueGroup", Enum.GetNames(type).Select(n => new XElement(_command + "parameterValue", n)))
        : new(_command + "parameterValue", new XAttribute("required", "true"), MamlText.TypeName(parameter));

    private static XElement Parameter(ParameterHelp help) => new(
        _command + "parameter",
        Binding(help.Info),
        new XElement(_maml + "name", help.Info.Name),
        new XElement(_maml + "description", Para(MamlText.Meaning(help))),
        new XElement(
            _command + "parameterValue",
            new XAttribute("required", help.Info.ParameterType == typeof(SwitchParameter) ? "false" : "true"),
            MamlText.TypeName(help.Info)),
        new XElement(_dev + "type", new XElement(_maml + "name", MamlText.TypeName(help.Info))),
        new XElement(_dev + "defaultValue", MamlText.Default(help)));

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
            _command + "inputType",
            new XElement(_dev + "type", new XElement(_maml + "name", MamlText.TypeName(p.Info))),
            new XElement(_maml + "description", Para(p.Text))));

    private static XElement Outputs(CmdletHelp help)
    {
        var type = string.Join(", ", help.Cmdlet.OutputType.Select(t => t.Name));
        return new(
            _command + "returnValue",
            new XElement(_dev + "type", new XElement(_maml + "name", type)),
            new XElement(_maml + "description", MamlText.Paragraphs(MamlText.Output(help.Page.Output, type))));
    }

    private static XElement Example(PageExample example, int index)
    {
        var title = example.Title.Length > 0 ? $"Example {index + 1}: {example.Title}" : $"Example {index + 1}";
        // The engine prints the command right behind the introduction, which it does not trim, and the next title right below the remarks.
        var introduction = MamlText.Joined(example.Introduction);
        return new(
            _command + "example",
            new XElement(_maml + "title", $"---------- {title} ----------"),
            introduction.Length > 0 ? new XElement(_maml + "introduction", Para(introduction + "\n\n")) : null,
            new XElement(_dev + "code", example.Transcript),
            example.Remarks.Count > 0 ? new XElement(_dev + "remarks", MamlText.Paragraphs(example.Remarks), Para("")) : null);
    }

    private static XElement Para(string text) => new(_maml + "para", text);
}
