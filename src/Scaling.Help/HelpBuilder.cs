using System.Management.Automation;

namespace Scaling.Help;

/// <summary>Puts sources, pages and the engine's view together, and gathers what is missing in them.</summary>
internal sealed class HelpBuilder
{
    private const int FewestExamples = 2;

    private static readonly Dictionary<string, string> EngineParameters = new(StringComparer.OrdinalIgnoreCase)
    {
        ["WhatIf"] = "Says what would be done, and does nothing.",
        ["Confirm"] = "Asks before anything is done.",
    };

    private readonly DocumentationComments _comments;
    private readonly string _pages;
    private readonly string _source;
    private readonly Dictionary<string, PageParameter> _shared;
    private readonly List<string> _problems = [];

    /// <param name="comments">The compiler's documentation file of the cmdlets.</param>
    /// <param name="docs">The folder with reading-options.md, and cmdlets/ with a page for each.</param>
    public HelpBuilder(string comments, string docs)
    {
        _source = comments;
        _comments = DocumentationComments.Read(comments);
        _pages = Path.Combine(docs, "cmdlets");
        _shared = PageParameter.Read(MarkdownReader.Read(File.ReadAllLines(Path.Combine(docs, "reading-options.md"))));
    }

    /// <summary>What is missing, one line each in the form that MSBuild shows as an error.</summary>
    public IReadOnlyList<string> Problems => _problems;

    public List<CmdletHelp> Build(IReadOnlyList<CmdletInfo> cmdlets)
    {
        foreach (var path in Directory.GetFiles(_pages, "*.md").Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileNameWithoutExtension(path);
            if (cmdlets.All(c => c.Name != name)) Report(path, $"The module exports no cmdlet {name}.");
        }

        return [.. cmdlets.Select(Build).OfType<CmdletHelp>()];
    }

    private CmdletHelp? Build(CmdletInfo cmdlet)
    {
        var path = Path.GetFullPath(Path.Combine(_pages, $"{cmdlet.Name}.md"));
        if (!File.Exists(path))
        {
            Report(path, $"{cmdlet.Name} has no page.");
            return null;
        }

        var page = CmdletPage.Read(path);
        if (page.Title != cmdlet.Name) Report(path, $"The title is not {cmdlet.Name}.");
        if (page.Description.Count == 0) Report(path, $"{cmdlet.Name} has no description.");
        if (page.Output.Count == 0) Report(path, $"{cmdlet.Name} has no section on its output.");
        if (page.Examples.Count < FewestExamples)
            Report(path, $"{cmdlet.Name} has {page.Examples.Count} examples; at least {FewestExamples} are needed.");

        var synopsis = _comments.Of(cmdlet.ImplementingType);
        if (synopsis is null) Report(_source, $"{cmdlet.Name} has no synopsis: class {cmdlet.ImplementingType.Name} needs a summary.");
        var parameters = Parameters(cmdlet, page);
        foreach (var name in page.Parameters.Keys.Except(parameters.Select(p => p.Info.Name), StringComparer.OrdinalIgnoreCase))
            Report(path, $"{cmdlet.Name} has no parameter -{name}.");
        return new CmdletHelp(cmdlet, page, synopsis ?? "", parameters);
    }

    private List<ParameterHelp> Parameters(CmdletInfo cmdlet, CmdletPage page)
    {
        // A parameter may be in several sets; the default one says best how it is bound.
        var sets = cmdlet.ParameterSets.OrderByDescending(s => s.IsDefault);
        return [.. sets.SelectMany(ModuleCmdlets.InDisplayOrder).DistinctBy(p => p.Name).Select(p => Parameter(cmdlet, page, p))];
    }

    private ParameterHelp Parameter(CmdletInfo cmdlet, CmdletPage page, CommandParameterInfo parameter)
    {
        var text = EngineParameters.GetValueOrDefault(parameter.Name) ?? _comments.Of(cmdlet.ImplementingType, parameter.Name);
        if (text is null) Report(_source, $"{cmdlet.Name} -{parameter.Name} has no text: the property needs a summary.");

        // What a base class says of its parameter, a page may know better.
        var ours = page.Parameters.GetValueOrDefault(parameter.Name);
        var inherited = cmdlet.ImplementingType.GetProperty(parameter.Name)?.DeclaringType != cmdlet.ImplementingType;
        var value = ours is { Default.Length: > 0 } ? ours.Default : _shared.GetValueOrDefault(parameter.Name)?.Default;
        return new ParameterHelp(parameter, (inherited ? ours?.Meaning : null) ?? text ?? "", value ?? "");
    }

    private void Report(string path, string message) => _problems.Add($"{path} : error HELP001: {message}");
}

/// <summary>Everything that help on a cmdlet is made of.</summary>
internal sealed record CmdletHelp(CmdletInfo Cmdlet, CmdletPage Page, string Synopsis, IReadOnlyList<ParameterHelp> Parameters);

/// <param name="Info">The parameter in the default set, or the first that has it.</param>
/// <param name="Text">What it means.</param>
/// <param name="Default">Its default, or empty.</param>
internal sealed record ParameterHelp(CommandParameterInfo Info, string Text, string Default);
