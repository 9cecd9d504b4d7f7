using System.Collections;
using System.Management.Automation;

namespace Scaling.PowerShell.Expressions;

/// <summary>Variables of the session that a script reads, as constants; <see cref="HaveChanged"/> says when they are no longer.</summary>
internal sealed class CapturedVariables(SessionState? session)
{
    /// <summary>The engine sets these as it runs, so they are nothing that a script captured.</summary>
    private static readonly HashSet<string> Automatic = new(StringComparer.OrdinalIgnoreCase)
    {
        "_", "PSItem", "args", "input", "this", "Matches", "Error", "?", "^", "$", "LASTEXITCODE", "foreach", "switch", "MyInvocation",
        "PSBoundParameters", "PSCmdlet", "PSScriptRoot", "PSCommandPath", "StackTrace", "ExecutionContext", "Event", "EventArgs", "Sender",
    };

    private readonly Dictionary<string, object?> _values = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A scalar that an expression can hold, or a list of such.</summary>
    /// <exception cref="NotTranslatedException">The variable is not set, or holds something else.</exception>
    internal object? Read(string name)
    {
        if (_values.TryGetValue(name, out var known)) return known;
        if (Automatic.Contains(name)) throw new NotTranslatedException($"the automatic variable ${name}");
        if (session is null) throw new NotTranslatedException($"the variable ${name} of another module's session");
        var variable = session.PSVariable.Get(name) ?? throw new NotTranslatedException($"the variable ${name}, which is not set,");
        return _values[name] = Snapshot(variable.Value, out var value)
            ? value
            : throw new NotTranslatedException($"the variable ${name}, which holds a {variable.Value?.GetType().Name},");
    }

    internal bool HaveChanged()
    {
        foreach (var (name, old) in _values)
        {
            if (session!.PSVariable.Get(name) is not { } variable || !Snapshot(variable.Value, out var now) || !Same(old, now)) return true;
        }

        return false;
    }

    internal static bool IsScalar(object? value) => value is null or bool or int or long or double or decimal or string
        or DateTime or DateTimeOffset or DateOnly or TimeOnly or TimeSpan;

    private static bool Snapshot(object? raw, out object? value)
    {
        value = Unwrap(raw);
        if (IsScalar(value)) return true;
        if (value is not IList list) return false;
        var items = new object?[list.Count];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = Unwrap(list[i]);
            if (!IsScalar(items[i])) return false;
        }

        value = items;
        return true;
    }

    private static bool Same(object? a, object? b) => a is object?[] x && b is object?[] y
        ? x.SequenceEqual(y, EqualityComparer<object?>.Create(Same))
        : Equals(a, b) && a?.GetType() == b?.GetType();

    private static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}

/// <summary>A part of a script that has no expression; the message names it.</summary>
internal sealed class NotTranslatedException(string message) : Exception(message);
