namespace Scaling.Help;

/// <summary>A part of a page.</summary>
internal abstract record MarkdownBlock;

internal sealed record Heading(int Level, string Text) : MarkdownBlock;

/// <param name="Text">One line, however many the page has.</param>
internal sealed record Paragraph(string Text) : MarkdownBlock;

internal sealed record BulletList(IReadOnlyList<string> Items) : MarkdownBlock;

/// <param name="Headers">Plain texts of the first row.</param>
/// <param name="Rows">As many cells as headers in each.</param>
internal sealed record Table(IReadOnlyList<string> Headers, IReadOnlyList<IReadOnlyList<string>> Rows) : MarkdownBlock
{
    /// <summary>The place of a column by its header, or -1.</summary>
    public int Column(string header)
    {
        for (var i = 0; i < Headers.Count; i++)
        {
            if (Headers[i].Equals(header, StringComparison.OrdinalIgnoreCase)) return i;
        }

        return -1;
    }
}

/// <param name="Language">What stands after the opening fence.</param>
/// <param name="Text">The lines between, without blank ones at the ends.</param>
internal sealed record Fence(string Language, string Text) : MarkdownBlock;
