using System.Management.Automation;
using System.Xml.Linq;
using Scaling.PowerShell.Tests.Loading;
using Xunit;

namespace Scaling.PowerShell.Tests.Help;

/// <summary>What Get-Help of the real engine finds in the staged module.</summary>
public sealed class GetHelpTests : IDisposable
{
    private readonly EngineSession _session = new();

    public static TheoryData<string> Cmdlets => [.. ModuleLoadingTests.ModuleCmdlets()];

    public void Dispose() => _session.Dispose();

    [Fact]
    public void The_help_file_is_well_formed_and_has_every_cmdlet_once()
    {
        var help = XDocument.Load(Path.Combine(EngineSession.ModuleFolder, "en-US", "Scaling.PowerShell.dll-Help.xml"));

        var names = help.Root!.Elements().Select(c => c.Elements().First().Elements().First().Value);

        Assert.Equal(ModuleLoadingTests.ModuleCmdlets().Order(StringComparer.Ordinal), names);
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void A_cmdlet_has_synopsis_description_and_two_examples(string cmdlet)
    {
        var help = _session.Run("Get-Help $args[0] -Full", cmdlet).ThrowOnError().Output.Single();

        Assert.Contains("MamlCommandHelpInfo#FullView", help.TypeNames);
        Assert.EndsWith(".", Text(help, "Synopsis"), StringComparison.Ordinal);
        Assert.NotEmpty(Text(help, "description"));
        var examples = Items(Property(help, "examples"), "example");
        Assert.True(examples.Count >= 2, $"{examples.Count} examples");
        Assert.All(examples, example =>
        {
            Assert.StartsWith("PS> ", Text(example, "code"), StringComparison.Ordinal);
            Assert.Contains(cmdlet, Text(example, "code"), StringComparison.Ordinal);
        });
        Assert.NotEmpty(Text(Items(Property(help, "returnValues"), "returnValue").Single(), "description"));
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void A_parameter_has_text_and_is_bound_as_the_engine_binds_it(string cmdlet)
    {
        var info = (CmdletInfo)_session.Run("Get-Command $args[0]", cmdlet).Output.Single().BaseObject;
        var help = _session.Run("Get-Help $args[0] -Full", cmdlet).ThrowOnError().Output.Single();

        var documented = Items(Property(help, "parameters"), "parameter").ToDictionary(p => Text(p, "name"));

        Assert.Equal(info.Parameters.Keys.Except(Cmdlet.CommonParameters).Order(), documented.Keys.Order());
        Assert.All(documented.Values, p => Assert.NotEmpty(Text(p, "description")));
        foreach (var set in info.ParameterSets)
        {
            var syntax = Items(Property(help, "syntax"), "syntaxItem").Single(
                s => Items(s, "parameter").Select(p => Text(p, "name")).ToHashSet().SetEquals(
                    set.Parameters.Select(p => p.Name).Except(Cmdlet.CommonParameters)));
            foreach (var parameter in set.Parameters.Where(p => !Cmdlet.CommonParameters.Contains(p.Name)))
            {
                var shown = Items(syntax, "parameter").Single(p => Text(p, "name") == parameter.Name);
                Assert.Equal(parameter.IsMandatory ? "true" : "false", Text(shown, "required"));
                Assert.Equal(parameter.Position >= 0 ? $"{parameter.Position}" : "named", Text(shown, "position"));
                Assert.Equal(parameter.ValueFromPipeline, Text(shown, "pipelineInput").Contains("ByValue", StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void The_page_about_the_module_names_every_cmdlet()
    {
        var about = (string)_session.Run("Get-Help about_Scaling").ThrowOnError().Output.Single().BaseObject;

        Assert.All(
            ModuleLoadingTests.ModuleCmdlets(),
            cmdlet => Assert.Contains($"\n    {cmdlet} ", about.ReplaceLineEndings("\n"), StringComparison.Ordinal));
        Assert.All(about.Split('\n'), line => Assert.InRange(line.TrimEnd().Length, 0, 80));
    }

    private static object? Property(object? item, string name) => PSObject.AsPSObject(item).Properties[name]?.Value;

    private static List<PSObject> Items(object? item, string name) => Property(item, name) switch
    {
        null => [],
        object[] many => [.. many.Select(PSObject.AsPSObject)],
        var one => [PSObject.AsPSObject(one)],
    };

    /// <summary>A property's text; of paragraphs, that of all of them.</summary>
    private static string Text(PSObject item, string name) =>
        string.Join('\n', Items(item, name).Select(i => i.Properties["Text"]?.Value ?? i.BaseObject)).Trim();
}
