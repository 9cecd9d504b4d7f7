using System.Collections;
using System.Reflection;
using Scaling.Native.Datasets.Rows;

namespace Scaling.Native.Memory.Sizes;

/// <summary>A value that a row stores.</summary>
/// <param name="Name">Its column.</param>
/// <param name="Value">The value, or an object that holds it and belongs to it; null for none.</param>
/// <param name="InlineBytes">Bytes of the row itself that hold it.</param>
public readonly record struct RowPart(string Name, object? Value, int InlineBytes = 0);

/// <summary>The values that rows store one by one: entries of a dictionary, columns of a <see cref="DatasetRow"/>, public fields and those
/// behind automatic properties of other classes.</summary>
internal sealed class RowParts
{
    private const string Scalar = "Value";

    private readonly Dictionary<Type, Field[]> _fields = [];

    internal IEnumerable<RowPart> Of(object row)
    {
        if (IsScalar(row)) return [new(Scalar, row)];
        return row is IDictionary dictionary ? OfDictionary(dictionary) : OfFields(row);
    }

    /// <summary>Whether a row is a value itself, in a column of its own.</summary>
    internal static bool IsScalar(object row) => row is string || row.GetType().IsValueType;

    private static IEnumerable<RowPart> OfDictionary(IDictionary dictionary)
    {
        foreach (DictionaryEntry entry in dictionary)
            if (entry.Key is string name) yield return new(name, entry.Value);
    }

    private IEnumerable<RowPart> OfFields(object row)
    {
        var type = row.GetType();
        if (!_fields.TryGetValue(type, out var fields)) _fields.Add(type, fields = [.. FieldsOf(row)]);
        foreach (var field in fields)
            yield return new(field.Name, field.HoldsReferences ? field.Info.GetValue(row) : null, field.Bytes);
    }

    private static IEnumerable<Field> FieldsOf(object row)
    {
        if (row.GetType().IsArray) yield break;
        foreach (var field in ReferenceWalker.Fields(row.GetType()))
            if (NameOf(row, field) is { } name) yield return new(field, name, AllocatedSize.ElementSize(field.FieldType), ReferenceWalker.HoldsReferences(field.FieldType));
    }

    private static string? NameOf(object row, FieldInfo field)
    {
        // The emitted class numbers its fields as the schema its columns.
        if (row is DatasetRow typed) return int.TryParse(field.Name.AsSpan(1), out var column) ? RowClass.Of(typed).Schema[column].Name : null;
        if (field.IsPublic) return field.Name;
        var end = field.Name.IndexOf('>', StringComparison.Ordinal);
        var isAutomatic = field.Name.StartsWith('<') && end > 1 && field.Name[(end + 1)..] is "k__BackingField" or "i__Field";
        return isAutomatic ? field.Name[1..end] : null;
    }

    private sealed record Field(FieldInfo Info, string Name, int Bytes, bool HoldsReferences);
}
