namespace Scaling.Native.Parquet.Nesting;

/// <summary>
/// Tells by the rules of the format (https://parquet.apache.org/docs/file-format/types/logicaltypes/#nested-types), those for older writers
/// included, what a list's elements and a map's entries are.
/// </summary>
internal sealed class NestedTree
{
    private readonly List<ParquetColumn> _leaves = [];
    private string? _refusal;

    /// <summary>The value that a list or map is, its leaves in order, and why it cannot be read, if so.</summary>
    internal static (NestedNode Root, ParquetColumn[] Leaves, string? Refusal) Build(SchemaNode node)
    {
        var tree = new NestedTree();
        var root = tree.Add(node);
        return (root, [.. tree._leaves], tree._refusal);
    }

    private NestedNode Add(SchemaNode node) => node.IsRepeated
        ? new ListNode(node.Definition - 1, node.Definition, node.Repetition, AddContent(node))
        : AddContent(node);

    /// <summary>A node without its own repetition.</summary>
    private NestedNode AddContent(SchemaNode node)
    {
        if (node.Leaf is { } leaf) return AddLeaf(leaf);
        if (node.IsVariant) _refusal ??= $"VARIANT, which '{string.Join('.', node.Path)}' is, is not read";
        if (node.IsList)
        {
            var repeated = node.Children[0];
            return new ListNode(node.Definition, repeated.Definition, repeated.Repetition, AddElement(repeated, node.Name));
        }

        if (node.IsMap)
        {
            var entry = node.Children[0];
            if (entry.Children[0].Leaves().Any())
            {
                var key = Add(entry.Children[0]);
                return new MapNode(node.Definition, entry.Definition, entry.Repetition, key,
                    entry.Children[1].Leaves().Any() ? Add(entry.Children[1]) : null);
            }
        }

        var first = _leaves.Count;
        List<(string, NestedNode)> members = [];
        foreach (var child in node.Children)
            if (child.Leaves().Any()) members.Add((child.Name, Add(child)));
        return new StructNode(node.Definition, first, _leaves.Count - first, members);
    }

    private NestedNode AddElement(SchemaNode repeated, string listName)
    {
        var isElement = repeated.Children is not [{ IsRepeated: false }]
            || repeated.Name == "array" || repeated.Name == listName + "_tuple";
        return isElement ? AddContent(repeated) : Add(repeated.Children[0]);
    }

    private ScalarNode AddLeaf(ParquetColumn leaf)
    {
        leaf.TreatAsText();
        if (leaf.Type is null) _refusal ??= $"of '{leaf.Name}' {leaf.Refusal}";
        _leaves.Add(leaf);
        return new(_leaves.Count - 1, leaf);
    }
}
