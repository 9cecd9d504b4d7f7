namespace Scaling.Native.Parquet.Nesting;

/// <summary>A part of a value that is read as JSON. Its leaves follow one another among those of the column.</summary>
/// <param name="definition">The definition level from which on it is no null.</param>
/// <param name="firstLeaf">The first leaf below it.</param>
/// <param name="leafCount">Leaves below it; at least one.</param>
internal abstract class NestedNode(int definition, int firstLeaf, int leafCount)
{
    internal int Definition => definition;

    internal int FirstLeaf => firstLeaf;

    internal int LeafCount => leafCount;
}

internal sealed class ScalarNode(int firstLeaf, ParquetColumn leaf) : NestedNode(leaf.MaxDefinition, firstLeaf, 1)
{
    /// <summary>How its values are written; null where they are not read.</summary>
    internal JsonValues? Values { get; } = leaf.Type is null ? null : JsonValues.Of(leaf.Type);

    internal bool IsText => Values is JsonTexts;

    public override string ToString() => leaf.Type?.ToString() ?? leaf.Element.Type.ToString()!;
}

internal sealed class StructNode(int definition, int firstLeaf, int leafCount, IReadOnlyList<(string Name, NestedNode Node)> members)
    : NestedNode(definition, firstLeaf, leafCount)
{
    internal int Count => members.Count;

    /// <summary>What stands before each member's value.</summary>
    internal byte[][] Openings { get; } =
        [.. members.Select((m, i) => (byte[])[(byte)(i == 0 ? '{' : ','), .. JsonText.Quote(m.Name), (byte)':'])];

    internal NestedNode this[int index] => members[index].Node;

    public override string ToString() => $"struct<{string.Join(',', members.Select(m => $"{m.Name}:{m.Node}"))}>";
}

/// <param name="definition">The definition level from which on it is no null.</param>
/// <param name="elementDefinition">The definition level from which on it is not empty.</param>
/// <param name="repetition">The repetition level of every element but the first.</param>
/// <param name="element">What it holds.</param>
internal sealed class ListNode(int definition, int elementDefinition, int repetition, NestedNode element)
    : NestedNode(definition, element.FirstLeaf, element.LeafCount)
{
    internal int ElementDefinition => elementDefinition;

    internal int Repetition => repetition;

    internal NestedNode Element => element;

    public override string ToString() => $"list<{element}>";
}

/// <param name="definition">The definition level from which on it is no null.</param>
/// <param name="entryDefinition">The definition level from which on it is not empty.</param>
/// <param name="repetition">The repetition level of every entry but the first.</param>
/// <param name="key">The keys.</param>
/// <param name="value">The values; null where they have no leaves.</param>
internal sealed class MapNode(int definition, int entryDefinition, int repetition, NestedNode key, NestedNode? value)
    : NestedNode(definition, key.FirstLeaf, key.LeafCount + (value?.LeafCount ?? 0))
{
    internal int EntryDefinition => entryDefinition;

    internal int Repetition => repetition;

    internal NestedNode Key => key;

    internal NestedNode? Value => value;

    /// <summary>It can be an object: names are texts.</summary>
    internal bool HasTextKeys => key is ScalarNode { IsText: true };

    public override string ToString() => $"map<{key},{value?.ToString() ?? "struct<>"}>";
}
