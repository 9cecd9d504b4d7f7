using System.Management.Automation;
using Scaling.Native.Memory.Peaks;

namespace Scaling.PowerShell.Commands.Memory;

/// <summary>What is to be run and how it is to be measured.</summary>
internal sealed record MeasuringPlan
{
    /// <summary>One script, or steps that run one after the other in the same scope.</summary>
    internal required IReadOnlyList<ScriptPart> Parts { get; init; }

    internal required MemoryMeterOptions Meter { get; init; }

    internal bool IsSteps { get; init; }

    internal bool ByStatement { get; init; }

    internal bool PassOutput { get; init; }

    internal object?[] Arguments { get; init; } = [];
}

/// <summary>A script block with the name of its step.</summary>
internal sealed record ScriptPart(string Name, ScriptBlock Script);
