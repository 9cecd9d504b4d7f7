using System.Collections;
using System.Management.Automation;
using Scaling.PowerShell.Common;

namespace Scaling.PowerShell.Commands.Memory.Steps;

/// <summary>Steps that are to be run: script blocks, names and steps in pairs, or steps as <see cref="StepParser"/> takes them.</summary>
internal static class StepList
{
    /// <summary>The steps in order, each with its script.</summary>
    /// <exception cref="StepException">One is not a step, or has no script; or two have the same name.</exception>
    internal static IReadOnlyList<ParsedStep> Read(IEnumerable<object> given, StepParser parser)
    {
        var steps = new List<ParsedStep>();
        foreach (var (name, item) in given.SelectMany(Expand))
        {
            // Before the rest: what is no step at all has no script either.
            if (!HasScript(item)) throw new StepException(Errors.StepNotScript(name ?? parser.NextName(item), item));
            steps.Add(parser.Parse(item, name));
        }

        return steps.GroupBy(s => s.Step.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice
            ? throw new StepException(Errors.DuplicateStep(twice.Key))
            : steps;
    }

    private static IEnumerable<(string? Name, object? Item)> Expand(object given)
    {
        var value = given is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : given;
        if (value is not IDictionary pairs || IsStep(pairs)) return [(null, value)];
        if (pairs is Hashtable { Count: > 1 }) throw new StepException(Errors.StepsNotOrdered(pairs));
        return pairs.Cast<DictionaryEntry>().Select(p => ((string?)p.Key.ToString(), p.Value));
    }

    /// <summary>Whether entries are those of a step. Names of steps may be beginnings of entries' names: only steps are what has scripts.</summary>
    private static bool IsStep(IDictionary entries)
    {
        if (entries.Keys.Cast<object>().Any(k => k is string name && name.Equals("Script", StringComparison.OrdinalIgnoreCase))) return true;
        var values = entries.Values.Cast<object?>().ToList();
        return !values.TrueForAll(HasScript) && (HasScript(entries) || !values.Exists(HasScript) && Entries.Of(entries).Take("Name") is not null);
    }

    private static bool HasScript(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        null => false,
        ScriptBlock => true,
        IDictionary or PSCustomObject => Entries.Of(value!).TakeScript() is not null,
        var other => PSObject.AsPSObject(other).Properties["Script"]?.Value is ScriptBlock or PSObject { BaseObject: ScriptBlock },
    };
}
