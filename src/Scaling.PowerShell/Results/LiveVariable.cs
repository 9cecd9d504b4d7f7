using Scaling.PowerShell.Commands.Memory;

namespace Scaling.PowerShell.Results;

/// <summary>A value that a variable held while a statement ran.</summary>
public sealed class LiveVariable
{
    internal LiveVariable(HeldVariable held)
    {
        Name = held.Name;
        TypeName = held.TypeName;
        Bytes = held.Bytes;
        IsHeldBefore = held.IsHeldBefore;
        IsHeldAfter = held.IsHeldAfter;
        IsNeeded = held.IsNeeded;
        LastUseLine = held.LastUseLine;
    }

    /// <summary>The variable.</summary>
    public string Name { get; }

    /// <summary>Type of the value.</summary>
    public string TypeName { get; }

    /// <summary>Size of the value with all it refers to, in bytes; null where it is not known.</summary>
    public long? Bytes { get; }

    /// <summary>Whether it was there before the statement.</summary>
    public bool IsHeldBefore { get; }

    /// <summary>Whether it was still there after the statement.</summary>
    public bool IsHeldAfter { get; }

    /// <summary>Whether this statement or a later one reads it. If not, it could have been let go.</summary>
    public bool IsNeeded { get; }

    /// <summary>Line of the last statement that reads it; null where none does.</summary>
    public int? LastUseLine { get; }

    /// <summary>The variable as it is written in a script.</summary>
    public override string ToString() => "$" + Name;
}
