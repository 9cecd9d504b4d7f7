using Scaling.Native.Datasets;
using Scaling.Native.Parquet.Metadata;

namespace Scaling.Native.Parquet;

/// <summary>A leaf of a file's schema tree.</summary>
internal sealed class ParquetColumn
{
    internal ParquetColumn(int index, string[] path, SchemaElement element, int maxDefinition, int maxRepetition)
    {
        (Index, Path, Element, MaxDefinition, MaxRepetition) = (index, path, element, maxDefinition, maxRepetition);
        Name = string.Join('.', path);
        (Type, Refusal) = ParquetTypes.ToColumnType(element);
    }

    /// <summary>Its place among the column chunks of every row group.</summary>
    internal int Index { get; }

    internal string[] Path { get; }

    /// <summary>The path with dots.</summary>
    internal string Name { get; }

    internal SchemaElement Element { get; }

    /// <summary>The definition level of values: how many elements of the path may be missing or repeat.</summary>
    internal int MaxDefinition { get; }

    /// <summary>How many elements of the path repeat; where it is 0 every row has one entry.</summary>
    internal int MaxRepetition { get; }

    /// <summary>Where nothing repeats: a row may be null, at any level of the path.</summary>
    internal bool IsNullable => MaxDefinition > 0;

    /// <summary>Null where the column is not read.</summary>
    internal ColumnType? Type { get; private set; }

    internal string? Refusal { get; }

    /// <summary>Makes text a category, as our own writer's note on the schema says.</summary>
    internal void TreatAsCategory()
    {
        if (Type == ColumnType.String) Type = ColumnType.Category;
    }

    /// <summary>Makes a category text, where one array does not have to hold many of it.</summary>
    internal void TreatAsText()
    {
        if (Type == ColumnType.Category) Type = ColumnType.String;
    }
}
