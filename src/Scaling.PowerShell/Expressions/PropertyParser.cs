using System.Collections;
using System.Management.Automation;
using Scaling.Native.Datasets;
using Scaling.Native.Datasets.Expressions;

namespace Scaling.PowerShell.Expressions;

/// <summary>Reads the elements of <c>-Property</c> as Select-Object has them, with <c>Type</c> added.</summary>
internal static class PropertyParser
{
    /// <exception cref="FormatException">Not a property; the message says what is wrong.</exception>
    internal static SelectionItem Parse(object property, PSCmdlet command)
    {
        switch (property is PSObject wrapped ? wrapped.BaseObject : property)
        {
            case string name: return Pick(name);
            case ScriptBlock script: return new ComputedItem(script.ToString().Trim(), new ScriptBlockScript(script, command), null);
            case IDictionary entries: return Compute(entries, command);
            case var other: return Pick(LanguagePrimitives.ConvertTo<string>(other));
        }
    }

    private static PickedColumns Pick(string name)
    {
        if (name.Length == 0) throw new FormatException("-Property has an empty name.");
        if (!WildcardPattern.ContainsWildcardCharacters(name)) return new PickedColumns(name, null);
        var pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
        return new PickedColumns(name, column => pattern.IsMatch(column) || column.Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    private static ComputedItem Compute(IDictionary entries, PSCmdlet command)
    {
        string? name = null;
        object? expression = null;
        ColumnType? type = null;
        foreach (DictionaryEntry entry in entries)
        {
            var value = entry.Value is PSObject wrapped ? wrapped.BaseObject : entry.Value;
            switch (Key(entry.Key))
            {
                case "Name" or "Label":
                    if (name is not null) throw new FormatException("-Property has an entry with two names.");
                    name = value?.ToString();
                    break;
                case "Expression": expression = value; break;
                default: type = ParseType(value); break;
            }
        }

        RowScript script = expression switch
        {
            ScriptBlock block => new ScriptBlockScript(block, command),
            string { Length: > 0 } column => new ColumnScript(column),
            null => throw new FormatException($"-Property has an entry without Expression{(name is null ? "" : $", '{name}'")}."),
            var other => throw new FormatException(
                $"An Expression of -Property is a script block or a column's name, not a {other.GetType().Name}."),
        };
        name ??= expression is ScriptBlock ? expression.ToString()!.Trim() : script.Text;
        return name.Length > 0 ? new(name, script, type) : throw new FormatException("-Property has an entry with an empty name.");
    }

    /// <summary>A key in full; as in Select-Object, its beginning is enough.</summary>
    private static string Key(object key)
    {
        var text = key.ToString() ?? "";
        var known = Array.Find(["Name", "Label", "Expression", "Type"], k => k.StartsWith(text, StringComparison.OrdinalIgnoreCase));
        return known is not null && text.Length > 0
            ? known
            : throw new FormatException(
                $"-Property has an entry with the key '{text}'; the keys are Name (or Label), Expression and Type.");
    }

    private static ColumnType ParseType(object? value) =>
        ColumnType.Parse(value is Type type ? type.Name : value?.ToString() ?? "");
}
