namespace Scaling.Help;

/// <summary>What the page of a cmdlet says, in the parts that help has.</summary>
internal sealed class CmdletPage
{
    private readonly List<MarkdownBlock> _description = [];
    private readonly List<MarkdownBlock> _notes = [];
    private readonly List<MarkdownBlock> _output = [];
    private readonly List<MarkdownBlock> _examples = [];
    private readonly List<Table> _parameters = [];

    private CmdletPage(string path, string title)
    {
        Path = path;
        Title = title;
    }

    public string Path { get; }

    public string Title { get; }

    public IReadOnlyList<MarkdownBlock> Description => _description;

    public IReadOnlyList<MarkdownBlock> Notes => _notes;

    public IReadOnlyList<MarkdownBlock> Output => _output;

    public IReadOnlyList<PageExample> Examples { get; private set; } = [];

    /// <summary>What the page's tables say of parameters, by name.</summary>
    public IReadOnlyDictionary<string, PageParameter> Parameters { get; private set; } = new Dictionary<string, PageParameter>();

    public static CmdletPage Read(string path)
    {
        var blocks = MarkdownReader.Read(File.ReadAllLines(path));
        var page = new CmdletPage(path, blocks is [Heading { Level: 1 } title, ..] ? title.Text : "");
        page.Sort(blocks.Skip(1).ToList());
        page.Parameters = PageParameter.Read(page._parameters);
        page.Examples = PageExample.Read(page._examples);
        return page;
    }

    /// <summary>Deals the blocks out. A page has a section for each part, or syntax, description, parameters below its title.</summary>
    private void Sort(List<MarkdownBlock> blocks)
    {
        // The class has the synopsis, and the engine the syntax.
        var start = blocks.FindIndex(b => b is Fence or Heading);
        if (start >= 0 && blocks[start] is Fence) start++;
        var part = _description;
        var section = _description;
        foreach (var block in blocks.Skip(Math.Max(start, 0)))
        {
            if (block is Heading { Level: 2 } heading)
            {
                part = section = SectionOf(heading.Text);
                continue;
            }

            if (section == _description && block is Heading below) part = below.Text == "Errors" ? _notes : _description;
            if (block is Table table && PageParameter.IsListedIn(table))
            {
                _parameters.Add(table);
                // What follows the parameters below the title is about errors and details.
                if (section == _description) part = _notes;
            }
            else
            {
                if (block is Table { Headers: ["error", ..] }) part.Add(new Heading(3, "Errors"));
                part.Add(block);
            }
        }
    }

    private List<MarkdownBlock> SectionOf(string title) => title switch
    {
        "Description" => _description,
        "Errors" or "Notes" => _notes,
        "Examples" => _examples,
        "Output" or "Outputs" => _output,
        _ => [],
    };
}
