using Scaling.Native.Memory.Ceilings;

namespace Scaling.PowerShell.Commands.Memory;

/// <summary>What a report says of a script beside its forecasts.</summary>
/// <param name="Path">Its full path; null for a script block.</param>
/// <param name="Notes">What was not seen, or taken for something.</param>
/// <param name="LineOf">The line of a step.</param>
internal sealed record ScriptOutline(string? Path, IReadOnlyList<string> Notes, Func<PlannedStep, int?> LineOf);
