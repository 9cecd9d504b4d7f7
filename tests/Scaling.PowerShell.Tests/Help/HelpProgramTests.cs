using System.Diagnostics;
using System.Xml.Linq;
using Xunit;

namespace Scaling.PowerShell.Tests.Help;

/// <summary>The program that makes the help file, on copies of the pages and comments.</summary>
public sealed class HelpProgramTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly string _folder = Directory.CreateTempSubdirectory("scaling-help-").FullName;

    public HelpProgramTests()
    {
        var docs = EngineSession.Metadata("DocsFolder");
        Directory.CreateDirectory(Path.Combine(_folder, "cmdlets"));
        File.Copy(Path.Combine(docs, "reading-options.md"), Path.Combine(_folder, "reading-options.md"));
        foreach (var page in Directory.GetFiles(Path.Combine(docs, "cmdlets"))) File.Copy(page, Page(Path.GetFileName(page)));
        File.Copy(EngineSession.Metadata("CmdletComments"), Comments);
    }

    private string Comments => Path.Combine(_folder, "comments.xml");

    private string Target => Path.Combine(_folder, "help.xml");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_is_missing_is_named_and_nothing_is_written()
    {
        File.Delete(Page("Read-Dataset.md"));
        File.WriteAllText(Page("Import-Dataset.md"), "# Import-Dataset\n\nTurns.\n\nText.\n\n## Examples\n\n```\nPS> Import-Dataset a\n```\n");
        File.AppendAllText(Page("Get-DatasetInfo.md"), "\n| parameter | meaning |\n| --- | --- |\n| `-Colour` | none |\n");
        File.WriteAllText(Page("Get-Nothing.md"), "# Get-Nothing\n");
        var comments = XDocument.Load(Comments);
        comments.Descendants("member").Single(m => ((string)m.Attribute("name")!).EndsWith("DatasetReadingCommand.Culture", StringComparison.Ordinal)).Remove();
        comments.Save(Comments);

        var (code, errors) = Run();

        Assert.Equal(1, code);
        Assert.False(File.Exists(Target));
        Assert.Contains($"{Page("Read-Dataset.md")} : error HELP001: Read-Dataset has no page.", errors);
        Assert.Contains($"{Page("Import-Dataset.md")} : error HELP001: Import-Dataset has 1 examples; at least 2 are needed.", errors);
        Assert.Contains($"{Page("Import-Dataset.md")} : error HELP001: Import-Dataset has no section on its output.", errors);
        Assert.Contains($"{Page("Get-DatasetInfo.md")} : error HELP001: Get-DatasetInfo has no parameter -Colour.", errors);
        Assert.Contains($"{Page("Get-Nothing.md")} : error HELP001: The module exports no cmdlet Get-Nothing.", errors);
        Assert.Contains($"{Comments} : error HELP001: Group-Dataset -Culture has no text: the property needs a summary.", errors);
    }

    [Fact]
    public void A_page_with_sections_becomes_help()
    {
        File.WriteAllText(Page("Import-Dataset.md"), """
            # Import-Dataset

            Turns.

            ## Syntax

            ```
            Import-Dataset
            ```

            ## Description

            One **bold** line
            and `a*b*c`, see [there](x.md) ([page](y.md)).

            - first
              item

            ### Errors

            | id | category | when | target |
            | --- | --- | --- | --- |
            | `Bad` | InvalidData | it is `a\|b` | it |

            ## Parameters

            | parameter | type | default | meaning |
            | --- | --- | --- | --- |
            | `-InputObject` | object | | from the pipeline |
            | `-Delimiter`, `-Comment` | | Tab, `#` | how |

            ## Examples

            ### Example 1: two commands

            Before.

            ```powershell
            $a = 1 |
                Import-Dataset
            Import-Dataset
            ```

            ```

              Rows
            ------
            ```

            After.

            ### Example 2

            ```
            PS> Import-Dataset x
            1
            ```

            ## Output

            `PSCustomObject`.
            """);

        var (code, errors) = Run();

        Assert.Empty(errors);
        Assert.Equal(0, code);
        var help = XDocument.Load(Target).Root!.Elements().Single(c => c.Descendants().Any(e => e is { Name.LocalName: "name", Value: "Import-Dataset" }));
        Assert.Equal(["One bold line and a*b*c, see there.", "* first item"], Paragraphs(help.Elements().ElementAt(1)));
        Assert.Equal(["Errors", "* Bad (InvalidData): it is a|b", "See also: Get-Help about_Scaling."], Paragraphs(Named(help, "alert").Single()));
        Assert.Equal(
            ["PS> $a = 1 |\n    Import-Dataset\nPS> Import-Dataset\n\n  Rows\n------", "PS> Import-Dataset x\n1"],
            Named(help, "code").Select(e => e.Value));
        Assert.Equal(["---------- Example 1: two commands ----------", "---------- Example 2 ----------"], Named(help, "title").Select(e => e.Value));
        Assert.Equal(["Before.\n\n"], Named(help, "introduction").Select(e => e.Value));
        Assert.Equal(["After.", ""], Paragraphs(Named(help, "remarks").Single()));
        var parameters = Named(help, "parameters").Single().Elements().ToDictionary(p => Named(p, "name").First().Value);
        Assert.Equal(["From the pipeline."], Paragraphs(parameters["InputObject"]));
        Assert.Equal("Tab", Named(parameters["Delimiter"], "defaultValue").Single().Value);
        Assert.Equal("#", Named(parameters["Comment"], "defaultValue").Single().Value);
        Assert.Equal("invariant", Named(parameters["Culture"], "defaultValue").Single().Value);
    }

    private static IEnumerable<XElement> Named(XElement element, string name) => element.Descendants().Where(e => e.Name.LocalName == name);

    private static IEnumerable<string> Paragraphs(XElement element) => Named(element, "para").Select(e => e.Value);

    private string Page(string name) => Path.Combine(_folder, "cmdlets", name);

    private (int Code, IReadOnlyList<string> Errors) Run()
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet") { RedirectStandardError = true };
        foreach (var argument in new[]
        {
            EngineSession.Metadata("HelpAssembly"), Path.Combine(EngineSession.ModuleFolder, "Scaling.psd1"), Comments, _folder, Target,
        })
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEnd();
        Assert.True(process.WaitForExit(Limit));
        return (process.ExitCode, errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }
}
