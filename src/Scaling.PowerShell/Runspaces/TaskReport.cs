using System.Management.Automation;

namespace Scaling.PowerShell.Runspaces;

/// <summary>What one task left behind. Written by the worker that runs it.</summary>
internal sealed class TaskReport
{
    internal List<PSObject?> Output { get; } = [];

    internal List<ErrorRecord> Errors { get; } = [];

    internal List<string> Warnings { get; } = [];

    /// <summary>Whether it threw.</summary>
    internal bool HasFailed { get; set; }
}
