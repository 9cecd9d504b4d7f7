using System.Management.Automation;

namespace Scaling.PowerShell.Runspaces;

/// <summary>The initialization script of a runspace threw.</summary>
internal sealed class InitializationException(ErrorRecord record, Exception inner) : Exception(record.ToString(), inner)
{
    internal ErrorRecord Record { get; } = record;
}
