using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Internal;

namespace Scaling.PowerShell.Commands.Memory.Steps;

/// <summary>The entries of a hashtable, or the properties of an object, by names whose beginnings are enough.</summary>
internal sealed class Entries
{
    private readonly List<(string Name, object? Value)> _entries;

    private Entries(List<(string Name, object? Value)> entries) => _entries = entries;

    /// <summary>An entry that nobody has taken; null when all are.</summary>
    internal string? Rest => _entries.Count > 0 ? _entries[0].Name : null;

    internal static Entries Of(object item) => (item is PSObject wrapped ? wrapped.BaseObject : item) is IDictionary dictionary
        ? new([.. dictionary.Cast<DictionaryEntry>().Select(e => (e.Key.ToString() ?? "", e.Value))])
        : new([.. PSObject.AsPSObject(item).Properties.Select(p => (p.Name, (object?)p.Value))]);

    internal IEnumerable<(string Name, object? Value)> All => _entries;

    /// <summary>Takes an entry out. A name in full goes before the beginning of one.</summary>
    /// <param name="names">Names that mean the same entry.</param>
    internal object? Take(params string[] names)
    {
        var found = _entries.FindIndex(e => names.Contains(e.Name, StringComparer.OrdinalIgnoreCase));
        if (found < 0) found = _entries.FindIndex(e => e.Name.Length > 0 && names[0].StartsWith(e.Name, StringComparison.OrdinalIgnoreCase));
        return TakeAt(found);
    }

    /// <summary>Takes the entry Script out; the beginning of its name will do for a script block only, since another entry begins alike.</summary>
    internal ScriptBlock? TakeScript()
    {
        const string Script = "Script";
        var found = _entries.FindIndex(e => e.Name.Equals(Script, StringComparison.OrdinalIgnoreCase));
        if (found < 0)
        {
            found = _entries.FindIndex(e => e.Name.Length > 0 && Script.StartsWith(e.Name, StringComparison.OrdinalIgnoreCase)
                && (e.Value is PSObject wrapped ? wrapped.BaseObject : e.Value) is ScriptBlock);
        }

        return TakeAt(found) as ScriptBlock;
    }

    private object? TakeAt(int found)
    {
        if (found < 0) return null;
        var value = _entries[found].Value;
        _entries.RemoveAt(found);

        // What a statement gives that gives nothing.
        if (ReferenceEquals(value, AutomationNull.Value)) return null;
        return value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;
    }
}
