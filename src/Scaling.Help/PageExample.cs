using System.Management.Automation.Language;
using System.Text.RegularExpressions;

namespace Scaling.Help;

/// <summary>An example of a page.</summary>
/// <param name="Title">What it shows, or empty.</param>
/// <param name="Introduction">What comes before the first command.</param>
/// <param name="Transcript">Commands after a prompt, and what they print.</param>
/// <param name="Remarks">What comes after that.</param>
internal sealed partial record PageExample(
    string Title, IReadOnlyList<MarkdownBlock> Introduction, string Transcript, IReadOnlyList<MarkdownBlock> Remarks)
{
    private const string Prompt = "PS> ";

    /// <summary>One example for each heading below "Examples", or where there are none, for each block of commands.</summary>
    public static List<PageExample> Read(IReadOnlyList<MarkdownBlock> blocks)
    {
        var examples = new List<PageExample>();
        var current = new List<MarkdownBlock>();
        var title = "";
        var titled = blocks.Any(b => b is Heading);
        foreach (var block in blocks)
        {
            if (block is Heading heading)
            {
                Close();
                title = Number().Replace(heading.Text, "");
                continue;
            }

            if (!titled && current.Exists(IsCommand) && (block is Paragraph || IsCommand(block))) Close();
            current.Add(block);
        }

        Close();
        return examples;

        void Close()
        {
            if (current.Exists(IsCommand)) examples.Add(Build(title, current));
            current = [];
        }
    }

    private static PageExample Build(string title, List<MarkdownBlock> blocks)
    {
        var merged = new List<MarkdownBlock>();
        foreach (var block in blocks)
        {
            // Output belongs below the commands it came from.
            if (block is Fence output && !IsCommand(output) && merged is [.., Fence { Language: "transcript" } commands])
                merged[^1] = commands with { Text = $"{commands.Text}\n\n{output.Text}" };
            else merged.Add(IsCommand(block) ? new Fence("transcript", Prompted((Fence)block)) : block);
        }

        var first = merged.FindIndex(b => b is Fence { Language: "transcript" });
        return new PageExample(title, merged[..first], ((Fence)merged[first]).Text, merged[(first + 1)..]);
    }

    private static bool IsCommand(MarkdownBlock block) =>
        block is Fence fence && (fence.Language == "powershell" || fence.Text.StartsWith(Prompt, StringComparison.Ordinal));

    /// <summary>A prompt before every statement of a script, so that commands can be told from what they print.</summary>
    private static string Prompted(Fence fence)
    {
        if (fence.Text.StartsWith(Prompt, StringComparison.Ordinal)) return fence.Text;
        var script = Parser.ParseInput(fence.Text, out _, out _);
        var lines = fence.Text.Split('\n');
        foreach (var line in script.EndBlock.Statements.Select(s => s.Extent.StartLineNumber - 1).Distinct())
            lines[line] = Prompt + lines[line];
        return string.Join('\n', lines);
    }

    [GeneratedRegex(@"^(Example\s+\d+[.:]?|\d+[.:])\s*")]
    private static partial Regex Number();
}
