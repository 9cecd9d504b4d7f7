using Scaling.Native.Datasets;
using Scaling.Native.Parquet.Metadata;

namespace Scaling.Native.Parquet;

/// <summary>The leaves of a file's schema, and the columns that they make up: leaves of groups are columns of their own, lists and maps
/// are one column each.</summary>
internal sealed class SchemaTree
{
    private const int DeepestNesting = 64;
    private readonly List<ParquetColumn> _leaves = [];
    private readonly List<ParquetField> _fields = [];

    private SchemaTree()
    {
    }

    /// <summary>In the order of column chunks.</summary>
    internal IReadOnlyList<ParquetColumn> Leaves => _leaves;

    internal IReadOnlyList<ParquetField> Fields => _fields;

    /// <exception cref="DatasetException"><see cref="DatasetError.CorruptFile"/>: the elements form no tree.</exception>
    internal static SchemaTree Read(IReadOnlyList<SchemaElement> schema)
    {
        if (schema.Count == 0) throw Damaged("it has no schema");
        var tree = new SchemaTree();
        List<SchemaNode> roots = [];
        var next = 1;
        for (var left = schema[0].ChildCount; left > 0; left--) roots.Add(tree.ReadNode(schema, ref next, [], 0, 0));
        if (next != schema.Count) throw Damaged($"its schema has {schema.Count} elements where the tree has {next}");
        foreach (var root in roots) tree.AddFields(root);
        return tree;
    }

    private SchemaNode ReadNode(IReadOnlyList<SchemaElement> schema, ref int next, string[] parents, int definition, int repetition)
    {
        if (next >= schema.Count) throw Damaged("its schema ends too early");
        if (parents.Length == DeepestNesting) throw Damaged("its schema nests too deeply");
        var element = schema[next++];
        string[] path = [.. parents, element.Name];
        if (element.RepetitionType is FieldRepetitionType.Optional or FieldRepetitionType.Repeated) definition++;
        if (element.RepetitionType == FieldRepetitionType.Repeated) repetition++;
        if (element.Type is not null)
        {
            var leaf = new ParquetColumn(_leaves.Count, path, element, definition, repetition);
            _leaves.Add(leaf);
            return new(path, element, definition, repetition, leaf, []);
        }

        List<SchemaNode> children = [];
        for (var left = element.ChildCount; left > 0; left--) children.Add(ReadNode(schema, ref next, path, definition, repetition));
        return new(path, element, definition, repetition, null, children);
    }

    private void AddFields(SchemaNode node)
    {
        if (node.IsRepeated || node.IsList || node.IsMap || node.IsVariant)
        {
            if (node.Leaves().Any()) _fields.Add(ParquetField.OfTree(node));
        }
        else if (node.Leaf is not null)
        {
            _fields.Add(ParquetField.OfLeaf(node.Leaf));
        }
        else
        {
            foreach (var child in node.Children) AddFields(child);
        }
    }

    private static DatasetException Damaged(string what) => new(DatasetError.CorruptFile, $"The metadata is damaged: {what}.");
}

/// <summary>An element of the schema with its place in the tree.</summary>
/// <param name="Path">Names from the root on.</param>
/// <param name="Element">The element.</param>
/// <param name="Definition">The definition level from which on it is there.</param>
/// <param name="Repetition">How many elements of the path repeat.</param>
/// <param name="Leaf">Null for groups.</param>
/// <param name="Children">Of a group.</param>
internal sealed record SchemaNode(
    string[] Path, SchemaElement Element, int Definition, int Repetition, ParquetColumn? Leaf, IReadOnlyList<SchemaNode> Children)
{
    internal string Name => Element.Name;

    internal bool IsRepeated => Element.RepetitionType == FieldRepetitionType.Repeated;

    /// <summary>A group that is a list in the form that the format asks for: its one child repeats.</summary>
    internal bool IsList => Is(LogicalTypeKind.List, ConvertedType.List) && Children is [{ IsRepeated: true }];

    /// <summary>The same of a map, whose repeated group holds keys and values. Early writers put the inner group's annotation on the
    /// outer one.</summary>
    internal bool IsMap => (Is(LogicalTypeKind.Map, ConvertedType.Map) || !IsRepeated && Element.ConvertedType == ConvertedType.MapKeyValue)
        && Children is [{ IsRepeated: true, Children: [{ IsRepeated: false }, _] }];

    internal bool IsVariant => Leaf is null && Element.LogicalType?.Kind == LogicalTypeKind.Variant;

    internal IEnumerable<ParquetColumn> Leaves() => Leaf is not null ? [Leaf] : Children.SelectMany(c => c.Leaves());

    private bool Is(LogicalTypeKind logical, ConvertedType converted) =>
        Leaf is null && (Element.LogicalType?.Kind == logical || Element.LogicalType is null && Element.ConvertedType == converted);
}
