using System.Management.Automation;

namespace Scaling.PowerShell.Runspaces;

/// <summary>No task came to its end when the tasks were first run.</summary>
internal sealed class AllTasksFailedException(ErrorRecord first) : Exception(first.ToString(), first.Exception)
{
    /// <summary>What the first task threw.</summary>
    internal ErrorRecord First { get; } = first;
}
