using System.Collections;
using System.Management.Automation;
using Scaling.PowerShell.Common;

namespace Scaling.PowerShell.Commands.Memory;

/// <summary>Steps as users write them: name and script block in pairs, or an object with both for each.</summary>
internal static class StepList
{
    private const string NameKey = "Name";
    private const string ScriptKey = "Script";

    /// <param name="given">Values of the parameter.</param>
    /// <param name="error">What is wrong with them; null where nothing is.</param>
    internal static IReadOnlyList<ScriptPart> Read(IEnumerable<object> given, out ErrorRecord? error)
    {
        var parts = new List<ScriptPart>();
        error = null;
        foreach (var value in given)
        {
            error ??= Read(value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value, parts);
        }

        error ??= parts.GroupBy(p => p.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice
            ? Errors.DuplicateStep(twice.Key)
            : null;
        return parts;
    }

    private static ErrorRecord? Read(object value, List<ScriptPart> parts)
    {
        switch (value)
        {
            case ScriptBlock script:
                parts.Add(new ScriptPart(Unnamed(parts), script));
                return null;
            case IDictionary pairs when Find(pairs, ScriptKey) is null:
                return ReadPairs(pairs, parts);
            case IDictionary step:
                return Add(Find(step, NameKey), Find(step, ScriptKey), parts);
            default:
                var properties = PSObject.AsPSObject(value).Properties;
                return Add(properties[NameKey]?.Value, properties[ScriptKey]?.Value ?? value, parts);
        }
    }

    private static ErrorRecord? ReadPairs(IDictionary pairs, List<ScriptPart> parts)
    {
        if (pairs is Hashtable { Count: > 1 }) return Errors.StepsNotOrdered(pairs);
        foreach (DictionaryEntry pair in pairs)
        {
            var value = Unwrap(pair.Value);
            var script = value is IDictionary step ? Find(step, ScriptKey) : value;
            if (Add(pair.Key, script, parts) is { } error) return error;
        }

        return null;
    }

    private static ErrorRecord? Add(object? name, object? script, List<ScriptPart> parts)
    {
        var text = Unwrap(name)?.ToString() is { Length: > 0 } given ? given : Unnamed(parts);
        if (Unwrap(script) is not ScriptBlock block) return Errors.StepNotScript(text, script);
        parts.Add(new ScriptPart(text, block));
        return null;
    }

    private static string Unnamed(List<ScriptPart> parts) => FormattableString.Invariant($"step {parts.Count + 1}");

    private static object? Find(IDictionary entries, string key)
    {
        foreach (DictionaryEntry entry in entries)
            if (entry.Key is string name && name.Equals(key, StringComparison.OrdinalIgnoreCase)) return Unwrap(entry.Value);
        return null;
    }

    private static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
