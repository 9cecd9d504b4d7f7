using Scaling.Native.Memory.Ceilings;
using Scaling.Native.Memory.Ceilings.Flow;

namespace Scaling.PowerShell.Commands.Memory;

/// <summary>What a report says of a script beside its forecasts.</summary>
/// <param name="Path">Its full path; null for a script block.</param>
/// <param name="Notes">What was not seen, or taken for something.</param>
/// <param name="Ways">The plans of the ways through it.</param>
internal sealed record ScriptOutline(string? Path, IReadOnlyList<string> Notes, IReadOnlyList<FlowPlan> Ways)
{
    /// <summary>The statements of a plan's steps.</summary>
    internal IReadOnlyList<FlowStep> StepsOf(MemoryPlan plan) => Ways.First(w => ReferenceEquals(w.Plan, plan)).Steps;
}
