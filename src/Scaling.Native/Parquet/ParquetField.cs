using Microsoft.Win32.SafeHandles;
using Scaling.Native.Datasets;
using Scaling.Native.Parquet.Metadata;
using Scaling.Native.Parquet.Nesting;

namespace Scaling.Native.Parquet;

/// <summary>A column as readers see it: a leaf that does not repeat, or a whole list or map, which is read as JSON.</summary>
internal sealed class ParquetField
{
    // A bracket or comma, quotes, and what numbers and dates take as text.
    private const int JsonBytesPerEntry = 32;
    private readonly NestedNode? _root;
    private readonly string? _refusal;

    private ParquetField(string name, ParquetColumn[] leaves, NestedNode? root, string? refusal) =>
        (Name, Leaves, _root, _refusal) = (name, leaves, root, refusal);

    /// <summary>The path with dots.</summary>
    internal string Name { get; }

    internal IReadOnlyList<ParquetColumn> Leaves { get; }

    /// <summary>The leaf that it is; null for lists and maps.</summary>
    internal ParquetColumn? Flat => _root is null ? Leaves[0] : null;

    /// <summary>Null where it is not read.</summary>
    internal ColumnType? Type => _root is null ? Leaves[0].Type : _refusal is null ? ColumnType.String : null;

    /// <summary>Why it is not read.</summary>
    internal string? Refusal => _root is null ? Leaves[0].Refusal : _refusal;

    internal bool IsNullable => _root is null ? Leaves[0].IsNullable : _root.Definition > 0;

    /// <summary>What a list or map holds: <c>list&lt;int32&gt;</c>. Null for others.</summary>
    internal string? NestedType => _root?.ToString();

    internal static ParquetField OfLeaf(ParquetColumn leaf) => new(leaf.Name, [leaf], null, null);

    /// <param name="node">A list, a map, or what repeats without being called so.</param>
    internal static ParquetField OfTree(SchemaNode node)
    {
        var (root, leaves, refusal) = NestedTree.Build(node);
        return new(string.Join('.', node.Path), leaves, root, refusal);
    }

    internal IColumnReader CreateReader(SafeFileHandle file, long pagesEnd) => _root is null
        ? new ColumnChunkReader(file, Leaves[0], Name, pagesEnd)
        : new NestedColumnReader(_root, [.. Leaves.Select(l => new ColumnChunkReader(file, l, Name, pagesEnd))], Leaves, Name);

    /// <summary>Bytes that the rows of a row group take, about.</summary>
    internal double EstimateBytes(RowGroup group)
    {
        var bytes = 0.0;
        foreach (var leaf in Leaves)
        {
            var chunk = group.Columns[leaf.Index].MetaData!;
            bytes += Math.Max(0, chunk.TotalUncompressedSize);
            if (_root is not null) bytes += (double)chunk.ValueCount * (JsonBytesPerEntry + leaf.Path[^1].Length);
        }

        return bytes;
    }
}
