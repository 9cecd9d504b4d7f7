using System.Collections;
using System.Globalization;
using System.Management.Automation;
using Scaling.Native.Memory.Ceilings;
using Scaling.PowerShell.Common;

namespace Scaling.PowerShell.Commands.Memory.Steps;

/// <summary>Reads steps of a pipeline as users write them: hashtables, or objects with the same properties.</summary>
internal sealed class StepParser(FileSizes files)
{
    private const string Keys = "Name, Reads, Makes, Temporary, Releases, Holds, Stores and Script";

    private readonly SizeParser _sizes = new(files);
    private int _count;

    /// <summary>The next step of the pipeline.</summary>
    /// <param name="item">As the user wrote it; a script block alone will do.</param>
    /// <param name="givenName">Its name, where that stands elsewhere.</param>
    /// <exception cref="StepException">Not a step.</exception>
    internal ParsedStep Parse(object? item, string? givenName = null)
    {
        _count++;
        var value = item is PSObject wrapped ? wrapped.BaseObject : item;
        if (value is ScriptBlock block) return new ParsedStep(new MemoryStep { Name = NameOf(givenName) }, block, SaysMore: false);
        if (value is not (IDictionary or PSCustomObject) && (value is null || PSObject.AsPSObject(value).Properties["Script"] is null))
            throw NotUnderstood($"'{item}' is not a step; a step is a hashtable or an object with the entries {Keys}.", item);
        var entries = Entries.Of(item!);
        var script = entries.TakeScript();
        var name = entries.Take("Name")?.ToString();
        name = NameOf(givenName ?? name);
        var saysMore = entries.Rest is not null;
        var reads = Names(entries.Take("Reads"));
        var makes = Makes(entries.Take("Makes"), item);
        var temporary = SizeOrZero(entries.Take("Temporary"));
        var releases = Names(entries.Take("Releases"));
        var holds = Holds(entries.Take("Holds"), makes, name, item);
        var stored = SizeOrZero(entries.Take("Stores"));
        if (entries.Rest is { } unknown) throw NotUnderstood($"Step '{name}' has the entry '{unknown}'; the entries are {Keys}.", item);
        return new ParsedStep(
            new MemoryStep
            {
                Name = name,
                Reads = reads,
                Makes = [.. makes.Select(m => m with { Holds = holds.GetValueOrDefault(m.Name) ?? [] })],
                Temporary = temporary,
                Releases = releases,
                Stored = stored,
                InputFileBytes = files.TakeNewBytes(),
            },
            script,
            saysMore);
    }

    /// <summary>The name of what is to be the next step, for a message on it.</summary>
    internal string NextName(object? item)
    {
        _count++;
        var entries = (item is PSObject wrapped ? wrapped.BaseObject : item) is IDictionary or PSCustomObject ? Entries.Of(item!) : null;
        return NameOf(entries?.Take("Name")?.ToString());
    }

    private string NameOf(string? given) => string.IsNullOrWhiteSpace(given) ? string.Create(CultureInfo.InvariantCulture, $"step {_count}") : given;

    /// <summary>The entries of <c>-Size</c>.</summary>
    /// <exception cref="StepException">Not a size.</exception>
    internal Dictionary<string, MemorySize> ParseSizes(IDictionary? sizes)
    {
        var parsed = new Dictionary<string, MemorySize>(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry entry in sizes ?? new Hashtable()) parsed[Name(entry.Key.ToString() ?? "")] = _sizes.Parse(entry.Value);
        return parsed;
    }

    /// <summary>Tables of steps have empty texts where a step has no such entry.</summary>
    private MemorySize SizeOrZero(object? written) =>
        written is null || written is string text && string.IsNullOrWhiteSpace(text) ? MemorySize.Zero : _sizes.Parse(written);

    private List<MadeObject> Makes(object? written, object? step)
    {
        switch (written)
        {
            case null: return [];
            case string text: return Makes(text, step);
            case IDictionary or PSObject { BaseObject: PSCustomObject }:
                return [.. Entries.Of(written).All.Select(e => new MadeObject(Name(e.Name), _sizes.Parse(e.Value)))];
            case IEnumerable several: return [.. several.Cast<object?>().SelectMany(o => Makes(o is PSObject { BaseObject: not PSCustomObject } p ? p.BaseObject : o, step))];
            default: throw NotUnderstood($"'{written}' after Makes is neither a hashtable of names and sizes nor a text.", step);
        }
    }

    /// <summary>Texts as they stand in a table of steps: <c>raw = 18MB; data = 0.5 of raw</c>, or names alone.</summary>
    private List<MadeObject> Makes(string text, object? step)
    {
        var made = new List<MadeObject>();
        foreach (var part in Parts(text, ';'))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0) made.AddRange(Parts(part, ',').Select(n => new MadeObject(Name(n), MemorySize.Unknown)));
            else if (part[..equals].Trim() is { Length: > 0 } name) made.Add(new MadeObject(Name(name), _sizes.Parse(part[(equals + 1)..].Trim())));
            else throw NotUnderstood($"'{part}' after Makes has no name.", step);
        }

        return made;
    }

    private static Dictionary<string, IReadOnlyList<string>> Holds(object? written, List<MadeObject> makes, string step, object? item)
    {
        var holds = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        if (written is null) return holds;
        IEnumerable<(string Name, object? Value)> entries = written is string text
            ? Parts(text, ';').Select(p => p.Split('=', 2)).Select(p => (p[0].Trim(), (object?)p.ElementAtOrDefault(1)))
            : Entries.Of(written).All;
        foreach (var (holder, held) in entries)
        {
            var name = Name(holder);
            if (!makes.Exists(m => m.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
                throw NotUnderstood($"Step '{step}' has '{name}' in Holds, but not in Makes.", item);
            holds[name] = Names(held);
        }

        return holds;
    }

    private static string[] Names(object? written) => (written is PSObject wrapped ? wrapped.BaseObject : written) switch
    {
        null => [],
        string text => [.. Parts(text, ',').SelectMany(p => Parts(p, ';')).Select(Name)],
        IEnumerable several => [.. several.Cast<object?>().SelectMany(Names)],
        var other => [Name(other.ToString() ?? "")],
    };

    private static string[] Parts(string text, char separator) =>
        text.Split(separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Names may be written as variables are.</summary>
    private static string Name(string written) => written.Trim().TrimStart('$');

    private static StepException NotUnderstood(string message, object? written) => new(Errors.StepNotUnderstood(message, written));
}

/// <summary>A step, and what does its work where it is to be measured.</summary>
/// <param name="Step">The step.</param>
/// <param name="Script">Null where it has none.</param>
/// <param name="SaysMore">It has more entries than these.</param>
internal sealed record ParsedStep(MemoryStep Step, ScriptBlock? Script, bool SaysMore);
