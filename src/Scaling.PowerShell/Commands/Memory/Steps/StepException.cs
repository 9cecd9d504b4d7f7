using System.Management.Automation;

namespace Scaling.PowerShell.Commands.Memory.Steps;

/// <summary>A step, or a size, as a user wrote it, is not what it must be.</summary>
/// <param name="error">What to write; null where it has been written.</param>
internal sealed class StepException(ErrorRecord? error) : Exception(error?.Exception.Message)
{
    internal ErrorRecord? Error { get; } = error;
}
