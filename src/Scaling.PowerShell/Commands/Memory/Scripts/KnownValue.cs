using System.Management.Automation.Language;
using Scaling.Native.Memory.Ceilings.Flow;

namespace Scaling.PowerShell.Commands.Memory.Scripts;

/// <summary>What a script's text tells of a value.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Constant">The value itself, where it is a number or a text that stands in the script.</param>
/// <param name="Block">The text of a script block.</param>
/// <param name="BoxedRatio">Of an array of numbers: how many times its size its items take as objects, one by one.</param>
/// <param name="PartOf">Of an item that a loop goes through: what has them all. Who gathers items holds what they are part of.</param>
internal sealed record KnownValue(KnownKind Kind, object? Constant = null, ScriptBlockAst? Block = null, double? BoxedRatio = null, FlowVariable? PartOf = null)
{
    internal static KnownValue Unknown { get; } = new(KnownKind.Unknown);

    internal static KnownValue Number { get; } = new(KnownKind.Number);

    internal static KnownValue Small { get; } = new(KnownKind.Small);

    internal static KnownValue Null { get; } = new(KnownKind.Null);

    /// <summary>Whether it takes so little memory that it does not count.</summary>
    internal bool IsSmall => Kind != KnownKind.Unknown;

    internal double? AsNumber => Constant switch
    {
        int or long or double or byte or short or uint or ulong or float or decimal =>
            Convert.ToDouble(Constant, System.Globalization.CultureInfo.InvariantCulture),
        _ => null,
    };

    internal static KnownValue Of(object? constant) => constant switch
    {
        null => Null,
        string => new(KnownKind.Text, constant),
        bool => Small,
        ValueType => new(KnownKind.Number, constant),
        _ => Small,
    };

    /// <summary>What is known of a value that is one of two.</summary>
    internal KnownValue Or(KnownValue other) =>
        Equals(Kind, other.Kind) && Equals(Constant, other.Constant) && ReferenceEquals(Block, other.Block) ? PartOf is null ? other : this
        : Kind == other.Kind && Kind != KnownKind.Block ? new(Kind)
        : IsSmall && other.IsSmall ? Small
        : Unknown with { PartOf = PartOf ?? other.PartOf };
}

/// <summary>Marks a block that keeps values of its own.</summary>
internal sealed class Closure
{
    internal static Closure Instance { get; } = new();
}

/// <summary>What a value is, as far as a script's text tells.</summary>
internal enum KnownKind
{
    Unknown,
    Null,
    Number,
    Text,
    Block,

    /// <summary>Something else of a few bytes: a date, a truth value, a handle.</summary>
    Small,
}

/// <summary>What is known of variables, scope by scope.</summary>
internal sealed class KnownVariables
{
    private readonly List<Dictionary<string, KnownValue>> _scopes;

    private KnownVariables(List<Dictionary<string, KnownValue>> scopes) => _scopes = scopes;

    internal KnownVariables() : this([NewScope()])
    {
    }

    internal KnownValue this[string name]
    {
        get
        {
            for (var i = _scopes.Count - 1; i >= 0; i--)
                if (_scopes[i].TryGetValue(name, out var known)) return known;
            return KnownValue.Unknown;
        }
        set => _scopes[^1][name] = value;
    }

    internal void Push() => _scopes.Add(NewScope());

    internal void Pop() => _scopes.RemoveAt(_scopes.Count - 1);

    internal KnownVariables Copy() => new(_scopes.ConvertAll(s => new Dictionary<string, KnownValue>(s, StringComparer.OrdinalIgnoreCase)));

    /// <summary>Takes what is known in one of several cases.</summary>
    internal void Take(IReadOnlyList<KnownVariables> cases)
    {
        for (var i = 0; i < _scopes.Count; i++)
        {
            foreach (var name in cases.SelectMany(c => c._scopes[i].Keys).Distinct(StringComparer.OrdinalIgnoreCase).ToList())
                _scopes[i][name] = cases.Select(c => c._scopes[i].GetValueOrDefault(name) ?? KnownValue.Unknown).Aggregate((a, b) => a.Or(b));
        }
    }

    /// <summary>Forgets values, but not of what kind they are: a number that is counted up stays a number.</summary>
    internal void ForgetConstant(string name)
    {
        if (this[name] is { Constant: not null } known) this[name] = new KnownValue(known.Kind);
    }

    private static Dictionary<string, KnownValue> NewScope() => new(StringComparer.OrdinalIgnoreCase);
}
