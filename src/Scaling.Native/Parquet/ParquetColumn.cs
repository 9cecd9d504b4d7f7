using Scaling.Native.Datasets;
using Scaling.Native.Parquet.Metadata;

namespace Scaling.Native.Parquet;

/// <summary>A leaf of a file's schema tree.</summary>
internal sealed class ParquetColumn
{
    private const int DeepestNesting = 64;

    private ParquetColumn(int index, string[] path, SchemaElement element, bool isNested)
    {
        (Index, Path, Element, IsNested) = (index, path, element, isNested);
        (Type, Refusal) = isNested ? (null, "nested columns are not read") : ParquetTypes.ToColumnType(element);
    }

    /// <summary>Its place among the column chunks of every row group.</summary>
    internal int Index { get; }

    internal string[] Path { get; }

    /// <summary>The name of the column it is, or belongs to.</summary>
    internal string Name => Path[0];

    internal SchemaElement Element { get; }

    /// <summary>Part of a group, list or map.</summary>
    internal bool IsNested { get; }

    internal bool IsNullable => Element.RepetitionType == FieldRepetitionType.Optional;

    /// <summary>Null where the column is not read.</summary>
    internal ColumnType? Type { get; private set; }

    internal string? Refusal { get; }

    /// <summary>The leaves of a schema, in the order of column chunks.</summary>
    /// <exception cref="DatasetException"><see cref="DatasetError.CorruptFile"/>: the elements form no tree.</exception>
    internal static List<ParquetColumn> List(IReadOnlyList<SchemaElement> schema)
    {
        if (schema.Count == 0) throw Damaged("it has no schema");
        List<ParquetColumn> columns = [];
        var next = 1;
        for (var left = schema[0].ChildCount; left > 0; left--) Add(columns, schema, ref next, [], isNested: false);
        if (next != schema.Count) throw Damaged($"its schema has {schema.Count} elements where the tree has {next}");
        return columns;
    }

    /// <summary>Makes text a category, as our own writer's note on the schema says.</summary>
    internal void TreatAsCategory()
    {
        if (Type == ColumnType.String) Type = ColumnType.Category;
    }

    private static void Add(List<ParquetColumn> columns, IReadOnlyList<SchemaElement> schema, ref int next, string[] parents, bool isNested)
    {
        if (next >= schema.Count) throw Damaged("its schema ends too early");
        if (parents.Length == DeepestNesting) throw Damaged("its schema nests too deeply");
        var element = schema[next++];
        string[] path = [.. parents, element.Name];
        isNested |= element.RepetitionType == FieldRepetitionType.Repeated;
        if (element.Type is not null)
        {
            columns.Add(new(columns.Count, path, element, isNested));
            return;
        }

        for (var left = element.ChildCount; left > 0; left--) Add(columns, schema, ref next, path, isNested: true);
    }

    private static DatasetException Damaged(string what) => new(DatasetError.CorruptFile, $"The metadata is damaged: {what}.");
}
