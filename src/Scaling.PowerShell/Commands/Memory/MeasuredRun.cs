using Scaling.Native.Memory.Peaks;

namespace Scaling.PowerShell.Commands.Memory;

/// <summary>What measuring a script gave. A child process hands it over as JSON.</summary>
internal sealed record MeasuredRun
{
    public required MemoryPeak Memory { get; init; }

    /// <summary>Steps or statements in the order in which they ran; null where the script was measured as a whole.</summary>
    public IReadOnlyList<MeasuredSpan>? Spans { get; init; }
}

/// <summary>A step or a statement.</summary>
internal sealed record MeasuredSpan
{
    /// <summary>The step's name, or the first line of the statement.</summary>
    public required string Name { get; init; }

    public int? Line { get; init; }

    public required MemoryPeak Memory { get; init; }

    /// <summary>What variables held during the statement, the largest first.</summary>
    public IReadOnlyList<HeldVariable> Held { get; init; } = [];
}

/// <summary>A value that a variable held while a statement ran.</summary>
internal sealed record HeldVariable
{
    public required string Name { get; init; }

    public required string TypeName { get; init; }

    /// <summary>Null where it is not known.</summary>
    public long? Bytes { get; init; }

    /// <summary>Whether the variable held it before the statement.</summary>
    public bool IsHeldBefore { get; init; }

    /// <summary>Whether the variable still held it after the statement.</summary>
    public bool IsHeldAfter { get; init; }

    /// <summary>Line of the last statement that reads the variable; null where none does.</summary>
    public int? LastUseLine { get; init; }

    /// <summary>Whether this statement or a later one reads the variable.</summary>
    public bool IsNeeded { get; init; }
}
