using System.Text;
using System.Text.Json;
using Scaling.Native.Datasets;

namespace Scaling.Native.Parquet;

/// <summary>
/// The note that files written here carry where a column is a category: the format has no such type, and text must come back as it
/// was. A JSON array of <c>{"name", "type"}</c> under the key <see cref="ParquetFooter.SchemaKey"/>.
/// </summary>
internal static class CategoryNote
{
    internal static string? Write(DatasetSchema schema)
    {
        if (schema.All(c => c.Type.Kind != ColumnKind.Category)) return null;
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartArray();
            foreach (var column in schema)
            {
                json.WriteStartObject();
                json.WriteString("name", column.Name);
                json.WriteString("type", column.Type.ToString());
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>Marks the categories among a file's columns. A note that cannot be read, or does not fit, is none.</summary>
    internal static void Apply(ParquetFooter footer)
    {
        foreach (var (key, value) in footer.MetaData.KeyValueMetadata)
            if (key == ParquetFooter.SchemaKey && value is not null) Apply(value, footer.Fields);
    }

    private static void Apply(string note, IReadOnlyList<ParquetField> columns)
    {
        try
        {
            using var json = JsonDocument.Parse(note);
            if (json.RootElement.ValueKind != JsonValueKind.Array) return;
            var category = ColumnType.Category.ToString();
            var names = json.RootElement.EnumerateArray()
                .Where(e => Text(e, "type") == category)
                .Select(e => Text(e, "name"))
                .ToHashSet(StringComparer.Ordinal);
            foreach (var column in columns)
                if (column.Flat is { Path.Length: 1 } leaf && names.Contains(column.Name)) leaf.TreatAsCategory();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
        }
    }

    private static string? Text(JsonElement element, string property) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(property, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
