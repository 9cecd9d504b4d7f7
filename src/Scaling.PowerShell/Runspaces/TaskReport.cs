using System.Management.Automation;

namespace Scaling.PowerShell.Runspaces;

/// <summary>What one task left behind. Written by the worker that runs it.</summary>
internal sealed class TaskReport
{
    internal List<PSObject?> Output { get; } = [];

    internal List<ErrorRecord> Errors { get; } = [];

    internal List<string> Warnings { get; } = [];

    /// <summary>What the task threw; null where it came to its end.</summary>
    internal ErrorRecord? Failure { get; set; }
}
